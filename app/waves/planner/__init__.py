"""The planner: pure, deterministic by its seed. Snapshot in, plan out.

It imports nothing but the standard library; the kernels are compiled where numba is there.
"""

from app.waves.planner.model import (
    Choice,
    Demand,
    Group,
    Line,
    Place,
    Plan,
    Policy,
    Price,
    Shape,
    Share,
    Shelf,
    Snapshot,
    Stop,
    Trip,
    WavePlan,
    Ways,
    Why,
)
from app.waves.planner.plan import allocate, one_wave, plan, prices
from app.waves.planner.replan import replan
from app.waves.planner.walk import Layout

__all__ = [
    "Choice",
    "Demand",
    "Group",
    "Layout",
    "Line",
    "Place",
    "Plan",
    "Policy",
    "Price",
    "Shape",
    "Share",
    "Shelf",
    "Snapshot",
    "Stop",
    "Trip",
    "WavePlan",
    "Ways",
    "Why",
    "allocate",
    "one_wave",
    "plan",
    "prices",
    "replan",
]
