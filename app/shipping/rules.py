"""Waybills, labels and manifests: what they may do next, what must come before. Pure."""

from __future__ import annotations

from enum import StrEnum

from app.core.machine import Machine
from app.packing.rules import ParcelState


class WaybillState(StrEnum):
    """What is known of the carrier's number."""

    REQUESTED = "requested"
    ISSUED = "issued"
    UNKNOWN = "unknown"
    VOID = "void"


class WaybillAct(StrEnum):
    """What happens to it."""

    ISSUE = "issue"
    LOSE = "lose"  # no answer: query, never ask for a second number
    MISS = "miss"  # the query says that the carrier made none
    VOID = "void"


B, A = WaybillState, WaybillAct

WAYBILL: Machine[WaybillState, WaybillAct] = Machine(
    "waybill",
    {
        (B.REQUESTED, A.ISSUE): B.ISSUED,
        (B.REQUESTED, A.LOSE): B.UNKNOWN,
        (B.REQUESTED, A.VOID): B.VOID,
        (B.UNKNOWN, A.ISSUE): B.ISSUED,
        (B.UNKNOWN, A.MISS): B.REQUESTED,
        (B.UNKNOWN, A.VOID): B.VOID,
        (B.ISSUED, A.VOID): B.VOID,
    },
)

CARRIER_WAITS_S = (60, 300, 900)
"""Seconds before the 1st, 2nd and each later query of a waybill without an answer."""
CARRIER_LEASE_S = 60
"""A call has ended long before; what it asked for without noting an answer is unknown."""
MADE_NONE_AFTER = 2
"""A carrier that knows of no order at so many queries did not make one."""


PRINTING_RULE = "label_printing"
PRINTING = {"dpi": 203, "packing": "z64", "bars": "native"}
"""How this site's label printers want it; see ``labels.Form``."""


UNMASKED_RULE = "unmasked_labels"
UNMASKED: dict[str, list[str]] = {"carriers": []}
"""Carriers that cannot deliver a label with hidden names and phones; somebody with pii.view
decides which they are."""


class LabelKind(StrEnum):
    """What a stored label is."""

    PREPRINT = "preprint"
    LIVE = "live"
    REPRINT = "reprint"


class Standing(StrEnum):
    """What a label in the archive is worth; only a good one may be had as paper."""

    GOOD = "good"
    REPLACED = "replaced"  # by the next pre-print, or by a copy of the same number
    VOID = "void"  # what was weighed, or its number, was given up


class ManifestState(StrEnum):
    """A hand-over sheet is open until its vehicle leaves."""

    OPEN = "open"
    CLOSED = "closed"


class ManifestAct(StrEnum):
    """What happens to it."""

    CLOSE = "close"


MANIFEST: Machine[ManifestState, ManifestAct] = Machine(
    "manifest", {(ManifestState.OPEN, ManifestAct.CLOSE): ManifestState.CLOSED}
)


class BatchState(StrEnum):
    """How far the pre-prints of many parcels are."""

    QUEUED = "queued"
    DRAWING = "drawing"
    DONE = "done"
    CANCELLED = "cancelled"


class BatchAct(StrEnum):
    """What happens to them."""

    BEGIN = "begin"
    END = "end"
    CANCEL = "cancel"
    BIND_AGAIN = "bind_again"  # a page of the finished PDF may not be seen any more


BATCH: Machine[BatchState, BatchAct] = Machine(
    "batch",
    {
        (BatchState.QUEUED, BatchAct.BEGIN): BatchState.DRAWING,
        (BatchState.DRAWING, BatchAct.END): BatchState.DONE,
        (BatchState.QUEUED, BatchAct.CANCEL): BatchState.CANCELLED,
        (BatchState.DRAWING, BatchAct.CANCEL): BatchState.CANCELLED,
        (BatchState.DONE, BatchAct.BIND_AGAIN): BatchState.DRAWING,
    },
)


class SheetState(StrEnum):
    """What became of one parcel of a batch."""

    WAITING = "waiting"
    ARCHIVED = "archived"
    LEFT_OUT = "left_out"


BATCH_LEASE_S = 30
"""Whoever works on a batch says so at each parcel; silent for so long, another goes on."""
BATCH_MOST = 5000
"""Parcels of one batch."""


P = ParcelState

STEPS = ("check", "weigh", "preprint", "confirm", "label", "attach", "cage")
"""A parcel's way from the open box to the cage."""

_STEPS_DONE = {
    P.OPEN: 0,
    P.BLOCKED: 0,
    P.SEALED: 1,
    P.WEIGHED: 2,
    P.ARCHIVED: 3,
    P.CONFIRMED: 4,
    P.LABELLED: 5,
    P.ATTACHED: 6,
    P.CAGED: 6,
    P.HANDED_OVER: 6,
}

PREPRINT_MAY_BE_SEEN = frozenset({P.ARCHIVED, P.CONFIRMED, P.LABELLED, P.ATTACHED})
"""States in which the bytes of a pre-print may be had."""

REPRINTS_BY_PACKER = 2
"""More of one parcel's label only by a supervisor."""

SENDER = {"name": "", "phone": "", "province": "", "city": "", "district": "", "address": ""}
"""The site rule ``sender``; the warehouse's name stands in for an empty name."""


def missing_before(step: str, state: ParcelState) -> list[str]:
    """The steps that must be done before *step*; empty when it may be done now."""
    done = _STEPS_DONE.get(state, 0)
    return list(STEPS[done : STEPS.index(step)])
