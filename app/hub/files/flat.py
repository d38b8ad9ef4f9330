"""Orders in a table: one row per line, ``recipient_name``, ``line_sku`` and so on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from app.core.errors import Refused
from app.hub.files.tables import Row, Table
from app.hub.intake import LineBody, OrderBody, RecipientBody, SenderBody

NESTED = {"recipient", "sender", "lines", "hold", "invoice"}
LISTS = {"tags", "merged_from"}
TIMES = {"created_at", "paid_at", "ship_by", "planned_ship_at", "not_before"}
PLAIN = set(OrderBody.__struct_fields__) - NESTED
_LINE = {
    **{f"line_{name}": name for name in LineBody.__struct_fields__},
    "line_no": "line_no",
    **{name: name for name in ("gift_campaign", "gift_cap")},
}
_LINE_OUT = {field: column for column, field in _LINE.items()}
"""The one column in which an export writes a line's field."""
_PARTS = {
    "recipient": {f"recipient_{name}": name for name in RecipientBody.__struct_fields__},
    "sender": {f"sender_{name}": name for name in SenderBody.__struct_fields__},
    "hold": {"hold_reason": "reason"},
}
COLUMNS = PLAIN | set(_LINE) | {name for part in _PARTS.values() for name in part}
IN_ORDER = [
    *(name for name in OrderBody.__struct_fields__ if name in PLAIN),
    *(column for part in _PARTS.values() for column in part),
    *_LINE_OUT.values(),
]
"""Every column of the table, as an export writes them."""
REQUIRED = {
    "source_platform",
    "external_order_no",
    "created_at",
    "recipient_name",
    "recipient_phone",
    "recipient_country",
    "recipient_address",
    "line_sku",
    "line_quantity",
}


@dataclass(frozen=True)
class Entry:
    """One order of a file.

    Attributes:
        body: the order body; texts stand for numbers when it came from a table.
        rows: the file's row numbers, one a line.
        strict: its values have their types already.
    """

    body: dict[str, Any]
    rows: list[int]
    strict: bool

    def row_of(self, pointer: str) -> int:
        """The row that an error is about."""
        parts = pointer.split("/")
        if len(parts) > 2 and parts[1] == "lines" and parts[2].isdigit():
            return self.rows[min(int(parts[2]), len(self.rows) - 1)]
        return self.rows[0]


def orders(table: Table, zone: tzinfo) -> list[Entry]:
    """The orders of a table or of a json file; times without an offset are the site's."""
    if table.is_json and "lines" in table.columns:
        return [
            Entry(_with_offsets(row.cells, zone), [row.number], strict=True)
            for row in table.rows
        ]
    families: dict[tuple[Any, Any], list[Row]] = {}
    for row in table.rows:
        key = (row.cells.get("source_platform"), row.cells.get("external_order_no"))
        families.setdefault(key, []).append(row)
    return [_entry(rows, zone) for rows in families.values()]


def _entry(rows: Sequence[Row], zone: tzinfo) -> Entry:
    first = rows[0].cells
    body: dict[str, Any] = {name: first[name] for name in PLAIN if name in first}
    for name in LISTS & body.keys():
        if isinstance(body[name], str):
            parts = (part.strip() for part in body[name].split(";"))
            body[name] = [part for part in parts if part]
    for part, columns in _PARTS.items():
        found = {field: first[name] for name, field in columns.items() if name in first}
        if found:
            body[part] = found
    invoice = {
        name.removeprefix("invoice_"): value
        for name, value in first.items()
        if name.startswith("invoice_")
    }
    if invoice:
        body["invoice"] = invoice
    body["lines"] = [_line(row, place) for place, row in enumerate(rows, 1)]
    return Entry(_with_offsets(body, zone), [row.number for row in rows], strict=False)


def _line(row: Row, place: int) -> dict[str, Any]:
    found = {field: row.cells[name] for name, field in _LINE.items() if name in row.cells}
    return {"line_no": str(place)} | found


def check_same(table: Table) -> list[tuple[int, str, Refused]]:
    """Rows that say something else of their order than its first row does."""
    shared = COLUMNS - set(_LINE)
    first: dict[tuple[Any, Any], dict[str, Any]] = {}
    wrong: list[tuple[int, str, Refused]] = []
    for row in table.rows:
        key = (row.cells.get("source_platform"), row.cells.get("external_order_no"))
        before = first.setdefault(key, row.cells)
        wrong += [
            (row.number, f"/{name}", Refused("file.differs", column=name))
            for name in sorted(shared & row.cells.keys() & before.keys())
            if row.cells[name] != before[name]
        ]
    return wrong


def _with_offsets(body: dict[str, Any], zone: tzinfo) -> dict[str, Any]:
    """Give times without an offset the site's zone."""
    return {
        name: _aware(value, zone) if name in TIMES and isinstance(value, str) else value
        for name, value in body.items()
    }


def _aware(text: str, zone: tzinfo) -> str:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return text  # its field's own check names it
    return (at if at.tzinfo else at.replace(tzinfo=zone)).isoformat()


def head_of(body: dict[str, Any]) -> dict[str, Any]:
    """The cells that all rows of an order share."""
    found = {name: value for name, value in body.items() if name in PLAIN}
    for name in LISTS & found.keys():
        found[name] = ";".join(found[name])
    for part, columns in _PARTS.items():
        held = body.get(part, {})
        found |= {name: held[field] for name, field in columns.items() if field in held}
    invoice = body.get("invoice", {})
    return found | {f"invoice_{name}": value for name, value in invoice.items()}


def line_of(line: dict[str, Any]) -> dict[str, Any]:
    """The cells of one line's row."""
    return {_LINE_OUT[field]: value for field, value in line.items()}
