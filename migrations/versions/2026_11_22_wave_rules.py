"""Wave rules with a schedule, waves that are released at a time, units that a plan took back.

Revision: 20261122_wave_rules, after 20261122_gate_evidence.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.core.clock import UtcDateTime

revision = "20261122_wave_rules"
down_revision = "20261122_gate_evidence"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "wave_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("warehouse_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("wish", sa.JSON(), nullable=False),
        sa.Column("schedule", sa.JSON(), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("saved_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("saved_by", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ["warehouse_id"], ["warehouse.id"], name=op.f("fk_wave_rule_warehouse_id_warehouse")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wave_rule")),
        sa.UniqueConstraint(
            "warehouse_id",
            "name",
            "version",
            name=op.f("uq_wave_rule_warehouse_id_name_version"),
        ),
    )
    op.create_table(
        "wave_rule_run",
        sa.Column("warehouse_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("due", sa.String(length=60), nullable=False),
        sa.Column("begun_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("done_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("waves", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["warehouse_id"],
            ["warehouse.id"],
            name=op.f("fk_wave_rule_run_warehouse_id_warehouse"),
        ),
        sa.PrimaryKeyConstraint("warehouse_id", "name", "due", name=op.f("pk_wave_rule_run")),
    )
    op.add_column("wave", sa.Column("release_at", UtcDateTime(timezone=True), nullable=True))
    op.add_column("wave", sa.Column("rule", sa.String(length=60), nullable=True))
    op.add_column("wave", sa.Column("rule_version", sa.Integer(), nullable=True))
    op.add_column(
        "pick_task", sa.Column("surplus", sa.Integer(), nullable=False, server_default="0")
    )


def downgrade() -> None:
    op.drop_column("pick_task", "surplus")
    for name in ("rule_version", "rule", "release_at"):
        op.drop_column("wave", name)
    op.drop_table("wave_rule_run")
    op.drop_table("wave_rule")
