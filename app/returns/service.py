"""The desk's verbs: announce, receive, scan units, grade, put away.

Nothing is stock before it is graded A and put away by scan. The hub hears of each unit
once: when grading closes, which it does by itself when every announced unit is graded.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.catalog.codes import parse
from app.catalog.models import Sku
from app.catalog.queries import find_barcode
from app.core import clock
from app.core.errors import Refused
from app.core.events import Actor, record
from app.inventory import service as inventory
from app.orders.models import OrderLine
from app.returns import locks
from app.returns.announcing import announce, numbered
from app.returns.events import ReturnReceived, UnitScanned
from app.returns.facts import about
from app.returns.grading import finish, grade
from app.returns.matching import Match, match
from app.returns.models import Return, ReturnUnit
from app.returns.rules import RETURN, ReturnAct, ReturnState, UnitState
from app.returns.shelving import put_away

__all__ = ["announce", "finish", "grade", "put_away", "receive", "scan_unit"]

MOST_UNITS = 500
"""Units of one return: more is a delivery, not a return."""
BLIND = "blind"


@dataclass(frozen=True)
class Received:
    """A return on the desk; ``again`` when it lay there already."""

    number: str
    again: bool


def receive(
    session: Session, actor: Actor, code: str | None, *, blind: bool = True
) -> Received:
    """Take a box onto the desk.

    Args:
        session: the open transaction.
        actor: who receives it.
        code: whatever stands on the box; None for one with nothing on it.
        blind: take a box that nobody knows, too.

    Raises:
        Refused: ``returns.unmatched``, ``returns.ambiguous``, ``returns.not_shipped``.
    """
    locks.desk(session, actor.warehouse_id)
    found = match(session, actor, code) if code is not None else None
    if found is None and not blind:
        raise Refused("returns.unmatched", scanned=code or "")
    row = _row(session, actor, found, code)
    if row.state is not ReturnState.EXPECTED:
        return Received(row.number, again=True)
    row.state = RETURN.after(row.state, ReturnAct.RECEIVE)
    row.received_at, row.received_by = clock.now(), actor.name
    row.matched_by = found.by if found else BLIND
    row.blind = found is None
    fact = ReturnReceived(**about(session, row), matched_by=row.matched_by, blind=row.blind)
    record(session, actor, fact, subject=row.number)
    return Received(row.number, again=False)


def _row(session: Session, actor: Actor, found: Match | None, code: str | None) -> Return:
    if found is not None and found.return_id is not None:
        known = session.get_one(Return, found.return_id)
        return locks.return_by_number(session, actor.warehouse_id, known.number)
    row = Return(
        warehouse_id=actor.warehouse_id,
        number="",
        state=ReturnState.EXPECTED,
        order_id=found.order_id if found else None,
        return_waybill=parse(code).code[:40] if code and found is None else None,
        expected=[],
    )
    return numbered(session, row)


def scan_unit(
    session: Session, actor: Actor, number: str, code: str, quantity: int = 1
) -> list[int]:
    """Take units out of the box; return their keys.

    Args:
        session: the open transaction.
        actor: who scans.
        number: of the return.
        code: a barcode of the unit, or of a pack of units.
        quantity: how many times.

    Raises:
        Refused: ``returns.unknown``, ``returns.unknown_code``, ``returns.too_many``,
            ``state.illegal_move`` (it is not received yet).
    """
    row = locks.return_by_number(session, actor.warehouse_id, number)
    scanned = parse(code)
    known = find_barcode(session, actor.warehouse_id, scanned.candidates)
    if known is None:
        raise Refused("returns.unknown_code", scanned=scanned.code)
    sku_id, units = known[0], known[1] * quantity
    before = locks.units(session, row)
    if len(before) + units > MOST_UNITS:
        raise Refused("returns.too_many", most=MOST_UNITS)
    row.state = RETURN.after(row.state, ReturnAct.SCAN)
    at = clock.now()
    lines = _lines(session, row, sku_id, before, units)
    fresh = [
        ReturnUnit(
            return_id=row.id,
            sku_id=sku_id,
            order_line_id=line,
            state=UnitState.RECEIVED,
            scanned_at=at,
        )
        for line in lines
    ]
    session.add_all(fresh)
    session.flush()
    inventory.desk_in(session, actor, return_no=number, sku_id=sku_id, quantity=units)
    keys = [unit.id for unit in fresh]
    fact = UnitScanned(return_no=number, sku=session.get_one(Sku, sku_id).code, units=keys)
    record(session, actor, fact, subject=number)
    return keys


def _lines(
    session: Session, row: Return, sku_id: int, before: list[ReturnUnit], units: int
) -> list[int | None]:
    """The order lines that the units belong to; None beyond what was ordered."""
    taken = Counter(unit.order_line_id for unit in before)
    rows = session.execute(
        sa.select(OrderLine.id, OrderLine.quantity - OrderLine.cut)
        .where(OrderLine.order_id == row.order_id, OrderLine.sku_id == sku_id)
        .where(~OrderLine.dropped)
        .order_by(OrderLine.line_no)
    )
    free = [line for line, ordered in rows for _ in range(ordered - taken[line])]
    return [*free[:units], *[None] * (units - len(free))]
