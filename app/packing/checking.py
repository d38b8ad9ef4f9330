"""The content check: every unit is scanned into the box, each scan counts once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.catalog.queries import SkuFacts, sku_facts
from app.core import clock
from app.core.errors import Refused
from app.core.events import Actor
from app.inventory.models import Holding
from app.inventory.rules import tote_place
from app.orders.models import Order
from app.orders.service import refuse_if_stopped
from app.packing import bench_locks, lane, locks, lookup, parcels
from app.packing.contents import Contents, Line, load, save_line
from app.packing.models import Box, PackScan, Parcel
from app.packing.rules import BOUNCE_S, OPEN_TO_SCANS, TYPED_FROM, ParcelState
from app.waves.models import Tote

BOX_COMMAND = "WG:BOX:"
MAY_TAKE_OUT = OPEN_TO_SCANS | {ParcelState.WEIGHED, ParcelState.ARCHIVED}


@dataclass(frozen=True)
class Scan:
    """One scan of an item at the bench.

    Attributes:
        scan_id: the client's own id; a repeat gets its first verdict.
        quantity: how often the code counts; above 1 it was typed.
        at: the scanner's moment, or None when it says none.
    """

    scan_id: str
    code: str
    quantity: int = 1
    at: datetime | None = None


@dataclass(frozen=True)
class Answer:
    """What became of one scan; ``say`` is a message code, ``values`` fill it in."""

    scan_id: str
    verdict: str
    say: str
    values: dict[str, Any] = field(default_factory=dict)
    refusal: str | None = None
    line_no: int | None = None


@dataclass
class _Desk:
    """One parcel on the bench while its scans are judged."""

    session: Session
    actor: Actor
    order: Order
    parcel: Parcel
    contents: Contents


def scan(
    session: Session, actor: Actor, parcel_no: str, person_id: int, scans: Sequence[Scan]
) -> list[Answer]:
    """Judge scans in the order given; each id is applied once.

    Raises:
        Refused: ``packing.unknown_parcel``, ``packing.not_open``, ``packing.other_person``;
            ``order.intercepted`` once the parcel is void.
    """
    return _each(session, actor, parcel_no, person_id, scans, out=False)


def unscan(
    session: Session, actor: Actor, parcel_no: str, person_id: int, scans: Sequence[Scan]
) -> list[Answer]:
    """Take units out of the box again, each id once.

    Raises:
        Refused: as :func:`scan`.
    """
    return _each(session, actor, parcel_no, person_id, scans, out=True)


def _each(
    session: Session,
    actor: Actor,
    parcel_no: str,
    person_id: int,
    scans: Sequence[Scan],
    *,
    out: bool,
) -> list[Answer]:
    parcel, order = locks.parcel_and_order(session, actor, parcel_no)
    if parcel.state is ParcelState.VOID:
        refuse_if_stopped(order)  # a cancel has freed its bench: say that, and no other thing
    bench_locks.held_by(session, order, person_id)
    first = _first_answers(session, [one.scan_id for one in scans])
    desk = _Desk(session, actor, order, parcel, load(session, order, parcel))
    answers = []
    for one in scans:
        answer = first.get(one.scan_id)
        if answer is None:
            answer = _take_out(desk, one) if out else _put_in(desk, one)
            _keep(desk, one, answer)
            first[one.scan_id] = answer
        answers.append(answer)
    parcels.settle(session, actor, order, parcel, desk.contents)
    if out:
        lane.unbind_when_empty(session, order, parcel)
    return answers


def _first_answers(session: Session, ids: Sequence[str]) -> dict[str, Answer]:
    rows = session.scalars(sa.select(PackScan).where(PackScan.scan_id.in_(ids)))
    return {row.scan_id: msgspec.json.decode(row.answer, type=Answer) for row in rows}


def _keep(desk: _Desk, one: Scan, answer: Answer) -> None:
    desk.session.add(
        PackScan(
            scan_id=one.scan_id,
            parcel_id=desk.parcel.id,
            code=one.code[:200],
            quantity=one.quantity,
            verdict=answer.verdict,
            answer=msgspec.json.encode(asdict(answer)).decode(),
            triggered_at=one.at,
            actor=desk.actor.name,
            at=clock.now(),
        )
    )
    desk.session.flush()


def _no(
    one: Scan, verdict: str, refusal: str, line_no: int | None = None, **values: Any
) -> Answer:
    return Answer(one.scan_id, verdict, refusal, values, refusal, line_no)


def _put_in(desk: _Desk, one: Scan) -> Answer:
    """One item into the box."""
    if stopped := parcels.stopped(desk.order):
        return _no(one, "intercepted", "order.intercepted", **stopped)
    if desk.parcel.state not in OPEN_TO_SCANS:
        state = desk.parcel.state
        return _no(
            one, "already_done", "packing.closed", parcel_no=desk.parcel.number, state=state
        )
    if _is_bounce(desk, one):
        return _no(one, "bounce", "packing.bounce")
    found = lookup.item(desk.session, desk.parcel.warehouse_id, one.code)
    if found is None:
        return _unknown(desk, one)
    units = found.units * one.quantity
    lines = [line for line in desk.contents.lines if line.facts.id == found.sku_id]
    if not lines:
        return _wrong(desk, one, found.sku_id)
    line = _wanting(lines, desk.parcel.state)
    refused = _too_many(desk, one, line, units) or _typed(desk, one, line)
    return refused or _count(desk, one, line, units)


def _is_bounce(desk: _Desk, one: Scan) -> bool:
    """The same code within 80 ms of trigger time: one trigger that came twice."""
    if one.at is None:
        return False
    last = desk.session.scalar(
        sa.select(PackScan.triggered_at)
        .where(PackScan.parcel_id == desk.parcel.id, PackScan.code == one.code)
        .where(PackScan.triggered_at.is_not(None))
        .order_by(PackScan.triggered_at.desc())
        .limit(1)
    )
    return last is not None and abs((one.at - last).total_seconds()) < BOUNCE_S


def _unknown(desk: _Desk, one: Scan) -> Answer:
    tote = desk.session.scalar(
        sa.select(Tote.code).where(
            Tote.warehouse_id == desk.parcel.warehouse_id, Tote.code == one.code.strip()
        )
    )
    if tote is not None and _is_own_tote(desk, tote):
        return _no(one, "already_done", "packing.tote_is_open", scanned=tote)
    if tote is not None:
        return _no(one, "wrong_tote", "packing.scan_an_item", scanned=tote)
    return _no(one, "unknown_code", "packing.scan_unknown", scanned=one.code[:80])


def _is_own_tote(desk: _Desk, tote: str) -> bool:
    """Read twice, or the next of the order's totes put on the bench."""
    inside = Holding.order_id == desk.order.id, Holding.place == tote_place(tote)
    return bool(desk.session.scalar(sa.select(sa.exists().where(*inside))))


