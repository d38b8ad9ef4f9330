"""A handful of orders: all ways to put them on carts."""

from __future__ import annotations

from collections.abc import Callable
from math import inf

Cart = tuple[int, ...]


def best_carts(
    count: int, price: Callable[[Cart], float | None], late: Callable[[], bool]
) -> list[Cart] | None:
    """The carts for orders 0 … *count* - 1 that cost least together.

    Args:
        count: of orders; every one more may triple the time.
        price: what a cart costs with these orders; None if they do not fit, nor any more.
        late: whether to give up.

    Returns:
        The orders of each cart; None if it was given up.
    """
    priced: list[list[tuple[int, float, Cart]]] = [[] for _ in range(count)]
    waiting: list[Cart] = [(order,) for order in range(count)]
    while waiting:
        if late():
            return None
        cart = waiting.pop()
        cost = price(cart)
        if cost is not None:
            priced[cart[0]].append((sum(1 << order for order in cart), cost, cart))
            waiting += [(*cart, order) for order in range(cart[-1] + 1, count)]
    costs = [0.0] + [inf] * ((1 << count) - 1)
    last: list[tuple[int, Cart]] = [(0, ())] * len(costs)
    for some in range(1, len(costs)):
        if some % 64 == 0 and late():
            return None
        first = (some & -some).bit_length() - 1
        for orders, cost, cart in priced[first]:
            if not orders & ~some and costs[some ^ orders] + cost < costs[some]:
                costs[some] = costs[some ^ orders] + cost
                last[some] = orders, cart
    carts: list[Cart] = []
    some = len(costs) - 1
    while some:
        orders, cart = last[some]
        carts.append(cart)
        some ^= orders
    return carts
