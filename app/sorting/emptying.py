"""A slot or a tote was scanned at the wall."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.core.events import record
from app.inventory import service as inventory
from app.inventory.rules import tote_place
from app.orders import locks as order_locks
from app.orders.models import Order
from app.orders.rules import OrderState
from app.sorting.events import SlotEmptied
from app.sorting.models import WallScan
from app.sorting.rules import SlotState, Verdict, label_of
from app.sorting.work import Answer, Scene
from app.waves import locks, totes
from app.waves.models import PickList, Tote
from app.waves.rules import Mode, ToteState

LEAVE = "sorting.leave"
"""Its order must stop: nobody carries anything anywhere."""


def slot(scene: Scene, code: str) -> Answer:
    """The slot of the unit in hand, or one that is to be emptied."""
    view, work = scene.slot(code), scene.work
    label = view.slot
    last = scene.session.get(WallScan, work.put_id) if work.put_id else None
    if last is not None and last.slot != code and view.state is not SlotState.FULL:
        want = label_of(str(last.slot))
        about: dict[str, Any] = {"slot": label, "want": want}
        return Answer(Verdict.WRONG_BIN, "sorting.other_slot", about, slot=want)
    if view.state is SlotState.PART and last is not None:
        work.put_id = None  # it lies there: from now on it is no slip of the hand
        about = {"slot": label, "here": view.units, "of": view.wanted}
        return Answer(Verdict.OK, "sorting.lies_there", about, slot=label)
    if view.state is SlotState.FREE:
        return Answer(Verdict.ALREADY_DONE, "sorting.slot_free", {"slot": label}, slot=label)
    if view.state is SlotState.PART:
        about = {"slot": label, "n": view.wanted - view.units}
        return Answer(Verdict.ALREADY_DONE, "sorting.not_full", about, slot=label)
    return _begin(scene, code, view.state, view.units, view.order_no)


def _begin(
    scene: Scene, code: str, state: SlotState, units: int, order_no: str | None
) -> Answer:
    """What is to be done with what lies in a slot that takes no more."""
    label = label_of(code)
    about = {"slot": label, "n": units, "order_no": order_no}
    if state is SlotState.AT_BENCH:
        return Answer(Verdict.ALREADY_DONE, "sorting.at_bench", about, slot=label)
    say = "sorting.empty" if state is SlotState.FULL else _stopped(scene, code)
    if say == LEAVE:
        return Answer(Verdict.INTERCEPTED, say, about, slot=label)
    scene.work.put_id, scene.work.emptying = None, code
    return Answer(Verdict.OK, say, about, slot=label)


def _stopped(scene: Scene, code: str) -> str:
    """What to do with the units of an order that does not go on."""
    held = inventory.lies_at(scene.session, scene.actor, tote_place(code))
    if held and all(one.going_back for one in held):
        return "sorting.empty_back"
    place = locks.tote_by_code(scene.session, scene.site, code)
    assert place is not None
    assert place.order_id is not None
    order = order_locks.order_by_id(scene.session, place.order_id)
    return LEAVE if order.mask else "sorting.empty_held"


def tote(scene: Scene, code: str) -> Answer:
    """The tote that is to be sorted now, or the one that takes what was in a slot."""
    found = locks.tote_by_code(scene.session, scene.site, code)
    lies = scene.waiting(tote=code) if found is not None else []
    units = sum(one.quantity for one in lies if not one.going_back)
    if units:
        work = scene.work
        work.tote, work.put_id, work.emptying, work.asked_short = code, None, None, False
        return Answer(Verdict.OK, "sorting.tote", {"tote": code, "n": units})
    if scene.work.emptying is not None:
        return _into_tote(scene, scene.work.emptying, code)
    return Answer(Verdict.WRONG_TOTE, _why_not(scene, found, code), {"tote": code})


def _why_not(scene: Scene, found: Tote | None, code: str) -> str:
    if found is None or found.state is ToteState.FREE:
        return "sorting.tote_empty"
    list_id = found.pick_list_id
    mode = scene.session.get_one(PickList, list_id).mode if list_id is not None else None
    if mode is not Mode.WALL:
        return "sorting.tote_not_for_walls"
    held = inventory.lies_at(scene.session, scene.actor, tote_place(code))
    if not held:
        return "sorting.tote_empty"
    going_back = all(one.going_back for one in held)
    return "sorting.tote_going_back" if going_back else "sorting.tote_other_wall"


def _into_tote(scene: Scene, slot_code: str, code: str) -> Answer:
    """Carry what lies in a slot away in a tote: the slot is free for the next order."""
    session, actor = scene.session, scene.actor
    place = locks.tote_by_code(session, scene.site, slot_code)
    if place is None or place.order_id is None:
        scene.work.emptying = None
        empty = {"slot": label_of(slot_code)}
        return Answer(Verdict.ALREADY_DONE, "sorting.slot_free", empty)
    order = order_locks.order_by_id(session, place.order_id)
    target = totes.find_or_add(session, actor, code)
    held = inventory.lies_at(session, actor, tote_place(slot_code))
    back = bool(held) and all(one.going_back for one in held)
    if not _takes(scene, target, back):
        return Answer(Verdict.WRONG_TOTE, "sorting.tote_in_use", {"tote": code})
    _carry(scene, order, held, target, back)
    scene.work.emptying = None
    units = sum(one.quantity for one in held)
    fact = SlotEmptied(
        order_no=order.number, wall=scene.wall, slot=slot_code, tote=code, units=units
    )
    record(session, actor, fact, subject=order.number)
    label = label_of(slot_code)
    about: dict[str, Any] = {"slot": label, "tote": code, "n": units}
    say = "sorting.emptied_back" if back else "sorting.emptied"
    return Answer(Verdict.TASK_DONE, say, about, slot=label)


def _takes(scene: Scene, target: Tote, back: bool) -> bool:
    """Whether a tote may take them: a free one, or one that goes back as they do."""
    return totes.is_free(scene.session, target) or (back and target.state is ToteState.PUTBACK)


def _carry(
    scene: Scene, order: Order, held: Sequence[inventory.Held], target: Tote, back: bool
) -> None:
    """Move what lies in a slot into a tote, which stands as its order does."""
    session, actor = scene.session, scene.actor
    if target.state is not ToteState.PUTBACK:
        totes.bind_order(session, actor, target, order.id)
    for one in held:
        inventory.move_holding(
            session,
            actor,
            from_place=one.place,
            to_place=tote_place(target.code),
            sku_id=one.sku_id,
            order_line_id=one.order_line_id,
            quantity=one.quantity,
            why="empty_slot",
        )
    if back:
        totes.set_aside_tote(session, actor, target)
    elif order.state is OrderState.HELD:
        totes.park(session, actor, order.id)
