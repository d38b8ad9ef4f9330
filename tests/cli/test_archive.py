"""The command that locks the archive, and the one that purges it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.core.vault import Vault
from tests.cli.conftest import Run

PLAIN = "labels/2026/11/22/plain.pdf"


def test_the_archive_is_locked_with_the_present_key(
    run: Run, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data_dir = site / "var"
    monkeypatch.setenv("WAVEGATE_SECRET_KEY", "present")
    Vault(data_dir, [b"before"]).write("labels/2026/11/22/before.pdf", b"one")
    Vault(data_dir, [b"present"]).write("photos/2026/11/22/present.jpg", b"two")
    (data_dir / PLAIN).write_bytes(b"three")

    found = run("archive", "lock", "--check", "--json")
    assert (found.code, found.data) == (1, {"locked": 1, "present": 1, "foreign": 1})
    assert "WAVEGATE_OLD_SECRET_KEYS" in found.err
    assert (data_dir / PLAIN).read_bytes() == b"three"

    monkeypatch.setenv("WAVEGATE_OLD_SECRET_KEYS", "long ago,before")
    assert run("archive", "lock", "--json").data == {"locked": 2, "present": 1, "foreign": 0}
    again = run("archive", "lock")
    assert (again.code, again.out) == (0, "0 locked, 3 were, 0 cannot be opened\n")
    assert Vault(data_dir, [b"present"]).read(PLAIN) == b"three"


def test_what_is_due_is_told_then_deleted(run: Run, site: Path) -> None:
    kinds = ("orders", "refusals", "photos", "drivers", "words", "files")
    nothing = dict.fromkeys(kinds, 0)
    backup = site / "var" / "backups" / "before-down-1.db"
    backup.parent.mkdir()
    backup.write_bytes(b"old")
    os.utime(backup, (0, 0))

    told = run("archive", "purge", "--days", "30", "--check", "--json")
    assert told.data == {"days": 30, **nothing, "backups": 1}
    assert backup.exists()
    done = run("archive", "purge")
    assert done.out.startswith("days: 30, orders: 0, ")
    assert done.out.endswith(", backups: 1\n")
    assert not backup.exists()
