"""Benches, by code or key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.errors import Refused
from app.core.events import Actor
from app.stations import site
from app.stations.models import Bench

SPARES = "spare_printers"
"""The site rule that holds ``{bench: bench whose printer it uses meanwhile}``."""


@dataclass(frozen=True)
class BenchData:
    """A bench as plain data.

    Attributes:
        division_g: one step of the scale's display, grams.
        printer_url: where its labels come out: its own printer, or the spare in force.
        spare: the bench whose printer that is; None for its own.
        label_size: the stock in its printer, ``100x150``.
        scale_unit: what the scale is set to; None takes the unit of its frames.
        scale_options: of its protocol, for instance ``{"checksum": "on"}``.
        scale_baudrate: of a serial line; None takes the protocol's.
        commissioned_g: the known weight the scale showed right, grams; None when nobody has
            tried it with these settings.
    """

    id: int
    warehouse_id: int
    code: str
    scale_url: str | None
    protocol: str | None
    division_g: int
    printer_url: str | None
    language: str
    label_size: str
    spare: str | None = None
    scale_unit: str | None = None
    scale_options: Mapping[str, str] = field(default_factory=dict)
    scale_baudrate: int | None = None
    commissioned_at: datetime | None = None
    commissioned_by: str | None = None
    commissioned_g: int | None = None


def bench_by_code(session: Session, actor: Actor, code: str) -> BenchData:
    """The bench with this code.

    Raises:
        Refused: ``station.unknown_bench``.
    """
    row = session.scalar(
        sa.select(Bench).where(
            Bench.warehouse_id == actor.warehouse_id, Bench.code == code.strip()
        )
    )
    if row is None:
        raise Refused("station.unknown_bench", bench=code)
    return _with_spare(session, row)


def bench_by_id(session: Session, bench_id: int) -> BenchData:
    """The bench with this key."""
    return _with_spare(session, session.get_one(Bench, bench_id))


def benches(session: Session, warehouse_id: int) -> list[BenchData]:
    """All benches of a site, by code."""
    rows = session.scalars(
        sa.select(Bench).where(Bench.warehouse_id == warehouse_id).order_by(Bench.code)
    )
    found, uses = list(rows), spares(session, warehouse_id)
    by_code = {row.code: row for row in found}
    return [_bench(row, by_code.get(uses.get(row.code, ""))) for row in found]


def stand_ins(session: Session, mine: BenchData) -> list[str]:
    """The benches whose printer takes this one's labels, by code."""
    found = benches(session, mine.warehouse_id)
    return [theirs.code for theirs in found if may_stand_in(mine, theirs)]


def may_stand_in(mine: BenchData, theirs: BenchData) -> bool:
    """Tell whether a printer prints these labels and is in use at its own bench."""
    fits = (mine.language, mine.label_size) == (theirs.language, theirs.label_size)
    in_use = theirs.printer_url is not None and theirs.spare is None
    return fits and in_use and theirs.id != mine.id


def spares(session: Session, warehouse_id: int) -> dict[str, str]:
    """Which benches use the printer of another one: ``{bench: that other}``."""
    return site.site_rule(session, warehouse_id, SPARES, {})


def printing_bench(session: Session, bench_id: int) -> Bench:
    """The bench at whose printer the labels of this one come out now."""
    row = session.get_one(Bench, bench_id)
    return _spare_of(session, row) or row


def _spare_of(session: Session, row: Bench) -> Bench | None:
    code = spares(session, row.warehouse_id).get(row.code)
    if code is None:
        return None
    return session.scalar(
        sa.select(Bench).where(Bench.warehouse_id == row.warehouse_id, Bench.code == code)
    )


def _with_spare(session: Session, row: Bench) -> BenchData:
    return _bench(row, _spare_of(session, row))


def _bench(row: Bench, spare: Bench | None) -> BenchData:
    return BenchData(
        id=row.id,
        warehouse_id=row.warehouse_id,
        code=row.code,
        scale_url=row.scale_url,
        protocol=row.protocol,
        division_g=row.division_g,
        printer_url=(spare or row).printer_url,
        language=row.language,
        label_size=row.label_size,
        spare=spare.code if spare else None,
        scale_unit=row.scale_unit,
        scale_options=row.scale_options,
        scale_baudrate=row.scale_baudrate,
        commissioned_at=row.commissioned_at,
        commissioned_by=row.commissioned_by,
        commissioned_g=row.commissioned_g,
    )
