"""Totes: bound to a slot from their first scan, free again when nothing lies in them."""

from __future__ import annotations

import re
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import db
from app.core.events import Actor, record
from app.core.sql import Statement
from app.inventory import ledger
from app.inventory.models import Holding
from app.inventory.rules import tote_place
from app.stations.service import site_rule
from app.waves import locks
from app.waves.events import ToteMoved
from app.waves.models import PickList, Tote
from app.waves.rules import TOTE, ListState, ToteAct, ToteState

TOTE_PATTERN = r"T\d{3,8}"
_LIVE_LISTS = (ListState.OPEN, ListState.CLAIMED)
_BIND_NEW = Statement(
    'INSERT INTO tote (warehouse_id, code, state, pick_list_id, slot, order_id, "full") '
    "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (warehouse_id, code) DO NOTHING"
)


def looks_like_tote(session: Session, warehouse_id: int, code: str) -> bool:
    """Tell whether an unknown code is a tote that nobody has used yet (site rule)."""
    rule = site_rule(session, warehouse_id, "tote_pattern", {"pattern": TOTE_PATTERN})
    return re.fullmatch(str(rule["pattern"]), code) is not None


def find_or_add(session: Session, actor: Actor, code: str) -> Tote:
    """The locked tote of *code*; a code that was never used registers itself."""
    found = locks.tote_by_code(session, actor.warehouse_id, code)
    if found is None:
        session.add(Tote(warehouse_id=actor.warehouse_id, code=code, state=ToteState.FREE))
        session.flush()  # two pickers with one new tote: the second is run again and sees it
        found = locks.tote_by_code(session, actor.warehouse_id, code)
    assert found is not None
    return found


def is_free(session: Session, tote: Tote) -> bool:
    """Tell whether a tote may be bound: free, or left over from a list that has ended."""
    if tote.state is ToteState.FREE:
        return True
    if tote.pick_list_id is not None:
        state = session.scalar(
            sa.select(PickList.state).where(PickList.id == tote.pick_list_id)
        )
        if state in _LIVE_LISTS:
            return False
    return _is_empty(session, tote)


@dataclass(frozen=True)
class Place:
    """A slot of a list; *order_id* is None where units of many orders lie in one tote."""

    pick_list: str
    list_id: int
    slot: int
    order_id: int | None


def bind_by_code(session: Session, actor: Actor, code: str, place: Place) -> bool:
    """Bind a tote to a slot unless it is in use; a code never used registers itself."""
    state = TOTE.after(ToteState.FREE, ToteAct.BIND)
    where = place.list_id, place.slot, place.order_id
    row = actor.warehouse_id, code, str(state), *where, False
    if _BIND_NEW.raw(db.connection(session), *row).rowcount:
        _tell_bound(session, actor, code, place)
        return True
    tote = locks.tote_by_code(session, actor.warehouse_id, code)
    assert tote is not None
    if not is_free(session, tote):
        return False
    bind(session, actor, tote, place)
    return True


def bind(session: Session, actor: Actor, tote: Tote, place: Place) -> None:
    """Bind a free tote to a slot."""
    if tote.state is not ToteState.FREE:
        _free(session, actor, tote)
    tote.state = TOTE.after(tote.state, ToteAct.BIND)
    tote.pick_list_id, tote.slot = place.list_id, place.slot
    tote.order_id, tote.full, tote.parked_slot = place.order_id, False, None
    session.flush()
    _tell_bound(session, actor, tote.code, place)


def _tell_bound(session: Session, actor: Actor, code: str, place: Place) -> None:
    fact = ToteMoved(
        tote=code, state=ToteState.IN_USE, pick_list=place.pick_list, slot=place.slot
    )
    record(session, actor, fact, subject=code)


def bind_order(session: Session, actor: Actor, tote: Tote, order_id: int) -> None:
    """Bind a free tote, or a slot of a put wall, to the order whose units it gets."""
    if tote.state is not ToteState.FREE:
        _free(session, actor, tote)
    tote.order_id = order_id
    _move(session, actor, tote, ToteAct.BIND)


