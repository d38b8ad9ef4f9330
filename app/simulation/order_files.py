"""Order files as a day's work: order bodies, later cancels, goods that come back.

Three kinds are read: the order body as JSON lines, the flattened csv or xlsx (one row a
line), and the raw csv of the *Online Retail* set, where an invoice that starts with C takes
goods back and codes such as POST are no goods.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any, Final, NoReturn

from app.simulation import online_retail
from app.simulation.errors import OrderFileError
from app.simulation.order_tables import Body, Row, read_rows, unflattened

__all__ = ["Body", "Cancel", "Comeback", "DayWork", "read"]

TIMES: Final = ("created_at", "paid_at", "ship_by", "planned_ship_at", "not_before")
TEXTS: Final = ("source_platform", "external_order_no", "created_at")


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
        ignored: columns of a table that mean nothing here.
    """

    orders: list[Body] = field(default_factory=list)
    cancels: list[Cancel] = field(default_factory=list)
    comebacks: list[Comeback] = field(default_factory=list)
    dropped_lines: int = 0
    ignored: list[str] = field(default_factory=list)

    @property
    def lines(self) -> int:
        """How many order lines there are."""
        return sum(len(order["lines"]) for order in self.orders)

    @property
    def wanted(self) -> dict[str, int]:
        """Units wanted of each SKU, as far as the lines are good ones."""
        found: dict[str, int] = {}
        for order in self.orders:
            for line in order["lines"]:
                sku, units = line.get("sku"), line.get("quantity")
                if isinstance(sku, str) and isinstance(units, int) and units > 0:
                    found[sku] = found.get(sku, 0) + units
        return found


def read(path: Path, goods: set[str], zone: tzinfo = UTC) -> DayWork:
    """Read an order file.

    Args:
        path: .jsonl or .json, .csv or .xlsx.
        goods: the SKU codes of the products file; empty when there is none.
        zone: the site's, of times that name none.

    Raises:
        OrderFileError: with the place and the reason.
    """
    if path.suffix.lower() in {".json", ".jsonl", ".ndjson"}:
        work = DayWork(_of_json(path))
    else:
        rows = list(read_rows(path))
        if rows and "InvoiceNo" in rows[0]:
            work = _retail(rows, goods)
        else:
            bodies, ignored = unflattened(rows, path)
            work = DayWork([_checked(body, str(path)) for body in bodies], ignored=ignored)
    if not work.orders:
        raise OrderFileError(f"{path}: there is no order in it")
    for order in work.orders:
        order |= {name: _aware(order[name], zone) for name in TIMES if name in order}
    work.orders.sort(key=_by_time)
    return work


def _by_time(order: Body) -> tuple[float, str]:
    try:
        at = datetime.fromisoformat(order["created_at"]).timestamp()
    except ValueError:  # the floor refuses it
        at = 0.0
    return at, order["external_order_no"]


def _aware(at: Any, zone: tzinfo) -> Any:
    """A time with an offset; what is none is left to the floor."""
    try:
        found = datetime.fromisoformat(at)
    except (TypeError, ValueError):
        return at
    return at if found.tzinfo else found.replace(tzinfo=zone).isoformat()


def _of_json(path: Path) -> list[Body]:
    """Bodies one a line, or all in one list or ``{"orders": […]}``."""
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise OrderFileError(f"{path}: no JSON in UTF-8 ({error})") from None
    if path.suffix.lower() == ".json":
        try:
            return _bodies(json.loads(text, parse_constant=_no_number), str(path))
        except ValueError:
            pass  # one a line, then
    found = []
    for place, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line, parse_constant=_no_number)
        except ValueError as error:
            raise OrderFileError(f"{path}:{place}: no JSON ({error})") from None
        found += _bodies(value, f"{path}:{place}")
    return found


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


def _bodies(value: Any, where: str) -> list[Body]:
    several = value.get("orders", [value]) if isinstance(value, dict) else value
    if not isinstance(several, list):
        raise OrderFileError(f"{where}: an order is a JSON object")
    return [_checked(body, where) for body in several]


def _checked(body: Any, where: str) -> Body:
    """Only what the day itself needs to know; the floor judges the rest."""
    if (
        not isinstance(body, dict)
        or not all(isinstance(body.get(name), str) for name in TEXTS)
        or not isinstance(body.get("lines"), list)
        or not all(isinstance(line, dict) for line in body["lines"])
    ):
        raise OrderFileError(f"{where}: an order has {', '.join(TEXTS)}, lines and a recipient")
    return body


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
