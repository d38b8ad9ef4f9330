"""Every command as its first sceptical user calls it: help, mistakes, wrong settings."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import click
import pytest

from app.cli import wavegate
from tests.cli.conftest import Run, left, refused

COMMANDS = (
    *("serve", "worker", "demo", "doctor", "backup", "restore", "import", "export"),
    *("migrate up", "migrate down", "migrate status", "token create", "device enrol"),
    *("token revoke", "device revoke"),
    *("scale decode", "scale read", "scale simulate", "label render", "audit verify"),
    *("simulate day", "bench scan", "bench intake", "bench label", "agent", "agent enrol"),
    *("plan solve", "bench plan", "bench board", "bench day"),
)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(run: Run, command: str) -> None:
    ran = run(*command.split(), "--help")

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("Usage: ")
    assert f" {command} " in ran.out.splitlines()[0]


def options_of(command: click.Command, *path: str) -> dict[str, set[str]]:
    """The options of every command that does something, by its name."""
    found: dict[str, set[str]] = {}
    if isinstance(command, click.Group):
        for name, one in command.commands.items():
            found |= {} if one.hidden else options_of(one, *path, name)
    if not isinstance(command, click.Group) or command.invoke_without_command:
        found[" ".join(path)] = {option for one in command.params for option in one.opts}
    return found


def test_every_command_speaks_to_machines() -> None:
    """Sheets of labels are bytes, whoever reads them."""
    commands = options_of(wavegate)

    silent = {name for name, options in commands.items() if "--json" not in options}

    assert silent <= {"label sheet"}
    assert {*COMMANDS} <= commands.keys()


def test_commands_of_one_process_run_in_turn_up_to_the_first_that_is_refused(run, site):
    words = ["device", "enrol", "--json"]
    lines = [[*words, "PDA-1"], [*words, "PDA-2"], [*words, ""], [*words, "PDA-3"]]

    ran = run("each", stdin="\n".join(map(json.dumps, lines)).encode())

    assert ran.code == 2
    assert "give the device a name" in ran.err
    assert [list(json.loads(line)) for line in ran.out.splitlines()] == [["token"], ["token"]]


def test_help_loads_nothing_heavy() -> None:
    probe = (
        "import sys\nfrom app.cli import wavegate\n"
        "wavegate(['--help'], standalone_mode=False)\n"
        "heavy = {'flask', 'sqlalchemy', 'reportlab', 'openpyxl', 'httpx', 'msgspec'}\n"
        "sys.exit(str(heavy & set(sys.modules)) if heavy & set(sys.modules) else 0)\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", probe], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")


WRONG_CALLS: tuple[tuple[str, str], ...] = (
    ("nosuch", "No such command"),
    ("serve --workers 0", "1<=x<=64"),
    ("import products nofile.csv", "does not exist"),
    ("import products .", "is a directory"),
    ("import cats here.csv", "is not one of"),
    ("export cats there.csv", "is not one of"),
    ("export bins .", "is a directory"),
    ("restore nofile.db", "does not exist"),
    ("migrate up now", "unexpected extra argument"),
    ("token create", "Missing option '--role'"),
    ("token create --role boss", "is not one of 'hub', 'agent', 'reader'"),
    ("token create --role hub --bench B1", "--bench is for --role agent"),
    ("agent --folder here", "server: name it"),
    ("agent --folder here --server http://127.0.0.1:9", "no token yet"),
    ("agent --server http://127.0.0.1:9 --token t --scale smb://x", "scale: "),
    ("device enrol \x07", "printable"),
    ("device enrol \u3000", "PDA-01"),
    (f"device enrol {'x' * 81}", "at most 80"),
    ("scale decode --protocol nope", "no protocol 'nope'; there are: mt-sics"),
    ("scale decode --protocol mt-sics --unit stone", "no unit 'stone'; there are: mg, g"),
    ("scale decode --protocol mt-sics --option x", "key=value"),
    ("scale decode --protocol mt-sics --option x=1", "no option 'x'"),
    ("scale read ftp://x --protocol mt-sics", "serial path or socket://host:port"),
    ("scale read socket://x --protocol mt-sics", "socket://host:port"),
    ("scale simulate --protocol nope", "no virtual scale speaks 'nope'"),
    ("scale simulate --protocol mt-sics --grams heavy", "grams is a number"),
    ("label render --size 1x1", "is not one of '76x130'"),
    ("demo --speed 0", "0.1<=x<=200"),
    ("simulate day --orders here.csv --report no/r.json", "there is no folder"),
    ("simulate day --orders here.csv --report r.json --faults fire", "no fault 'fire'"),
    ("simulate day --orders here.csv --report r.json --server x", "http://127.0.0.1:8000"),
    ("bench scan --clients 2,x", "20,100"),
    ("bench board --boards 0", "1<=x<=500"),
    ("bench day --orders 0", "1<=x<=20000"),
)


@pytest.mark.parametrize("call", WRONG_CALLS, ids=lambda call: call[0])
def test_a_wrong_call_ends_with_2_and_touches_nothing(
    run: Run, folder: Path, call: tuple[str, str]
) -> None:
    (folder / "here.csv").write_text("sku\n", "utf-8")

    refused(run(*call[0].split(" ")), call[1], code=2)

    assert left(folder) == {"here.csv"}


WRONG_SETTINGS = (
    ("WAVEGATE_BIND", "8000", "address:port"),
    ("WAVEGATE_TOLERANCE_PERCENT", "11", "at most 10"),
    ("WAVEGATE_DATABASE_URL", "mysql://x", "sqlite:///path"),
    ("WAVEGATE_DATABASE_URL", "postgresql+psycopg://u:pw@host:port/x", "user@host"),
    ("WAVEGATE_DATABASE_URL", "postgresql+psycopg://u:pw@127.0.0.1:1/x", "refused"),
    ("WAVEGATE_DATABASE_URL", "sqlite:///here/w.db", "a file is where a folder is needed"),
    ("WAVEGATE_DATABASE_URL", "sqlite:///here", "file is not a database"),
    ("WAVEGATE_HUB_SECRET", "short", "whsec_"),
    ("WAVEGATE_LANGUAGE", "fr", "zh, en"),
)


@pytest.mark.parametrize("setting", WRONG_SETTINGS, ids=lambda setting: setting[1])
def test_a_wrong_setting_is_named(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, setting: tuple[str, str, str]
) -> None:
    (folder / "here").write_text("not a database " * 100, "utf-8")
    monkeypatch.setenv(*setting[:2])

    ran = run("token", "create", "--role", "hub")

    refused(ran, setting[2])
    assert "pw" not in ran.err
    assert left(folder) == {"here"}


NEED_A_SITE = ("audit verify", "migrate down base", "backup copy.db", "export bins b.csv")


@pytest.mark.parametrize("command", NEED_A_SITE)
def test_in_a_wrong_folder_nothing_is_made_up(run: Run, folder: Path, command: str) -> None:
    refused(run(*command.split()), "no site in", "WAVEGATE_DATABASE_URL")
    assert left(folder) == set()


ON_SQLITE = (
    ("worker", "`wavegate serve` runs the loop itself"),
    ("serve --workers 2", "SQLite takes one process"),
)


@pytest.mark.parametrize("command", ON_SQLITE, ids=lambda one: one[0])
def test_sqlite_has_one_process(run: Run, folder: Path, command: tuple[str, str]) -> None:
    refused(run(*command[0].split()), command[1])
    assert left(folder) == set()


def test_postgresql_is_backed_up_by_its_own_tools(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "x.db").touch()
    monkeypatch.setenv("WAVEGATE_DATABASE_URL", "postgresql+psycopg://nobody@127.0.0.1:1/x")

    refused(run("backup", "y.db"), "pg_dump --format=custom")
    refused(run("restore", "x.db"), "pg_restore --clean")
