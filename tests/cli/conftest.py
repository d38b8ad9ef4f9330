"""The command in this process, in a folder of its own: `ran` is its code and what it said."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.cli import main
from tests.databases import SqliteTemplates


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Ran]


class Stdin(io.TextIOWrapper):
    """Standard input that holds *raw*."""

    def __init__(self, raw: bytes) -> None:
        super().__init__(io.BytesIO(raw), "utf-8")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder as the current one, without any setting."""
    for name in [name for name in os.environ if name.startswith("WAVEGATE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("WAVEGATE_LANGUAGE", "en")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(
    folder: Path, capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> Run:
    def ran(*arguments: str, stdin: bytes = b"") -> Ran:
        monkeypatch.setattr("sys.stdin", Stdin(stdin))
        code = 0
        try:
            main(arguments)
        except SystemExit as ended:
            code = int(ended.code or 0)
        said = capsysbinary.readouterr()
        return Ran(code, said.out.decode("utf-8", "replace"), said.err.decode())

    return ran


@pytest.fixture
def site(folder: Path, sqlite_templates: SqliteTemplates) -> Path:
    """The folder with a site in it."""
    (folder / "var").mkdir()
    with sqlite_templates.fresh(folder / "var"):
        (folder / "var" / "test.db").rename(folder / "var" / "wavegate.db")
    return folder


def refused(ran: Ran, *words: str, code: int = 1) -> None:
    """One sentence on standard error, nothing on standard output, no traceback."""
    assert (ran.code, ran.out) == (code, ""), ran
    lines = ran.err.strip().splitlines()
    assert lines, "no sentence"
    assert code == 2 or (len(lines) == 1 and lines[0].startswith("wavegate: ")), ran.err
    for word in words:
        assert word in ran.err, ran.err


def left(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
