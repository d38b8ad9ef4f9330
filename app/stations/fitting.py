"""Verbs of fitting out a bench: which devices stand there, and who proved the scale."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from app.core import clock
from app.core.errors import Refused
from app.core.events import Actor, record
from app.stations import agents, device_settings, events, locks
from app.stations.benches import BenchData
from app.stations.models import Bench

SCALE = ("scale_url", "protocol", "division_g", "scale_unit", "scale_options", "scale_baudrate")
"""What a commissioning is about: once one of them changes, it says nothing any more."""
NEXT_OPTION = re.compile(r";(?=\s*[a-z_]+=)")
"""Between two options; a pattern may hold a ``;`` of its own."""


def scale_options(text: str) -> dict[str, str]:
    """``checksum=on;motion=inverted`` as a mapping.

    Raises:
        Refused: ``station.scale_options`` for a part without ``=``.
    """
    parts = [part.strip() for part in NEXT_OPTION.split(text) if part.strip()]
    if any("=" not in part for part in parts):
        raise Refused("station.scale_options", protocol=text, known="key=value;key=value")
    return {name.strip(): value for name, _, value in (part.partition("=") for part in parts)}


def save_bench(
    session: Session,
    actor: Actor,
    *,
    code: str,
    scale_url: str | None = None,
    protocol: str | None = None,
    division_g: int = 1,
    printer_url: str | None = None,
    language: str = "pdf",
    label_size: str = "100x150",
    scale_unit: str | None = None,
    scale_options: Mapping[str, str] | None = None,
    scale_baudrate: int | None = None,
) -> str:
    """Add a bench or change its devices; say ``added``, ``updated`` or ``unchanged``.

    Unit, options and baud rate that are not given stay as they are for the same scale: a
    list of stations without these columns does not undo what was set up at the bench.

    Raises:
        Refused: its devices can never work, see :mod:`device_settings`.
    """
    scale_url, printer_url = agents.own_url(scale_url, code), agents.own_url(printer_url, code)
    row = locks.bench_by_code(session, actor.warehouse_id, code)
    same = row is not None and (row.scale_url, row.protocol) == (scale_url, protocol)
    kept = row if same else None
    values: dict[str, Any] = {
        "scale_url": scale_url,
        "protocol": protocol,
        "division_g": division_g,
        "printer_url": printer_url,
        "language": language,
        "label_size": label_size,
        "scale_unit": scale_unit or (kept.scale_unit if kept else None),
        "scale_options": dict(
            (kept.scale_options if kept else {}) if scale_options is None else scale_options
        ),
        "scale_baudrate": scale_baudrate or (kept.scale_baudrate if kept else None),
    }
    unit, options = values["scale_unit"], values["scale_options"]
    device_settings.check_scale(scale_url, protocol, unit, options)
    device_settings.check_printer(printer_url)
    outcome = "updated" if row else "added"
    row = row or Bench(warehouse_id=actor.warehouse_id, code=code)
    return outcome if _change(session, actor, row, values) else "unchanged"


@dataclass(frozen=True, kw_only=True)
class ScaleSettings:
    """How a bench's scale is read; all of it, so that None means none.

    Attributes:
        division_g: one step of its display, grams.
        unit: what it is set to; None takes the unit of its frames.
        baudrate: of a serial line; None takes the protocol's.
    """

    scale_url: str | None
    protocol: str | None
    division_g: int
    unit: str | None
    options: Mapping[str, str]
    baudrate: int | None


def fit_scale(session: Session, actor: Actor, code: str, new: ScaleSettings) -> bool:
    """Set up a bench's scale anew; tell whether anything changed.

    Raises:
        Refused: ``station.unknown_bench``, or the scale can never work.
    """
    device_settings.check_scale(new.scale_url, new.protocol, new.unit, new.options)
    values = {
        "scale_url": agents.own_url(new.scale_url, code.strip()),
        "protocol": new.protocol,
        "division_g": new.division_g,
        "scale_unit": new.unit,
        "scale_options": dict(new.options),
        "scale_baudrate": new.baudrate,
    }
    return _change(session, actor, _bench(session, actor, code), values)


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What a scale showed of a known weight, in whole grams, and the frame that said so."""

    known_g: int
    shown_g: int
    raw_hex: str


def commission(session: Session, actor: Actor, bench: BenchData, seen: Shown) -> None:
    """Keep who proved the scale of this bench, when, and with which weight.

    Args:
        session: the open transaction.
        actor: who stood at the scale.
        bench: as it was when its scale was read.
        seen: what the scale showed; it was right.

    Raises:
        Refused: ``station.commission.changed``: the scale was set up anew meanwhile.
    """
    row = _bench(session, actor, bench.code)
    if any(getattr(row, name) != getattr(bench, name) for name in SCALE):
        raise Refused("station.commission.changed", bench=bench.code)
    row.commissioned_at, row.commissioned_by = clock.now(), actor.name
    row.commissioned_g = seen.known_g
    fact = events.ScaleCommissioned(
        bench=row.code,
        protocol=row.protocol or "",
        unit=row.scale_unit,
        options=row.scale_options,
        division_g=row.division_g,
        known_g=seen.known_g,
        shown_g=seen.shown_g,
        raw_hex=seen.raw_hex,
    )
    record(session, actor, fact, subject=row.code)


def _bench(session: Session, actor: Actor, code: str) -> Bench:
    row = locks.bench_by_code(session, actor.warehouse_id, code)
    if row is None:
        raise Refused("station.unknown_bench", bench=code)
    return row


def _change(session: Session, actor: Actor, row: Bench, values: Mapping[str, Any]) -> bool:
    """The only writer of a bench's devices; another scale is not commissioned any more."""
    changed = {name for name, value in values.items() if getattr(row, name) != value}
    if not changed:
        return False
    for name in changed:
        setattr(row, name, values[name])
    if changed & set(SCALE):
        row.commissioned_at = row.commissioned_by = row.commissioned_g = None
    session.add(row)
    fact = events.BenchSaved(bench=row.code, protocol=row.protocol)
    record(session, actor, fact, subject=row.code)
    return True
