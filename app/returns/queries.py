"""Returns to show: one with its units, and the list of those at work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.catalog.queries import SkuFacts, sku_facts, skus_by_code
from app.core.errors import Refused
from app.inventory.models import Bin, Stock
from app.inventory.rules import PROMISABLE, BinKind
from app.orders.models import Order
from app.returns.models import Return, ReturnPhoto, ReturnUnit
from app.returns.rules import Grade, ReturnState, UnitState


class Goods(msgspec.Struct, kw_only=True):
    """A product as the desk recognises it."""

    sku: str
    name: str
    barcode_tail: str
    image_url: str | None
    looks: dict[str, Any]


class UnitView(msgspec.Struct, kw_only=True):
    """One unit on the desk.

    ``shelf`` is a bin where it may go; a ``surprise`` is a unit that nobody announced or
    ordered.
    """

    id: str
    goods: Goods
    state: str
    grade: str | None
    reason: str | None
    can_be_a: bool
    surprise: bool
    shelf: str | None
    bin: str | None


class ExpectedView(msgspec.Struct, kw_only=True):
    """What the hub announced of one SKU, and how many are scanned."""

    goods: Goods
    quantity: int
    scanned: int


class ReturnView(msgspec.Struct, kw_only=True):
    """A return with everything that lies on the desk."""

    return_no: str
    state: str
    matched_by: str | None
    blind: bool
    announced: bool
    rma: str | None
    return_waybill: str | None
    source_platform: str | None
    external_order_no: str | None
    order_no: str | None
    received_at: datetime | None
    received_by: str | None
    graded_at: datetime | None
    expected: list[ExpectedView]
    units: list[UnitView]
    photos: list[str]
    units_left: int


class ReturnRow(msgspec.Struct, kw_only=True):
    """A return of the list."""

    return_no: str
    state: str
    rma: str | None
    return_waybill: str | None
    order_no: str | None
    blind: bool
    units: int
    at: datetime | None


def one(session: Session, warehouse_id: int, number: str) -> ReturnView:
    """A return with its units.

    Raises:
        Refused: ``returns.unknown``.
    """
    row = session.scalar(
        sa.select(Return).where(Return.warehouse_id == warehouse_id, Return.number == number)
    )
    if row is None:
        raise Refused("returns.unknown", return_no=number)
    order = session.get(Order, row.order_id) if row.order_id is not None else None
    units = session.scalars(
        sa.select(ReturnUnit).where(ReturnUnit.return_id == row.id).order_by(ReturnUnit.id)
    ).all()
    photos = session.scalars(
        sa.select(ReturnPhoto.id)
        .where(ReturnPhoto.return_id == row.id)
        .order_by(ReturnPhoto.id)
    )
    announced = skus_by_code(session, [line["sku"] for line in row.expected])
    facts = sku_facts(session, {*(u.sku_id for u in units), *announced.values()})
    return ReturnView(
        return_no=row.number,
        state=row.state,
        matched_by=row.matched_by,
        blind=row.blind,
        announced=row.announced_at is not None,
        rma=row.rma,
        return_waybill=row.return_waybill,
        source_platform=order.source_platform if order else row.source_platform,
        external_order_no=order.external_order_no if order else None,
        order_no=order.number if order else None,
        received_at=row.received_at,
        received_by=row.received_by,
        graded_at=row.graded_at,
        expected=_expected(row, units, facts),
        units=_units(session, row, units, facts),
        photos=[str(key) for key in photos],
        units_left=sum(u.state in {UnitState.RECEIVED, UnitState.GRADED} for u in units),
    )


def _expected(
    row: Return, units: Sequence[ReturnUnit], facts: dict[int, SkuFacts]
) -> list[ExpectedView]:
    scanned = Counter(facts[unit.sku_id].code for unit in units)
    wanted: Counter[str] = Counter()
    for line in row.expected:
        wanted[line["sku"]] += line["quantity"]
    by_code = {fact.code: fact for fact in facts.values()}
    return [
        ExpectedView(goods=_goods(by_code[sku]), quantity=count, scanned=scanned[sku])
        for sku, count in wanted.items()
    ]


def _units(
    session: Session,
    row: Return,
    units: Sequence[ReturnUnit],
    facts: dict[int, SkuFacts],
) -> list[UnitView]:
    open_ = [unit for unit in units if unit.state is UnitState.GRADED]
    shelves = _shelves(session, row.warehouse_id, {unit.sku_id for unit in open_})
    seconds = _second_hand_bin(session, row.warehouse_id) if open_ else None
    codes = _bin_codes(session, {unit.bin_id for unit in units if unit.bin_id is not None})
    announced = {line["sku"] for line in row.expected}
    return [
        UnitView(
            id=str(unit.id),
            goods=_goods(facts[unit.sku_id]),
            state=unit.state,
            grade=unit.grade,
            reason=unit.reason,
            can_be_a=not facts[unit.sku_id].never_grade_a,
            surprise=_is_surprise(row, unit, facts[unit.sku_id].code, announced),
            shelf=shelves.get(unit.sku_id) if unit.grade is Grade.A else seconds,
            bin=codes.get(unit.bin_id) if unit.bin_id is not None else None,
        )
        for unit in units
    ]


def _is_surprise(row: Return, unit: ReturnUnit, sku: str, announced: set[str]) -> bool:
    if announced:
        return sku not in announced
    return row.order_id is not None and unit.order_line_id is None


def _shelves(session: Session, warehouse_id: int, sku_ids: Collection[int]) -> dict[int, str]:
    """Per SKU the bin where most of it lies."""
    query = (
        sa.select(Stock.sku_id, Bin.code)
        .join(Bin, Bin.id == Stock.bin_id)
        .where(
            Bin.warehouse_id == warehouse_id,
            Bin.kind.in_(PROMISABLE),
            Stock.sku_id.in_(sku_ids),
        )
        .order_by(Stock.on_hand, Stock.id.desc())
    )
    return {row.sku_id: row.code for row in session.execute(query)}


def _second_hand_bin(session: Session, warehouse_id: int) -> str | None:
    return session.scalar(
        sa.select(Bin.code)
        .where(
            Bin.warehouse_id == warehouse_id,
            Bin.kind.in_((BinKind.RETURNS, BinKind.QUARANTINE)),
        )
        .order_by(Bin.kind.desc(), Bin.sequence)
        .limit(1)
    )


def _bin_codes(session: Session, keys: Collection[int]) -> dict[int, str]:
    rows = session.execute(sa.select(Bin.id, Bin.code).where(Bin.id.in_(keys)))
    return {row.id: row.code for row in rows}


def _goods(fact: SkuFacts) -> Goods:
    return Goods(
        sku=fact.code,
        name=fact.name,
        barcode_tail=fact.barcode_tail,
        image_url=fact.image_url,
        looks=fact.looks,
    )


def returns(
    session: Session,
    warehouse_id: int,
    *,
    state: ReturnState | None = None,
    after: str | None = None,
    limit: int = 50,
) -> list[ReturnRow]:
    """Returns, the newest first; without a *state* those that are not closed.

    Args:
        session: to read with.
        warehouse_id: the site.
        state: these alone.
        after: the last number of the page before.
        limit: how many at most.
    """
    units = (
        sa.select(sa.func.count())
        .select_from(ReturnUnit)
        .where(ReturnUnit.return_id == Return.id)
        .scalar_subquery()
    )
    query = (
        sa.select(Return, Order.number, units)
        .outerjoin(Order, Order.id == Return.order_id)
        .where(Return.warehouse_id == warehouse_id)
    )
    query = query.where(
        Return.state == state if state is not None else Return.state != ReturnState.CLOSED
    )
    if after is not None:
        before = sa.select(Return.id).where(Return.number == after).scalar_subquery()
        query = query.where(Return.id < before)
    rows = session.execute(query.order_by(Return.id.desc()).limit(limit))
    return [
        ReturnRow(
            return_no=row.number,
            state=row.state,
            rma=row.rma,
            return_waybill=row.return_waybill,
            order_no=order_no,
            blind=row.blind,
            units=count,
            at=row.received_at or row.announced_at,
        )
        for row, order_no, count in rows
    ]
