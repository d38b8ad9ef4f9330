"""Rows that grow for ever are found by their order, parcel and state, not by reading them all.

What the background loop asks every few seconds (waybills without an answer, lines of unknown
SKUs) and the pages of one order, parcel or wave went through whole tables.

Revision: 20261122_found_by_order, after 20261122_how_goods_lie.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261122_found_by_order"
down_revision = "20261122_how_goods_lie"
branch_labels = None
depends_on = None

PLAIN = (
    ("wall_scan", "order_id"),
    ("waybill", "parcel_id"),
    ("waybill", "state"),
    ("label", "waybill_id"),
    ("wave_order", "order_id"),
)
UNKNOWN = "sku_id IS NULL"


def upgrade() -> None:
    for table, column in PLAIN:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    op.create_index(
        "ix_order_line_unknown",
        "order_line",
        ["order_id"],
        sqlite_where=sa.text(UNKNOWN),
        postgresql_where=sa.text(UNKNOWN),
    )


def downgrade() -> None:
    op.drop_index("ix_order_line_unknown", table_name="order_line")
    for table, column in reversed(PLAIN):
        op.drop_index(op.f(f"ix_{table}_{column}"), table_name=table)