def _wrong(desk: _Desk, one: Scan, sku_id: int) -> Answer:
    """Say what was scanned and what is wanted."""
    facts = sku_facts(desk.session, [sku_id])[sku_id]
    lines = desk.contents.lines
    alike = [line for line in lines if line.facts.name == facts.name]
    wanted = next((line for line in [*alike, *lines] if line.left), [*alike, *lines][0])
    return _no(
        one,
        "wrong_item",
        "packing.scan_wrong_item",
        scanned=_called(facts),
        wanted=_called(wanted.facts),
        goods=[_looks(facts), _looks(wanted.facts)],
    )


def _looks(facts: SkuFacts) -> dict[str, Any]:
    return {
        "sku": facts.code,
        "name": facts.name,
        "looks": facts.looks,
        "image_url": facts.image_url,
        "barcode_tail": facts.barcode_tail,
    }


def _called(facts: SkuFacts) -> str:
    return f"{facts.name} …{facts.barcode_tail}" if facts.barcode_tail else facts.name


def _wanting(lines: Sequence[Line], state: ParcelState) -> Line:
    """The line this unit belongs to: one to be re-checked first, then one that lacks units."""
    for line in lines:
        if line.checked < line.here or (line.left and state is not ParcelState.BLOCKED):
            return line
    return next((line for line in lines if line.left), lines[0])


def _too_many(desk: _Desk, one: Scan, line: Line, units: int) -> Answer | None:
    unseen = line.here - line.checked
    values: dict[str, Any] = {"item": _called(line.facts), "wanted": line.wanted}
    if units > unseen + line.left:
        return _no(one, "over_quantity", "packing.scan_over", line.line_no, **values)
    fits = unseen + desk.contents.fits(line)
    if units > fits:
        most_kg = f"{desk.contents.most_g / 1000:g}"
        return _no(
            one, "over_quantity", "packing.parcel_full", **values, most_kg=most_kg, fits=fits
        )
    return None


