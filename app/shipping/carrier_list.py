"""The site's carriers, and who takes an order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.errors import Refused
from app.core.events import Actor, record
from app.orders.models import Order
from app.packing.service import set_most_g
from app.shipping.events import CarrierSaved
from app.shipping.models import Carrier
from app.stations.service import site_rule

DEFAULT_CARRIER: dict[str, Any] = {"code": None}
"""The site rule ``carrier``: who takes orders that name none; else the first of the list."""


@dataclass(frozen=True)
class CarrierData:
    """Who takes a parcel away."""

    code: str
    name: str
    adapter: str
    cage: str


def carrier_for(session: Session, order: Order) -> CarrierData:
    """The carrier of an order.

    Raises:
        Refused: ``label.no_carrier``: park the parcel until somebody says who takes it.
    """
    code = order.carrier
    if code is None:
        code = site_rule(session, order.warehouse_id, "carrier", DEFAULT_CARRIER)["code"]
    query = sa.select(Carrier).where(Carrier.warehouse_id == order.warehouse_id)
    if code is not None:
        query = query.where(Carrier.code == code)
    row = session.scalar(query.order_by(Carrier.id).limit(1))
    if row is None:
        raise Refused("label.no_carrier", order_no=order.number, carrier=code or "-")
    return CarrierData(row.code, row.name, row.adapter, row.cage)


def by_code(session: Session, actor: Actor, code: str) -> CarrierData | None:
    """The carrier with this code at the actor's site."""
    row = session.scalar(
        sa.select(Carrier).where(
            Carrier.warehouse_id == actor.warehouse_id, Carrier.code == code
        )
    )
    return CarrierData(row.code, row.name, row.adapter, row.cage) if row else None


def named(session: Session, actor: Actor, code: str) -> str:
    """What people call a carrier; its code where the list has lost it."""
    found = by_code(session, actor, code)
    return found.name if found else code


def save_carrier(
    session: Session,
    actor: Actor,
    *,
    code: str,
    name: str,
    cut_offs: list[str],
    max_g: int = 30_000,
    cage: str | None = None,
    adapter: str = "own",
    carrier_group: str = "",
) -> str:
    """Add a carrier or change one; say ``added``, ``updated`` or ``unchanged``.

    Args:
        session: the open transaction.
        actor: who does it.
        code: as orders name it.
        name: as it stands on the label.
        cut_offs: site-local times, ``["16:00", "20:00"]``.
        max_g: grams that one parcel may weigh.
        cage: its cage on the dock; the next free number for a new carrier when None.
        adapter: a key of shipping.carriers.BY_OURSELVES; an account in the settings wins.
        carrier_group: carriers of one group may share a wave.
    """
    rows = session.scalars(
        sa.select(Carrier).where(Carrier.warehouse_id == actor.warehouse_id)
    ).all()
    row = next((one for one in rows if one.code == code), None)
    taken = {one.cage for one in rows}
    free = next(f"C{n}" for n in range(1, len(taken) + 2) if f"C{n}" not in taken)
    values = {
        "name": name,
        "cut_offs": cut_offs,
        "max_g": max_g,
        "cage": cage or (row.cage if row else free),
        "adapter": adapter,
        "carrier_group": carrier_group,
    }
    set_most_g(session, actor, code, max_g)
    if row is not None and all(getattr(row, key) == value for key, value in values.items()):
        return "unchanged"
    outcome = "added" if row is None else "updated"
    row = row or Carrier(warehouse_id=actor.warehouse_id, code=code)
    for key, value in values.items():
        setattr(row, key, value)
    session.add(row)
    session.flush()
    record(session, actor, CarrierSaved(carrier=code, cage=row.cage), subject=code)
    return outcome
