"""A weighing keeps what the gate saw, and which later parcels may learn from it.

Revision: 20261122_gate_evidence, after 20261122_carriers. Weighings from before teach nothing.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261122_gate_evidence"
down_revision = "20261122_carriers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("weighing", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("evidence", sa.JSON(), server_default="{}", nullable=False)
        )
        batch_op.add_column(sa.Column("likeness", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("sole_sku_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("unit_g", sa.Numeric(precision=12, scale=3), nullable=True)
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_weighing_sole_sku_id_sku"), "sku", ["sole_sku_id"], ["id"]
        )
        batch_op.create_index("ix_weighing_likeness", ["likeness", "id"], unique=False)
        batch_op.create_index("ix_weighing_sole_sku_id", ["sole_sku_id", "id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("weighing", schema=None) as batch_op:
        batch_op.drop_index("ix_weighing_sole_sku_id")
        batch_op.drop_index("ix_weighing_likeness")
        batch_op.drop_constraint(batch_op.f("fk_weighing_sole_sku_id_sku"), type_="foreignkey")
        batch_op.drop_column("unit_g")
        batch_op.drop_column("sole_sku_id")
        batch_op.drop_column("likeness")
        batch_op.drop_column("evidence")
