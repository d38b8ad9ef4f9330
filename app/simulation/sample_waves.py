"""Rules and a wave for a visitor to the waves' page: one runs by the clock, one waits."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from app.core import clock
from app.simulation.kit import Kit
from app.simulation.voice import Refusal, Voice

NAMES: Final = {
    "zh": ("截单前两轮", "VIP 单独走"),
    "en": ("Twice before a cut-off", "VIP on their own"),
}
WISHES: Final[tuple[dict[str, Any], ...]] = (
    {
        "wish": {"most_orders": 40},
        "schedule": {"before_cut_off_min": [90, 30], "hold_min": 5},
    },
    {"wish": {"priority": "vip", "group_by": ["service"]}, "schedule": {"at": []}},
)
WAITING: Final[dict[str, Any]] = {"shape": "multi_line", "most_orders": 8, "most_waves": 1}
RELEASED_IN: Final = timedelta(minutes=15)


def save_rules(made: Kit, language: str) -> None:
    """Save the rules, as who plans waves does."""
    voice = _lead(made)
    for name, rule in zip(NAMES[language], WISHES, strict=True):
        voice.post("/api/v1/wave-rules", {"name": name, **rule})
    voice.close()


def lock_one(made: Kit) -> bool:
    """Lock a wave that is released by itself in a while; tell whether there was one."""
    voice = _lead(made)
    try:
        (wave,) = voice.post("/api/v1/waves", WAITING)["waves"]
        when = (clock.now() + RELEASED_IN).isoformat(timespec="seconds")
        voice.post(f"/api/v1/waves/{wave['wave']}/release-at", {"release_at": when})
    except Refusal:
        return False
    finally:
        voice.close()
    return True


def _lead(made: Kit) -> Voice:
    return made.voice(next(one for one in made.people if one.role == "admin"), 0)
