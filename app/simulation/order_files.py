"""Order files as a day's work: order bodies, later cancels, goods that come back.

Three kinds are read: the order body as JSON lines, the flattened csv or xlsx (one row a
line), and the raw csv of the *Online Retail* set, where an invoice that starts with C takes
goods back and codes such as POST are no goods.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from app.simulation import online_retail
from app.simulation.errors import OrderFileError

Row = dict[str, str]
Body = dict[str, Any]

GROUPS: Final = ("recipient", "sender", "line", "hold", "invoice")
WHOLE: Final = frozenset({"line_no", "quantity", "version", "gift_cap"})
YES_NO: Final = frozenset({"presale", "cross_border", "gift"})
LISTS: Final = frozenset({"tags", "merged_from"})


@dataclass(frozen=True)
class Cancel:
    """The buyer changes their mind about a whole order."""

    platform: str
    number: str
    at: str


@dataclass(frozen=True)
class Comeback:
    """Goods that come back: SKU code to units; *number* is the order when it is known."""

    reference: str
    platform: str
    number: str | None
    units: dict[str, int]


@dataclass
class DayWork:
    """What the hub has for the floor.

    Attributes:
        orders: bodies, by created_at, then number.
        dropped_lines: lines that were no goods.
    """

    orders: list[Body] = field(default_factory=list)
    cancels: list[Cancel] = field(default_factory=list)
    comebacks: list[Comeback] = field(default_factory=list)
    dropped_lines: int = 0

    @property
    def lines(self) -> int:
        """How many order lines there are."""
        return sum(len(order["lines"]) for order in self.orders)

    @property
    def wanted(self) -> dict[str, int]:
        """Units wanted of each SKU."""
        found: dict[str, int] = {}
        for order in self.orders:
            for line in order["lines"]:
                found[line["sku"]] = found.get(line["sku"], 0) + line["quantity"]
        return found


def read(path: Path, goods: set[str]) -> DayWork:
    """Read an order file.

    Args:
        path: .jsonl or .json, .csv or .xlsx.
        goods: the SKU codes of the products file; empty when there is none.

    Raises:
        OrderFileError: with the place and the reason.
    """
    if path.suffix.lower() in {".json", ".jsonl", ".ndjson"}:
        work = DayWork(_json_lines(path))
    else:
        rows = list(read_rows(path))
        if rows and "InvoiceNo" in rows[0]:
            work = _retail(rows, goods)
        else:
            work = DayWork(_unflattened(rows, path))
    if not work.orders:
        raise OrderFileError(f"{path}: there is no order in it")
    work.orders.sort(key=lambda order: (order["created_at"], order["external_order_no"]))
    return work


def _json_lines(path: Path) -> list[Body]:
    found = []
    for place, line in enumerate(path.read_text("utf-8-sig").splitlines(), 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except ValueError as error:
            raise OrderFileError(f"{path}:{place}: no JSON ({error})") from None
        bodies = value.get("orders", [value]) if isinstance(value, dict) else [value]
        found += [_checked(body, f"{path}:{place}") for body in bodies]
    return found


def _checked(body: Any, where: str) -> Body:
    """Only what the day itself needs to know; the floor judges the rest."""
    wanted = ("source_platform", "external_order_no", "created_at", "lines")
    if not isinstance(body, dict) or any(name not in body for name in wanted):
        raise OrderFileError(f"{where}: an order has {', '.join(wanted)} and a recipient")
    return body


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
            yield from csv.DictReader(file)
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
            yield {
                name: "" if cell is None else _text(cell)
                for name, cell in zip(names, cells, strict=False)
            }
    book.close()


def _text(cell: Any) -> str:
    return cell.isoformat() if hasattr(cell, "isoformat") else str(cell)


def _unflattened(rows: Iterable[Row], path: Path) -> list[Body]:
    found: dict[tuple[str, str], Body] = {}
    for place, row in enumerate(rows, 2):
        try:
            parts = _parts(row)
        except ValueError as error:
            raise OrderFileError(f"{path}:{place}: {error}") from None
        line = parts.pop("line", {})
        key = (parts.get("source_platform", ""), parts.get("external_order_no", ""))
        body = found.setdefault(key, parts | {"lines": []})
        line.setdefault("line_no", len(body["lines"]) + 1)
        body["lines"].append(line)
    return [_checked(body, str(path)) for body in found.values()]


def _parts(row: Row) -> Body:
    """One row as a nested body: recipient_name goes to recipient.name."""
    body: Body = {}
    for name, text in row.items():
        if not name or not text:
            continue
        group = next((one for one in GROUPS if name.startswith(one + "_")), None)
        inner = name.removeprefix(f"{group}_") if group else name
        if name == "line_no":
            group, inner = "line", "line_no"
        into = body.setdefault(group, {}) if group else body
        into[inner] = _value(inner, text)
    return body


def _value(name: str, text: str) -> Any:
    if name in WHOLE:
        return int(text)
    if name in YES_NO:
        return text.strip().lower() in {"1", "true", "yes", "y", "是"}
    if name in LISTS:
        return [part.strip() for part in text.split(";") if part.strip()]
    return text


def _retail(rows: list[Row], goods: set[str]) -> DayWork:
    found = online_retail.read(rows, goods)
    return DayWork(
        orders=found.orders,
        cancels=[Cancel(online_retail.PLATFORM, number, at) for number, at in found.cancels],
        comebacks=[
            Comeback(reference, online_retail.PLATFORM, number, units)
            for reference, number, units in found.returns
        ],
        dropped_lines=found.dropped,
    )
