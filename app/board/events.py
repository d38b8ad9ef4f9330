"""What the board itself does that must be on record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.core.events import Event


@dataclass(frozen=True, kw_only=True)
class EvidenceSeen(Event):
    """Somebody looked at a parcel's evidence; ``form`` is page or pdf."""

    tag: ClassVar[str] = "board.evidence.seen"
    parcel_no: str
    form: str
    in_full: bool
