"""Where a step can be interrupted: somebody else acts there, or the server dies."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from app.core import db
from app.packing import weighing
from app.shipping import asking, paper
from app.shipping.archive import Archive
from app.stations import devices

BEFORE_COMMIT = ("looked", "draw", "filed", "numbered", "send", "sent")
"""Seams where nothing of the step at hand is half done: there somebody else may act."""
SEAMS = (*BEFORE_COMMIT, "committed")

Armed = tuple[str, int, Callable[[], None]] | None


class Died(BaseException):
    """The server's end: nobody in it may catch that."""


class Seams:
    """One interruption at a time, at the next passing of a seam.

    Attributes:
        confirming: told when a confirm is past its first commit.
        sending: told of the bytes that are on their way to a printer.
    """

    def __init__(self) -> None:
        self._armed: Armed = None
        self.confirming: Callable[[], None] = _nothing
        self.sending: Callable[[bytes], None] = _nothing_of
        self.fired = 0

    def arm(self, seam: str, after: int, act: Callable[[], None]) -> None:
        self._armed = seam, after, act

    def disarm(self) -> Armed:
        armed, self._armed = self._armed, None
        return armed

    def rearm(self, armed: Armed) -> None:
        self._armed = armed

    def passing(self, seam: str) -> None:
        if self._armed is None or self._armed[0] != seam:
            return
        _, left, act = self._armed
        if left:
            self._armed = seam, left - 1, act
            return
        self._armed = None
        self.fired += 1
        act()

    @contextmanager
    def sewn(self) -> Iterator[None]:
        """Put the seams in; what they surround is the server's own."""
        with pytest.MonkeyPatch.context() as patch:
            self._surround(patch, weighing, "look", after="looked")
            self._surround(patch, paper, "draw", before="draw")
            self._surround(patch, asking, "number", after="numbered")
            self._surround(patch, Archive, "store_all", after="filed")
            self._surround(patch, db.Store, "write", after="committed")
            self._surround(patch, devices, "print_bytes", before="send", after="sent")
            yield

    def _surround(
        self,
        patch: pytest.MonkeyPatch,
        owner: Any,
        name: str,
        *,
        before: str | None = None,
        after: str | None = None,
    ) -> None:
        inner = getattr(owner, name)

        def outer(*args: Any, **more: Any) -> Any:
            if name in {"draw", "number"}:
                self.confirming()
            if name == "print_bytes":
                self.sending(args[1])
            if before:
                self.passing(before)
            found = inner(*args, **more)
            if after:
                self.passing(after)
            return found

        patch.setattr(owner, name, outer)


def meanwhile(act: Callable[[], None]) -> Callable[[], None]:
    """Somebody else's act, in a thread of its own, done before the interrupted step goes on."""

    def run() -> None:
        failed: list[BaseException] = []

        def work() -> None:
            try:
                act()
            except BaseException as error:  # noqa: BLE001  it is raised again outside
                failed.append(error)

        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
        if failed:
            raise failed[0]

    return run


def die() -> None:
    raise Died


def _nothing() -> None:
    pass


def _nothing_of(document: bytes) -> None:
    pass
