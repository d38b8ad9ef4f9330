"""The put wall's schema, up and down, with a list for a wall in it."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from app.core import db, schema

WAREHOUSE = "INSERT INTO warehouse (id, code, name) VALUES (1, 'W', '仓')"
WAVE = """INSERT INTO wave (id, warehouse_id, number, state, grouping, cut_off_at, planned_at,
    planned_by, plan_version, orders, lines, units, expected_m, expected_s) VALUES
    (1, 1, 'W1', 'done', '{}', '2026-01-01', '2026-01-01', 'x', 1, 1, 1, 1, 1, 1)"""
LIST = """INSERT INTO pick_list (id, warehouse_id, number, wave_id, mode, state, plan_version,
    slots, expected_m, expected_s) VALUES (1, 1, 'L1', 1, 'wall', 'done', 1, 1, 1, 1)"""
WORK = "INSERT INTO wall_work (warehouse_id, wall, asked_short) VALUES (1, 'PW1', false)"


def test_without_walls_a_list_for_one_is_a_bulk_list_of_single_items(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/wall.db"
    schema.upgrade(url, "20261122_put_wall")
    engine = db.make_engine(url)
    with engine.begin() as conn:
        for row in (WAREHOUSE, WAVE, LIST, WORK):
            conn.execute(sa.text(row))

    schema.downgrade(url, "20261122_truth")

    with engine.begin() as conn:
        assert conn.execute(sa.text("SELECT mode FROM pick_list")).scalar() == "single"
        assert "wall_work" not in sa.inspect(conn).get_table_names()
        with pytest.raises(sa.exc.IntegrityError):
            conn.execute(sa.text("UPDATE pick_list SET mode = 'wall'"))
    engine.dispose()
