"""Telling listeners that there are new facts: after the real commit, and coalesced."""

from __future__ import annotations

import threading
from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.orm import Session
from typing_extensions import override

from app.core import db, writer
from app.core.events import latest_seq, seal_now


class Newsroom(threading.Thread):
    """Tells listeners that there is news, after the real commit and coalesced.

    It wakes on each commit of this process and looks by itself every *pause_s*, because
    another process may have written. On PostgreSQL it also seals.

    Args:
        store: the write side.
        tell: called with the last sealed place of warehouse 1, whenever it grew.
        pause_s: the longest time between two looks.
    """

    def __init__(
        self, store: db.Store, tell: Callable[[int], None], *, pause_s: float = 0.2
    ) -> None:
        super().__init__(name="newsroom", daemon=True)
        self._store = store
        self._tell = tell
        self._pause_s = pause_s if not store.is_sqlite else 1.0
        self._awake = threading.Event()
        self._ended = threading.Event()
        self._upto = 0
        writer.after_commit.append(self._awake.set)

    @override
    def run(self) -> None:
        """Look until :meth:`stop`; a database that is away for a while is no end."""
        while not self._ended.is_set():
            self._awake.wait(self._pause_s)
            self._awake.clear()
            try:
                self._look()
            except sa.exc.SQLAlchemyError:
                self._ended.wait(1)
            self._ended.wait(0.1)  # coalesce: at most 10 messages a second

    def stop(self) -> None:
        """End the thread."""
        self._ended.set()
        self._awake.set()
        writer.after_commit.remove(self._awake.set)
        self.join(timeout=5)

    def _look(self) -> None:
        if not self._store.is_sqlite:
            seal_now(self._store)
        with Session(self._store.reader) as session:
            upto = latest_seq(session, 1)
        if upto > self._upto:
            self._upto = upto
            self._tell(upto)
