"""Benches, by code or key."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.errors import Refused
from app.core.events import Actor
from app.stations.models import Bench


@dataclass(frozen=True)
class BenchData:
    """A bench as plain data.

    Attributes:
        division_g: one step of the scale's display, grams.
        label_size: the stock in its printer, ``100x150``.
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
    return _bench(row)


def bench_by_id(session: Session, bench_id: int) -> BenchData:
    """The bench with this key."""
    return _bench(session.get_one(Bench, bench_id))


def benches(session: Session, warehouse_id: int) -> list[BenchData]:
    """All benches of a site, by code."""
    rows = session.scalars(
        sa.select(Bench).where(Bench.warehouse_id == warehouse_id).order_by(Bench.code)
    )
    return [_bench(row) for row in rows]


def _bench(row: Bench) -> BenchData:
    return BenchData(
        id=row.id,
        warehouse_id=row.warehouse_id,
        code=row.code,
        scale_url=row.scale_url,
        protocol=row.protocol,
        division_g=row.division_g,
        printer_url=row.printer_url,
        language=row.language,
        label_size=row.label_size,
    )
