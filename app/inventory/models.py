"""Bins, stock, promises and the ledger as stored.

A unit is in exactly one place. In a bin it counts in ``stock.on_hand``; anywhere else on
the site (tote, parcel, returns desk) it counts in a ``holding``. Each change of place writes
a ``move``. ``sku_balance`` sums what can be promised, so that a promise at SKU level is one
guarded UPDATE of one row.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import BIG, Model, state_column
from app.inventory.rules import BinKind, Condition, ReservationState


class Bin(Model):
    """A place on a shelf (库位). x and y in metres, level from 1 at the floor."""

    __tablename__ = "bin"
    __table_args__ = (sa.UniqueConstraint("warehouse_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    warehouse_id: Mapped[int] = mapped_column(sa.ForeignKey("warehouse.id"))
    code: Mapped[str] = mapped_column(sa.String(40))
    zone: Mapped[str] = mapped_column(sa.String(8))
    kind: Mapped[BinKind] = mapped_column(state_column(BinKind), default=BinKind.PICK)
    aisle: Mapped[int]
    x: Mapped[float]
    y: Mapped[float]
    level: Mapped[int] = mapped_column(default=1)
    sequence: Mapped[int]


class Stock(Model):
    """Units of a SKU in a bin, by lot and condition.

    ``frozen`` units wait for a blind count; they are neither promised nor picked.
    """

    __tablename__ = "stock"
    __table_args__ = (
        sa.UniqueConstraint("sku_id", "bin_id", "lot", "condition"),
        sa.CheckConstraint(
            "on_hand >= 0 AND reserved >= 0 AND reserved <= on_hand", name="counts"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    warehouse_id: Mapped[int] = mapped_column(sa.ForeignKey("warehouse.id"))
    sku_id: Mapped[int] = mapped_column(sa.ForeignKey("sku.id"))
    bin_id: Mapped[int] = mapped_column(sa.ForeignKey("bin.id"), index=True)
    lot: Mapped[str] = mapped_column(sa.String(40), default="")
    expiry: Mapped[date | None]
    condition: Mapped[Condition] = mapped_column(state_column(Condition), default=Condition.A)
    on_hand: Mapped[int] = mapped_column(default=0)
    reserved: Mapped[int] = mapped_column(default=0)
    frozen: Mapped[bool] = mapped_column(default=False)


class SkuBalance(Model):
    """What can still be promised of a SKU, so that a promise is one guarded UPDATE.

    ``free`` sums the unreserved units of its promisable stock rows (condition A, pick or
    reserve bin, not frozen) less its soft reservations. Below zero, a row was frozen whose
    units had been promised. A pick does not touch it. ``told`` is the figure that the hub
    heard last.
    """

    __tablename__ = "sku_balance"

    warehouse_id: Mapped[int] = mapped_column(sa.ForeignKey("warehouse.id"), primary_key=True)
    sku_id: Mapped[int] = mapped_column(sa.ForeignKey("sku.id"), primary_key=True)
    free: Mapped[int] = mapped_column(default=0)
    told: Mapped[int | None]


class Reservation(Model):
    """Units promised to an order line; soft at accept, one row per stock row when hard.

    A pick of some of its units splits it, so that all units of a row are in one state. A
    picked row remembers its ``stock_id``: the lot its units came from.
    """

    __tablename__ = "reservation"
    __table_args__ = (
        sa.CheckConstraint("quantity >= 1", name="promises_something"),
        sa.CheckConstraint(
            "state = 'soft' OR stock_id IS NOT NULL OR state = 'released'",
            name="hard_has_stock",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(sa.ForeignKey("order.id"), index=True)
    order_line_id: Mapped[int] = mapped_column(sa.ForeignKey("order_line.id"), index=True)
    sku_id: Mapped[int] = mapped_column(sa.ForeignKey("sku.id"))
    stock_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stock.id"))
    quantity: Mapped[int]
    state: Mapped[ReservationState] = mapped_column(state_column(ReservationState))


class Holding(Model):
    """Units that lie outside a bin: in a tote, in a parcel, on the returns desk.

    ``place`` is the ledger's name (inventory.rules.tote_place and so on). ``order_line_id``
    is 0 for units that no order owns. ``going_back`` units are no longer wanted by their
    order: they wait to be put back into a bin. A row that runs empty is deleted.
    """

    __tablename__ = "holding"
    __table_args__ = (sa.CheckConstraint("quantity > 0", name="holds_something"),)

    warehouse_id: Mapped[int] = mapped_column(sa.ForeignKey("warehouse.id"), primary_key=True)
    place: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    sku_id: Mapped[int] = mapped_column(sa.ForeignKey("sku.id"), primary_key=True)
    order_line_id: Mapped[int] = mapped_column(primary_key=True, default=0)
    going_back: Mapped[bool] = mapped_column(primary_key=True, default=False)
    order_id: Mapped[int | None] = mapped_column(sa.ForeignKey("order.id"), index=True)
    quantity: Mapped[int]


class Move(Model):
    """A line of the double-entry ledger: *quantity* from one place to another."""

    __tablename__ = "move"
    __table_args__ = (
        sa.CheckConstraint("quantity > 0 AND from_place <> to_place", name="moves_something"),
    )

    id: Mapped[int] = mapped_column(BIG, primary_key=True)
    warehouse_id: Mapped[int] = mapped_column(sa.ForeignKey("warehouse.id"))
    at: Mapped[datetime]
    sku_id: Mapped[int] = mapped_column(sa.ForeignKey("sku.id"), index=True)
    quantity: Mapped[int]
    from_place: Mapped[str] = mapped_column(sa.String(60))
    to_place: Mapped[str] = mapped_column(sa.String(60))
    why: Mapped[str] = mapped_column(sa.String(24))
    actor: Mapped[str] = mapped_column(sa.String(80))
    order_id: Mapped[int | None] = mapped_column(sa.ForeignKey("order.id"), index=True)
    transaction_id: Mapped[str | None] = mapped_column(sa.String(24), index=True)


class Receipt(Model):
    """Inbound rows that were counted already: a receipt counts once."""

    __tablename__ = "receipt"

    warehouse_id: Mapped[int] = mapped_column(sa.ForeignKey("warehouse.id"), primary_key=True)
    receipt_no: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    row_key: Mapped[str] = mapped_column(sa.String(160), primary_key=True)
    at: Mapped[datetime]


class CountRequest(Model):
    """A bin and SKU to be counted blind, by somebody other than who found it short."""

    __tablename__ = "count_request"
    __table_args__ = (
        sa.Index(
            "uq_count_request_open",
            "stock_id",
            unique=True,
            sqlite_where=sa.text("done_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    warehouse_id: Mapped[int] = mapped_column(sa.ForeignKey("warehouse.id"))
    stock_id: Mapped[int] = mapped_column(sa.ForeignKey("stock.id"))
    asked_at: Mapped[datetime]
    asked_by: Mapped[str] = mapped_column(sa.String(80))
    reason: Mapped[str] = mapped_column(sa.String(24))
    done_at: Mapped[datetime | None]


class PutBackScan(Model):
    """A scan while units go back into bins: applied once by its id.

    ``open`` scans are what the person has in hand (``sku_id``, ``quantity``) or the bin
    they stand at; the other half of the pair closes them.
    """

    __tablename__ = "put_back_scan"
    __table_args__ = (sa.Index("ix_put_back_scan_open", "order_id", "actor"),)

    scan_id: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    order_id: Mapped[int] = mapped_column(sa.ForeignKey("order.id"))
    actor: Mapped[str] = mapped_column(sa.String(80))
    at: Mapped[datetime]
    sku_id: Mapped[int | None] = mapped_column(sa.ForeignKey("sku.id"))
    bin_id: Mapped[int | None] = mapped_column(sa.ForeignKey("bin.id"))
    quantity: Mapped[int] = mapped_column(default=0)
    open: Mapped[bool] = mapped_column(default=False)
    answer: Mapped[dict[str, Any]]
