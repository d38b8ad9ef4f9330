"""Running a site: schema, backup, doctor, server, and a machine that refuses."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from app.core import schema
from app.core.errors import StoreBusy
from app.core.lock import only_one
from app.simulation.bench.board import Watch
from tests.builders import order_body
from tests.cli.conftest import Ran, Run, left, refused


def test_the_schema_goes_up_and_down(run: Run, folder: Path) -> None:
    needed = schema.head()

    assert run("migrate", "status", "--json").data == {"revision": None, "needed": needed}
    assert left(folder) == set()
    assert run("migrate", "up", "--json").data == {"revision": needed}
    assert os.name == "nt" or (folder / "var").stat().st_mode & 0o077 == 0
    assert run("migrate", "status").out == f"database: {needed}, program: {needed}\n"
    refused(
        run("migrate", "down", "1999"), "no revision '1999'", f"there are: {needed}, ", ", base"
    )
    before = schema.revisions()[1]
    assert run("migrate", "down", "--json").data["revision"] == before
    assert run("migrate", "status", "--json").data["revision"] == before
    down = run("migrate", "down", "base", "--json").data
    assert down["revision"] == "base"
    assert Path(down["backup"]).is_file()
    assert run("migrate", "status", "--json").data["revision"] is None
    assert run("restore", down["backup"]).code == 0
    assert run("migrate", "status", "--json").data["revision"] == before


def move_to(database: Path, revision: str) -> None:
    with contextlib.closing(sqlite3.connect(database)) as conn, conn:
        conn.execute("UPDATE alembic_version SET version_num = ?", [revision])


WRITERS = ("token create --role hub", "audit verify", "serve")


@pytest.mark.parametrize("command", WRITERS)
def test_another_schema_is_refused_with_what_to_do(
    run: Run, site: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setattr(schema, "head", lambda: "next")
    monkeypatch.setenv("WAVEGATE_BIND", "127.0.0.1:0")
    refused(run(*command.split()), "make a backup", "`wavegate migrate up`")

    move_to(site / "var" / "wavegate.db", "2040_new")
    refused(run(*command.split()), "made by a newer Wavegate")


def test_a_newer_schema_goes_neither_up_nor_down(run: Run, site: Path) -> None:
    move_to(site / "var" / "wavegate.db", "2040_new")

    refused(run("migrate", "up"), "made by a newer Wavegate")
    refused(run("migrate", "down"), "no revision '2040_new'; there are: ")
    assert run("migrate", "status", "--json").data["revision"] == "2040_new"


def devices(site: Path) -> int:
    with contextlib.closing(sqlite3.connect(site / "var" / "wavegate.db")) as conn:
        return int(conn.execute("SELECT count(*) FROM device").fetchone()[0])


def test_a_backup_brings_back_what_was(run: Run, site: Path) -> None:
    run("device", "enrol", "PDA-01")
    with only_one(site / "var"):  # a server is at work
        made = run("backup", "copy.db", "--json").data
    run("device", "enrol", "PDA-02")

    back = run("restore", "copy.db", "--json").data

    assert made["bytes"] == (site / "copy.db").stat().st_size
    assert os.name == "nt" or (site / "copy.db").stat().st_mode & 0o077 == 0
    assert devices(site) == 1
    assert back["revision"] == schema.head()
    assert run("restore", back["backup"]).code == 0
    assert devices(site) == 2
    assert run("audit", "verify", "--json").data["broken_at"] is None


def test_what_may_come_in_can_be_told_to_stay_out(run: Run, site: Path) -> None:
    run("device", "enrol", "PDA-01")
    run("token", "create", "--role", "reader", "--name", "board")

    assert run("device", "revoke", "PDA-01", "--json").data["state"] == "revoked"
    assert run("token", "revoke", "board", "--json").data["revoked"] == 1

    refused(run("device", "revoke", "PDA-02"), "PDA-02")
    refused(run("token", "revoke", "board"), "board")


def test_a_backup_writes_over_nothing(run: Run, site: Path) -> None:
    (site / "copy.db").write_text("dear", "utf-8")

    refused(run("backup", "copy.db"), "is there already")
    refused(run("backup", "no/copy.db"), "there is no folder")

    assert (site / "copy.db").read_text("utf-8") == "dear"
    assert not list(site.glob(".*"))


def test_a_bad_backup_changes_nothing(run: Run, site: Path) -> None:
    run("backup", "good.db")
    (site / "half.db").write_bytes((site / "good.db").read_bytes()[:60_000])
    (site / "text.db").write_text("sku,name\n" * 200, "utf-8")
    sqlite3.connect(site / "empty.db").close()
    shutil.copy(site / "good.db", site / "newer.db")
    move_to(site / "newer.db", "2040_new")
    before = left(site)

    refused(run("restore", "half.db"), "half.db", "malformed")
    refused(run("restore", "text.db"), "text.db is no backup of Wavegate")
    refused(run("restore", "empty.db"), "empty.db is no backup of Wavegate")
    refused(run("restore", "newer.db"), "made by a newer Wavegate (schema 2040_new)")

    assert left(site) == before


@pytest.mark.parametrize("command", ["restore copy.db", "migrate up", "migrate down base"])
def test_nothing_is_changed_under_a_running_server(run: Run, site: Path, command: str) -> None:
    run("backup", "copy.db")
    with only_one(site / "var"):
        refused(run(*command.split()), "served by another process", f"process {os.getpid()}")
    assert schema.current(f"sqlite:///{site / 'var' / 'wavegate.db'}") == schema.head()


def test_the_doctor_names_each_setting_and_its_source(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "wavegate.toml").write_text('bind = "127.0.0.1:8010"\n', "utf-8")
    monkeypatch.setenv("WAVEGATE_HUB_SECRET", "whsec_" + "QUJD" * 8)

    ran = run("doctor", "--json")

    told = ran.data["settings"]
    assert told["WAVEGATE_BIND"] == {"value": "127.0.0.1:8010", "source": "wavegate.toml"}
    assert told["WAVEGATE_LANGUAGE"] == {"value": "en", "source": "environment"}
    assert told["WAVEGATE_HUB_RETRY_S"]["value"].startswith("60,300,")
    assert told["WAVEGATE_HUB_SECRET"]["value"] == "(set)"
    assert "QUJD" not in ran.out
    assert left(folder) == {"wavegate.toml"}


def checks(ran: Ran) -> dict[str, dict[str, object]]:
    return {check["name"]: check for check in ran.data["checks"]}


def test_the_doctor_finds_a_whole_machine_well(run: Run, site: Path) -> None:
    ran = run("doctor", "--json")

    assert ran.code == 0
    found = checks(ran)
    assert all(check["good"] for check in found.values())
    assert found["database"]["detail"] == f"at {schema.head()}, as needed"
    assert "MISSING" not in run("doctor").out


def test_the_doctor_names_what_is_missing(
    run: Run, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_font(text: str) -> list[str]:
        from labels import NoFontError

        raise NoFontError

    monkeypatch.setattr("labels.fonts.unprintable", no_font)
    monkeypatch.setattr("app.cli.doctor.PAGES", site / "nothing.json")
    monkeypatch.setattr("app.cli.doctor.ENOUGH_MB", 10**12)
    monkeypatch.setenv("WAVEGATE_HUB_URL", "http://127.0.0.1:9")
    move_to(site / "var" / "wavegate.db", "2040_new")

    ran = run("doctor", "--json")

    assert ran.code == 1
    told = {name: check["detail"] for name, check in checks(ran).items() if not check["good"]}
    assert "newer Wavegate" in str(told.pop("database"))
    assert "make room" in str(told.pop("data folder"))
    assert "apt-get install -y fonts-wqy-microhei" in str(told.pop("Chinese font"))
    assert "run.py setup" in str(told.pop("browser files"))
    assert "WAVEGATE_HUB_SECRET" in str(told.pop("hub"))
    assert told == {}


def test_the_doctor_bears_a_database_that_is_away(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WAVEGATE_DATABASE_URL", "postgresql+psycopg://u:pw@127.0.0.1:1/x")

    ran = run("doctor", "--json")

    assert (ran.code, "pw" in ran.out) == (1, False)
    assert "refused" in str(checks(ran)["database"]["detail"])


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def test_a_taken_port_leaves_no_database(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        bind = f"127.0.0.1:{listener.getsockname()[1]}"
        monkeypatch.setenv("WAVEGATE_BIND", bind)

        refused(run("serve"), f"{bind} cannot be listened on", "WAVEGATE_BIND=")
        refused(run("demo"), f"{bind} cannot be listened on", "WAVEGATE_BIND=")

    assert left(folder) <= {"var/serve.lock"}


@pytest.fixture
def server(
    site: Path, port: int, monkeypatch: pytest.MonkeyPatch
) -> Iterator[subprocess.Popen[bytes]]:
    """`wavegate serve` in the site's folder, ready."""
    monkeypatch.setenv("WAVEGATE_BIND", f"127.0.0.1:{port}")
    monkeypatch.setenv("PYTHONPATH", str(schema.SCRIPTS.parent))
    with (site / "serve.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "app.cli", "serve"], stdout=log, stderr=log
        )
    try:
        until = time.monotonic() + 60
        while not answers(port):
            assert process.poll() is None, (site / "serve.log").read_text("utf-8")
            assert time.monotonic() < until, "no answer in a minute"
            time.sleep(0.1)
        yield process
    finally:
        process.terminate()
        process.wait(timeout=20)


