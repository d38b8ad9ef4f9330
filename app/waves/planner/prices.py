"""What it costs to pick the same orders in different ways; the cheapest is to be chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.waves.planner.carts import bulk_trips, cart_trips, zone_trips
from app.waves.planner.model import Snapshot, Trip
from app.waves.planner.plan import allocate
from app.waves.planner.walk import Layout


class Way(StrEnum):
    """A way to pick orders."""

    SINGLE = "single"
    CLUSTER = "cluster"
    WALL = "wall"
    ZONE = "zone"


@dataclass(frozen=True, slots=True)
class Price:
    """What a way costs.

    Attributes:
        lists: pick lists.
        metres: walked.
        pick_s: seconds of the pickers.
        sort_s: seconds afterwards until every order lies together: binding at the bench,
            putting into the wall, bringing zones together.
    """

    way: Way
    lists: int
    metres: float
    pick_s: float
    sort_s: float

    @property
    def seconds(self) -> float:
        """All work."""
        return self.pick_s + self.sort_s


def prices(snapshot: Snapshot) -> tuple[Price, ...]:
    """The ways to pick the orders of *snapshot* that have stock, the cheapest first.

    Only what can be done is priced: the single-item lane takes orders of one unit, the wall
    as many orders as it has slots, and zones are for orders that lie in several.
    """
    picked, _ = allocate(snapshot, {})
    layout = Layout.of(snapshot.places)
    policy, seed = snapshot.policy, snapshot.seed
    units = sum(order.units for order, _ in picked)
    parts = sum(len({pick.place.zone for pick in picks}) - 1 for _, picks in picked)
    ways: tuple[tuple[Way, bool, Callable[[], Sequence[Trip]], float], ...] = (
        (
            Way.SINGLE,
            all(order.units == 1 for order, _ in picked),
            lambda: bulk_trips(picked, layout, policy),
            policy.bind_s * units,
        ),
        (Way.CLUSTER, True, lambda: cart_trips(picked, layout, policy, seed), 0.0),
        (
            Way.WALL,
            len(picked) <= policy.wall_slots,
            lambda: bulk_trips(picked, layout, policy),
            policy.put_s * units,
        ),
        (
            Way.ZONE,
            parts > 0,
            lambda: zone_trips(picked, layout, policy),
            policy.merge_s * parts,
        ),
    )
    found = [_price(way, trips(), sort_s) for way, possible, trips, sort_s in ways if possible]
    return tuple(sorted(found, key=lambda price: price.seconds)) if picked else ()


def _price(way: Way, trips: Sequence[Trip], sort_s: float) -> Price:
    return Price(
        way=way,
        lists=len(trips),
        metres=sum(trip.metres for trip in trips),
        pick_s=sum(trip.seconds for trip in trips),
        sort_s=sort_s,
    )
