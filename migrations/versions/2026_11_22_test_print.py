"""An agent may be asked to print a test page, and to let a scale go for a while.

Revision: 20261122_test_print, after 20261122_agents. A question lives for seconds, so the table
is made anew.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from app.core.clock import UtcDateTime

revision = "20261122_test_print"
down_revision = "20261122_agents"
branch_labels = None
depends_on = None

BEFORE = ("weigh", "zero", "tare", "printer")


def upgrade() -> None:
    op.drop_table("agent_call")
    _make((*BEFORE, "test_print", "let_go"), sa.Column("given", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_table("agent_call")
    _make(BEFORE)


def _make(kinds: tuple[str, ...], *more: sa.Column[Any]) -> None:
    op.create_table(
        "agent_call",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bench_id", sa.Integer(), nullable=False),
        sa.Column("kind", _one_of("callkind", kinds), nullable=False),
        sa.Column("state", _one_of("callstate", ("asked", "done", "lost")), nullable=False),
        *more,
        sa.Column("answer", sa.JSON(), nullable=True),
        sa.Column("asked_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("done_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["bench_id"], ["bench.id"], name=op.f("fk_agent_call_bench_id_bench")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agent_call")),
    )
    with op.batch_alter_table("agent_call", schema=None) as batch_op:
        batch_op.create_index("ix_agent_call_open", ["bench_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_agent_call_asked_at"), ["asked_at"], unique=False)


def _one_of(name: str, states: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*states, name=name, native_enum=False, create_constraint=True, length=24)
