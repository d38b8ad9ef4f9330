"""The planner: pure, deterministic by its seed. Snapshot in, plan out.

It imports nothing but the standard library, so that a stronger one can take its place
without touching the rooms.
"""

from app.waves.planner.model import (
    Demand,
    Group,
    Line,
    Place,
    Plan,
    Policy,
    Shape,
    Share,
    Shelf,
    Snapshot,
    Stop,
    Trip,
    WavePlan,
    Why,
)
from app.waves.planner.plan import one_wave, plan

__all__ = [
    "Demand",
    "Group",
    "Line",
    "Place",
    "Plan",
    "Policy",
    "Shape",
    "Share",
    "Shelf",
    "Snapshot",
    "Stop",
    "Trip",
    "WavePlan",
    "Why",
    "one_wave",
    "plan",
]
