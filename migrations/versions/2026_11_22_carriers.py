"""A waybill remembers how the carrier was asked for it.

Revision: 20261122_carriers, after 20261122_test_print.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.core.clock import UtcDateTime

revision = "20261122_carriers"
down_revision = "20261122_test_print"
branch_labels = None
depends_on = None

MOMENTS = ("tried_at", "due_at", "cancelled_at")
WORDS = {"refusal": 24, "said": 40, "carrier_ref": 64}


def upgrade() -> None:
    for name in MOMENTS:
        op.add_column("waybill", sa.Column(name, UtcDateTime(timezone=True), nullable=True))
    for name, length in WORDS.items():
        op.add_column("waybill", sa.Column(name, sa.String(length), nullable=True))
    op.add_column(
        "waybill", sa.Column("tries", sa.Integer(), nullable=False, server_default="0")
    )
    op.create_index(op.f("ix_waybill_due_at"), "waybill", ["due_at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_waybill_due_at"), table_name="waybill")
    for name in (*MOMENTS, *WORDS, "tries"):
        op.drop_column("waybill", name)
