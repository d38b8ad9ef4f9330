"""What the stations want done in the background."""

from __future__ import annotations

from app.core import clock, db
from app.stations import printing


def lose_forgotten_prints() -> int:
    """Ask about labels whose sending was cut off by a crash."""
    return db.in_transaction(lambda s: printing.lose_forgotten(s, clock.now()))


JOBS = [("lost_prints", 20, lose_forgotten_prints)]
