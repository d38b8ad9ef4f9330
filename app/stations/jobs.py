"""What the stations want done in the background."""

from __future__ import annotations

from app.core import clock, db
from app.stations import agent_labels, agents, printing


def lose_forgotten_prints() -> int:
    """Ask about labels whose sending was cut off by a crash."""
    return db.in_transaction(lambda s: printing.lose_forgotten(s, clock.now()))


def forget_agent_calls() -> int:
    """Drop what agents were asked an hour ago."""
    db.in_transaction(agents.forget_old_calls)
    return 0


def fail_unattended_labels() -> int:
    """Raise the alarm for labels whose agent is gone."""
    return db.in_transaction(agent_labels.fail_unattended)


JOBS = [
    ("lost_prints", 20, lose_forgotten_prints),
    ("unattended_labels", 5, fail_unattended_labels),
    ("agent_calls", 600, forget_agent_calls),
]
