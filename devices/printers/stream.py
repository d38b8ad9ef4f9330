"""One label over a wire: ask, send once, ask again.

The state is asked before the label, so that a printer with an open head never gets it, and
after it until the printer says that nothing waits. What counts as proof depends on what the
language can tell:

* ZPL says how many labels wait: none left and no trouble is ``confirmed``; with ``counter=on``
  the label counter must have moved as well;
* TSPL says whether paper moves: seen moving, then at rest without trouble is ``confirmed``;
* ESC/POS, and a TSPL printer that was too quick to be seen, say no more than that all is well:
  ``sent``.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from devices.printers import escpos_status, tspl_status, zpl_status
from devices.printers.address import Address
from devices.printers.result import Outcome, SendResult
from devices.printers.state import UNKNOWN, Exchange, Parse, PrinterState
from devices.printers.wires import Wire, WireError

ASK_S: Final = 1.5
POLL_S: Final = 0.05
QUIET_S: Final = 1.0
"""A printer that will move paper for a label has begun by then."""
COUNT_S: Final = 2.0
"""The counter is written when the label has left the printer, a moment after the queue."""
LONGEST_ANSWER: Final = 4096

DIALECTS: Final[dict[str, Callable[[Exchange], PrinterState]]] = {
    "zpl": zpl_status.ask,
    "tspl": tspl_status.ask,
    "escpos": escpos_status.ask,
}
_BY_LANGUAGE: Final = {"tspl": "tspl", "escpos": "escpos"}


def dialect_of(where: Address, language: str) -> str:
    """How a printer tells its state: a key of `DIALECTS`, or ``none``.

    A PDF printer for labels (PDF Direct) answers in ZPL, so that is what is spoken unless the
    language or the address says otherwise.
    """
    return where.options.get("status") or _BY_LANGUAGE.get(language, "zpl")


class Stream:
    """One use of one wire."""

    def __init__(self, wire: Wire, dialect: str, deadline: float, *, counts: bool) -> None:
        """Use a wire.

        Args:
            wire: open; the caller closes it.
            dialect: from `dialect_of`.
            deadline: for everything together, on the monotonic clock.
            counts: the printer has a label counter to ask (ZPL only).
        """
        self._wire = wire
        self._ask = DIALECTS.get(dialect)
        self._counts = counts and dialect == "zpl"
        self._deadline = deadline
        self._sent = 0

    def state(self) -> PrinterState:
        """Ask the printer how it is.

        Raises:
            WireError: the wire broke.
        """
        return self._ask(self._exchange) if self._ask else UNKNOWN

    def send(self, data: bytes) -> SendResult:
        """Send one label, once."""
        counted = None
        try:
            if self._ask and (trouble := self._trouble_before()):
                return SendResult(outcome="failed", reason=trouble)
            if self._counts and (counted := self._count()) is None:
                return SendResult(outcome="failed", reason="silent")
        except WireError:
            return SendResult(outcome="failed", reason="offline")
        try:
            self._push(data)
            return self._after(counted)
        except WireError as broken:
            if not self._sent and not broken.took:
                return SendResult(outcome="failed", reason="offline")
            return self._unknown(broken.reason)

    def _trouble_before(self) -> str | None:
        state = self.state()
        return {"ready": None, "unknown": "silent"}.get(state.name, state.name)

    def _push(self, data: bytes) -> None:
        view = memoryview(data)
        while self._sent < len(data):
            left_s = self._deadline - time.monotonic()
            if left_s <= 0:
                raise WireError("stalled")
            self._sent += self._wire.push(view[self._sent :], left_s)
        if not self._wire.drained(self._deadline - time.monotonic()):
            raise WireError("stalled", took=True)

    def _after(self, counted: int | None) -> SendResult:
        """Watch the printer until it has proved something or the time is up."""
        if not self._ask:
            return self._told("sent")
        moved, quiet_until = False, time.monotonic() + QUIET_S
        while time.monotonic() < self._deadline:
            state = self.state()
            if state.name != "ready":
                return self._unknown("no_answer" if state.name == "unknown" else state.name)
            if state.waiting == 0:
                moved_on = self._moved_on(counted)
                return self._told("confirmed") if moved_on else self._unknown("not_counted")
            if state.waiting is None:
                if moved and not state.printing:
                    return self._told("confirmed")
                moved = moved or state.printing
                if not moved and time.monotonic() > quiet_until:
                    return self._told("sent")
            time.sleep(POLL_S)
        return self._unknown("no_answer")

    def _moved_on(self, before: int | None) -> bool:
        """Tell whether the counter counted the label; yes where there is none to ask."""
        until = min(time.monotonic() + COUNT_S, self._deadline)
        while before is not None:
            now = self._count()
            if now is None or now > before:
                return now is not None
            if time.monotonic() > until:
                return False
            time.sleep(POLL_S)
        return True

    def _count(self) -> int | None:
        return self._exchange(zpl_status.ASK_COUNTER, zpl_status.parse_count).waiting

    def _exchange(self, question: bytes, parse: Parse) -> PrinterState:
        until = min(time.monotonic() + ASK_S, self._deadline)
        asked, answer = memoryview(question), b""
        while asked:
            asked = asked[self._wire.push(asked, until - time.monotonic()) :]
        while time.monotonic() < until and len(answer) < LONGEST_ANSWER:
            answer += self._wire.pull(until - time.monotonic())
            if (state := parse(answer)).known:
                return state
        return UNKNOWN

    def _told(self, outcome: Outcome) -> SendResult:
        return SendResult(outcome=outcome, bytes_sent=self._sent)

    def _unknown(self, reason: str) -> SendResult:
        return SendResult(outcome="unknown", reason=reason, bytes_sent=self._sent)
