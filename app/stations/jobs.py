"""What the stations want done in the background."""

from __future__ import annotations

from app.core import clock, db
from app.stations import agents, printing


def lose_forgotten_prints() -> int:
    """Ask about labels whose sending was cut off by a crash."""
    return db.in_transaction(lambda s: printing.lose_forgotten(s, clock.now()))


def forget_agent_calls() -> int:
    """Drop what agents were asked an hour ago."""
    db.in_transaction(agents.forget_old_calls)
    return 0


JOBS = [
    ("lost_prints", 20, lose_forgotten_prints),
    ("agent_calls", 600, forget_agent_calls),
]
