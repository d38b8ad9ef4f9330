"""A bench may have a station agent: its token, its last reading, what it is asked.

Revision: 20261122_agents, after 20261122_commissioning.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.core.clock import UtcDateTime

revision = "20261122_agents"
down_revision = "20261122_commissioning"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agent_reading",
        sa.Column("bench_id", sa.Integer(), nullable=False),
        sa.Column("agent", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("grams", sa.Integer(), nullable=True),
        sa.Column("stable", sa.Boolean(), nullable=False),
        sa.Column("zero_seen", sa.Boolean(), nullable=False),
        sa.Column("unit", sa.String(length=8), nullable=True),
        sa.Column("raw_hex", sa.String(length=200), nullable=False),
        sa.Column("rejected", sa.String(length=40), nullable=True),
        sa.Column("frame_id", sa.String(length=80), nullable=False),
        sa.Column("age_ms", sa.Integer(), nullable=True),
        sa.Column("arrived_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("zero_frame", sa.String(length=80), nullable=True),
        sa.Column("zero_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("marked", sa.String(length=80), nullable=True),
        sa.Column("marked_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("heard_mark", sa.String(length=80), nullable=True),
        sa.ForeignKeyConstraint(
            ["bench_id"], ["bench.id"], name=op.f("fk_agent_reading_bench_id_bench")
        ),
        sa.PrimaryKeyConstraint("bench_id", name=op.f("pk_agent_reading")),
    )
    op.create_table(
        "agent_call",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bench_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                *("weigh", "zero", "tare", "printer"),
                name="callkind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                *("asked", "done", "lost"),
                name="callstate",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
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
    op.create_table(
        "enrolment_code",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("bench_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("used_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["bench_id"], ["bench.id"], name=op.f("fk_enrolment_code_bench_id_bench")
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_enrolment_code")),
    )
    with op.batch_alter_table("machine_token", schema=None) as batch_op:
        batch_op.add_column(sa.Column("bench_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_machine_token_bench_id_bench"), "bench", ["bench_id"], ["id"]
        )
    with op.batch_alter_table("print_job", schema=None) as batch_op:
        batch_op.add_column(sa.Column("claim", sa.String(length=40), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("print_job", schema=None) as batch_op:
        batch_op.drop_column("claim")
    with op.batch_alter_table("machine_token", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("fk_machine_token_bench_id_bench"), type_="foreignkey")
        batch_op.drop_column("bench_id")
    op.drop_table("enrolment_code")
    op.drop_table("agent_call")
    op.drop_table("agent_reading")
