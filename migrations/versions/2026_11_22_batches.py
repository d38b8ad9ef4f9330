"""Pre-prints of many parcels are a batch with a row a parcel.

Revision: 20261122_batches, after 20261122_wave_rules.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.core.clock import UtcDateTime

revision = "20261122_batches"
down_revision = "20261122_wave_rules"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("warehouse_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("wave", sa.String(length=24), nullable=True),
        sa.Column("state", _one_of("batchstate", BATCH), nullable=False),
        sa.Column("made_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.Column("device", sa.String(length=80), nullable=True),
        sa.Column("claimed_by", sa.String(length=32), nullable=True),
        sa.Column("claimed_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("ended_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("path", sa.String(length=200), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["warehouse_id"], ["warehouse.id"], name=op.f("fk_batch_warehouse_id_warehouse")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch")),
        sa.UniqueConstraint("number", name=op.f("uq_batch_number")),
    )
    op.create_table(
        "batch_sheet",
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("parcel_no", sa.String(length=40), nullable=True),
        sa.Column("order_no", sa.String(length=24), nullable=True),
        sa.Column("state", _one_of("sheetstate", SHEET), nullable=False),
        sa.Column("label_id", sa.Integer(), nullable=True),
        sa.Column("bound", sa.Boolean(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["batch.id"], name=op.f("fk_batch_sheet_batch_id_batch")
        ),
        sa.ForeignKeyConstraint(
            ["label_id"], ["label.id"], name=op.f("fk_batch_sheet_label_id_label")
        ),
        sa.PrimaryKeyConstraint("batch_id", "place", name=op.f("pk_batch_sheet")),
    )
    with op.batch_alter_table("batch", schema=None) as batch_op:
        batch_op.create_index("ix_batch_open", ["ended_at", "id"], unique=False)
    with op.batch_alter_table("batch_sheet", schema=None) as batch_op:
        batch_op.create_index("ix_batch_sheet_state", ["batch_id", "state"], unique=False)


def downgrade() -> None:
    op.drop_table("batch_sheet")
    op.drop_table("batch")


BATCH = ("queued", "drawing", "done", "cancelled")
SHEET = ("waiting", "archived", "left_out")


def _one_of(name: str, states: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*states, name=name, native_enum=False, create_constraint=True, length=24)
