"""What a restart must not forget: which labels were begun, and how they ended.

A label is written down before it is asked for, before its first byte leaves and when its fate
is known, each time down to the disk. So a label that was begun and never ended was cut off: its
fate is unknown, and this program never sends it again. The file takes one process: a second
agent in the same folder is refused.
"""

from __future__ import annotations

import secrets
import sqlite3
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

FILE: Final = "labels.db"
State = Literal["asked", "begun", "ended"]

_TABLE: Final = """
CREATE TABLE IF NOT EXISTS label (
    claim TEXT PRIMARY KEY,
    job TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('asked', 'begun', 'ended')),
    outcome TEXT,
    reason TEXT
) STRICT
"""


class FolderTakenError(Exception):
    """Another agent works in this folder."""


@dataclass(frozen=True)
class Entry:
    """One try at one label.

    Attributes:
        claim: names the try; the server takes a report only of the claim that has the job.
        job: the server's id of the label.
        outcome: as `devices.printers.result`, once ended.
    """

    claim: str
    job: str
    state: State
    outcome: str | None
    reason: str | None


class Ledger:
    """The labels this agent has not finished with."""

    def __init__(self, folder: Path) -> None:
        """Open the folder's ledger, and say of what was begun that its fate is unknown.

        Raises:
            FolderTakenError: another process has it open.
        """
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._guard = threading.Lock()
        self._file = sqlite3.connect(
            folder / FILE, isolation_level=None, check_same_thread=False, timeout=1.0
        )
        try:
            for step in ("PRAGMA locking_mode=EXCLUSIVE", "PRAGMA synchronous=FULL", _TABLE):
                self._file.execute(step)
            self._file.execute(
                "UPDATE label SET state = 'ended', outcome = 'unknown', "
                "reason = 'agent_restarted' WHERE state = 'begun'"
            )
        except sqlite3.OperationalError as error:
            self._file.close()
            if "locked" not in str(error):
                raise
            raise FolderTakenError(f"another agent works in {folder}; end that one") from None

    def entries(self) -> list[Entry]:
        """Everything unfinished, oldest first."""
        with self._guard:
            rows = self._file.execute(
                "SELECT claim, job, state, outcome, reason FROM label ORDER BY rowid"
            ).fetchall()
        return [Entry(*row) for row in rows]

    def ask(self, job: str) -> str:
        """Note that a label will be asked for; return the claim to do it with."""
        claim = secrets.token_hex(12)
        self._write("INSERT INTO label (claim, job, state) VALUES (?, ?, 'asked')", claim, job)
        return claim

    def begin(self, claim: str) -> None:
        """Note that from now on bytes of it may be on paper."""
        self._write("UPDATE label SET state = 'begun' WHERE claim = ?", claim)

    def end(self, claim: str, outcome: str, reason: str | None) -> None:
        """Note its fate."""
        self._write(
            "UPDATE label SET state = 'ended', outcome = ?, reason = ? WHERE claim = ?",
            outcome,
            reason,
            claim,
        )

    def drop(self, claim: str) -> None:
        """Forget it: the server knows its fate, or never gave it out."""
        self._write("DELETE FROM label WHERE claim = ?", claim)

    def close(self) -> None:
        """Let the file go."""
        with self._guard:
            self._file.close()

    def _write(self, statement: str, *values: str | None) -> None:
        with self._guard:
            self._file.execute(statement, values)
