"""The SQL of the scan path, past the ORM: one string a statement, for both drivers.

An ORM scan costs 1.5 to 2.4 ms, a Core one 0.25 to 0.4, one by the driver 0.15 to 0.2
(measured): this path is the one that every unit takes.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Any, NamedTuple

import sqlalchemy as sa

from app.core.sql import Statement

STAND = Statement(
    """SELECT c.last_seq, c.pick_list_id, c.task_id, c.code, c.at_ms, c.verdict,
      (SELECT answer FROM scan WHERE scan_id = ?),
      l.id, l.number, l.state, l.person_id, l.device, l.mode, l.wave_id
    FROM scan_cursor c, pick_list l
    WHERE c.device = ? AND l.warehouse_id = ? AND l.number = ? {lock}"""
)
"""CURSOR, ANSWER and LIST in one look. On PostgreSQL the answer is as old as the statement,
which may have waited for its locks: a repeat that it missed fails at KEEP and is run again."""
CURSOR_COLUMNS = 6
CURSOR = Statement(
    "SELECT last_seq, pick_list_id, task_id, code, at_ms, verdict FROM scan_cursor "
    "WHERE device = ? {lock}"
)
NEW_CURSOR = Statement(
    "INSERT INTO scan_cursor (device, last_seq) VALUES (?, 0) ON CONFLICT DO NOTHING"
)
MOVE_CURSOR = Statement(
    "UPDATE scan_cursor SET last_seq = ?, pick_list_id = ?, task_id = ?, code = ?, "
    "at_ms = ?, verdict = ? WHERE device = ?"
)
ANSWER = Statement("SELECT answer FROM scan WHERE scan_id = ?")
KEEP = Statement(
    "INSERT INTO scan (scan_id, warehouse_id, pick_list_id, task_id, kind, code, verdict, "
    "actor, device, device_seq, at, received_at, answer) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
LIST = Statement(
    "SELECT id, number, state, person_id, device, mode, wave_id "
    "FROM pick_list WHERE warehouse_id = ? AND number = ? {lock}"
)
BADGE = Statement("SELECT badge FROM person WHERE id = ?")


class ListRow(NamedTuple):
    """A row of LIST."""

    id: int
    number: str
    state: str
    person_id: int | None
    device: str | None
    mode: str
    wave_id: int


_PROGRESS = """
    SELECT SUM(CASE WHEN state NOT IN ('open', 'claimed') THEN 1 ELSE 0 END) AS done,
      COUNT(*) AS tasks, SUM(picked) AS picked, SUM(quantity) AS units
    FROM pick_task WHERE pick_list_id = ? AND state NOT IN ('cancelled', 'putback')"""
_COLUMNS = f"""
    SELECT t.id, t.seq, t.state, t.at_bin, t.picked, t.quantity, t.slot, t.plan_version,
      t.order_id, t.sku_id, t.bin_id, t.stock_id, b.code AS bin, b.level, b.sequence,
      k.code AS sku, k.wants_serial, s.lot, s.expiry,
      (SELECT code FROM tote WHERE pick_list_id = t.pick_list_id AND slot = t.slot
         AND state = 'in_use' AND NOT "full" ORDER BY id LIMIT 1) AS tote,
      (SELECT MIN(h.order_id) FROM task_share h JOIN "order" o ON o.id = h.order_id
         WHERE h.task_id = t.id AND (o.mask <> 0 OR o.not_before > ?)) AS stopped,
      (SELECT CAST({{object}}(code, pack_qty) AS TEXT) FROM barcode
         WHERE warehouse_id = b.warehouse_id AND sku_id = t.sku_id) AS codes,
      p.done, p.tasks, p.picked, p.units, l.plan_version, t.surplus
    FROM pick_task t JOIN bin b ON b.id = t.bin_id JOIN sku k ON k.id = t.sku_id
      JOIN stock s ON s.id = t.stock_id JOIN pick_list l ON l.id = t.pick_list_id
      CROSS JOIN ({_PROGRESS}) p
