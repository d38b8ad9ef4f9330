"""Who walks which list: claim the best one, resume, hand over, pause."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.core import clock
from app.core.db import changed
from app.core.errors import Refused
from app.core.events import Actor
from app.orders.models import Order
from app.orders.rules import Priority
from app.people.models import Person
from app.people.rules import Role, permissions_of
from app.waves import locks, tasks
from app.waves.models import PickList, PickTask, TaskShare, Wave
from app.waves.rules import PICK_LIST, ListAct, ListState, WaveAct, WaveState

LOOKED_AT = 8
"""Lists tried before the choice is made anew: so many people may ask at once."""
NO_LATER_THAN_TRIES = 3


def claim(
    session: Session,
    actor: Actor,
    person_id: int,
    *,
    zone: str | None = None,
    cart: str | None = None,
) -> str:
    """Give a person the own unfinished list, else the best open one; return its number.

    Best is: begun by this person, then with an urgent order on it, then the wave's cut-off,
    then the oldest list.

    Raises:
        Refused: ``picking.no_work``, ``picking.cart_in_use``.
    """
    if cart is not None:
        _refuse_taken_cart(session, actor, person_id, cart)
    own = current(session, actor.warehouse_id, person_id)
    if own is not None:
        return _resume(session, actor, own, cart)
    for _ in range(NO_LATER_THAN_TRIES):
        found = session.scalars(_open_lists(actor.warehouse_id, person_id, zone)).all()
        if not found:
            raise Refused("picking.no_work")
        for list_id in found:
            if _claim_one(session, actor, person_id, list_id, cart):
                return tasks.number_of(session, list_id)
    raise Refused("picking.no_work")


def current(session: Session, warehouse_id: int, person_id: int) -> int | None:
    """The key of the list a person has claimed."""
    return session.scalar(
        sa.select(PickList.id)
        .where(PickList.warehouse_id == warehouse_id, PickList.person_id == person_id)
        .where(PickList.state == ListState.CLAIMED)
        .order_by(PickList.claimed_at, PickList.id)
        .limit(1)
    )


def _refuse_taken_cart(session: Session, actor: Actor, person_id: int, cart: str) -> None:
    taken = session.scalar(
        sa.select(PickList.number)
        .where(PickList.warehouse_id == actor.warehouse_id, PickList.cart == cart)
        .where(PickList.state == ListState.CLAIMED, PickList.person_id != person_id)
        .limit(1)
    )
    if taken is not None:
        raise Refused("picking.cart_in_use", cart=cart, pick_list=taken)


def _resume(session: Session, actor: Actor, list_id: int, cart: str | None) -> str:
    row = locks.list_by_id(session, list_id)
    if row.device != actor.device:
        row.device = actor.device
        tasks.record_list(session, actor, row, badge=actor.name, why="resumed")
    row.cart = cart or row.cart
    session.flush()
    return row.number


def _open_lists(warehouse_id: int, person_id: int, zone: str | None) -> sa.Select[int]:
    stopped = aliased(Order)
    share = aliased(TaskShare)
    blocked = (
        sa.select(sa.literal(1))
        .select_from(share)
        .join(stopped, stopped.id == share.order_id)
        .where(share.task_id == PickTask.id)
        .where(sa.or_(stopped.mask != 0, stopped.not_before > clock.now()))
        .exists()
    )
    workable = (
        sa.select(sa.literal(1))
        .where(PickTask.pick_list_id == PickList.id, PickTask.state.in_(locks.UNFINISHED))
        .where(~blocked)
        .correlate(PickList)
        .exists()
    )
    hurried = aliased(Order)
    is_urgent = (
        sa.select(sa.literal(1))
        .select_from(PickTask)
        .join(share, share.task_id == PickTask.id)
        .join(hurried, hurried.id == share.order_id)
        .where(PickTask.pick_list_id == PickList.id, PickTask.state.in_(locks.UNFINISHED))
        .where(hurried.priority == Priority.URGENT)
        .correlate(PickList)
        .exists()
    )
    begun_by_me = sa.case((PickList.person_id == person_id, 0), else_=1)
    urgent_first = sa.case((is_urgent, 0), else_=1)
    query = (
        sa.select(PickList.id)
        .join(Wave, Wave.id == PickList.wave_id)
        .where(
            PickList.warehouse_id == warehouse_id,
            PickList.state == ListState.OPEN,
            Wave.state.in_((WaveState.RELEASED, WaveState.PICKING)),
            workable,
        )
        .order_by(begun_by_me, urgent_first, Wave.cut_off_at, PickList.id)
        .limit(LOOKED_AT)
    )
    if zone is not None:
        query = query.where(sa.or_(PickList.zone == zone, PickList.zone.is_(None)))
    return query


def _claim_one(
    session: Session, actor: Actor, person_id: int, list_id: int, cart: str | None
) -> bool:
    """Whoever's UPDATE comes first has the list."""
    won = changed(
        session,
        sa.update(PickList)
        .where(PickList.id == list_id, PickList.state == ListState.OPEN)
        .values(
            state=PICK_LIST.after(ListState.OPEN, ListAct.CLAIM),
            person_id=person_id,
            device=actor.device,
            claimed_at=clock.now(),
            cart=sa.func.coalesce(cart, PickList.cart),
        ),
    )
    if won != 1:
        return False
    row = locks.list_by_id(session, list_id)
    tasks.record_list(session, actor, row, badge=actor.name)
    wave = locks.wave_by_id(session, row.wave_id)
    if wave.state is WaveState.RELEASED:
        tasks.move_wave(session, actor, wave, WaveAct.START)
    return True


