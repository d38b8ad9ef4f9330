"""Waves, pick lists and pick tasks: what they may do next. Pure."""

from __future__ import annotations

from enum import StrEnum

from app.core.machine import Machine


class WaveState(StrEnum):
    """Where a wave is. PDAs do not see a locked one."""

    LOCKED = "locked"
    RELEASED = "released"
    PICKING = "picking"
    DONE = "done"
    CANCELLED = "cancelled"


class WaveAct(StrEnum):
    """What happens to a wave."""

    RELEASE = "release"
    START = "start"
    FINISH = "finish"
    CANCEL = "cancel"


W, WA = WaveState, WaveAct

WAVE: Machine[WaveState, WaveAct] = Machine(
    "wave",
    {
        (W.LOCKED, WA.RELEASE): W.RELEASED,
        (W.LOCKED, WA.CANCEL): W.CANCELLED,
        (W.RELEASED, WA.START): W.PICKING,
        (W.RELEASED, WA.CANCEL): W.CANCELLED,
        (W.RELEASED, WA.FINISH): W.DONE,
        (W.PICKING, WA.FINISH): W.DONE,
        (W.PICKING, WA.CANCEL): W.CANCELLED,
    },
)


class ListState(StrEnum):
    """Where a pick list is."""

    OPEN = "open"
    CLAIMED = "claimed"
    DONE = "done"
    CANCELLED = "cancelled"


class ListAct(StrEnum):
    """What happens to a pick list."""

    CLAIM = "claim"
    PAUSE = "pause"
    FINISH = "finish"
    CANCEL = "cancel"


L, LA = ListState, ListAct

PICK_LIST: Machine[ListState, ListAct] = Machine(
    "pick list",
    {
        (L.OPEN, LA.CLAIM): L.CLAIMED,
        (L.OPEN, LA.FINISH): L.DONE,
        (L.OPEN, LA.CANCEL): L.CANCELLED,
        (L.CLAIMED, LA.PAUSE): L.OPEN,
        (L.CLAIMED, LA.FINISH): L.DONE,
        (L.CLAIMED, LA.CANCEL): L.CANCELLED,
    },
)


class TaskState(StrEnum):
    """Where a pick task is."""

    OPEN = "open"
    CLAIMED = "claimed"  # its bin was scanned: a re-plan leaves it alone
    DONE = "done"
    SHORT = "short"
    CANCELLED = "cancelled"
    PUTBACK = "putback"


class TaskAct(StrEnum):
    """What happens to a pick task."""

    START = "start"
    FINISH = "finish"
    RUN_SHORT = "run_short"
    CANCEL = "cancel"
    PUT_BACK = "put_back"


T, TA = TaskState, TaskAct

PICK_TASK: Machine[TaskState, TaskAct] = Machine(
    "pick task",
    {
        (T.OPEN, TA.START): T.CLAIMED,
        (T.OPEN, TA.RUN_SHORT): T.SHORT,
        (T.OPEN, TA.CANCEL): T.CANCELLED,
        (T.CLAIMED, TA.FINISH): T.DONE,
        (T.CLAIMED, TA.RUN_SHORT): T.SHORT,
        (T.CLAIMED, TA.CANCEL): T.CANCELLED,
        (T.CLAIMED, TA.PUT_BACK): T.PUTBACK,
        (T.DONE, TA.PUT_BACK): T.PUTBACK,
    },
)


class Mode(StrEnum):
    """How a pick list is walked."""

    SINGLE = "single"  # single-item orders: bulk by SKU, sorted at the bench
    CLUSTER = "cluster"  # a cart with a tote per order: sort while picking
    WALL = "wall"  # bulk by SKU for many orders, sorted at a put wall
    ZONE = "zone"  # one zone's part of orders, consolidated at the bench


BULK = frozenset({Mode.SINGLE, Mode.WALL})
"""Lists on which the units of many orders lie in one tote."""


class ToteState(StrEnum):
    """What a tote is doing."""

    FREE = "free"
    IN_USE = "in_use"
    PARKED = "parked"
    PUTBACK = "putback"


class ToteAct(StrEnum):
    """What happens to a tote."""

    BIND = "bind"
    EMPTY = "empty"
    PARK = "park"
    RESUME = "resume"
    PUT_BACK = "put_back"


O, OA = ToteState, ToteAct  # noqa: E741  O for the tote's hole; used in this table alone

TOTE: Machine[ToteState, ToteAct] = Machine(
    "tote",
    {
        (O.FREE, OA.BIND): O.IN_USE,
        (O.IN_USE, OA.EMPTY): O.FREE,
        (O.IN_USE, OA.PARK): O.PARKED,
        (O.IN_USE, OA.PUT_BACK): O.PUTBACK,
        (O.PARKED, OA.RESUME): O.IN_USE,
        (O.PARKED, OA.PUT_BACK): O.PUTBACK,
        (O.PARKED, OA.EMPTY): O.FREE,
        (O.PUTBACK, OA.EMPTY): O.FREE,
    },
)
