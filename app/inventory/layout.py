"""The site's bins, as a file or a person says."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.catalog.service import clean
from app.core.errors import Refused
from app.core.events import Actor, record
from app.inventory.events import BinSaved
from app.inventory.models import Bin, Stock
from app.inventory.rules import PROMISABLE, BinKind, Spot, spot_of

LONGEST_CODE, LONGEST_ZONE = 40, 8
FURTHEST_M = 10_000.0
LARGEST = 2_000_000_000


def save_bin(
    session: Session,
    actor: Actor,
    *,
    code: str,
    zone: str | None = None,
    kind: str | None = None,
    x: float | None = None,
    y: float | None = None,
    level: int | None = None,
    sequence: int | None = None,
) -> Literal["added", "updated", "unchanged"]:
    """Add a bin, or change what is given of it; None leaves a field as it is.

    Args:
        session: the open transaction.
        actor: who says so.
        code: its barcode; a name like ``A-01-03-2`` says where it is.
        zone: A fast, B medium, C slow movers; the code's first part when new.
        kind: rules.BinKind; ``pick`` when new.
        x: metres across the aisles.
        y: metres along the aisle.
        level: from 1 at the floor.
        sequence: its place on the walk.

    Raises:
        Refused: ``stock.bad_bin`` with the field; ``stock.bin_in_use``: a bin that is not
            empty cannot turn from a shelf for goods into another kind, or back.
    """
    code = clean(code)
    given = {
        "zone": clean(zone) if zone else None,
        "kind": clean(kind).lower() if kind else None,
        "x": x,
        "y": y,
        "level": level,
        "sequence": sequence,
    }
    fields = {key: value for key, value in given.items() if value is not None}
    _check(code, fields)
    query = sa.select(Bin).where(Bin.warehouse_id == actor.warehouse_id, Bin.code == code)
    row = session.scalar(query.with_for_update(key_share=True))
    if row is None:
        session.add(Bin(warehouse_id=actor.warehouse_id, code=code, **_new(code, fields)))
        changed = sorted(fields)
    else:
        changed = [key for key, value in fields.items() if getattr(row, key) != value]
        if not changed:
            return "unchanged"
        _change(session, row, {key: fields[key] for key in changed})
    session.flush()
    record(session, actor, BinSaved(bin=code, changed=tuple(changed)), subject=code)
    return "added" if row is None else "updated"


def _check(code: str, fields: dict[str, Any]) -> None:
    fits: dict[str, Callable[[Any], bool]] = {
        "zone": lambda zone: 1 <= len(zone) <= LONGEST_ZONE,
        "kind": lambda kind: kind in set(BinKind),
        "x": lambda x: math.isfinite(x) and abs(x) <= FURTHEST_M,
        "y": lambda y: math.isfinite(y) and abs(y) <= FURTHEST_M,
        "level": lambda level: 1 <= level <= 99,
        "sequence": lambda sequence: 0 <= sequence <= LARGEST,
    }
    bad = [key for key, value in fields.items() if not fits[key](value)]
    if not 1 <= len(code) <= LONGEST_CODE or not code.isprintable():
        bad.insert(0, "bin")
    if bad:
        raise Refused("stock.bad_bin", bin=code[:LONGEST_CODE], field=bad[0])


def _new(code: str, fields: dict[str, Any]) -> dict[str, Any]:
    zone = fields.get("zone") or code.partition("-")[0][:LONGEST_ZONE]
    spot = spot_of(code) or Spot(zone=zone, aisle=0, x=0.0, y=0.0, level=1, sequence=0)
    known = {
        "zone": zone,
        "aisle": spot.aisle,
        "x": spot.x,
        "y": spot.y,
        "level": spot.level,
        "sequence": spot.sequence,
    }
    return known | fields


def _change(session: Session, row: Bin, fields: dict[str, Any]) -> None:
    kind = fields.get("kind", row.kind)
    if (kind in PROMISABLE) != (row.kind in PROMISABLE):
        # What lies in it was counted, or not, as goods that can be promised.
        units = session.scalar(
            sa.select(sa.func.sum(Stock.on_hand)).where(Stock.bin_id == row.id)
        )
        if units:
            raise Refused("stock.bin_in_use", bin=row.code, units=units)
    for key, value in fields.items():
        setattr(row, key, value)
