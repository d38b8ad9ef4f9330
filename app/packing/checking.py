"""The content check: every unit is scanned into the box, each scan counts once."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.errors import Refused
from app.core.events import Actor
from app.orders.service import refuse_if_stopped
from app.packing import bench_locks, lane, locks, lookup, mistaken, parcels
from app.packing.contents import Line, load, save_line
from app.packing.models import Box
from app.packing.rules import OPEN_TO_SCANS, ParcelState
from app.packing.scans import Answer, Desk, Scan, called, first_answers, keep, no

BOX_COMMAND = "WG:BOX:"
MAY_TAKE_OUT = OPEN_TO_SCANS | {ParcelState.WEIGHED, ParcelState.ARCHIVED}


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
    first = first_answers(session, [one.scan_id for one in scans])
    desk = Desk(session, actor, order, parcel, load(session, order, parcel))
    answers = []
    for one in scans:
        answer = first.get(one.scan_id)
        if answer is None:
            answer = _take_out(desk, one) if out else _put_in(desk, one)
            keep(desk, one, answer)
            first[one.scan_id] = answer
        answers.append(answer)
    parcels.settle(session, actor, order, parcel, desk.contents)
    if out:
        lane.unbind_when_empty(session, order, parcel)
    return answers


def _put_in(desk: Desk, one: Scan) -> Answer:
    """One item into the box."""
    if stopped := parcels.stopped(desk.order):
        return no(one, "intercepted", "order.intercepted", **stopped)
    if desk.parcel.state not in OPEN_TO_SCANS:
        state = desk.parcel.state
        return no(
            one, "already_done", "packing.closed", parcel_no=desk.parcel.number, state=state
        )
    if mistaken.is_bounce(desk, one):
        return no(one, "bounce", "packing.bounce")
    found = lookup.item(desk.session, desk.parcel.warehouse_id, one.code)
    if found is None:
        return mistaken.unknown(desk, one)
    units = found.units * one.quantity
    lines = [line for line in desk.contents.lines if line.facts.id == found.sku_id]
    if not lines:
        return mistaken.wrong(desk, one, found.sku_id)
    line = _wanting(lines, desk.parcel.state)
    refused = mistaken.too_many(desk, one, line, units) or mistaken.typed(desk, one, line)
    return refused or _count(desk, one, line, units)


def _wanting(lines: Sequence[Line], state: ParcelState) -> Line:
    """The line this unit belongs to: one to be re-checked first, then one that lacks units."""
    for line in lines:
        if line.checked < line.here or (line.left and state is not ParcelState.BLOCKED):
            return line
    return next((line for line in lines if line.left), lines[0])


def _count(desk: Desk, one: Scan, line: Line, units: int) -> Answer:
    if desk.parcel.state is not ParcelState.OPEN:
        parcels.reopen(desk.session, desk.actor, desk.order, desk.parcel)
    seen_again = min(units, line.here - line.checked)
    line.checked += units
    line.here += units - seen_again
    save_line(desk.session, desk.parcel.id, line)
    values = {
        "item": called(line.facts),
        "packed": line.checked,
        "wanted": line.checked + line.left,
        "left": desk.contents.left + desk.contents.unchecked,
    }
    verdict = "ok"
    if not line.left and line.checked == line.here:
        verdict = "list_done" if not values["left"] else "task_done"
    return Answer(one.scan_id, verdict, f"packing.say.{verdict}", values, None, line.line_no)


def _take_out(desk: Desk, one: Scan) -> Answer:
    """One item out of the box again; not once the ledger has it in the parcel."""
    if stopped := parcels.stopped(desk.order):
        return no(one, "intercepted", "order.intercepted", **stopped)
    if desk.parcel.state not in MAY_TAKE_OUT or desk.parcel.transaction_id is not None:
        state = desk.parcel.state
        return no(
            one, "already_done", "packing.closed", parcel_no=desk.parcel.number, state=state
        )
    found = lookup.item(desk.session, desk.parcel.warehouse_id, one.code)
    if found is None:
        return no(one, "unknown_code", "packing.scan_unknown", scanned=one.code[:80])
    units = found.units * one.quantity
    lines = [
        ln for ln in desk.contents.lines if ln.facts.id == found.sku_id and ln.here >= units
    ]
    if not lines:
        return no(one, "wrong_item", "packing.not_inside", scanned=one.code[:80])
    parcels.reopen(desk.session, desk.actor, desk.order, desk.parcel)
    line = lines[-1]
    line.here -= units
    line.checked = min(line.checked, line.here)
    save_line(desk.session, desk.parcel.id, line)
    values = {
        "item": called(line.facts),
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
