"""What somebody typed stands beside its event, so that it can be deleted with its order.

Events from before keep the words in their body: they are sealed. Down: the words are gone,
their hashes stay in the events. A purge finds the other words of an order by index.

Revision: 20261122_words, after 20261122_found_by_order.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.core.db import BIG

revision = "20261122_words"
down_revision = "20261122_found_by_order"
branch_labels = None
depends_on = None

TYPED = "cancel_reason <> ''"


def upgrade() -> None:
    op.create_table(
        "event_words",
        sa.Column("event_id", BIG, nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_event_words_event_id_event")
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_event_words")),
    )
    op.create_index(op.f("ix_floor_exception_subject"), "floor_exception", ["subject"])
    op.create_index(op.f("ix_batch_sheet_order_no"), "batch_sheet", ["order_no"])
    op.create_index(
        "ix_order_identity_typed",
        "order_identity",
        ["cancelled_at"],
        sqlite_where=sa.text(TYPED),
        postgresql_where=sa.text(TYPED),
    )


def downgrade() -> None:
    op.drop_index("ix_order_identity_typed", table_name="order_identity")
    op.drop_index(op.f("ix_batch_sheet_order_no"), table_name="batch_sheet")
    op.drop_index(op.f("ix_floor_exception_subject"), table_name="floor_exception")
    op.drop_table("event_words")