def bind_again(session: Session, actor: Actor, tote: Tote, list_id: int) -> None:
    """Units come back into the tote of a bulk pick that ran empty."""
    if tote.state is ToteState.FREE:
        number = session.get_one(PickList, list_id).number
        bind(session, actor, tote, Place(number, list_id, 1, None))


def set_aside_tote(session: Session, actor: Actor, tote: Tote) -> None:
    """What lies in a tote waits for put-back."""
    if TOTE.allows(tote.state, ToteAct.PUT_BACK):
        _move(session, actor, tote, ToteAct.PUT_BACK)


def mark_full(session: Session, list_id: int, slot: int) -> None:
    """Close the tote of a slot: the next tote scanned takes the rest."""
    session.execute(
        sa.update(Tote)
        .where(Tote.pick_list_id == list_id, Tote.slot == slot, Tote.state == ToteState.IN_USE)
        .values(full=True)
    )


def set_aside(session: Session, actor: Actor, order_id: int) -> list[str]:
    """An order's totes wait for put-back; empty ones are free. Returns those that wait."""
    waiting: list[str] = []
    for tote in locks.totes_of_order(session, order_id):
        if _is_empty(session, tote):
            _free(session, actor, tote)
        elif TOTE.allows(tote.state, ToteAct.PUT_BACK):
            set_aside_tote(session, actor, tote)
            waiting.append(tote.code)
    return waiting


def park(session: Session, actor: Actor, order_id: int, slot: int | None = None) -> None:
    """An order's totes wait on a shelf, in a numbered slot where a bench put them there."""
    for tote in locks.totes_of_order(session, order_id):
        if TOTE.allows(tote.state, ToteAct.PARK):
            tote.parked_slot = slot
            _move(session, actor, tote, ToteAct.PARK)


def resume(session: Session, actor: Actor, order_id: int) -> None:
    """An order's totes are worked on again."""
    for tote in locks.totes_of_order(session, order_id):
        if TOTE.allows(tote.state, ToteAct.RESUME):
            tote.parked_slot = None
            _move(session, actor, tote, ToteAct.RESUME)


def _move(session: Session, actor: Actor, tote: Tote, act: ToteAct) -> None:
    tote.state = TOTE.after(tote.state, act)
    record(session, actor, ToteMoved(tote=tote.code, state=tote.state), subject=tote.code)


def free_empty(session: Session, list_id: int, actor: Actor) -> None:
    """Free the totes of an ended list that nothing was put into."""
    query = sa.select(Tote).where(Tote.pick_list_id == list_id).order_by(Tote.id)
    for tote in session.scalars(query.with_for_update(key_share=True)).all():
        if _is_empty(session, tote):
            _free(session, actor, tote)


def when_empty(session: Session, actor: Actor, code: str) -> None:
    """The last unit left a tote: it is free, unless its slot still takes units."""
    tote = locks.tote_by_code(session, actor.warehouse_id, code)
    if tote is None or tote.state is ToteState.FREE:
        return
    if tote.state is ToteState.IN_USE and not is_free(session, tote):
        return
    _free(session, actor, tote)


def _free(session: Session, actor: Actor, tote: Tote) -> None:
    if tote.state is ToteState.FREE:
        return
    tote.state = TOTE.after(tote.state, ToteAct.EMPTY)
    tote.pick_list_id = tote.slot = tote.order_id = tote.parked_slot = None
    tote.full = False
    session.flush()
    record(session, actor, ToteMoved(tote=tote.code, state=tote.state), subject=tote.code)


def _is_empty(session: Session, tote: Tote) -> bool:
    query = sa.select(sa.literal(1)).where(
        Holding.warehouse_id == tote.warehouse_id, Holding.place == tote_place(tote.code)
    )
    return session.execute(query.limit(1)).first() is None


ledger.when_tote_empty.append(when_empty)
