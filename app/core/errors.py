"""Refusals: what can go wrong on the floor, by a code that is never reworded.

A refusal carries a dotted code and the values its sentence needs. The sentence itself, in
zh and en, its tone and its HTTP status stand in the catalogue (``messages.py`` of the room).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class Refused(Exception):  # noqa: N818  a refusal is an answer, not a fault
    """The floor says no, and why.

    Attributes:
        code: stable dotted code, for example ``label.too_early``.
        params: what the sentence names, and what the answer carries beside it.
        errors: one entry per field, ``{"pointer": "/lines/0/sku", "code": …, "detail": …}``.
    """

    def __init__(
        self, code: str, *, errors: Sequence[dict[str, Any]] = (), **params: Any
    ) -> None:
        super().__init__(code)
        self.code = code
        self.errors = list(errors)
        self.params = params


class StoreBusy(Exception):  # noqa: N818  read as an answer: 503 with Retry-After
    """The store cannot take writes now; nothing was changed; the caller may repeat."""