def answers(port: int) -> bool:
    with (
        contextlib.suppress(OSError),
        urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz"),
    ):
        return True
    return False


def test_the_threads_of_a_sqlite_server_share_one_core(
    server: subprocess.Popen[bytes],
) -> None:
    if sys.platform != "linux":  # elsewhere the system places them
        return
    (worker,) = psutil.Process(server.pid).children()
    cores = {frozenset(os.sched_getaffinity(one.id)) for one in worker.threads()}

    assert len(cores) == 1
    assert len(cores.pop()) == 1


def boards_show_what_happens(run: Run, port: int) -> None:
    """Two of the benchmark's boards are told over their sockets, also of what comes beside."""
    url = f"http://127.0.0.1:{port}"
    hub, reader = (
        {"Authorization": f"Bearer {run('token', 'create', '--role', role).out.strip()}"}
        for role in ("hub", "reader")
    )
    before = run("audit", "verify", "--json").data["checked"]

    with Watch(url, reader, 2, before) as watch:
        run("device", "enrol", "PDA-02")
        httpx.post(f"{url}/api/v1/hub/orders", json=order_body(), headers=hub)
        watch.catch_up(run("audit", "verify", "--json").data["checked"])

    assert len(watch.late_ms) >= 4
    assert min(watch.late_ms) > 0


