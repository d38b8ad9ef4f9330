"""Which orders go together, and which go first."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

from app.waves.planner.model import Demand, Group, Policy

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_HIGHEST_RANK = 2


def group_of(order: Demand, at: datetime, policy: Policy) -> Group:
    """What *order* shares with the orders of its wave.

    All missed cut-offs are one slot: they can only go now, whenever now is.
    """
    missed = order.cut_off_at <= at
    slot = "missed" if missed else _slot(order.cut_off_at, policy.slot_minutes).isoformat()
    return Group(
        missed,
        slot,
        order.carrier,
        order.cross_border,
        order.hazmat_class,
        order.together,
    )


def _slot(moment: datetime, minutes: int) -> datetime:
    length = timedelta(minutes=minutes)
    return _EPOCH + (moment - _EPOCH) // length * length


def grouper(at: datetime, policy: Policy) -> Callable[[Demand], Group]:
    """`group_of` for many orders: few cut-offs and carriers make few groups."""
    known: dict[tuple[object, ...], Group] = {}

    def group(order: Demand) -> Group:
        what = order.carrier, order.cross_border, order.hazmat_class, order.together
        key = order.cut_off_at, *what
        found = known.get(key)
        if found is None:
            found = known[key] = group_of(order, at, policy)
        return found

    return group


def by_urgency(orders: Iterable[Demand], at: datetime, policy: Policy) -> list[Demand]:
    """Missed cut-offs first, then urgent, VIP, normal; within them the weighted score."""
    found = list(orders)
    dearest = max((order.amount for order in found), default=0) or 1
    customer, amount, destination = policy.weights

    def key(order: Demand) -> tuple[object, ...]:
        score = (
            customer * order.rank / _HIGHEST_RANK
            + amount * order.amount / dearest
            + destination * order.far
        )
        missed = order.cut_off_at <= at
        return (not missed, -order.rank, order.cut_off_at, -score, order.created_at, order.id)

    return sorted(found, key=key)
