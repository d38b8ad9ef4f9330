"""The bench's printer: each label is begun at most once, and its fate is told until heard."""

from __future__ import annotations

import base64
import hashlib
import threading
from collections.abc import Mapping
from queue import SimpleQueue
from typing import Any, Final

import devices.printers
from devices.agent.ledger import Entry, Ledger
from devices.agent.link import Link, RefusedError
from devices.printers.result import SendResult

PRINT_S: Final = 10.0
REFUSED_S: Final = 1.0
BUSY_S: Final = 2.0
"""How long a question or a test page waits for the label that is being sent."""


class PrintDesk:
    """One thread that works the labels off, in the order in which they came."""

    def __init__(self, url: str | None, ledger: Ledger, link: Link) -> None:
        self._url = url
        self._ledger = ledger
        self._link = link
        self._language = "pdf"
        self._at_printer = threading.Lock()
        self._shown = "unknown"
        self._waiting: SimpleQueue[Entry | None] = SimpleQueue()
        for entry in ledger.entries():
            self._waiting.put(entry)
        self._thread = threading.Thread(target=self._run, name="printer", daemon=True)

    def start(self) -> None:
        """Begin with what an earlier run left over."""
        self._thread.start()

    def fit(self, language: str) -> None:
        """Set the printer's language, as the server says."""
        self._language = language

    def take(self, job: str) -> None:
        """Get a label that the server offers, and print it."""
        self._waiting.put(Entry(self._ledger.ask(job), job, "asked", None, None))

    def state(self) -> str:
        """Ask the printer how it is; while it prints, the answer is the last one."""
        if self._url is None:
            return "none"
        if self._at_printer.acquire(timeout=BUSY_S):
            try:
                self._shown = devices.printers.status(self._url, language=self._language).state
            finally:
                self._at_printer.release()
        return self._shown

    def test(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Print a page that is no label.

        Args:
            given: ``document`` in base64, its ``sha256``, and the printer's ``language``.

        Returns:
            What the server is told: ``state`` is the outcome, ``reason`` why.
        """
        page = _document(given)
        if page is None:
            return _tested("failed", "damaged")
        if not self._at_printer.acquire(timeout=BUSY_S):
            return _tested("failed", "busy")
        try:
            result = self._send(page, given)
        finally:
            self._at_printer.release()
        return _tested(result.outcome, result.reason)

    def close(self) -> None:
        """End after the label at hand; the link must be closed before."""
        self._waiting.put(None)
        if self._thread.is_alive():
            self._thread.join(timeout=PRINT_S)

    def _run(self) -> None:
        while (entry := self._waiting.get()) is not None and not self._link.closing:
            if entry.state == "asked":
                self._print(entry)
            else:
                self._report(entry.claim, entry.job, entry.outcome or "", entry.reason)

    def _print(self, entry: Entry) -> None:
        try:
            given = self._link.tell(
                f"/jobs/{entry.job}", lambda: {"outcome": "take", "claim": entry.claim}
            )
        except RefusedError:  # it is gone, or another label comes first
            self._ledger.drop(entry.claim)
            self._link.wait(REFUSED_S)
            return
        if given is None:  # the agent ends: the ledger knows where to go on
            return
        document = _document(given)
        if document is None:
            self._end(entry, "failed", "damaged" if given.get("document") else "not_given")
            return
        self._ledger.begin(entry.claim)
        with self._at_printer:
            result = self._send(document, given)
        self._end(entry, result.outcome, result.reason)

    def _send(self, document: bytes, given: Mapping[str, Any]) -> SendResult:
        language = str(given.get("language", self._language))
        return devices.printers.send(self._url or "", document, PRINT_S, language)

    def _end(self, entry: Entry, outcome: str, reason: str | None) -> None:
        self._ledger.end(entry.claim, outcome, reason)
        self._report(entry.claim, entry.job, outcome, reason)

    def _report(self, claim: str, job: str, outcome: str, reason: str | None) -> None:
        """Tell a label's fate until it is heard, or the server knows no such job."""
        report = {"outcome": outcome, "claim": claim, "reason": reason}
        try:
            heard = self._link.tell(f"/jobs/{job}", lambda: report)
        except RefusedError:
            heard = {}
        if heard is not None:
            self._ledger.drop(claim)


def _tested(outcome: str, reason: str | None) -> dict[str, Any]:
    return {"outcome": "done", "state": outcome, "reason": reason}


def _document(given: Mapping[str, Any]) -> bytes | None:
    """What to print, if it was given and is what the server sent off."""
    try:
        document = base64.b64decode(given.get("document") or "", validate=True)
    except ValueError:
        return None
    whole = hashlib.sha256(document).hexdigest() == given.get("sha256")
    return document if document and whole else None
