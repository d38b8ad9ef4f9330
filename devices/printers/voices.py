"""How a virtual printer on a wire answers: the languages of its status, in real bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from devices.printers import escpos_status, tspl_status, zpl_status


@dataclass(frozen=True)
class Shown:
    """What a printer has to tell.

    Attributes:
        trouble: a name, "" for none.
        printing: paper is moving.
        labels: how many it has ever printed.
        waiting: a job is in its memory and not on paper yet.
    """

    trouble: str
    printing: bool
    labels: int
    waiting: bool = False


Answer = Callable[[Shown], bytes]


@dataclass(frozen=True)
class Voice:
    """One status language.

    Attributes:
        answers: question -> answer; no question begins another.
        jobs: how a job in a language that goes with it begins.
        tells_waiting: one of its answers says whether a job waits.
    """

    answers: dict[bytes, Answer]
    jobs: tuple[bytes, ...]
    tells_waiting: bool = False

    @property
    def questions(self) -> tuple[bytes, ...]:
        """Return the questions."""
        return tuple(self.answers)

    def begins(self, data: bytes) -> bool:
        """Tell whether a job stands at the front."""
        return data.startswith(self.jobs)

    def may_begin(self, data: bytes) -> bool:
        """Tell whether these few bytes may grow into a job or a question."""
        return any(one.startswith(data) for one in (*self.jobs, *self.questions))


def _escpos(question: int) -> Answer:
    return lambda shown: escpos_status.answer(shown.trouble, question)


VOICES: Final = {
    "zpl": Voice(
        {
            b"~HQES": lambda shown: zpl_status.errors_answer(shown.trouble),
            b"~HS": lambda shown: zpl_status.queue_answer(shown.trouble, int(shown.waiting)),
            zpl_status.COUNTER: lambda shown: zpl_status.count_answer(shown.labels),
        },
        (b"%PDF-", b"^XA"),
        tells_waiting=True,
    ),
    "tspl": Voice(
        {
            tspl_status.ASK_FLAGS: lambda shown: tspl_status.flags_answer(
                shown.trouble, printing=shown.printing
            ),
            tspl_status.ASK_FULL: lambda shown: tspl_status.full_answer(
                shown.trouble, printing=shown.printing
            ),
        },
        (b"SIZE ",),
    ),
    "escpos": Voice(
        {question: _escpos(n) for n, question in enumerate(escpos_status.ASKS, 1)},
        (b"\x1b@",),
    ),
}
"""Status language -> voice. Label printers that take PDF answer in ZPL."""
