"""Migrations: up, down, up again with rows in the tables, and equal to the models."""

import json
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from app.core import db, schema


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path):
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/empty.db"
        return
    with request.getfixturevalue("postgres_templates").empty() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
def migrated(request: pytest.FixtureRequest, tmp_path: Path):
    """A database that all migrations went over, from nothing."""
    with request.getfixturevalue(f"{request.param}_templates").fresh(tmp_path) as url:
        yield url


@contextmanager
def _connected(url: str):
    engine = db.make_engine(url)
    try:
        with engine.begin() as conn:
            yield conn
    finally:
        engine.dispose()


def _tables(url: str) -> set[str]:
    with _connected(url) as conn:
        return set(sa.inspect(conn).get_table_names())


def test_the_models_and_the_migrated_schema_are_the_same(migrated: str) -> None:
    with _connected(migrated) as conn:
        context = MigrationContext.configure(conn, opts={"compare_type": True})
        assert compare_metadata(context, db.Base.metadata) == []


def test_down_to_nothing_and_up_again_with_rows_inside(url: str) -> None:
    schema.upgrade(url)
    with _connected(url) as conn:
        conn.execute(sa.text("INSERT INTO warehouse (code, name) VALUES ('WH1', '一号仓')"))

    schema.downgrade(url, "base")
    assert _tables(url) <= {"alembic_version"}
    schema.upgrade(url)
    assert {"order", "event_seal", "parcel"} <= _tables(url)


def test_a_bench_from_before_commissioning_comes_along_uncommissioned(url: str) -> None:
    schema.upgrade(url, "20261122_spine")
    with _connected(url) as conn:
        conn.execute(sa.text("INSERT INTO warehouse (id, code, name) VALUES (1, 'W', '仓')"))
        conn.execute(
            sa.text(
                "INSERT INTO bench (id, warehouse_id, code, division_g, language, label_size)"
                " VALUES (1, 1, '01', 1, 'pdf', '100x150')"
            )
        )

    schema.upgrade(url, "20261122_commissioning")

    with _connected(url) as conn:
        found = conn.execute(
            sa.text("SELECT scale_unit, scale_options, commissioned_at, code FROM bench")
        ).one()
    options = found[1] if isinstance(found[1], dict) else json.loads(found[1])
    assert (found[0], options, found[2], found[3]) == (None, {}, None, "01")
    schema.downgrade(url, "20261122_spine")
    with _connected(url) as conn:
        assert conn.execute(sa.text("SELECT code FROM bench")).scalar() == "01"


def test_what_the_truth_clocks_raised_goes_with_them_and_other_trouble_stays(url: str) -> None:
    schema.upgrade(url, "20261122_truth")
    with _connected(url) as conn:
        conn.execute(sa.text("INSERT INTO warehouse (id, code, name) VALUES (1, 'W', '仓')"))
        for kind in ("held", "truth_chase", "truth_audit"):
            conn.execute(
                sa.text(
                    "INSERT INTO floor_exception"
                    " (warehouse_id, kind, subject, detail, raised_at)"
                    " VALUES (1, :kind, 'P1', '{}', '2026-11-22 10:00:00+00:00')"
                ),
                {"kind": kind},
            )

    schema.downgrade(url, "20261122_purging")

    with _connected(url) as conn:
        kinds = conn.execute(sa.text("SELECT kind FROM floor_exception")).scalars().all()
    assert kinds == ["held"]
    schema.upgrade(url)


def test_an_older_database_is_refused_with_the_command_to_run(
    migrated: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "head", lambda: "the next one")

    with pytest.raises(schema.OldSchemaError, match="wavegate migrate up"):
        schema.ready(migrated)


def test_a_newer_database_is_refused_without_that_advice(migrated: str) -> None:
    with _connected(migrated) as conn:
        conn.execute(sa.text("UPDATE alembic_version SET version_num = '2040_new'"))

    with pytest.raises(schema.OldSchemaError, match="newer Wavegate"):
        schema.ready(migrated)
