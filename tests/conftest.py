"""Fixtures of every test: `floor` on SQLite; on both databases for tests in journeys/."""

from __future__ import annotations

import functools
import gc
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import settings as hypothesis_settings

from app import config
from app.core import db
from app.people import access
from app.web import create_app
from tests import compiled
from tests.databases import PostgresTemplates, SqliteTemplates, postgres_server
from tests.floor import Floor

LONG = ("test_day.py", "test_second_day.py", "test_openapi.py", "test_journey.py", "/browser/")
SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"

# no example is timed, for that would measure the machine; a run fails again when it is repeated
hypothesis_settings.register_profile("house", deadline=None, derandomize=True)
hypothesis_settings.load_profile("house")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "shared_data: needs ../shared/data, which is not ours")
    config.addinivalue_line(
        "markers",
        "foreign(*programs): an extra against programs nobody here wrote; it runs as root on a "
        "machine that has them, elsewhere it is deselected and what it proves stays unproved",
    )


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    # the long ones first: nobody waits at the end for one that was begun last
    items.sort(key=lambda item: not any(name in item.nodeid for name in LONG))
    left = [item for item in items if _lacks_something(item)]
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in left]


def pytest_collection_finish() -> None:
    gc.freeze()  # four thousand tests and all modules are not looked through for rubbish again


def _lacks_something(item: pytest.Item) -> bool:
    if item.get_closest_marker("shared_data"):
        return not SHARED_DATA.is_dir()
    foreign = item.get_closest_marker("foreign")
    return foreign is not None and not all(map(_may_run, (None, *foreign.args)))


@functools.cache
def _may_run(program: str | None) -> bool:
    if program is None:
        return os.geteuid() == 0
    if program == "unshare":  # root of a container may lack the right to it
        return shutil.which("unshare") is not None and not subprocess.call(
            ["unshare", "--net", "true"], stderr=subprocess.DEVNULL
        )
    return shutil.which(program) is not None


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database_url" in metafunc.fixturenames:
        both = "journeys" in metafunc.definition.path.parts
        kinds = ["sqlite", "postgresql"] if both else ["sqlite"]
        metafunc.parametrize("database_kind", kinds, scope="session")


@pytest.fixture(scope="session", autouse=True)
def compiled_once() -> Iterator[None]:
    """Each test has an app of its own, and what that compiles was most of a test's work."""
    with compiled.once():
        yield


@pytest.fixture(scope="session")
def sqlite_templates(tmp_path_factory: pytest.TempPathFactory) -> SqliteTemplates:
    return SqliteTemplates(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres_templates() -> Iterator[PostgresTemplates]:
    with (
        tempfile.TemporaryDirectory(prefix="wg-pg-") as folder,
        postgres_server(Path(folder)) as url,
    ):
        templates = PostgresTemplates(url)
        yield templates
        templates.close()


@pytest.fixture
def database_url(
    database_kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[str]:
    templates: Any = request.getfixturevalue(
        f"{'sqlite' if database_kind == 'sqlite' else 'postgres'}_templates"
    )
    with templates.fresh(tmp_path) as url:
        yield url


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> config.Settings:
    return config.load(
        {
            "WAVEGATE_DATABASE_URL": database_url,
            "WAVEGATE_DATA_DIR": str(tmp_path / "var"),
            "WAVEGATE_SECRET_KEY": "test-key-of-32-bytes-0123456789ab",
            "WAVEGATE_LANGUAGE": "en",
        },
        tmp_path,
    )


@pytest.fixture
def app(settings: config.Settings) -> Iterator[Flask]:
    access.forget()
    made = create_app(settings)
    yield made
    with made.app_context():
        db.db.session.remove()
        db.db.engine.dispose()
    made.extensions["store"].close()


@pytest.fixture
def floor(app: Flask) -> Floor:
    return Floor(app)