"""  # noqa: S608  a constant
TASK = Statement(_COLUMNS + "WHERE t.id = ? AND t.pick_list_id = ?")
FIRST_TASK = Statement(
    _COLUMNS  # noqa: S608  two constants
    + """WHERE t.id = (SELECT id FROM pick_task
      WHERE pick_list_id = ? AND state IN ('open', 'claimed')
      ORDER BY at_bin DESC, seq, id LIMIT 1)"""
)
PROGRESS = Statement(
    f"SELECT p.*, l.plan_version FROM ({_PROGRESS}) p, pick_list l WHERE l.id = ?"  # noqa: S608  a constant
)
START_TASK = Statement(
    "UPDATE pick_task SET at_bin = TRUE, state = ? WHERE id = ? AND NOT at_bin "
    "AND state IN ('open', 'claimed')"
)
TAKE_UNITS = Statement(
    "UPDATE pick_task SET picked = picked + ? WHERE id = ? AND at_bin AND state = 'claimed' "
    "AND picked + ? <= quantity"
)
FINISH_TASK = Statement(
    "UPDATE pick_task SET state = ?, done_at = ?, "
    "tote_id = (SELECT id FROM tote WHERE warehouse_id = ? AND code = ?) "
    "WHERE id = ? AND state = 'claimed' AND picked = quantity"
)
CLEAR_SURPLUS = Statement("UPDATE pick_task SET surplus = 0 WHERE id = ? AND surplus > 0")
SAME_SHELF = Statement(
    "SELECT id FROM pick_task WHERE pick_list_id = ? AND stock_id = ? "
    "AND state IN ('open', 'claimed') ORDER BY at_bin DESC, seq, id LIMIT 1"
)
SHARES = Statement(
    "SELECT reservation_id, order_id, order_line_id, quantity FROM task_share "
    "WHERE task_id = ? ORDER BY reservation_id"
)
FINISH_SHARES = Statement("UPDATE task_share SET picked = quantity WHERE task_id = ?")
_LOCK_ORDER = Statement('SELECT id FROM "order" WHERE id = ? {lock}')
UNFINISHED_OF_ORDER = Statement(
    "SELECT 1 FROM task_share h JOIN pick_task t ON t.id = h.task_id "
    "WHERE h.order_id = ? AND t.state IN ('open', 'claimed') LIMIT 1"
)
SLOT_WITHOUT_TOTE = Statement(
    """SELECT MIN(t.slot) FROM pick_task t
    WHERE t.pick_list_id = ? AND t.state IN ('open', 'claimed') AND NOT EXISTS (
      SELECT 1 FROM tote x WHERE x.pick_list_id = t.pick_list_id AND x.slot = t.slot
        AND x.state = 'in_use' AND NOT x."full")"""
)
SLOT_OF_TOTE = Statement(
    "SELECT slot, pick_list_id FROM tote WHERE warehouse_id = ? AND code = ? "
    "AND state <> 'free'"
)


def lock_orders(conn: sa.Connection, order_ids: Iterable[int]) -> None:
    """Lock orders before their units are moved, by ascending id.

    Two lists that end one order in the same moment must see each other's last task.
    """
    if conn.dialect.name == "sqlite":  # one writer: nobody else is at it
        return
    for order_id in sorted(set(order_ids)):
        _LOCK_ORDER.raw(conn, order_id)


@functools.cache
def _barcodes(count: int) -> Statement:
    marks = ", ".join("?" * count)
    return Statement(
        "SELECT code, sku_id, pack_qty FROM barcode "  # noqa: S608  question marks alone
        "WHERE warehouse_id = ? AND code IN (" + marks + ")"
    )


def barcodes(
    conn: sa.Connection, warehouse_id: int, codes: tuple[str, ...]
) -> dict[str, tuple[int, int]]:
    """``(sku_id, pack_qty)`` by barcode, of those *codes* that are known."""
    found: Any = _barcodes(len(codes)).raw(conn, warehouse_id, *codes)
    return {row[0]: (row[1], row[2]) for row in found}