def test_one_server_a_folder_and_short_commands_beside_it(
    run: Run, site: Path, port: int, server: subprocess.Popen[bytes]
) -> None:
    refused(run("serve"), "served by another process", f"process {server.pid}")
    assert run("device", "enrol", "PDA-01").code == 0
    assert run("backup", "copy.db").code == 0
    assert run("audit", "verify").code == 0
    boards_show_what_happens(run, port)

    server.terminate()

    assert server.wait(timeout=20) == 0
    assert run("restore", "copy.db").code == 0


MACHINE_ERRORS = (
    (OSError(errno.ENOSPC, "No space left on device"), "the disk is full: make room"),
    (
        StoreBusy("(sqlite3.OperationalError) database or disk is full\n[SQL: x]"),
        "disk is full",
    ),
    (StoreBusy("(sqlite3.OperationalError) attempt to write a readonly database"), "readonly"),
    (PermissionError(errno.EACCES, "Permission denied", "/x/var"), "to read and write there"),
    (OSError(errno.EROFS, "Read-only file system", "/x/var"), "and write there"),
    (FileExistsError(errno.EEXIST, "File exists", "/x/var"), "choose another place"),
)


@pytest.mark.parametrize("error", MACHINE_ERRORS)
def test_what_the_machine_refuses_is_a_sentence(
    run: Run, site: Path, monkeypatch: pytest.MonkeyPatch, error: tuple[Exception, str]
) -> None:
    def fail(*_: object) -> None:
        raise error[0]

    monkeypatch.setattr("app.people.service.enrol_device", fail)

    refused(run("device", "enrol", "PDA-01"), error[1])


def test_a_bug_is_no_sentence(run: Run, site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.people.service.enrol_device", lambda *_: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        run("device", "enrol", "PDA-01")
