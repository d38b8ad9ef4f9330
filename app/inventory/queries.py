"""Whether the books agree about every unit. A query is built once: that took the longest."""

from __future__ import annotations

import functools
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.db import table_of
from app.inventory.models import Bin, Holding, Move, Reservation, SkuBalance, Stock
from app.inventory.rules import (
    ADJUST,
    CUSTOMER,
    PROMISABLE,
    SCRAP,
    SUPPLIER,
    Condition,
    ReservationState,
)
from app.orders.models import Order

OUTSIDE = (SUPPLIER, CUSTOMER, ADJUST, SCRAP)

_STOCK, _BIN, _HOLDING, _MOVE = map(table_of, (Stock, Bin, Holding, Move))
_BALANCE, _RESERVATION, _ORDER = map(table_of, (SkuBalance, Reservation, Order))


def invariant_units(session: Session) -> list[str]:
    """I1: the books agree about every unit. Returns one sentence a disagreement."""
    return [*_places(session), *_reserved(session), *_balances(session)]


def _places(session: Session) -> list[str]:
    """The ledger's sum of each place is what lies there, and never negative."""
    return [
        f"{row.place}, SKU {row.sku_id}: the ledger says {row.booked}, {row.there} lie there"
        for row in session.execute(_odd_places())
    ]


@functools.cache
def _odd_places() -> sa.Select[Any]:
    zero = sa.literal(0)
    lines = sa.union_all(
        _ledger(_MOVE.c.to_place, _MOVE.c.quantity),
        _ledger(_MOVE.c.from_place, -_MOVE.c.quantity),
        sa.select(
            _STOCK.c.warehouse_id,
            (sa.literal("bin:") + _BIN.c.code).label("place"),
            _STOCK.c.sku_id,
            zero.label("booked"),
            _STOCK.c.on_hand.label("there"),
        ).join(_BIN, _BIN.c.id == _STOCK.c.bin_id),
        sa.select(
            _HOLDING.c.warehouse_id,
            _HOLDING.c.place,
            _HOLDING.c.sku_id,
            zero,
            _HOLDING.c.quantity,
        ),
    ).subquery()
    booked, there = sa.func.sum(lines.c.booked), sa.func.sum(lines.c.there)
    return (
        sa.select(lines.c.place, lines.c.sku_id, booked.label("booked"), there.label("there"))
        .where(lines.c.place.not_in(OUTSIDE))
        .group_by(lines.c.warehouse_id, lines.c.place, lines.c.sku_id)
        .having(sa.or_(booked != there, booked < 0))
    )


def _ledger(place: sa.ColumnElement[str], quantity: sa.ColumnElement[int]) -> sa.Select[Any]:
    return sa.select(
        _MOVE.c.warehouse_id,
        place.label("place"),
        _MOVE.c.sku_id,
        quantity.label("booked"),
        sa.literal(0).label("there"),
    )


def _reserved(session: Session) -> list[str]:
    """A stock row's reserved count is the sum of its hard reservations."""
    return [
        f"stock row {row.id}: {row.reserved} reserved, but promises for {row.units}"
        for row in session.execute(_odd_stock())
    ]


@functools.cache
def _odd_stock() -> sa.Select[Any]:
    hard = (
        sa.select(_RESERVATION.c.stock_id, sa.func.sum(_RESERVATION.c.quantity).label("units"))
        .where(_RESERVATION.c.state == ReservationState.HARD)
        .group_by(_RESERVATION.c.stock_id)
        .subquery()
    )
    units = sa.func.coalesce(hard.c.units, 0)
    return (
        sa.select(_STOCK.c.id, _STOCK.c.reserved, units.label("units"))
        .outerjoin(hard, hard.c.stock_id == _STOCK.c.id)
        .where(_STOCK.c.reserved != units)
    )


def _balances(session: Session) -> list[str]:
    """A SKU's free units are what lies unreserved in its open bins, less its soft promises."""
    return [
        f"SKU {row.sku_id}: {row.free} can be promised by its balance, {row.units} by its rows"
        for row in session.execute(_odd_balances())
    ]


@functools.cache
def _odd_balances() -> sa.Select[Any]:
    zero = sa.literal(0)
    lines = sa.union_all(
        sa.select(
            _STOCK.c.warehouse_id,
            _STOCK.c.sku_id,
            (_STOCK.c.on_hand - _STOCK.c.reserved).label("units"),
            zero.label("free"),
        )
        .join(_BIN, _BIN.c.id == _STOCK.c.bin_id)
        .where(
            _STOCK.c.condition == Condition.A, ~_STOCK.c.frozen, _BIN.c.kind.in_(PROMISABLE)
        ),
        sa.select(_ORDER.c.warehouse_id, _RESERVATION.c.sku_id, -_RESERVATION.c.quantity, zero)
        .join(_ORDER, _ORDER.c.id == _RESERVATION.c.order_id)
        .where(_RESERVATION.c.state == ReservationState.SOFT),
        sa.select(_BALANCE.c.warehouse_id, _BALANCE.c.sku_id, zero, _BALANCE.c.free),
    ).subquery()
    units, free = sa.func.sum(lines.c.units), sa.func.sum(lines.c.free)
    return (
        sa.select(lines.c.sku_id, units.label("units"), free.label("free"))
        .group_by(lines.c.warehouse_id, lines.c.sku_id)
        .having(units != free)
    )
