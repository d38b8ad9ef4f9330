"""One parcel at a time on a scale, in all processes of the site."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from app.core import db
from app.stations.benches import BenchData

TURNS = 7_130_002
"""The class of the benches' advisory locks on PostgreSQL."""

_turns: dict[int, threading.Lock] = {}
_guard = threading.Lock()


@contextmanager
def turn(bench: BenchData) -> Iterator[None]:
    """Have the scale for one parcel, from the reading to the mark.

    Two presses of one key would else decide twice by one laying on.
    """
    with _guard:
        mine = _turns.setdefault(bench.id, threading.Lock())
    with mine, _in_no_other_process(bench.id):
        yield


@contextmanager
def _in_no_other_process(bench_id: int) -> Iterator[None]:
    store = db.store()
    if store.is_sqlite:  # there is one process
        yield
        return
    key = {"kind": TURNS, "bench": bench_id}
    with store.engine.connect() as line:
        line.execution_options(isolation_level="AUTOCOMMIT")
        line.execute(sa.text("SELECT pg_advisory_lock(:kind, :bench)"), key)
        try:
            yield
        finally:
            line.execute(sa.text("SELECT pg_advisory_unlock(:kind, :bench)"), key)
