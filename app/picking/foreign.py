"""What a code is that nobody asked for: told, so that the way out is to scan the right one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from app.catalog import codes
from app.catalog.queries import sku_facts
from app.core.sql import Statement
from app.picking import statements as sql
from app.picking.rules import WRONG, Step, Verdict
from app.picking.trip import Outcome, Task, Trip, name
from app.waves import totes

BIN = Statement("SELECT code FROM bin WHERE warehouse_id = ? AND code = ?")
SKU = Statement("SELECT id FROM sku WHERE code = ?")
HOME = Statement(
    "SELECT b.code FROM stock s JOIN bin b ON b.id = s.bin_id "
    "WHERE s.warehouse_id = ? AND s.sku_id = ? AND s.on_hand > 0 ORDER BY b.sequence LIMIT 1"
)


@dataclass(slots=True)
class Thing:
    """What a code of the warehouse is; several at once are ambiguous.

    Attributes:
        kinds: of bin, item, tote.
        is_bound: a tote that is in use; *list_id* and *slot* say where.
    """

    code: str
    kinds: list[str] = field(default_factory=list)
    sku_ids: list[int] = field(default_factory=list)
    is_bound: bool = False
    list_id: int | None = None
    slot: int | None = None

    @property
    def is_tote(self) -> bool:
        """Whether it is a tote and nothing else."""
        return self.kinds == ["tote"]


def identify(trip: Trip, scanned: codes.Scanned) -> Thing:
    """Look a code up as everything that it could be."""
    thing = Thing(scanned.code)
    if BIN.raw(trip.conn, trip.site, scanned.code).fetchone():
        thing.kinds.append("bin")
    known = sql.barcodes(trip.conn, trip.site, scanned.candidates)
    thing.sku_ids = sorted({sku_id for sku_id, _ in known.values()})
    if not thing.sku_ids and (row := SKU.raw(trip.conn, scanned.code).fetchone()):
        thing.sku_ids = [row[0]]
    if thing.sku_ids:
        thing.kinds.append("item")
    bound = sql.SLOT_OF_TOTE.raw(trip.conn, trip.site, scanned.code).fetchone()
    if bound is not None:
        thing.is_bound = True
        thing.slot, thing.list_id = bound
    if bound is not None or (
        not thing.kinds and totes.looks_like_tote(trip.session, trip.site, scanned.code)
    ):
        thing.kinds.append("tote")
    return thing


def refuse(trip: Trip, task: Task, thing: Thing) -> Outcome:
    """Say what it is, what is wanted and where."""
    if not thing.kinds:
        about = {"code": thing.code, **_wanted(trip, task)}
        return Outcome(Verdict.UNKNOWN_CODE, "picking.unknown_code", about, shown=task.id)
    if len(thing.kinds) > 1 or len(thing.sku_ids) > 1:
        about = {"code": thing.code}
        return Outcome(Verdict.AMBIGUOUS, "picking.ambiguous", about, shown=task.id)
    (kind,) = thing.kinds
    about = {"code": thing.code, **_wanted(trip, task)}
    if kind == "tote" and task.step is Step.TOTE:
        return _wrong_tote(trip, task, thing, about)
    verdict, scanned = WRONG[task.step], None
    if kind == "item":
        (sku_id,) = thing.sku_ids
        about["seen"] = name(trip, sku_id)
        scanned = _goods(trip, sku_id)
    say = f"picking.{verdict}.{kind}"
    return Outcome(verdict, say, about, shown=task.id, scanned=scanned)


def _goods(trip: Trip, sku_id: int) -> dict[str, Any]:
    """The goods that were scanned, as the PDA draws them, and a bin where they lie."""
    facts = sku_facts(trip.session, [sku_id])[sku_id]
    home = HOME.raw(trip.conn, trip.site, sku_id).fetchone()
    return {
        "sku": {
            "code": facts.code,
            "name": facts.name,
            "barcode_tail": facts.barcode_tail,
            "image_url": facts.image_url,
            "looks": facts.looks,
        },
        "bin": home[0] if home else "",
    }


def _wanted(trip: Trip, task: Task) -> dict[str, Any]:
    return {
        "bin": task.bin,
        "slot": task.slot,
        "tote": task.tote or "",
        "name": name(trip, task.sku_id),
    }


def _wrong_tote(trip: Trip, task: Task, thing: Thing, about: dict[str, Any]) -> Outcome:
    if thing.list_id == trip.row.id:
        about["there"] = thing.slot
        say = "picking.wrong_tote.slot" if thing.slot != task.slot else "picking.tote_is_full"
        return Outcome(Verdict.WRONG_TOTE, say, about, shown=task.id)
    if not thing.is_bound and task.tote is not None:
        return Outcome(Verdict.WRONG_TOTE, "picking.wrong_tote.tote", about, shown=task.id)
    return Outcome(Verdict.OTHER_ORDER, "picking.other_order", about, shown=task.id)
