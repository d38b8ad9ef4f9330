"""Orders, refused bodies and photos remember when their personal data was deleted.

Revision: 20261122_purging, after 20261122_batches.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.core.clock import UtcDateTime

revision = "20261122_purging"
down_revision = "20261122_batches"
branch_labels = None
depends_on = None

TABLES = ("order", "refused_intake", "return_photo")
UNPURGED = "purged_at IS NULL AND state IN ('shipped', 'cancelled')"


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("purged_at", UtcDateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_order_unpurged",
        "order",
        ["warehouse_id", "state_at"],
        sqlite_where=sa.text(UNPURGED),
        postgresql_where=sa.text(UNPURGED),
    )
    for table in TABLES[1:]:
        op.create_index(op.f(f"ix_{table}_purged_at"), table, ["purged_at"])


def downgrade() -> None:
    for table in TABLES[1:]:
        op.drop_index(op.f(f"ix_{table}_purged_at"), table_name=table)
    op.drop_index("ix_order_unpurged", table_name="order")
    for table in TABLES:
        op.drop_column(table, "purged_at")
