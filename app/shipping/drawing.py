"""A process that draws labels, so that thousands of them keep no page waiting.

Some labels are asked for at a time: while they are drawn, those before them are stored and
written down. The process knows neither the database nor the archive, and ends with its pipe.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, cast

from app.core import children
from app.core.errors import Refused
from app.core.pipes import put, take

if TYPE_CHECKING:
    from labels import Binder

PATIENCE = 10
"""How much less urgent drawing is than the floor: niceness, of 19."""


@dataclass(frozen=True, slots=True)
class Draw:
    """A label to draw: data of the shape of parcel.json, and what its printer takes."""

    data: dict[str, Any]
    size: str
    dpi: int


@dataclass(frozen=True, slots=True)
class Bind:
    """Finished PDFs to put behind the others; without any, it asks for them all as one."""

    pages: Sequence[bytes] = ()


Question = Draw | Bind


@dataclass(frozen=True, slots=True)
class Failed:
    """Why a label cannot be drawn, with the field to blame."""

    code: str
    field: str


class DrawingStoppedError(RuntimeError):
    """The process ended without an answer."""


class Drawing:
    """The process at work, from the first question on; leaving the block ends it."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, *questions: Question) -> None:
        """Ask for something; each gets an answer, all fetched before the next are asked.

        Raises:
            DrawingStoppedError: it does not listen any more.
        """
        if self._process is None:
            self._process = subprocess.Popen(  # noqa: S603  our own module
                [sys.executable, "-c", f"from {__name__} import main; main()"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
        assert self._process.stdin is not None
        try:
            put(questions, self._process.stdin)
        except OSError:
            raise DrawingStoppedError("the drawing process does not listen") from None

    def document(self) -> bytes:
        """The answer to the next of the last questions.

        Raises:
            Refused: the code of what is wrong with the label, with the field alone: why it
                does not fit would tell a name or an address.
            DrawingStoppedError: it ended.
        """
        assert self._process is not None
        assert self._process.stdout is not None
        answer = take(self._process.stdout)
        if isinstance(answer, Failed):
            raise Refused("batch.cannot_draw", field=answer.field, trouble=answer.code)
        if not isinstance(answer, bytes):
            raise DrawingStoppedError(f"the drawing process ended with {self._process.wait()}")
        return answer

    def end(self) -> None:
        """End the process; what it has not told yet is lost."""
        if self._process is not None:
            children.end(self._process)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.end()


def main() -> None:
    """Answer the questions on standard input until there are no more."""
    from labels import Binder

    if hasattr(os, "sched_setaffinity"):
        # The server keeps to one core; drawing is to leave it that one.
        os.sched_setaffinity(0, range(os.cpu_count() or 1))
    if hasattr(os, "nice"):
        os.nice(PATIENCE)
    # the server that asked may be gone, or everything be interrupted from the keyboard
    with suppress(BrokenPipeError, KeyboardInterrupt), Binder() as binder:
        while questions := take(sys.stdin.buffer):
            for question in cast("tuple[Question, ...]", questions):
                put(_answer(question, binder), sys.stdout.buffer)


def _answer(question: Question, binder: Binder) -> bytes | Failed:
    if isinstance(question, Draw):
        return drawn(question)
    for page in question.pages:
        binder.add(page)
    return b"bound" if question.pages else binder.whole()


def drawn(question: Draw) -> bytes | Failed:
    """One label as a PDF, read back as every label is."""
    from labels import Form, LabelError, make, spec

    try:
        return make(spec.from_data(question.data), Form("pdf", question.size, question.dpi))
    except LabelError as error:
        return Failed(error.code, error.field)
