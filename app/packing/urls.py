"""The room's listing, which its files of URLs fill, and what they ask and declare alike."""

from __future__ import annotations

from app.core.api import Room, caller
from app.core.errors import Refused
from app.core.events import Actor

bp = Room("packing", __name__)

AT_WORK = (
    "packing.unknown_parcel",
    "packing.not_open",
    "packing.other_person",
    "order.intercepted",
)


def worker() -> tuple[Actor, int]:
    """Who packs: a person; a machine has no hands."""
    who = caller()
    if who.person_id is None:
        raise Refused("auth.permission", permission="pack.work")
    return who.actor, who.person_id
