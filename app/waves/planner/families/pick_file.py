"""The keyword files of the picking families: a layout, where articles lie, what is ordered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import inf

from app.waves.planner.aisles import Aisles, Spot

MOST_UNITS = 10**15
"""In one row: sums of them fit the searches' numbers."""


@dataclass(frozen=True, slots=True)
class StockPlace:
    """Units of an article in a cell of an aisle."""

    article: int
    spot: Spot
    quantity: int


@dataclass(frozen=True, slots=True)
class PickFile:
    """A benchmark file with parallel aisles.

    Attributes:
        depot: where walks begin and end.
        to_depot: metres from there to the depot itself, walked twice in every walk.
        places: the stock, row by row.
        weights: per article.
        orders: article -> units, order by order.
        capacity: the most weight of a walk; infinite where the file says nothing.
    """

    aisles: Aisles
    depot: Spot
    to_depot: float
    places: tuple[StockPlace, ...]
    weights: dict[int, float]
    orders: tuple[dict[int, int], ...]
    capacity: float


@dataclass(slots=True)
class _Rows:
    heads: dict[str, str] = field(default_factory=dict)
    articles: list[dict[str, str]] = field(default_factory=list)
    stock: list[dict[str, str]] = field(default_factory=list)
    orders: list[list[dict[str, str]]] = field(default_factory=list)
    sections: set[str] = field(default_factory=set)


def read(text: str, *, blocks: int = 1) -> PickFile:
    """Read a file; with two *blocks*, a cross-aisle one unit wide parts its middle cells.

    Raises:
        ValueError: the text is no such file.
    """
    rows = _rows(text)
    if "ORDER_SECTION" not in rows.sections:
        raise ValueError("the file lacks orders")
    try:
        return _file(rows, blocks)
    except KeyError as missing:
        raise ValueError(f"the file lacks {missing}") from missing


def _rows(text: str) -> _Rows:
    rows = _Rows()
    section = ""
    for line in _lines(text):
        if line.endswith("_SECTION"):
            section = line
            rows.sections.add(line)
        elif line.startswith("NUM_ARTICLES_IN_ORDER"):
            rows.orders.append([])
        elif line.startswith("ID "):
            words = line.split()
            row = dict(zip(words[::2], words[1::2], strict=False))
            if section == "ARTICLE_SECTION":
                rows.articles.append(row)
            elif section == "SKU_SECTION":
                rows.stock.append(row)
            else:
                if not rows.orders:
                    rows.orders.append([])
                rows.orders[-1].append(row)
        elif ":" in line:
            key, _, value = line.partition(":")
            rows.heads[key.strip()] = value.strip()
    return rows


def _lines(text: str) -> Iterator[str]:
    for line in text.splitlines():
        stripped = line.strip()
        if stripped and stripped != "EOF":
            yield stripped


def _file(rows: _Rows, blocks: int) -> PickFile:
    heads = rows.heads
    cells, aisles = int(heads["NUM_CELLS"]), int(heads["NUM_AISLES"])
    if min(cells, aisles) < 1:
        raise ValueError("there is no aisle, or it has no cell")
    to_cell = _amount(heads, "DISTANCE_TOP_TO_CELL")
    apart = _amount(heads, "DISTANCE_CELL_TO_CELL")
    depths = [
        to_cell + cell * apart + (1.0 if blocks == 2 and cell >= cells // 2 else 0.0)
        for cell in range(cells)
    ]
    bottom = depths[-1] + _amount(heads, "DISTANCE_BOTTOM_TO_CELL")
    middle = (depths[cells // 2 - 1] + depths[cells // 2]) / 2
    across = _amount(heads, "DISTANCE_AISLE_TO_AISLE")
    at_top = heads["DEPOT_LOCATION"].lower() == "top"
    return PickFile(
        aisles=Aisles(
            tuple(across * aisle for aisle in range(aisles)),
            (0.0, middle, bottom) if blocks == 2 else (0.0, bottom),
        ),
        depot=(_below(aisles, heads, "DEPOT_AISLE"), 0.0 if at_top else bottom),
        to_depot=_amount(heads, "DISTANCE_TOP_OR_BOTTOM_TO_DEPOT"),
        places=tuple(
            StockPlace(
                int(row["ID"]),
                (_below(aisles, row, "AISLE"), depths[_below(cells, row, "CELL")]),
                _units(row),
            )
            for row in rows.stock
        ),
        weights={int(row["ID"]): _amount(row, "WEIGHT", 1.0) for row in rows.articles},
        orders=tuple(_order(order) for order in rows.orders),
        capacity=_amount(heads, "PICKER_CAPACITY", inf),
    )


def _below(count: int, row: dict[str, str], key: str) -> int:
    number = int(row[key])
    if not 0 <= number < count:
        raise ValueError(f"{key} {number} is not among the {count}")
    return number


def _amount(row: dict[str, str], key: str, missing: float | None = None) -> float:
    """A length or a weight: a number from 0 on."""
    if missing is not None and key not in row:
        return missing
    number = float(row[key])
    if not 0.0 <= number < inf:
        raise ValueError(f"{key} is {row[key]}")
    return number


def _units(row: dict[str, str]) -> int:
    units = int(row.get("QUANTITY", 1))
    if not 0 <= units <= MOST_UNITS:
        raise ValueError(f"QUANTITY is {units}")
    return units


def _order(rows: list[dict[str, str]]) -> dict[int, int]:
    wanted: dict[int, int] = {}
    for row in rows:
        article = int(row["ID"])
        wanted[article] = wanted.get(article, 0) + _units(row)
    return wanted
