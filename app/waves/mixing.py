"""What is never mixed in one wave: cut-off slot, carrier, domestic or not, hazmat class."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.orders.models import Order
from app.waves import planner
from app.waves.models import Wave
from app.waves.planner.urgency import group_of

_SHARED = ("carrier", "cross_border", "hazmat_class")


def kind(grouping: Mapping[str, Any]) -> tuple[Any, ...]:
    """What the orders of a wave must share, of all that they do."""
    return tuple(grouping.get(name) for name in (*_SHARED, "cut_off_slot"))


def belongs(wave: Wave, order: Order, policy: planner.Policy) -> bool:
    """Whether an order shares what the orders of a wave share."""
    demand = planner.Demand(
        id=order.id,
        number=order.number,
        cut_off_at=order.cut_off_at,
        created_at=order.created_at,
        lines=(),
        carrier=order.carrier or "",
        cross_border=order.cross_border,
        hazmat_class=order.hazmat_class,
    )
    group = group_of(demand, wave.planned_at, policy)
    same = all(wave.grouping.get(name) == getattr(group, name) for name in _SHARED)
    in_time = group.cut_off_slot == wave.grouping.get("cut_off_slot")
    return same and (in_time or order.cut_off_at == wave.cut_off_at)
