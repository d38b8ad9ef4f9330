"""Products say whether they stand upright in a box, and whether something may lie on them.

Revision: 20261122_how_goods_lie, after 20261122_calls. Products from before may be
turned and stacked, as they were.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261122_how_goods_lie"
down_revision = "20261122_calls"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("sku", schema=None) as batch_op:
        for name in ("keep_upright", "fragile"):
            batch_op.add_column(
                sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False)
            )


def downgrade() -> None:
    with op.batch_alter_table("sku", schema=None) as batch_op:
        batch_op.drop_column("fragile")
        batch_op.drop_column("keep_upright")
