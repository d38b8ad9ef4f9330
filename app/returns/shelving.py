"""Put-away: a graded unit goes into a bin by scan, and only grade A becomes stock."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.catalog.codes import parse
from app.catalog.models import Sku
from app.core.errors import Refused
from app.core.events import Actor, record
from app.inventory import service as inventory
from app.inventory.models import Bin
from app.inventory.rules import PROMISABLE, BinKind, desk_place
from app.returns import locks
from app.returns.events import UnitPutAway
from app.returns.grading import settle
from app.returns.models import ReturnUnit
from app.returns.rules import UNIT, Grade, UnitAct, UnitState

SECOND_HAND = frozenset({BinKind.QUARANTINE, BinKind.RETURNS})


def put_away(session: Session, actor: Actor, number: str, unit_id: str, code: str) -> str:
    """Put a graded unit into the bin that was scanned; return the bin's code.

    Raises:
        Refused: ``returns.unknown``, ``returns.unknown_unit``, ``returns.not_graded``,
            ``returns.put_away_already``, ``returns.wrong_bin``, ``stock.unknown_bin``.
    """
    row = locks.return_by_number(session, actor.warehouse_id, number)
    unit = locks.unit(session, row, unit_id)
    bin_ = _bin(session, actor, code)
    if unit.state is UnitState.PUT_AWAY and unit.bin_id == bin_.id:
        return bin_.code
    _refuse_if_not_to_shelve(unit, bin_)
    assert unit.grade is not None
    inventory.to_bin(
        session,
        actor,
        place=desk_place(number),
        sku_id=unit.sku_id,
        order_line_id=0,
        quantity=1,
        bin_id=bin_.id,
        condition=unit.grade.value,
        why="put-away",
    )
    unit.state = UNIT.after(unit.state, UnitAct.PUT_AWAY)
    unit.bin_id = bin_.id
    fact = UnitPutAway(
        return_no=number,
        unit=unit.id,
        sku=session.get_one(Sku, unit.sku_id).code,
        grade=unit.grade,
        bin=bin_.code,
    )
    record(session, actor, fact, subject=number)
    settle(session, actor, row)
    return bin_.code


def _bin(session: Session, actor: Actor, code: str) -> Bin:
    scanned = parse(code).code
    row = session.scalar(
        sa.select(Bin).where(Bin.warehouse_id == actor.warehouse_id, Bin.code == scanned)
    )
    if row is None:
        raise Refused("stock.unknown_bin", bin=scanned)
    return row


def _refuse_if_not_to_shelve(unit: ReturnUnit, bin_: Bin) -> None:
    if unit.grade is None:
        raise Refused("returns.not_graded", unit=str(unit.id))
    if unit.state is not UnitState.GRADED:
        raise Refused("returns.put_away_already", unit=str(unit.id))
    kinds = PROMISABLE if unit.grade is Grade.A else SECOND_HAND
    if bin_.kind not in kinds:
        raise Refused(
            "returns.wrong_bin",
            bin=bin_.code,
            grade=str(unit.grade),
            bin_for="a" if unit.grade is Grade.A else "b",
        )
