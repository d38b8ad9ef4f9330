"""Making a plan better while there is time: which orders share a cart, wave by wave."""

from __future__ import annotations

import math
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.waves.planner.batch import NO_LIMIT, Parcel, batch
from app.waves.planner.model import Plan, Shape, Snapshot, Stop, Trip, WavePlan
from app.waves.planner.walk import Layout, trip


def improve(
    snapshot: Snapshot,
    plan: Plan,
    *,
    moves: int | None = None,
    deadline: float = math.inf,
) -> Iterator[Plan]:
    """The plan after each wave of it was looked at; never a longer walk than before.

    Args:
        snapshot: what *plan* was made of.
        plan: to improve.
        moves: changes to try in a wave; the same number gives the same plan. Without it
            the time left is shared out among the waves.
        deadline: a moment of `time.monotonic` at which to stop at the latest.
    """
    layout = Layout.of(snapshot.places)
    waves = list(plan.waves)
    for place, wave in enumerate(plan.waves):
        now = time.monotonic()
        if now >= deadline:
            return
        share = deadline if moves else now + (deadline - now) / (len(waves) - place)
        waves[place] = _better(wave, snapshot, layout, moves, share)
        yield replace(plan, waves=tuple(waves))


def _better(
    wave: WavePlan, snapshot: Snapshot, layout: Layout, moves: int | None, deadline: float
) -> WavePlan:
    carts = [trip for trip in wave.trips if trip.shape is Shape.CLUSTER]
    if len(carts) < 2:
        return wave
    made = _fewer_metres(carts, snapshot, layout, moves, deadline)
    if sum(trip.seconds for trip in made) >= sum(trip.seconds for trip in carts) - 1e-9:
        return wave
    others = [trip for trip in wave.trips if trip.shape is not Shape.CLUSTER]
    first = wave.trips.index(carts[0])
    trips = (*others[:first], *made, *others[first:])
    return replace(
        wave,
        trips=trips,
        metres=sum(trip.metres for trip in trips),
        seconds=sum(trip.seconds for trip in trips),
    )


def _fewer_metres(
    carts: Sequence[Trip],
    snapshot: Snapshot,
    layout: Layout,
    moves: int | None,
    deadline: float,
) -> list[Trip]:
    """The same orders on other carts."""
    stops: dict[int, list[Stop]] = defaultdict(list)
    for cart in carts:
        for stop in cart.stops:
            stops[stop.shares[0].order_id].append(stop)
    orders = sorted(stops)
    policy = snapshot.policy
    parcels = [
        Parcel(tuple({layout.spots[s.bin_id] for s in stops[order]}), (1.0, 0.0, 0.0))
        for order in orders
    ]
    found = batch(
        layout.aisles,
        parcels,
        (float(policy.cart_slots), NO_LIMIT, NO_LIMIT),
        layout.depot,
        a_cart=policy.setup_s * policy.walk_m_s,
        seed=snapshot.seed,
        moves=moves,
        deadline=None if deadline == math.inf else deadline,
    )
    return [
        trip(
            Shape.CLUSTER,
            [
                stop._replace(slot=slot)
                for slot, place in enumerate(cart, start=1)
                for stop in stops[orders[place]]
            ],
            layout,
            policy,
            slots=len(cart),
        )
        for cart in found.carts
    ]