def _typed(desk: _Desk, one: Scan, line: Line) -> Answer | None:
    """A count typed for goods that the scale cannot miss: twice the same, or each scanned."""
    if one.quantity == 1 or line not in desk.contents.scan_each():
        return None
    if line.wanted <= TYPED_FROM:
        return _no(one, "ambiguous", "packing.scan_each", item=_called(line.facts))
    before = desk.session.execute(
        sa.select(PackScan.code, PackScan.quantity, PackScan.verdict)
        .where(PackScan.parcel_id == desk.parcel.id)
        .order_by(PackScan.at.desc(), PackScan.scan_id.desc())
        .limit(1)
    ).first()
    if before is not None and tuple(before) == (one.code[:200], one.quantity, "ambiguous"):
        return None
    return _no(
        one, "ambiguous", "packing.type_again", item=_called(line.facts), units=one.quantity
    )


def _count(desk: _Desk, one: Scan, line: Line, units: int) -> Answer:
    if desk.parcel.state is not ParcelState.OPEN:
        parcels.reopen(desk.session, desk.actor, desk.order, desk.parcel)
    seen_again = min(units, line.here - line.checked)
    line.checked += units
    line.here += units - seen_again
    save_line(desk.session, desk.parcel.id, line)
    values = {
        "item": _called(line.facts),
        "packed": line.checked,
        "wanted": line.checked + line.left,
        "left": desk.contents.left + desk.contents.unchecked,
    }
    verdict = "ok"
    if not line.left and line.checked == line.here:
        verdict = "list_done" if not values["left"] else "task_done"
    return Answer(one.scan_id, verdict, f"packing.say.{verdict}", values, None, line.line_no)


def _take_out(desk: _Desk, one: Scan) -> Answer:
    """One item out of the box again; not once the ledger has it in the parcel."""
    if stopped := parcels.stopped(desk.order):
        return _no(one, "intercepted", "order.intercepted", **stopped)
    if desk.parcel.state not in MAY_TAKE_OUT or desk.parcel.transaction_id is not None:
        state = desk.parcel.state
        return _no(
            one, "already_done", "packing.closed", parcel_no=desk.parcel.number, state=state
        )
    found = lookup.item(desk.session, desk.parcel.warehouse_id, one.code)
    if found is None:
        return _no(one, "unknown_code", "packing.scan_unknown", scanned=one.code[:80])
    units = found.units * one.quantity
    lines = [
        ln for ln in desk.contents.lines if ln.facts.id == found.sku_id and ln.here >= units
    ]
    if not lines:
        return _no(one, "wrong_item", "packing.not_inside", scanned=one.code[:80])
    parcels.reopen(desk.session, desk.actor, desk.order, desk.parcel)
    line = lines[-1]
    line.here -= units
    line.checked = min(line.checked, line.here)
    save_line(desk.session, desk.parcel.id, line)
    values = {
        "item": _called(line.facts),
        "packed": line.here,
        "wanted": line.here + line.left,
        "left": desk.contents.left,
    }
    return Answer(one.scan_id, "ok", "packing.say.taken_out", values, None, line.line_no)


def box(session: Session, actor: Actor, parcel_no: str, person_id: int, code: str) -> None:
    """Choose the box; its tare and filler count in the expected weight.

    After a block the box may be changed without a re-check: it may be the cause.

    Raises:
        Refused: ``packing.unknown_box``, ``packing.closed``, ``order.intercepted``.
    """
    parcel, order = locks.parcel_and_order(session, actor, parcel_no)
    refuse_if_stopped(order)
    bench_locks.held_by(session, order, person_id)
    if parcel.state not in MAY_TAKE_OUT:
        raise Refused("packing.closed", parcel_no=parcel.number, state=parcel.state)
    wanted = code.strip().removeprefix(BOX_COMMAND)
    row = session.scalar(
        sa.select(Box).where(Box.warehouse_id == actor.warehouse_id, Box.code == wanted)
    )
    if row is None:
        raise Refused("packing.unknown_box", box=wanted)
    if parcel.box_id == row.id:
        return
    if parcel.state is not ParcelState.BLOCKED:
        parcels.reopen(session, actor, order, parcel)
    parcel.box_id, parcel.tare_g, parcel.filler_g = row.id, row.tare_g, row.filler_g
    session.flush()
    parcels.settle(session, actor, order, parcel, load(session, order, parcel))
