"""Orders as stored. What names a person stands in ``recipient`` alone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import BIG, Model, state_column
from app.orders.rules import OrderState, Priority

UNPURGED = "purged_at IS NULL AND state IN ('shipped', 'cancelled')"
"""The orders whose personal data will be deleted; their index is as short as their list."""


TYPED = "cancel_reason <> ''"
"""Numbers whose cancel still says why, in somebody's words."""


class Order(Model):
    """What a customer bought, as the hub released it.

    ``mask`` holds orders.rules.Mask bits; ``holds`` the open HoldReasons, space-separated;
    ``first_result`` the first answer to each content, by its hash, which every replay gets
    again; ``state_at`` since when
    it is in its state; ``amount_minor`` is in the currency's minor unit; ``purged_at`` when
    its personal data was deleted.
    """

    __tablename__ = "order"
    __table_args__ = (
        sa.UniqueConstraint("source_platform", "external_order_no", "split_no"),
        sa.CheckConstraint("(state = 'held') = (holds <> '')", name="held_has_a_reason"),
        sa.Index("ix_order_waiting", "warehouse_id", "state", "cut_off_at"),
        sa.Index("ix_order_ages", "warehouse_id", "state", "state_at"),
        sa.Index(
            "ix_order_unpurged",
            "warehouse_id",
            "state_at",
            sqlite_where=sa.text(UNPURGED),
            postgresql_where=sa.text(UNPURGED),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    warehouse_id: Mapped[int] = mapped_column(sa.ForeignKey("warehouse.id"))
    number: Mapped[str] = mapped_column(sa.String(24), unique=True)
    source_platform: Mapped[str] = mapped_column(sa.String(64))
    external_order_no: Mapped[str] = mapped_column(sa.String(64))
    split_no: Mapped[int] = mapped_column(default=0)
    state: Mapped[OrderState] = mapped_column(state_column(OrderState))
    state_at: Mapped[datetime]
    mask: Mapped[int] = mapped_column(default=0)
    holds: Mapped[str] = mapped_column(sa.String(200), default="")
    content_hash: Mapped[str] = mapped_column(sa.String(64))
    version: Mapped[int] = mapped_column(default=1)
    first_result: Mapped[dict[str, Any]]
    shop: Mapped[str | None] = mapped_column(sa.String(80))
    order_type: Mapped[str | None] = mapped_column(sa.String(40))
    created_at: Mapped[datetime] = mapped_column(index=True)
    received_at: Mapped[datetime]
    paid_at: Mapped[datetime | None]
    ship_by: Mapped[datetime]
    cut_off_at: Mapped[datetime]
    planned_ship_at: Mapped[datetime | None]
    not_before: Mapped[datetime | None]
    presale: Mapped[bool] = mapped_column(default=False)
    priority: Mapped[Priority] = mapped_column(state_column(Priority), default=Priority.NORMAL)
    tags: Mapped[list[Any]] = mapped_column(default=list)
    carrier: Mapped[str | None] = mapped_column(sa.String(24))
    service: Mapped[str | None] = mapped_column(sa.String(40))
    country: Mapped[str] = mapped_column(sa.String(2))
    cross_border: Mapped[bool] = mapped_column(default=False)
    hazmat_class: Mapped[str] = mapped_column(sa.String(16), default="")
    currency: Mapped[str | None] = mapped_column(sa.String(3))
    amount_minor: Mapped[int | None] = mapped_column(BIG)
    insured_minor: Mapped[int | None] = mapped_column(BIG)
    trace_id: Mapped[str | None] = mapped_column(sa.String(80))
    parent_order_no: Mapped[str | None] = mapped_column(sa.String(64))
    transaction_id: Mapped[str | None] = mapped_column(sa.String(24))
    cancel_reason: Mapped[str | None] = mapped_column(sa.String(200))
    purged_at: Mapped[datetime | None]


class OrderLine(Model):
    """So many of one SKU. ``sku_id`` is None while the SKU is unknown.

    ``quantity`` is what was ordered (a dropped gift has ``dropped``), ``cut`` the units that
    will not come because the floor was short and the hub chose to ship the rest.
    """

    __tablename__ = "order_line"
    __table_args__ = (
        sa.UniqueConstraint("order_id", "line_no"),
        sa.CheckConstraint("quantity >= 1 AND cut >= 0 AND cut <= quantity", name="quantities"),
        sa.Index(
            "ix_order_line_unknown",
            "order_id",
            sqlite_where=sa.text("sku_id IS NULL"),
            postgresql_where=sa.text("sku_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(sa.ForeignKey("order.id"), index=True)
    line_no: Mapped[int]
    sku: Mapped[str] = mapped_column(sa.String(64), index=True)
    sku_id: Mapped[int | None] = mapped_column(sa.ForeignKey("sku.id"))
    barcode: Mapped[str | None] = mapped_column(sa.String(80))
    name: Mapped[str | None] = mapped_column(sa.String(200))
    quantity: Mapped[int]
    cut: Mapped[int] = mapped_column(default=0)
    unit_price_minor: Mapped[int | None] = mapped_column(BIG)
    gift: Mapped[bool] = mapped_column(default=False)
    gift_campaign: Mapped[str | None] = mapped_column(sa.String(64))
    dropped: Mapped[bool] = mapped_column(default=False)
    lot: Mapped[str | None] = mapped_column(sa.String(40))
    serial: Mapped[str | None] = mapped_column(sa.String(60))
    image_url: Mapped[str | None] = mapped_column(sa.String(500))


class Recipient(Model):
    """The only place of personal data: the recipient, the sender and the notes."""

    __tablename__ = "recipient"

    order_id: Mapped[int] = mapped_column(sa.ForeignKey("order.id"), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    phone: Mapped[str] = mapped_column(sa.String(40))
    province: Mapped[str | None] = mapped_column(sa.String(60))
    city: Mapped[str | None] = mapped_column(sa.String(60))
    district: Mapped[str | None] = mapped_column(sa.String(60))
    address: Mapped[str] = mapped_column(sa.String(400))
    postcode: Mapped[str | None] = mapped_column(sa.String(20))
    print_name: Mapped[str | None] = mapped_column(sa.String(120))
    print_address: Mapped[str | None] = mapped_column(sa.String(400))
    sender: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON)
    invoice: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON)
    buyer_note: Mapped[str | None] = mapped_column(sa.String(500))
    seller_note: Mapped[str | None] = mapped_column(sa.String(500))


class OrderIdentity(Model):
    """Every number a hub has ever used, for ever.

    ``order_id`` is None for a tombstone: a cancel that came before its order. A member of a
    merged order names the merged order.
    """

    __tablename__ = "order_identity"
    __table_args__ = (
        sa.Index(
            "ix_order_identity_typed",
            "cancelled_at",
            sqlite_where=sa.text(TYPED),
            postgresql_where=sa.text(TYPED),
        ),
    )

    source_platform: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    external_order_no: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    split_no: Mapped[int] = mapped_column(primary_key=True, default=0)
    order_id: Mapped[int | None] = mapped_column(sa.ForeignKey("order.id"), index=True)
    member: Mapped[bool] = mapped_column(default=False)
    cancel_reason: Mapped[str | None] = mapped_column(sa.String(200))
    cancelled_at: Mapped[datetime | None]


class RefusedIntake(Model):
    """An order that was refused: kept with its age where a person can fix and replay it.

    ``purged_at``: its body was deleted; its hash and its count stay.
    """

    __tablename__ = "refused_intake"
    __table_args__ = (
        sa.Index("ix_refused_intake_number", "source_platform", "external_order_no"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    warehouse_id: Mapped[int] = mapped_column(sa.ForeignKey("warehouse.id"))
    source_platform: Mapped[str | None] = mapped_column(sa.String(64))
    external_order_no: Mapped[str | None] = mapped_column(sa.String(64))
    body_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    body: Mapped[str] = mapped_column(sa.Text)
    code: Mapped[str] = mapped_column(sa.String(60))
    errors: Mapped[list[Any]]
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    times: Mapped[int] = mapped_column(default=1)
    settled_at: Mapped[datetime | None]
    purged_at: Mapped[datetime | None] = mapped_column(index=True)


class GiftCounter(Model):
    """How many gifts of a campaign are promised; guarded by ``taken + q <= cap``."""

    __tablename__ = "gift_counter"
    __table_args__ = (sa.CheckConstraint("taken >= 0 AND taken <= cap", name="within_cap"),)

    source_platform: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    campaign: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    cap: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
