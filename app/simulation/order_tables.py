"""Orders in a csv or xlsx table: one row a line, ``recipient_name``, ``line_sku`` and so on."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import datetime, time
from pathlib import Path
from typing import Any, Final

from app.simulation.errors import OrderFileError

Row = dict[str, str]
Body = dict[str, Any]

HEAD: Final = frozenset(
    {
        *("source_platform", "external_order_no", "warehouse", "shop", "order_type"),
        *("created_at", "paid_at", "ship_by", "planned_ship_at", "not_before"),
        *("presale", "priority", "tags", "carrier", "service"),
        *("buyer_note", "seller_note", "currency", "amount", "trace_id"),
        *("parent_order_no", "merged_from", "version", "cross_border", "insured_amount"),
    }
)
_PERSON = frozenset(
    {
        *("name", "phone", "country", "province"),
        *("city", "district", "address", "postcode"),
    }
)
GROUPS: Final = {
    "recipient": _PERSON,
    "sender": _PERSON,
    "hold": frozenset({"reason"}),
    "line": frozenset(
        {
            *("line_no", "sku", "barcode", "name", "quantity", "unit_price"),
            *("gift", "gift_campaign", "gift_cap", "lot", "serial", "image_url"),
        }
    ),
}
OF_THE_LINE: Final = frozenset({"line_no", "gift_campaign", "gift_cap"})
"""Columns of the line that are written without ``line_`` before them."""
WHOLE: Final = frozenset({"line_no", "quantity", "version", "gift_cap"})
YES_NO: Final = frozenset({"presale", "cross_border", "gift"})
LISTS: Final = frozenset({"tags", "merged_from"})
TOO_MANY: Final = "\0"
"""No column has this name."""


def read_rows(path: Path) -> Iterator[Row]:
    """The rows of a csv or xlsx file by column name, as text.

    Raises:
        OrderFileError: it is neither.
    """
    if path.suffix.lower() == ".xlsx":
        yield from _sheet_rows(path)
        return
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            first = file.readline()
            file.seek(0)
            delimiter = max(",;\t", key=first.count)
            table = csv.DictReader(file, delimiter=delimiter, restkey=TOO_MANY, restval="")
            for row in table:
                if TOO_MANY in row:
                    at = f"{path}:{table.line_num}"
                    raise OrderFileError(f"{at}: more cells than the header names")
                yield row
    except (UnicodeDecodeError, csv.Error) as error:
        raise OrderFileError(f"{path}: no csv in UTF-8 ({error})") from None


def _sheet_rows(path: Path) -> Iterator[Row]:
    import openpyxl

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except Exception as error:  # noqa: BLE001  openpyxl raises whatever zipfile and its parser do
        raise OrderFileError(f"{path}: no xlsx ({error})") from None
    rows = book.worksheets[0].iter_rows(values_only=True)
    names = [str(cell or "") for cell in next(rows, ())]
    for cells in rows:
        if any(cell is not None for cell in cells):
            yield {name: _text(cell) for name, cell in zip(names, cells, strict=False)}
    book.close()


def _text(cell: Any) -> str:
    """A cell as its text: 3.0 is 3, a midnight is a day."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    return cell.isoformat() if hasattr(cell, "isoformat") else str(cell)


def unflattened(rows: Iterable[Row], path: Path) -> tuple[list[Body], list[str]]:
    """Bodies as the API takes them, and the columns that mean nothing here.

    Raises:
        OrderFileError: a cell that is no number where one belongs.
    """
    found: dict[tuple[str, str], Body] = {}
    ignored: list[str] = []
    for place, row in enumerate(rows, 2):
        if not found:
            ignored = [name for name in row if name and _place(name) is None]
        try:
            parts = _parts(row)
        except ValueError as error:
            raise OrderFileError(f"{path}:{place}: {error}") from None
        line = parts.pop("line", {})
        key = (parts.get("source_platform", ""), parts.get("external_order_no", ""))
        body = found.setdefault(key, parts | {"lines": []})
        line.setdefault("line_no", len(body["lines"]) + 1)
        body["lines"].append(line)
    return list(found.values()), ignored


def _place(column: str) -> tuple[str, str] | None:
    """The group (none is the order's own) and the field that a column means."""
    name = column.strip().lower()
    if name in HEAD:
        return "", name
    if name in OF_THE_LINE:
        return "line", name
    group, _, inner = name.partition("_")
    if inner in GROUPS.get(group, ()) or (group == "invoice" and inner):
        return group, inner
    return None


def _parts(row: Row) -> Body:
    """One row as a nested body: recipient_name goes to recipient.name."""
    body: Body = {}
    for column, cell in row.items():
        text = cell.strip()
        place = _place(column) if column and text else None
        if place is not None:
            group, inner = place
            into = body.setdefault(group, {}) if group else body
            into[inner] = _value(inner, text)
    return body


def _value(name: str, text: str) -> Any:
    if name in WHOLE:
        try:
            return int(text.removesuffix(".0"))
        except ValueError:
            raise ValueError(f"{name} takes a whole number, not {text!r}") from None
    if name in YES_NO:
        return text.lower() in {"1", "true", "yes", "y", "是"}
    if name in LISTS:
        return [part.strip() for part in text.split(";") if part.strip()]
    return text
