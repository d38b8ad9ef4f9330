"""The outside: devices and network. Before or after a transaction, never inside."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

_inside = threading.local()


class InsideTransactionError(RuntimeError):
    """A device or the network was called while a transaction was open: a bug."""


@contextmanager
def transaction_open() -> Iterator[None]:
    """Mark this thread as inside a transaction; only what opens one does so."""
    _inside.depth = getattr(_inside, "depth", 0) + 1
    try:
        yield
    finally:
        _inside.depth -= 1


def is_inside() -> bool:
    """Tell whether this thread is inside a transaction."""
    return bool(getattr(_inside, "depth", 0))


def outside(what: str) -> None:
    """Declare a call to a device or the network.

    Raises:
        InsideTransactionError: a transaction is open in this thread.
    """
    if is_inside():
        raise InsideTransactionError(f"{what}: called inside a transaction")
