"""Making a plan better while there is time: which orders share a cart, wave by wave.

Where carts get so good that they cost less than the way that was chosen, they are walked.
"""

from __future__ import annotations

import math
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from app.waves.planner.batch import NO_LIMIT, Parcel, batch
from app.waves.planner.model import Plan, Shape, Snapshot, Stop, Trip, WavePlan
from app.waves.planner.repricing import Part, may_be_carts, with_carts, with_lists
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
    layout = Layout.of(snapshot.places, snapshot.ways)
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
    """The wave with better carts in each of its pools, and what they cost now."""
    parts = _parts(wave)
    made = []
    for place, part in enumerate(parts):
        now = time.monotonic()
        share = deadline if moves else now + (deadline - now) / (len(parts) - place)
        made.append(_part(part, snapshot, layout, moves, share))
    if made == parts:
        return wave
    trips = tuple(trip for _, some in made for trip in some)
    return replace(
        wave,
        trips=trips,
        metres=sum(trip.metres for trip in trips),
        seconds=sum(trip.seconds for trip in trips),
        choices=tuple(choice for choice, _ in made if choice is not None),
    )


def _parts(wave: WavePlan) -> list[Part]:
    """The pools of a wave, each with its lists; all lists together where none are told."""
    if sum(choice.prices[0].lists for choice in wave.choices) != len(wave.trips):
        return [(None, wave.trips)]  # planned again meanwhile: the prices are of old lists
    left = iter(wave.trips)
    return [(one, tuple(islice(left, one.prices[0].lists))) for one in wave.choices]


def _part(
    part: Part, snapshot: Snapshot, layout: Layout, moves: int | None, deadline: float
) -> Part:
    choice, trips = part
    if choice is not None and may_be_carts(choice):
        made = _fewer_metres(trips, snapshot, layout, moves, deadline)
        choice, trips = with_carts(choice, trips, made)
    carts = [trip for trip in trips if trip.shape is Shape.CLUSTER]
    if len(carts) < 2 or choice != part[0]:
        return choice, trips
    made = _fewer_metres(carts, snapshot, layout, moves, deadline)
    if sum(trip.seconds for trip in made) >= sum(trip.seconds for trip in carts) - 1e-9:
        return choice, trips
    others = [trip for trip in trips if trip.shape is not Shape.CLUSTER]
    better = (*others, *made)
    return (choice and with_lists(choice, better)), better


def _fewer_metres(
    trips: Sequence[Trip],
    snapshot: Snapshot,
    layout: Layout,
    moves: int | None,
    deadline: float,
) -> list[Trip]:
    """The orders of some lists on other carts."""
    stops: dict[int, list[Stop]] = defaultdict(list)
    for one in trips:
        for stop in one.stops:
            for share in stop.shares:
                stops[share.order_id].append(stop._replace(shares=(share,)))
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
