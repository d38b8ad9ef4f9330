"""Inspection: grades, the one report of each unit, and the end of a return."""

from __future__ import annotations

from collections import Counter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.catalog.models import Sku
from app.core import clock
from app.core.errors import Refused
from app.core.events import Actor, record
from app.inventory import service as inventory
from app.inventory.rules import desk_place
from app.orders.models import OrderLine
from app.returns import locks
from app.returns.events import ReturnClosed, ReturnGraded, UnitGraded
from app.returns.facts import about
from app.returns.models import Return, ReturnUnit
from app.returns.rules import (
    ON_DESK,
    RETURN,
    UNIT,
    Grade,
    ReturnAct,
    ReturnState,
    UnitAct,
    UnitState,
    is_complete,
)


def grade(
    session: Session,
    actor: Actor,
    number: str,
    unit_id: str,
    grade: Grade,
    *,
    reason: str | None = None,
    second_by: str | None = None,
) -> None:
    """Write down what the inspection found; the same grade again changes nothing.

    Args:
        session: the open transaction.
        actor: who inspected it.
        number: of the return.
        unit_id: of the unit.
        grade: A as new, B opened, C damaged, S scrap.
        reason: what is wrong with it.
        second_by: the badge of the second person that scrap wants, proven at the edge.

    Raises:
        Refused: ``returns.unknown``, ``returns.unknown_unit``, ``returns.never_a``,
            ``returns.second_person``, ``returns.reported``.
    """
    row = locks.return_by_number(session, actor.warehouse_id, number)
    unit = locks.unit(session, row, unit_id)
    if unit.grade is grade:
        return
    if unit.reported:
        raise Refused("returns.reported", unit=unit_id, grade=str(unit.grade))
    sku = _sku(session, unit.sku_id)
    if grade is Grade.A and sku.never_grade_a:
        raise Refused("returns.never_a", sku=sku.code)
    if grade is Grade.S and second_by in {None, actor.name}:
        raise Refused("returns.second_person")
    unit.state = UNIT.after(unit.state, UnitAct.GRADE)
    unit.grade, unit.reason = grade, reason
    unit.graded_by, unit.second_by = actor.name, second_by
    fact = UnitGraded(
        return_no=number,
        unit=unit.id,
        sku=sku.code,
        grade=grade,
        reason=reason,
        second_by=second_by,
    )
    record(session, actor, fact, subject=number)
    if grade is Grade.S:
        unit.state = UNIT.after(unit.state, UnitAct.SCRAP)
        place = desk_place(number)
        inventory.scrap(session, actor, place=place, sku_id=unit.sku_id, quantity=1)
    settle(session, actor, row)


def finish(session: Session, actor: Actor, number: str) -> None:
    """Close grading though announced units are missing: no more will come out of the box.

    Raises:
        Refused: ``returns.unknown``, ``returns.ungraded``, ``state.illegal_move``.
    """
    row = locks.return_by_number(session, actor.warehouse_id, number)
    if row.state in {ReturnState.GRADED, ReturnState.CLOSED}:
        return
    units = locks.units(session, row)
    ungraded = sum(unit.state is UnitState.RECEIVED for unit in units)
    if ungraded:
        raise Refused("returns.ungraded", units=ungraded)
    _close_grading(session, actor, row, units)
    _close(session, actor, row, units)


def settle(session: Session, actor: Actor, row: Return) -> None:
    """Close grading when all that was announced is graded, and the return with an empty desk.

    A return from which announced units are missing closes by hand alone: more may come out
    of the box.
    """
    units = locks.units(session, row)
    if any(unit.state is UnitState.RECEIVED for unit in units):
        return
    if row.state is ReturnState.GRADING and _all_came(session, row, units):
        _close_grading(session, actor, row, units)
    _close(session, actor, row, units)


def _all_came(session: Session, row: Return, units: list[ReturnUnit]) -> bool:
    wanted: Counter[str] = Counter()
    for line in row.expected:
        wanted[line["sku"]] += line["quantity"]
    return is_complete(wanted, [_sku(session, unit.sku_id).code for unit in units])


def _close_grading(
    session: Session, actor: Actor, row: Return, units: list[ReturnUnit]
) -> None:
    row.state = RETURN.after(row.state, ReturnAct.GRADE_ALL)
    row.graded_at = clock.now()
    fresh = [unit for unit in units if not unit.reported]
    lines = _grouped(session, fresh)
    for unit in fresh:
        unit.reported = True
    fact = ReturnGraded(**about(session, row), lines=lines)
    record(session, actor, fact, subject=row.number)


def _grouped(session: Session, units: list[ReturnUnit]) -> list[dict[str, Any]]:
    counts = Counter((unit.order_line_id, unit.sku_id, str(unit.grade)) for unit in units)
    keys = {line for line, _, _ in counts if line is not None}
    numbers = session.execute(
        sa.select(OrderLine.id, OrderLine.line_no).where(OrderLine.id.in_(keys))
    )
    line_nos = {row.id: row.line_no for row in numbers}
    return [
        {
            "line_no": line_nos.get(line) if line is not None else None,
            "sku": _sku(session, sku_id).code,
            "grade": grade,
            "quantity": count,
        }
        for (line, sku_id, grade), count in counts.items()
    ]


def _close(session: Session, actor: Actor, row: Return, units: list[ReturnUnit]) -> None:
    if row.state is ReturnState.GRADED and not any(u.state in ON_DESK for u in units):
        row.state = RETURN.after(row.state, ReturnAct.CLOSE)
        record(session, actor, ReturnClosed(return_no=row.number), subject=row.number)


def _sku(session: Session, sku_id: int) -> Sku:
    return session.get_one(Sku, sku_id)
