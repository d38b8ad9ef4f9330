"""Values over a pipe to a process of our own: each a pickle behind its length in four bytes."""

from __future__ import annotations

import pickle
from typing import IO

_LENGTH = 4


def put(value: object, stream: IO[bytes]) -> None:
    """Write *value* behind its length."""
    data = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    stream.write(len(data).to_bytes(_LENGTH, "big") + data)
    stream.flush()


def take(stream: IO[bytes]) -> object | None:
    """The next value; None at the end, also where the other side broke off inside a value."""
    size = int.from_bytes(stream.read(_LENGTH), "big")
    data = stream.read(size)
    # What comes is from the process at the other end of our own pipe.
    return pickle.loads(data) if size and len(data) == size else None  # noqa: S301