def pause(session: Session, actor: Actor, number: str) -> None:
    """Put a list down: its owner finds it first, anybody else may take it.

    Raises:
        Refused: ``picking.unknown_list``, ``picking.not_walking``.
    """
    row = _claimed(session, actor, number)
    tasks.move_list(session, actor, row, ListAct.PAUSE, badge=actor.name, why="paused")
    row.device = None
    session.flush()


def hand_over(
    session: Session, actor: Actor, person_id: int, number: str, badge: str | None
) -> str:
    """Give a list to the colleague with *badge*, or take it over oneself.

    Returns:
        The name of who has it now.

    Raises:
        Refused: ``picking.unknown_list``, ``picking.not_walking``,
            ``picking.unknown_colleague``, ``picking.colleague_busy``.
    """
    row = _claimed(session, actor, number)
    to = _colleague(session, actor, person_id, badge)
    if current(session, actor.warehouse_id, to.id) not in {None, row.id}:
        raise Refused("picking.colleague_busy", person=to.name)
    row.person_id = to.id
    row.device = actor.device if to.id == person_id else None
    session.flush()
    tasks.record_list(session, actor, row, badge=to.badge, why="handed over")
    return to.name


def _claimed(session: Session, actor: Actor, number: str) -> PickList:
    found = session.scalar(
        sa.select(PickList.id).where(
            PickList.warehouse_id == actor.warehouse_id, PickList.number == number
        )
    )
    if found is None:
        raise Refused("picking.unknown_list", pick_list=number)
    row = locks.list_by_id(session, found)
    if row.state is not ListState.CLAIMED:
        raise Refused("picking.not_walking", pick_list=number)
    return row


def _colleague(session: Session, actor: Actor, person_id: int, badge: str | None) -> Person:
    if badge is None:
        return session.get_one(Person, person_id)
    found = session.scalar(
        sa.select(Person).where(
            Person.warehouse_id == actor.warehouse_id, Person.badge == badge, Person.active
        )
    )
    roles = frozenset(Role(name) for name in found.roles.split()) if found else frozenset()
    if found is None or "pick.work" not in permissions_of(roles):
        raise Refused("picking.unknown_colleague", badge=badge)
    return found
