"""What label sheets and paper pick lists are printed of, read from the rooms that have it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import sqlalchemy as sa
from msgspec import Meta
from sqlalchemy.orm import Session

from app.catalog.models import Sku
from app.catalog.queries import SkuFacts, sku_facts
from app.core.errors import Refused
from app.inventory.models import Bin, Stock
from app.inventory.rules import BinKind
from app.shipping.models import Carrier
from app.waves.models import PickList, PickTask, Tote, Wave

if TYPE_CHECKING:
    from labels import PickPaper, Tag


class SheetKind(StrEnum):
    """Of what there are sheets; ``codes`` are a prefix and running numbers."""

    BINS = "bins"
    WALLS = "walls"
    SKUS = "skus"
    TOTES = "totes"
    CAGES = "cages"
    CODES = "codes"


class SheetQuery(msgspec.Struct):
    """Which labels, and how large; ``codes`` wants prefix, first, count and digits."""

    size: Annotated[str, Meta(max_length=8)] = ""
    zone: Annotated[str, Meta(max_length=8)] = ""
    aisle: Annotated[str, Meta(pattern=r"^\d{0,6}$")] = ""
    sku: Annotated[str, Meta(max_length=64)] = ""
    prefix: Annotated[str, Meta(max_length=20)] = ""
    first: Annotated[int, Meta(ge=0, le=99_999_999)] = 1
    count: Annotated[int, Meta(ge=1, le=2000)] = 48
    digits: Annotated[int, Meta(ge=1, le=8)] = 3


MOST = 5000
SIZES = ("63x34", "48x25", "70x50", "95x60", "130x90")
"""Of labels that are offered, the usual one first; any other may be given."""


def tags(session: Session, site: int, kind: SheetKind, asked: SheetQuery) -> list[Tag]:
    """The labels of a sheet, in the order in which the floor is walked.

    Raises:
        Refused: ``sheet.nothing``, when there is nothing of the kind.
    """
    found = {
        SheetKind.BINS: _bins,
        SheetKind.WALLS: _walls,
        SheetKind.SKUS: _skus,
        SheetKind.TOTES: _totes,
        SheetKind.CAGES: _cages,
        SheetKind.CODES: _codes,
    }[kind](session, site, asked)
    if not found:
        raise Refused("sheet.nothing")
    return found


def _bins(session: Session, site: int, asked: SheetQuery) -> list[Tag]:
    query = sa.select(Bin).where(Bin.warehouse_id == site, Bin.kind != BinKind.WALL)
    if asked.aisle:
        query = query.where(Bin.aisle == int(asked.aisle))
    return _places(session, query, asked)


def _walls(session: Session, site: int, asked: SheetQuery) -> list[Tag]:
    query = sa.select(Bin).where(Bin.warehouse_id == site, Bin.kind == BinKind.WALL)
    return _places(session, query, asked)


def _places(session: Session, query: sa.Select[Any], asked: SheetQuery) -> list[Tag]:
    import labels

    if asked.zone:
        query = query.where(Bin.zone == asked.zone)
    rows = session.scalars(query.order_by(Bin.sequence, Bin.code).limit(MOST))
    return [labels.Tag(row.code, note=f"{row.zone} · {row.level}") for row in rows]


def _skus(session: Session, site: int, asked: SheetQuery) -> list[Tag]:
    import labels

    query = sa.select(Sku.id).order_by(Sku.code).limit(MOST)
    if asked.sku:
        query = query.where(Sku.code == asked.sku)
    if asked.zone:
        there = (
            sa.select(Stock.sku_id)
            .join(Bin, Bin.id == Stock.bin_id)
            .where(Bin.warehouse_id == site, Bin.zone == asked.zone)
        )
        query = query.where(Sku.id.in_(there))
    keys = session.scalars(query).all()
    known = sku_facts(session, keys)
    return [labels.Tag(_scan_of(known[key]), known[key].name, known[key].code) for key in keys]


def _scan_of(sku: SkuFacts) -> str:
    return sku.barcode or sku.code


def _totes(session: Session, site: int, asked: SheetQuery) -> list[Tag]:
    import labels

    walls = sa.select(Bin.code).where(Bin.warehouse_id == site, Bin.kind == BinKind.WALL)
    codes = session.scalars(
        sa.select(Tote.code)
        .where(Tote.warehouse_id == site, Tote.code.startswith(asked.prefix, autoescape=True))
        .where(Tote.code.not_in(walls))
        .order_by(Tote.code)
        .limit(MOST)
    )
    return [labels.Tag(code) for code in codes]


def _cages(session: Session, site: int, asked: SheetQuery) -> list[Tag]:
    import labels

    del asked
    rows = session.execute(
        sa.select(Carrier.cage, Carrier.name)
        .where(Carrier.warehouse_id == site)
        .order_by(Carrier.cage, Carrier.name)
    )
    names: dict[str, list[str]] = {}
    for cage, name in rows:
        names.setdefault(cage, []).append(name)
    return [labels.Tag(cage, note=" · ".join(some)) for cage, some in names.items()]


def _codes(session: Session, site: int, asked: SheetQuery) -> list[Tag]:
    """New totes, carts, boxes: numbers that nobody has to have registered."""
    import labels

    del session, site
    numbers = range(asked.first, asked.first + asked.count)
    return [labels.Tag(f"{asked.prefix}{number:0{asked.digits}d}") for number in numbers]


def pick_paper(session: Session, site: int, number: str) -> PickPaper:
    """A pick list for paper: its tasks in the order of the walk.

    Raises:
        Refused: ``sheet.unknown_list``.
    """
    import labels

    row = session.execute(
        sa.select(PickList, Wave.number)
        .join(Wave, Wave.id == PickList.wave_id)
        .where(PickList.warehouse_id == site, PickList.number == number)
    ).first()
    if row is None:
        raise Refused("sheet.unknown_list", number=number)
    tasks = session.execute(
        sa.select(PickTask, Bin.code)
        .join(Bin, Bin.id == PickTask.bin_id)
        .where(PickTask.pick_list_id == row.PickList.id)
        .order_by(PickTask.seq)
    ).all()
    known = sku_facts(session, [task.sku_id for task, _ in tasks])
    picks = tuple(
        labels.Pick(
            bin=code,
            item=known[task.sku_id].code,
            name=known[task.sku_id].name,
            barcode=_scan_of(known[task.sku_id]),
            quantity=task.quantity - task.picked,
            slot=str(task.slot) if row.PickList.slots > 1 else "",
        )
        for task, code in tasks
        if task.quantity > task.picked
    )
    facts = (("", row.number), ("", row.PickList.zone or ""), ("", row.PickList.cart or ""))
    return labels.PickPaper(number, facts, picks)


def zones(session: Session, site: int) -> list[str]:
    """The zones of a site, walls among them."""
    query = sa.select(Bin.zone).where(Bin.warehouse_id == site).distinct().order_by(Bin.zone)
    return list(session.scalars(query))


def open_lists(session: Session, site: int) -> list[str]:
    """The newest pick lists that are not done, at most a hundred."""
    query = sa.select(PickList.number).where(
        PickList.warehouse_id == site, PickList.done_at.is_(None)
    )
    return list(session.scalars(query.order_by(PickList.id.desc()).limit(100)))
