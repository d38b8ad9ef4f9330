"""Planning again after a little has changed: what stands is left alone.

A list only gets shorter: the stops of orders that are gone fall out, and no order changes
its cart. Orders that are new, or no longer as they were planned, get units that nobody has
yet, and waves of their own behind those of the same cut-off.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from app.waves.planner.model import Demand, Plan, Snapshot, Stop, Trip, WavePlan
from app.waves.planner.plan import in_release_order, make_waves
from app.waves.planner.walk import Layout
from app.waves.planner.walk import trip as shorter


def replan(now: Snapshot, before: Snapshot, plan: Plan) -> Plan:
    """The plan for *now*, as near to *plan* as can be.

    Args:
        now: the snapshot to plan.
        before: the snapshot that *plan* was made of.
        plan: what was planned then.
    """
    was = {order.id: order for order in before.orders}
    same = {o.id for o in now.orders if (old := was.get(o.id)) is not None and _same(o, old)}
    stands = same & {key for wave in plan.waves for key in wave.orders}
    if now.ways != before.ways:
        stands = set()  # its walks are those of another floor
    stands -= _lost(plan, now, stands)
    orders = {order.id: order for order in now.orders}
    layout = Layout.of(now.places, now.ways)
    kept = [_without(wave, stands, orders, now, layout) for wave in plan.waves]
    kept = [wave for wave in kept if wave.orders]
    taken: dict[int, int] = defaultdict(int)
    for stop in _stops(kept):
        taken[stop.stock_id] += stop.quantity
    rest = replace(now, orders=tuple(o for o in now.orders if o.id not in stands))
    made, left_out = make_waves(rest, layout, taken)
    return in_release_order([*kept, *made], left_out, now.policy.waves)


def _same(order: Demand, old: Demand) -> bool:
    return order is old or order == old


def _stops(waves: Iterable[WavePlan]) -> Iterable[Stop]:
    return (stop for wave in waves for trip in wave.trips for stop in trip.stops)


def _lost(plan: Plan, now: Snapshot, stands: set[int]) -> set[int]:
    """Orders that stand but whose units are no longer on the shelf; the later ones lose."""
    left = {shelf.stock_id: shelf.free for shelf in now.shelves}
    lost: set[int] = set()
    for stop in _stops(plan.waves):
        for share in stop.shares:
            if share.order_id in stands:
                still = left.get(stop.stock_id, 0) - share.quantity
                left[stop.stock_id] = still
                if still < 0:
                    lost.add(share.order_id)
    return lost


def _without(
    wave: WavePlan,
    stands: set[int],
    orders: dict[int, Demand],
    now: Snapshot,
    layout: Layout,
) -> WavePlan:
    """The wave with the orders that stand."""
    if stands.issuperset(wave.orders):
        return wave
    going = [orders[key] for key in wave.orders if key in stands]
    trips = [_shortened(trip, stands, now, layout) for trip in wave.trips]
    trips = [trip for trip in trips if trip.stops]
    return replace(
        wave,
        orders=tuple(order.id for order in going),
        lines=sum(len(order.lines) for order in going),
        units=sum(order.units for order in going),
        trips=tuple(trips),
        metres=sum(trip.metres for trip in trips),
        seconds=sum(trip.seconds for trip in trips),
    )


def _shortened(trip: Trip, stands: set[int], now: Snapshot, layout: Layout) -> Trip:
    if all(share.order_id in stands for stop in trip.stops for share in stop.shares):
        return trip
    stops = _left_of(trip.stops, stands)
    return shorter(trip.shape, stops, layout, now.policy, slots=trip.slots, zone=trip.zone)


def _left_of(stops: Sequence[Stop], stands: set[int]) -> tuple[Stop, ...]:
    cut = (
        stop._replace(shares=tuple(s for s in stop.shares if s.order_id in stands))
        for stop in stops
    )
    return tuple(stop for stop in cut if stop.shares)
