"""The agent as a whole: three threads and a page, until it is closed.

* ``reporter`` tells the server what the scale shows, on change and every second; the answer is
  how the bench is fitted out and which frame was weighed last.
* ``caller`` asks for work and waits at the server for it.
* ``printer`` works the labels off (`printer`).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from typing import Any, Final

from devices.agent.ledger import Ledger
from devices.agent.link import Link, LinkError, RefusedError
from devices.agent.page import Page
from devices.agent.printer import PrintDesk
from devices.agent.scale import BenchScale, Weighed, moved
from devices.agent.settings import Settings

EVERY_S: Final = 1.0
"""Between two reports of an idle scale; the server believes one for three seconds."""
LOOK_S: Final = 0.05
SOONEST_S: Final = 0.2
"""Between two reports of a scale that moves: the server writes each one down."""
WAIT_S: Final = 5.0
"""How long the server may keep a question for work; a dead line is found out after it."""
ANSWER_S: Final = 6.0
"""For how long an answer is told again; then nobody waits for it any more."""


class Station:
    """One packing PC."""

    def __init__(self, settings: Settings) -> None:
        """Open the ledger and the devices.

        Raises:
            FolderTakenError: another agent works in this folder.
        """
        self.bench: str | None = None
        self._ledger = Ledger(settings.folder)
        self.link = Link(settings)
        self.scale = BenchScale(settings.scale)
        self.printer = PrintDesk(settings.printer, self._ledger, self.link)
        self._at_work: set[str] = set()
        self._guard = threading.Lock()
        self._threads = [
            threading.Thread(target=work, name=name, daemon=True)
            for name, work in (("reporter", self._report), ("caller", self._call))
        ]
        self.page = Page(self.state, settings.page) if settings.page else None

    def start(self) -> None:
        """Begin."""
        self.printer.start()
        for thread in self._threads:
            thread.start()

    def state(self) -> dict[str, Any]:
        """What the local page shows; no secret is in it."""
        reading = self.scale.reading()
        return {
            "bench": self.bench,
            "server": self.link.server,
            "link": self.link.trouble or "ok",
            "scale": reading["state"],
            "grams": reading["grams"],
            "stable": reading["stable"],
            "printer": self.printer.state(),
            "labels": len(self._ledger.entries()),
        }

    def close(self) -> None:
        """End: what is not reported yet stays in the ledger."""
        self.link.close()
        for thread in self._threads:
            thread.join(timeout=1.0)
        self.printer.close()
        self.scale.close()
        if self.page:
            self.page.close()
        self._ledger.close()

    def _report(self) -> None:
        last: Mapping[str, Any] = {}
        at, failures = -EVERY_S, 0
        while not self.link.closing:
            reading = self.scale.reading()
            waited = time.monotonic() - at
            is_news = moved(reading, last) and waited >= SOONEST_S
            if not is_news and waited < EVERY_S:
                self.link.wait(LOOK_S)
                continue
            at, last = time.monotonic(), reading
            try:
                self._take_in(self.link.post("/readings", reading))
                failures = 0
            except (LinkError, RefusedError):
                self.link.pause(failures)
                failures += 1

    def _take_in(self, told: dict[str, Any]) -> None:
        self.bench = str(told["bench"])
        self.printer.fit(str(told["language"]))
        self.scale.fit(told["scale"])
        self.scale.mark(told["marked"])

    def _call(self) -> None:
        failures = 0
        while not self.link.closing:
            have = self._have()
            try:
                jobs = self.link.get("/jobs", wait_s=WAIT_S, have=",".join(sorted(have)))
                failures = 0
            except (LinkError, RefusedError):
                self.link.pause(failures)
                failures += 1
                continue
            for job in jobs["jobs"]:
                if job["id"] not in have:
                    self._begin(job)

    def _have(self) -> set[str]:
        with self._guard:
            return self._at_work | {entry.job for entry in self._ledger.entries()}

    def _begin(self, job: dict[str, Any]) -> None:
        if job["kind"] == "print":
            self.printer.take(job["id"])
            return
        with self._guard:
            self._at_work.add(job["id"])
        threading.Thread(target=self._answer, args=(job,), name=job["id"], daemon=True).start()

    def _answer(self, job: dict[str, Any]) -> None:
        """Do one call and tell the answer, for as long as somebody may wait for it."""
        asked_at = time.monotonic()
        try:
            done = self._do(job)
            until = time.monotonic() + ANSWER_S
            self.link.tell(
                f"/jobs/{job['id']}",
                lambda: done.answer(asked_at),
                give_up=lambda: time.monotonic() > until,
            )
        except RefusedError:
            return  # nobody waits for it any more
        finally:
            with self._guard:
                self._at_work.discard(job["id"])

    def _do(self, job: dict[str, Any]) -> Weighed:
        if job["kind"] == "printer":
            state = self.printer.state()
            return Weighed({"outcome": "done", "state": state}, time.monotonic())
        if job["kind"] == "test_print":
            return Weighed(self.printer.test(job), time.monotonic())
        return self.scale.do(job["kind"], job.get("marked"))
