"""Somebody on the floor can call for help: one more kind of exception.

Revision: 20261122_calls, after 20261122_weight_decision. Down: calls are gone with it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "20261122_calls"
down_revision = "20261122_weight_decision"
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
    "truth_chase",
    "truth_audit",
)


def upgrade() -> None:
    _kinds((*BEFORE, "call"))


def downgrade() -> None:
    op.execute(sa.text("DELETE FROM floor_exception WHERE kind = 'call'"))
    _kinds(BEFORE)


def _kinds(allowed: tuple[str, ...]) -> None:
    name = op.f("ck_floor_exception_exceptionkind")
    listed = ", ".join(f"'{kind}'" for kind in allowed)
    with op.batch_alter_table("floor_exception", schema=None) as batch_op:
        batch_op.drop_constraint(name, type_="check")
        batch_op.create_check_constraint(name, f"kind IN ({listed})")
