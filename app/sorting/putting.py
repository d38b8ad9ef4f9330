"""A unit was scanned at the wall: whose it becomes, and back again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from app.catalog.queries import SkuFacts, sku_facts
from app.core.events import record
from app.inventory import service as inventory
from app.inventory.rules import tote_place
from app.orders import locks as order_locks
from app.orders.models import Order
from app.orders.rules import OrderState
from app.sorting.events import UnitsSorted
from app.sorting.models import WallScan
from app.sorting.rules import SORTABLE, SlotState, Verdict, Waiting, by_turn, label_of
from app.sorting.work import Answer, Scene, item_view, names
from app.waves import locks, totes
from app.waves.rules import ToteState


def put(scene: Scene, sku_id: int, units: int) -> Answer:
    """Give scanned units to the order whose turn it is; say which slot they go into."""
    facts = sku_facts(scene.session, [sku_id])[sku_id]
    here = scene.waiting(sku_id=sku_id)
    for one in by_turn(here, scene.work.tote):
        if one.quantity >= units and _may_go(scene, one):
            slot = _slot_for(scene, one)
            if slot is None:
                return _shown(facts, Verdict.OVER_QUANTITY, "no_slot")
            spare = None if facts.wants_lot else _spare(scene, here, one, units)
            _move(scene, one, spare or one, units, slot)
            return _told(scene, facts, units, slot)
    return _refused(facts, here, units)


def _may_go(scene: Scene, one: Waiting) -> bool:
    """Whether the order still wants them, now that it is locked."""
    if one.going_back or not one.may_go:
        return False
    order = order_locks.order_by_id(scene.session, one.order_id)
    return order.state in SORTABLE and not order.mask


def _slot_for(scene: Scene, one: Waiting) -> str | None:
    """The slot that the order has, or the first free one; None when the wall is full."""
    if one.slot is not None:
        return one.slot
    for code in scene.slots:
        tote = totes.find_or_add(scene.session, scene.actor, code)
        if tote.state is ToteState.FREE:
            totes.bind_order(scene.session, scene.actor, tote, one.order_id)
            return code
    return None


def _spare(
    scene: Scene, here: Sequence[Waiting], one: Waiting, units: int
) -> Waiting | None:
    """Units in the tote at hand that a cancelled order left over, when *one* lies elsewhere."""
    at_hand = scene.work.tote
    if one.tote == at_hand:
        return None
    return next(
        (o for o in here if o.going_back and o.tote == at_hand and o.quantity >= units), None
    )


def _move(scene: Scene, one: Waiting, taken: Waiting, units: int, slot: str) -> None:
    """Move units in the books: *one*'s own, or spare ones in exchange for them."""
    if taken is one:
        inventory.move_holding(
            scene.session,
            scene.actor,
            from_place=tote_place(one.tote),
            to_place=tote_place(slot),
            sku_id=one.sku_id,
            order_line_id=one.line_id,
            quantity=units,
            why="sort",
        )
    else:
        inventory.exchange(
            scene.session,
            scene.actor,
            spare=_held(taken, units),
            wanted=_held(one, units),
            to_place=tote_place(slot),
            why="sort",
        )
    row = scene.row
    row.order_id, row.order_line_id, row.sku_id = one.order_id, one.line_id, one.sku_id
    row.quantity, row.tote, row.pick_list_id, row.slot = units, taken.tote, taken.list_id, slot
    scene.work.put_id, scene.work.emptying = row.scan_id, None
    _note(scene, row, units)


def _held(one: Waiting, units: int) -> inventory.Held:
    return inventory.Held(
        one.sku_id, units, one.line_id, one.order_id, one.going_back, tote_place(one.tote)
    )


def _note(scene: Scene, row: WallScan, units: int) -> None:
    assert row.order_id is not None
    assert row.sku_id is not None
    fact = UnitsSorted(
        order_no=scene.session.get_one(Order, row.order_id).number,
        wall=scene.wall,
        slot=str(row.slot),
        tote=str(row.tote),
        sku_id=row.sku_id,
        quantity=units,
    )
    record(scene.session, scene.actor, fact, subject=fact.order_no)


def _told(scene: Scene, facts: SkuFacts, units: int, slot: str) -> Answer:
    """Put so many there; the slot may be full by it, and the wall done."""
    shown = scene.slot(slot)
    label = label_of(slot)
    params = {"n": units, "slot": label, "here": shown.units, "of": shown.wanted}
    verdict, say = Verdict.OK, "put"
    if shown.state is SlotState.FULL:
        done = not [one for one in scene.waiting() if not one.going_back]
        verdict, say = (Verdict.LIST_DONE, "all") if done else (Verdict.TASK_DONE, "full")
    answer = _shown(facts, verdict, say, **params)
    answer.slot, answer.units = label, units
    return answer


def _refused(facts: SkuFacts, here: Sequence[Waiting], units: int) -> Answer:
    """Nobody gets them: say why, and where to leave them."""
    going = [one for one in here if not one.going_back]
    if any(one.may_go for one in going):
        return _shown(facts, Verdict.OVER_QUANTITY, "pack", n=units)
    if going:
        return _shown(facts, Verdict.INTERCEPTED, "stopped")
    if here:
        return _shown(facts, Verdict.OVER_QUANTITY, "surplus", tote=here[0].tote)
    return _shown(facts, Verdict.WRONG_ITEM, "nobody")


def _shown(facts: SkuFacts, verdict: Verdict, say: str, **params: object) -> Answer:
    return Answer(
        verdict,
        f"sorting.{say}",
        {"name": names(facts.name, facts.looks), **params},
        item=asdict(item_view(facts, 0)),
    )


def undo(scene: Scene) -> Answer:
    """Take the last units out of their slot again, while no bench has their order."""
    last = scene.session.get(WallScan, scene.work.put_id) if scene.work.put_id else None
    if last is None or last.order_id is None or last.slot is None or last.tote is None:
        return Answer(Verdict.ALREADY_DONE, "sorting.nothing_to_undo")
    order = order_locks.order_by_id(scene.session, last.order_id)
    if order.state not in {OrderState.PICKING, OrderState.PICKED} or order.mask:
        scene.work.put_id = None
        return Answer(Verdict.ALREADY_DONE, "sorting.nothing_to_undo")
    _take_back(scene, last)
    _note(scene, last, -last.quantity)
    scene.work.put_id = None
    label = label_of(last.slot)
    about = {"n": last.quantity, "slot": label, "tote": last.tote}
    return Answer(Verdict.OK, "sorting.undone", about, slot=label)


def _take_back(scene: Scene, last: WallScan) -> None:
    assert last.sku_id is not None
    assert last.order_line_id is not None
    tote = locks.tote_by_code(scene.session, scene.site, str(last.tote))
    if tote is not None and last.pick_list_id is not None:
        totes.bind_again(scene.session, scene.actor, tote, last.pick_list_id)
    inventory.move_holding(
        scene.session,
        scene.actor,
        from_place=tote_place(str(last.slot)),
        to_place=tote_place(str(last.tote)),
        sku_id=last.sku_id,
        order_line_id=last.order_line_id,
        quantity=last.quantity,
        why="unsort",
    )
