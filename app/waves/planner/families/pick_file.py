"""The keyword files of the picking families: a layout, where articles lie, what is ordered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from app.waves.planner.routing import Aisles, Spot


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
        capacity: the most weight of a walk; 0 for no limit.
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


def read(text: str, *, blocks: int = 1) -> PickFile:
    """Read a file; with two *blocks*, a cross-aisle one unit wide parts its middle cells.

    Raises:
        ValueError: the text is no such file.
    """
    rows = _rows(text)
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
    cells = int(heads["NUM_CELLS"])
    depths = [
        float(heads["DISTANCE_TOP_TO_CELL"])
        + cell * float(heads["DISTANCE_CELL_TO_CELL"])
        + (1.0 if blocks == 2 and cell >= cells // 2 else 0.0)
        for cell in range(cells)
    ]
    bottom = depths[-1] + float(heads["DISTANCE_BOTTOM_TO_CELL"])
    middle = (depths[cells // 2 - 1] + depths[cells // 2]) / 2
    apart = float(heads["DISTANCE_AISLE_TO_AISLE"])
    at_top = heads["DEPOT_LOCATION"].lower() == "top"
    return PickFile(
        aisles=Aisles(
            tuple(apart * aisle for aisle in range(int(heads["NUM_AISLES"]))),
            (0.0, middle, bottom) if blocks == 2 else (0.0, bottom),
        ),
        depot=(int(heads["DEPOT_AISLE"]), 0.0 if at_top else bottom),
        to_depot=float(heads["DISTANCE_TOP_OR_BOTTOM_TO_DEPOT"]),
        places=tuple(
            StockPlace(
                int(row["ID"]),
                (int(row["AISLE"]), depths[int(row["CELL"])]),
                int(row.get("QUANTITY", 1)),
            )
            for row in rows.stock
        ),
        weights={int(row["ID"]): float(row.get("WEIGHT", 1)) for row in rows.articles},
        orders=tuple(_order(order) for order in rows.orders),
        capacity=float(heads.get("PICKER_CAPACITY", 0)),
    )


def _order(rows: list[dict[str, str]]) -> dict[int, int]:
    wanted: dict[int, int] = {}
    for row in rows:
        article = int(row["ID"])
        wanted[article] = wanted.get(article, 0) + int(row.get("QUANTITY", 1))
    return wanted
