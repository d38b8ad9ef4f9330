"""Carts where some aisles may be walked in one direction only.

The compiled search walks against the arrows. Its carts are a beginning: from there an order
changes its cart, or two change places, wherever the walks along the arrows get shorter.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from random import Random
from time import monotonic
from typing import TypeAlias

from app.waves.planner.aisles import Aisles, Spot
from app.waves.planner.routing import distance

Spots: TypeAlias = Sequence[Sequence[Spot]]
Takes: TypeAlias = Sequence[Sequence[float]]
Cart: TypeAlias = frozenset[int]

_TRIES = 20
"""Changes that are tried for each order, where there is time: a walk takes milliseconds."""


class ArrowSearch:
    """Orders on carts, priced by their walks along the arrows."""

    def __init__(self, aisles: Aisles, spots: Spots, depot: Spot, a_cart: float) -> None:
        """Begin without carts; *spots* are those of each order."""
        self._aisles, self._spots, self._depot = aisles, spots, depot
        self._a_cart = a_cart
        self._known: dict[Cart, float] = {}

    def price(self, cart: Cart) -> float:
        """What a cart costs, in metres; one without orders nothing."""
        if not cart:
            return 0.0
        found = self._known.get(cart)
        if found is None:
            spots = [spot for order in sorted(cart) for spot in self._spots[order]]
            found = self._a_cart + distance(self._aisles, spots, self._depot)
            self._known[cart] = found
        return found

    def better(
        self,
        carts: Sequence[Sequence[int]],
        takes: Takes,
        limits: Sequence[float],
        *,
        seed: int,
        tries: int | None = None,
        deadline: float | None = None,
    ) -> tuple[list[Cart], int]:
        """Change carts wherever that is shorter.

        Args:
            carts: to begin with.
            takes: what each order takes of each limit.
            limits: what fits on a cart.
            seed: the same seed and tries give the same carts.
            tries: changes to try; at most twenty an order.
            deadline: a moment of `time.monotonic` at which to stop at the latest.

        Returns:
            The carts, and how many changes were tried.
        """
        chance = Random(seed)  # noqa: S311  not a secret
        made = [frozenset(cart) for cart in carts]
        most = _TRIES * len(self._spots)
        most = most if tries is None else min(most, tries)
        done = 0
        while done < most and (deadline is None or monotonic() < deadline) and len(made) > 1:
            done += 1
            one, other = chance.sample(range(len(made)), 2)
            changed = _exchanged(made[one], made[other], chance)
            if not all(_fits(cart, takes, limits) for cart in changed):
                continue
            before = self.price(made[one]) + self.price(made[other])
            if sum(map(self.price, changed)) < before - 1e-9:
                made[one], made[other] = changed
                made = [cart for cart in made if cart]
        return made, done


def _exchanged(one: Cart, other: Cart, chance: Random) -> tuple[Cart, Cart]:
    """An order goes over; half the time another comes back for it."""
    goes = {chance.choice(sorted(one))}
    comes = {chance.choice(sorted(other))} if chance.random() < 0.5 else set[int]()
    return (one - goes) | comes, (other - comes) | goes


def _fits(cart: Cart, takes: Takes, limits: Sequence[float]) -> bool:
    return all(
        math.fsum(takes[order][n] for order in cart) <= limit + 1e-6
        for n, limit in enumerate(limits)
    )
