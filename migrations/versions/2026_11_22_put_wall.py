"""Orders can be picked in total for a put wall; what is sorted at a wall, scan by scan.

Revision: 20261122_put_wall, after 20261122_truth. Down: bulk lists for a wall become bulk
lists of single items, which is how a bench without walls has to take them.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from app.core.clock import UtcDateTime

revision = "20261122_put_wall"
down_revision = "20261122_truth"
branch_labels = None
depends_on = None

BEFORE = ("single", "cluster", "zone")
NOW = ("single", "cluster", "wall", "zone")


def upgrade() -> None:
    _modes(NOW)
    op.create_table(
        "wall_work",
        sa.Column("warehouse_id", sa.Integer(), nullable=False),
        sa.Column("wall", sa.String(length=8), nullable=False),
        sa.Column("tote", sa.String(length=40), nullable=True),
        sa.Column("put_id", sa.String(length=80), nullable=True),
        sa.Column("emptying", sa.String(length=40), nullable=True),
        sa.Column("asked_short", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["warehouse_id"],
            ["warehouse.id"],
            name=op.f("fk_wall_work_warehouse_id_warehouse"),
        ),
        sa.PrimaryKeyConstraint("warehouse_id", "wall", name=op.f("pk_wall_work")),
    )
    op.create_table(
        "wall_scan",
        sa.Column("scan_id", sa.String(length=80), nullable=False),
        sa.Column("warehouse_id", sa.Integer(), nullable=False),
        sa.Column("wall", sa.String(length=8), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=80), nullable=False),
        sa.Column("code", sa.String(length=200), nullable=False),
        sa.Column("verdict", sa.String(length=24), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=True),
        sa.Column("order_line_id", sa.Integer(), nullable=True),
        sa.Column("sku_id", sa.Integer(), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("tote", sa.String(length=40), nullable=True),
        sa.Column("pick_list_id", sa.Integer(), nullable=True),
        sa.Column("slot", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(
            ["warehouse_id"],
            ["warehouse.id"],
            name=op.f("fk_wall_scan_warehouse_id_warehouse"),
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["order.id"], name=op.f("fk_wall_scan_order_id_order")
        ),
        sa.ForeignKeyConstraint(
            ["pick_list_id"], ["pick_list.id"], name=op.f("fk_wall_scan_pick_list_id_pick_list")
        ),
        sa.ForeignKeyConstraint(["sku_id"], ["sku.id"], name=op.f("fk_wall_scan_sku_id_sku")),
        sa.PrimaryKeyConstraint("scan_id", name=op.f("pk_wall_scan")),
    )


def downgrade() -> None:
    op.drop_table("wall_scan")
    op.drop_table("wall_work")
    op.execute(sa.text("UPDATE pick_list SET mode = 'single' WHERE mode = 'wall'"))
    _modes(BEFORE)


def _modes(allowed: tuple[str, ...]) -> None:
    name = op.f("ck_pick_list_mode")
    listed = ", ".join(f"'{mode}'" for mode in allowed)
    with op.batch_alter_table("pick_list", schema=None) as batch_op:
        batch_op.drop_constraint(name, type_="check")
        batch_op.create_check_constraint(name, f"mode IN ({listed})")
