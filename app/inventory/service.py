"""The room's verbs: stock comes in, is promised, picked, packed, shipped, put back.

They are written by meaning in promises.py (soft promises), allocation.py (hard ones),
ledger.py (places), bins.py (into bins), layout.py (the site), and here (receipts, freezing).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.catalog.service import clean
from app.core import clock
from app.core.db import table_of
from app.core.errors import Refused
from app.core.events import Actor, record
from app.core.sql import Statement, stored
from app.inventory import locks
from app.inventory.allocation import StockRow, allocate, candidates, deallocate
from app.inventory.bins import enter_bin, to_bin
from app.inventory.events import StockFrozen, StockReceived
from app.inventory.holdings import (
    Held,
    Units,
    holdings,
    lies_at,
    post,
    send_back,
    send_back_some,
    units_outside,
    units_shipped,
)
from app.inventory.layout import save_bin
from app.inventory.ledger import (
    desk_in,
    exchange,
    move_holding,
    parcel_to_customer,
    pick_to_tote,
    scrap,
    tote_to_parcel,
)
from app.inventory.models import CountRequest, Stock
from app.inventory.promises import add_free, promise, unpromise
from app.inventory.rules import PROMISABLE, SUPPLIER, Condition, bin_place

__all__ = [
    "Held",
    "StockRow",
    "allocate",
    "candidates",
    "count_receipt",
    "deallocate",
    "desk_in",
    "exchange",
    "freeze",
    "holdings",
    "import_stock",
    "lies_at",
    "move_holding",
    "parcel_to_customer",
    "pick_to_tote",
    "promise",
    "receive",
    "save_bin",
    "scrap",
    "send_back",
    "send_back_some",
    "to_bin",
    "tote_to_parcel",
    "units_outside",
    "units_shipped",
    "unpromise",
]

LARGEST_RECEIPT = 10_000_000
_STOCK, _COUNT = table_of(Stock), table_of(CountRequest)

# A site's stock comes in with 100,000 rows: past the ORM one costs half (measured).
_SKU_OF = Statement("SELECT id FROM sku WHERE code = ?")
_BIN_OF = Statement("SELECT id FROM bin WHERE warehouse_id = ? AND code = ?")
_COUNT_ONCE = Statement(
    "INSERT INTO receipt (warehouse_id, receipt_no, row_key, at) VALUES (?, ?, ?, ?) "
    "ON CONFLICT DO NOTHING RETURNING row_key"
)


def receive(
    session: Session,
    actor: Actor,
    *,
    sku_id: int,
    bin_id: int,
    quantity: int,
    lot: str = "",
    expiry: date | None = None,
    condition: str = "A",
    why: str = "receipt",
    from_place: str = SUPPLIER,
) -> None:
    """Take units from outside into a bin.

    Raises:
        Refused: ``stock.unknown_bin``, ``stock.bad_quantity``.
    """
    if not 1 <= quantity <= LARGEST_RECEIPT:
        raise Refused("stock.bad_quantity", quantity=quantity)
    bin_ = locks.bin_by_id(session, bin_id)
    if bin_ is None or bin_.warehouse_id != actor.warehouse_id:
        raise Refused("stock.unknown_bin", bin=str(bin_id))
    units = Units(sku_id, quantity)
    enter_bin(
        session, actor, bin_, units, lot=lot, expiry=expiry, condition=Condition(condition)
    )
    post(session, actor, units, from_place=from_place, to_place=bin_place(bin_.code), why=why)
    came = StockReceived(sku_id=sku_id, bin=bin_.code, quantity=quantity, lot=lot, why=why)
    record(session, actor, came, subject=bin_.code)


def import_stock(
    session: Session,
    actor: Actor,
    *,
    receipt_no: str,
    sku: str,
    bin_code: str,
    quantity: int,
    lot: str = "",
    expiry: date | None = None,
    condition: str = "A",
    row: str = "",
) -> Literal["added", "unchanged"]:
    """Receive one row of an inbound document; a row that was counted is not counted again.

    Args:
        session: the open transaction.
        actor: who says so.
        receipt_no: the document; with what the row is about it names the row for ever.
        sku: the product's code; case matters.
        bin_code: where it is put.
        quantity: units.
        lot: batch, "" for none.
        expiry: the last good day.
        condition: A, B or C; only A can be promised.
        row: tells apart rows of one document that agree in sku, bin, lot and condition.

    Raises:
        Refused: ``catalog.unknown_sku``, ``stock.unknown_bin``, ``stock.bad_quantity``,
            ``stock.bad_receipt``.
    """
    sku, bin_code, receipt_no, lot = map(clean, (sku, bin_code, receipt_no, lot))
    row_key = _row_key(sku, bin_code, lot, condition, row)
    lengths = 1 <= len(receipt_no) <= 80 and len(lot) <= 40 and len(row_key) <= 160
    if not lengths or condition not in set(Condition):
        raise Refused("stock.bad_receipt", receipt_no=receipt_no[:80])
    conn = session.connection()
    sku_row = _SKU_OF.raw(conn, sku).fetchone()
    if sku_row is None:
        raise Refused("catalog.unknown_sku", sku=sku)
    bin_row = _BIN_OF.raw(conn, actor.warehouse_id, bin_code).fetchone()
    if bin_row is None:
        raise Refused("stock.unknown_bin", bin=bin_code)
    if not _first_time(session, actor.warehouse_id, receipt_no, row_key):
        return "unchanged"
    receive(
        session,
        actor,
        sku_id=sku_row[0],
        bin_id=bin_row[0],
        quantity=quantity,
        lot=lot,
        expiry=expiry,
        condition=condition,
    )
    return "added"


def _row_key(sku: str, bin_code: str, lot: str, condition: str, row: str = "") -> str:
    return f"{sku}|{bin_code}|{lot}|{condition}|{row}"


def count_receipt(
    session: Session, actor: Actor, receipt_no: str, rows: Sequence[Mapping[str, Any]]
) -> None:
    """Note a document of what lies here already: read in, it adds nothing to this site.

    Args:
        session: the open transaction.
        actor: who wrote the document.
        receipt_no: its number.
        rows: ``sku``, ``bin``, ``lot`` and ``condition`` of each of its rows.
    """
    for row in rows:
        key = _row_key(row["sku"], row["bin"], row["lot"] or "", row["condition"])
        _first_time(session, actor.warehouse_id, receipt_no, key)


def _first_time(session: Session, warehouse_id: int, receipt_no: str, row_key: str) -> bool:
    conn = session.connection()
    at = stored(conn, clock.now())
    done = _COUNT_ONCE.raw(conn, warehouse_id, receipt_no, row_key, at)
    return done.fetchone() is not None


def freeze(session: Session, actor: Actor, stock_id: int, reason: str) -> bool:
    """Close a stock row until a blind count; its free units cannot be promised any more.

    What is reserved on it may still be picked.

    Returns:
        False when it was frozen already.
    """
    row = session.execute(
        sa.update(_STOCK)
        .where(_STOCK.c.id == stock_id, ~_STOCK.c.frozen)
        .values(frozen=True)
        .returning(*_STOCK.c)
    ).first()
    if row is None:
        return False
    bin_ = locks.bin_by_id(session, row.bin_id)
    if row.condition == Condition.A and bin_.kind in PROMISABLE:
        add_free(session, actor.warehouse_id, {row.sku_id: row.reserved - row.on_hand})
    session.execute(
        sa.insert(_COUNT).values(
            warehouse_id=actor.warehouse_id,
            stock_id=stock_id,
            asked_at=clock.now(),
            asked_by=actor.name,
            reason=reason,
        )
    )
    fact = StockFrozen(stock_id=stock_id, sku_id=row.sku_id, bin=bin_.code, reason=reason)
    record(session, actor, fact, subject=bin_.code)
    return True
