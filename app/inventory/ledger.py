"""The ledger: units change places, and each change is a line that is never changed.

A unit lies in a bin (``stock``) or in a holding (tote, parcel, returns desk); outside
places have no row. Every verb here writes both sides and the move in one transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sqlalchemy.orm import Session

from app.core import db
from app.core.db import table_of
from app.core.errors import Refused
from app.core.events import Actor, record
from app.core.sql import Statement
from app.inventory import locks
from app.inventory.events import UnitsScrapped
from app.inventory.holdings import Held, Units, hold, is_empty, lift, lift_from, post
from app.inventory.models import Holding
from app.inventory.promises import change, settle_picked, split_off
from app.inventory.rules import (
    CUSTOMER,
    RESERVATION,
    SCRAP,
    ReservationAct,
    ReservationState,
    bin_place,
    desk_place,
    parcel_place,
    tote_place,
)

R, A = ReservationState, ReservationAct
TOTES = tote_place("")

_HOLDING = table_of(Holding)

when_tote_empty: list[Callable[[Session, Actor, str], None]] = []
"""Called in the transaction in which the last unit leaves a tote, with the tote's code: the
waves room, which owns totes and lies downstream, frees the tote here."""

# Past Core: these run in every scan of a tote.
_PICK = Statement(
    """UPDATE reservation SET state = ? WHERE id = ? AND state = ? AND quantity = ?
    RETURNING sku_id, stock_id"""
)
_LEAVE_BIN = Statement(
    """UPDATE stock SET on_hand = on_hand - ?, reserved = reserved - ?
    WHERE id = ? AND reserved >= ?
    RETURNING (SELECT code FROM bin WHERE bin.id = stock.bin_id)"""
)


def pick_to_tote(
    session: Session,
    actor: Actor,
    *,
    reservation_id: int,
    quantity: int,
    tote: str,
    order_id: int,
    order_line_id: int,
) -> None:
    """Move units of a hard reservation from their bin into a tote.

    Raises:
        Refused: ``stock.not_reserved``: the reservation is not hard or holds fewer units;
            somebody else picked them, or the order was withdrawn.
    """
    conn = db.connection(session)
    picked = RESERVATION.after(R.HARD, A.PICK).value
    whole = _PICK.raw(conn, picked, reservation_id, R.HARD.value, quantity).fetchone()
    sku_id, stock_id = whole or _pick_some(session, reservation_id, quantity)
    left = _LEAVE_BIN.raw(conn, quantity, quantity, stock_id, quantity).fetchone()
    if left is None:
        raise Refused("stock.not_reserved", units=quantity)
    units = Units(sku_id, quantity, order_line_id, order_id)
    hold(session, actor, tote_place(tote), units)
    post(
        session,
        actor,
        units,
        from_place=bin_place(left[0]),
        to_place=tote_place(tote),
        why="pick",
    )


def _pick_some(session: Session, reservation_id: int, quantity: int) -> tuple[int, int]:
    """Split a hard reservation: *quantity* units of it are picked."""
    row = locks.reservation(session, reservation_id)
    if row is None or row.state != R.HARD or quantity >= row.quantity:
        raise Refused("stock.not_reserved", units=quantity)
    change(session, reservation_id, quantity=row.quantity - quantity)
    picked = RESERVATION.after(row.state, A.PICK)
    split_off(session, row, quantity=quantity, state=picked, stock_id=row.stock_id)
    return row.sku_id, row.stock_id


def tote_to_parcel(
    session: Session,
    actor: Actor,
    *,
    order_id: int,
    order_line_id: int,
    sku_id: int,
    quantity: int,
    parcel_no: str,
    transaction_id: str,
) -> None:
    """Move units of a line from the order's totes into a parcel, one ledger line a tote.

    Raises:
        Refused: ``stock.not_in_totes``: the totes hold fewer units of this line.
    """
    rows = locks.holdings(
        session,
        actor.warehouse_id,
        _HOLDING.c.order_id == order_id,
        _HOLDING.c.order_line_id == order_line_id,
        _HOLDING.c.sku_id == sku_id,
        _HOLDING.c.place.startswith(TOTES),
        ~_HOLDING.c.going_back,
    )
    if sum(row.quantity for row in rows) < quantity:
        raise Refused("stock.not_in_totes", units=quantity)
    parcel = parcel_place(parcel_no)
    for row in rows:
        part = min(row.quantity, quantity)
        if part == 0:
            break
        quantity -= part
        units = lift_from(session, row, part)
        hold(session, actor, parcel, units)
        post(
            session,
            actor,
            units,
            from_place=row.place,
            to_place=parcel,
            why="pack",
            transaction_id=transaction_id,
        )
        tell_when_empty(session, actor, row.place)


def parcel_to_customer(
    session: Session, actor: Actor, *, parcel_no: str, transaction_id: str
) -> int:
    """Hand a parcel's units over and consume their promises.

    Returns:
        The units handed over; 0 when it was done before.
    """
    place = parcel_place(parcel_no)
    rows = locks.holdings(session, actor.warehouse_id, _HOLDING.c.place == place)
    for row in rows:
        units = lift_from(session, row, row.quantity)
        post(
            session,
            actor,
            units,
            from_place=place,
            to_place=CUSTOMER,
            why="ship",
            transaction_id=transaction_id,
        )
        settle_picked(session, row.order_line_id, row.quantity, A.CONSUME)
    return sum(row.quantity for row in rows)


def move_holding(
    session: Session,
    actor: Actor,
    *,
    from_place: str,
    to_place: str,
    sku_id: int,
    order_line_id: int,
    quantity: int,
    why: str,
    order_id: int | None = None,
) -> None:
    """Move units between two places outside the bins (tote, parcel, desk).

    Args:
        session: the open transaction.
        actor: who moves them.
        from_place: the ledger's name of where they lie.
        to_place: where they go.
        sku_id: what they are.
        order_line_id: whose they are; 0 for nobody's.
        quantity: units.
        why: one word for the ledger.
        order_id: whose they are from now on; as before when None.

    Raises:
        Refused: ``stock.not_there``: the place holds fewer of them.
    """
    for lifted in lift(session, actor, from_place, Units(sku_id, quantity, order_line_id)):
        units = replace(lifted, order_id=order_id or lifted.order_id)
        hold(session, actor, to_place, units)
        post(session, actor, units, from_place=from_place, to_place=to_place, why=why)
    tell_when_empty(session, actor, from_place)


def exchange(
    session: Session, actor: Actor, *, spare: Held, wanted: Held, to_place: str, why: str
) -> None:
    """Give an order units that another one left over, and that one the order's own.

    Units of a SKU are alike: *spare* (going back) goes to *to_place* for the line of
    *wanted*; as many units of *wanted* stay where they are, and go back instead.

    Raises:
        Refused: ``stock.not_there``: somebody took some of them in this moment.
    """
    taken = lift(session, actor, spare.place, _units(spare))
    left = lift(session, actor, wanted.place, _units(wanted))
    if not all(one.going_back for one in taken) or any(one.going_back for one in left):
        raise Refused("stock.not_there", place=spare.place, units=spare.quantity)
    units = _units(wanted)
    hold(session, actor, to_place, units)
    post(session, actor, units, from_place=spare.place, to_place=to_place, why=why)
    hold(session, actor, wanted.place, replace(_units(spare), going_back=True))
    tell_when_empty(session, actor, spare.place)


def _units(held: Held) -> Units:
    return Units(held.sku_id, held.quantity, held.order_line_id, held.order_id)


def desk_in(
    session: Session, actor: Actor, *, return_no: str, sku_id: int, quantity: int
) -> None:
    """Take units that came back from a customer onto the returns desk; not stock yet."""
    units = Units(sku_id, quantity)
    hold(session, actor, desk_place(return_no), units)
    post(
        session, actor, units, from_place=CUSTOMER, to_place=desk_place(return_no), why="return"
    )


def scrap(session: Session, actor: Actor, *, place: str, sku_id: int, quantity: int) -> None:
    """Write off units that no order owns.

    Raises:
        Refused: ``stock.not_there``: the place holds fewer of them.
    """
    for units in lift(session, actor, place, Units(sku_id, quantity)):
        post(session, actor, units, from_place=place, to_place=SCRAP, why="scrap")
    gone = UnitsScrapped(sku_id=sku_id, quantity=quantity, place=place)
    record(session, actor, gone, subject=place)


def tell_when_empty(session: Session, actor: Actor, place: str) -> None:
    """Call ``when_tote_empty`` if *place* is a tote in which nothing is left."""
    if place.startswith(TOTES) and is_empty(session, actor, place):
        for tell in when_tote_empty:
            tell(session, actor, place.removeprefix(TOTES))
