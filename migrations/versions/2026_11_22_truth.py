"""Parcels that left are followed by clocks; a hand-over sheet keeps its driver and a signature.

Revision: 20261122_truth, after 20261122_purging. Parcels that left before have no clock. Down:
what the clocks raised is deleted, for there is no word for it before.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.core.clock import UtcDateTime

revision = "20261122_truth"
down_revision = "20261122_purging"
branch_labels = None
depends_on = None

BEFORE = (
    "short",
    "weight_block",
    "print_failed",
    "print_unknown",
    "intercept",
    "put_back",
    "wrong_scans",
    "dead_letter",
    "override",
    "waybill_unknown",
    "device_down",
    "held",
)
NEW = ("truth_chase", "truth_audit")
MOMENTS = (
    "shipped_at",
    "first_at",
    "last_at",
    "signed_at",
    "chase_due_at",
    "audit_due_at",
)


def upgrade() -> None:
    _kinds(BEFORE + NEW)
    with op.batch_alter_table("manifest", schema=None) as batch_op:
        batch_op.add_column(sa.Column("driver", sa.String(length=80), nullable=True))
        batch_op.add_column(sa.Column("signature", sa.LargeBinary(), nullable=True))
    op.create_table(
        "truth_clock",
        sa.Column("waybill_id", sa.Integer(), nullable=False),
        sa.Column("warehouse_id", sa.Integer(), nullable=False),
        *(sa.Column(name, UtcDateTime(timezone=True), nullable=True) for name in MOMENTS),
        sa.ForeignKeyConstraint(
            ["waybill_id"], ["waybill.id"], name=op.f("fk_truth_clock_waybill_id_waybill")
        ),
        sa.ForeignKeyConstraint(
            ["warehouse_id"],
            ["warehouse.id"],
            name=op.f("fk_truth_clock_warehouse_id_warehouse"),
        ),
        sa.PrimaryKeyConstraint("waybill_id", name=op.f("pk_truth_clock")),
    )
    for name in MOMENTS[-2:]:
        op.create_index(op.f(f"ix_truth_clock_{name}"), "truth_clock", [name], unique=False)


def downgrade() -> None:
    op.drop_table("truth_clock")
    with op.batch_alter_table("manifest", schema=None) as batch_op:
        batch_op.drop_column("signature")
        batch_op.drop_column("driver")
    op.execute(sa.text("DELETE FROM floor_exception WHERE kind LIKE 'truth_%'"))
    _kinds(BEFORE)


def _kinds(allowed: tuple[str, ...]) -> None:
    name = op.f("ck_floor_exception_exceptionkind")
    listed = ", ".join(f"'{kind}'" for kind in allowed)
    with op.batch_alter_table("floor_exception", schema=None) as batch_op:
        batch_op.drop_constraint(name, type_="check")
        batch_op.create_check_constraint(name, f"kind IN ({listed})")
