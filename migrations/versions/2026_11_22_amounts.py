"""Amounts of twelve digits, which intake takes, have room on PostgreSQL, too.

25 million dong is an order of a pair of shoes. SQLite's integers have 64 bits as they are.
Down: an amount beyond 32 bits becomes the largest that fits.

Revision: 20261122_amounts, after 20261122_words.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261122_amounts"
down_revision = "20261122_words"
branch_labels = None
depends_on = None

AMOUNTS = (
    ("order", "amount_minor"),
    ("order", "insured_minor"),
    ("order_line", "unit_price_minor"),
)
LARGEST_32 = 2_147_483_647


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table, column in AMOUNTS:
            op.alter_column(table, column, type_=sa.BigInteger())


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table, column in AMOUNTS:
            smaller = f"LEAST({column}, {LARGEST_32})"
            op.alter_column(table, column, type_=sa.Integer(), postgresql_using=smaller)
