"""The room's one verb: a scan at a put wall.

A tote of a total pick is scanned, then its units one after the other: each goes to the order
whose turn it is, and the wall says into which slot. A slot that is complete asks to be
emptied: scanned again, its units go into a tote, or straight to a bench that scans the slot.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.catalog import codes
from app.catalog.queries import find_barcode, skus_by_code
from app.core import clock
from app.core.errors import Refused
from app.core.events import Actor, record
from app.inventory.missing import lose
from app.inventory.models import Bin
from app.inventory.rules import BinKind
from app.orders import locks as order_locks
from app.orders.rules import OrderState
from app.picking.finishing import fall_short
from app.sorting import emptying, locks, putting
from app.sorting.events import ToteShort
from app.sorting.models import WallScan
from app.sorting.rules import Verdict, Waiting, label_of
from app.sorting.slots import slots_of
from app.sorting.work import Answer, Scene
from app.stations.rules import ExceptionKind
from app.stations.service import raise_exception
from app.waves.locks import tote_by_code
from app.waves.totes import looks_like_tote

SHORT = "WG:SHORT"


def scan(
    session: Session, actor: Actor, wall: str, scan_id: str, code: str, *, quantity: int = 1
) -> dict[str, Any]:
    """Judge one scan; the same *scan_id* gets its first answer again.

    Args:
        session: the open transaction.
        actor: who sorts.
        wall: the wall's code.
        scan_id: by which it counts once.
        code: a tote, a unit, a slot, or a command.
        quantity: scans of the unit that this one stands for.

    Returns:
        The stored answer: verdict, say, params, slot, units, item.

    Raises:
        Refused: ``wall.unknown``; ``store.conflict``: units went elsewhere in this moment.
    """
    slots = slots_of(session, actor.warehouse_id, wall)
    work = locks.work_at(session, actor.warehouse_id, wall)
    before = session.get(WallScan, scan_id)
    if before is not None:
        return before.answer
    row = WallScan(
        scan_id=scan_id,
        warehouse_id=actor.warehouse_id,
        wall=wall,
        at=clock.now(),
        actor=actor.name,
        code=code[:200],
        quantity=0,
    )
    scene = Scene(session, actor, work, row, slots)
    try:
        answer = _judge(scene, code.strip(), quantity)
    except Refused as refusal:
        if refusal.code.startswith("stock."):
            raise Refused("store.conflict") from refusal
        raise
    if code.strip().upper() != SHORT:
        work.asked_short = False
    row.verdict, row.answer = answer.verdict, asdict(answer)
    session.add(row)
    session.flush()
    return row.answer


def _judge(scene: Scene, code: str, quantity: int) -> Answer:
    command = COMMANDS.get(code.upper())
    if command is not None:
        return command(scene)
    if code in scene.slots:
        return emptying.slot(scene, code)
    scanned = codes.parse(code)
    found = _goods(scene, scanned)
    if found is not None:
        sku_id, units = found
        return putting.put(scene, sku_id, units * quantity)
    slot = _labelled(scene, code)
    if slot is not None:
        return emptying.slot(scene, slot)
    if _is_tote(scene, scanned.code):
        return emptying.tote(scene, scanned.code)
    return Answer(Verdict.UNKNOWN_CODE, "sorting.unknown", {"scanned": scanned.code[:80]})


def _goods(scene: Scene, scanned: codes.Scanned) -> tuple[int, int] | None:
    """The SKU that a code stands for, and the units of one scan."""
    found = find_barcode(scene.session, scene.site, scanned.candidates)
    if found is not None:
        return found[0], scanned.count or found[1]
    sku_id = skus_by_code(scene.session, [scanned.code]).get(scanned.code)
    return (sku_id, 1) if sku_id is not None else None


def _labelled(scene: Scene, code: str) -> str | None:
    """The slot that somebody without a scanner typed as it is labelled."""
    label = code.upper()
    return next((slot for slot in scene.slots if label_of(slot).upper() == label), None)


def _is_tote(scene: Scene, code: str) -> bool:
    """A tote that is in use or new, and no slot of another wall."""
    other_wall = sa.select(sa.literal(1)).where(
        Bin.warehouse_id == scene.site, Bin.code == code, Bin.kind == BinKind.WALL
    )
    if scene.session.execute(other_wall).first() is not None:
        return False
    known = tote_by_code(scene.session, scene.site, code) is not None
    return known or looks_like_tote(scene.session, scene.site, code)


def _undo(scene: Scene) -> Answer:
    if scene.work.emptying is not None:
        scene.work.emptying = None
        return Answer(Verdict.OK, "sorting.not_emptying")
    return putting.undo(scene)


def _short(scene: Scene) -> Answer:
    """The tote is empty, but not by the books: said twice, the units are missing."""
    work, tote = scene.work, scene.work.tote
    left = scene.waiting(tote=tote) if tote else []
    left = [one for one in left if not one.going_back]
    if tote is None or not left:
        return Answer(Verdict.ALREADY_DONE, "sorting.nothing_short")
    units = sum(one.quantity for one in left)
    if not work.asked_short:
        work.asked_short = True
        return Answer(Verdict.OK, "sorting.short_again", {"tote": tote, "n": units})
    orders = _lose(scene, tote, left)
    fact = ToteShort(wall=scene.wall, tote=tote, orders=orders)
    record(scene.session, scene.actor, fact, subject=tote)
    work.tote, work.put_id, work.asked_short = None, None, False
    about = {"tote": tote, "n": units, "orders": len(orders)}
    return Answer(Verdict.TASK_DONE, "sorting.short", about)


def _lose(scene: Scene, tote: str, left: list[Waiting]) -> list[dict[str, Any]]:
    """Take the units out of the books' tote; the hub decides about their orders."""
    found = []
    for order_id in sorted({one.order_id for one in left}):
        order = order_locks.order_by_id(scene.session, order_id)
        lost = sum(
            lose(
                scene.session,
                scene.actor,
                order_line_id=one.line_id,
                order_no=order.number,
                quantity=one.quantity,
                tote=tote,
            )
            for one in left
            if one.order_id == order_id
        )
        if order.state is OrderState.PICKED:
            fall_short(scene.session, scene.actor, order)
        found.append({"order_no": order.number, "units": lost})
    return found


def _call(scene: Scene) -> Answer:
    """Somebody who leads is wanted at the wall; one call is open at a time."""
    raise_exception(
        scene.session,
        scene.actor,
        ExceptionKind.CALL,
        f"wall {scene.wall}",
        badge=scene.actor.name,
        tote=scene.work.tote or "",
    )
    return Answer(Verdict.OK, "sorting.called")


COMMANDS = {"WG:UNDO": _undo, SHORT: _short, "WG:SUPERVISOR": _call}
