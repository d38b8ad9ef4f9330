"""A wave by its number."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.errors import Refused
from app.waves.models import Wave

IN_LIST = 500
"""Keys in one ``IN``: databases and drivers allow only so many values in a statement."""


def wave_key(session: Session, warehouse_id: int, number: str) -> int:
    """A wave's key by its number.

    Raises:
        Refused: ``wave.unknown``.
    """
    found = session.scalar(
        sa.select(Wave.id).where(Wave.warehouse_id == warehouse_id, Wave.number == number)
    )
    if found is None:
        raise Refused("wave.unknown", wave=number)
    return found
