"""A bench knows its scale's unit and settings, and who commissioned it.

Revision: 20261122_commissioning, after 20261122_spine.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.core.clock import UtcDateTime

revision = "20261122_commissioning"
down_revision = "20261122_spine"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("bench", schema=None) as batch_op:
        batch_op.add_column(sa.Column("scale_unit", sa.String(length=4), nullable=True))
        batch_op.add_column(
            sa.Column("scale_options", sa.JSON(), server_default="{}", nullable=False)
        )
        batch_op.add_column(sa.Column("scale_baudrate", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("commissioned_at", UtcDateTime(timezone=True), nullable=True)
        )
        batch_op.add_column(sa.Column("commissioned_by", sa.String(length=80), nullable=True))
        batch_op.add_column(sa.Column("commissioned_g", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("bench", schema=None) as batch_op:
        batch_op.drop_column("commissioned_g")
        batch_op.drop_column("commissioned_by")
        batch_op.drop_column("commissioned_at")
        batch_op.drop_column("scale_baudrate")
        batch_op.drop_column("scale_options")
        batch_op.drop_column("scale_unit")
