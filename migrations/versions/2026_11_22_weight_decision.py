"""What supervisors said to learned weights.

Revision: 20261122_weight_decision, after 20261122_put_wall. Down: what was turned down may
be proposed again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.core.clock import UtcDateTime

revision = "20261122_weight_decision"
down_revision = "20261122_put_wall"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "weight_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sku_id", sa.Integer(), nullable=False),
        sa.Column("weighing_id", sa.Integer(), nullable=False),
        sa.Column("known_g", sa.Numeric(precision=12, scale=3), nullable=False),
        sa.Column("proposed_g", sa.Numeric(precision=12, scale=3), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["sku_id"], ["sku.id"], name=op.f("fk_weight_decision_sku_id_sku")
        ),
        sa.ForeignKeyConstraint(
            ["weighing_id"],
            ["weighing.id"],
            name=op.f("fk_weight_decision_weighing_id_weighing"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_weight_decision")),
    )
    op.create_index(
        "ix_weight_decision_sku_id",
        "weight_decision",
        ["sku_id", "weighing_id"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_index("ix_weight_decision_sku_id", table_name="weight_decision")
    op.drop_table("weight_decision")
