"""Waybills, labels and manifests: what they may do next. Pure."""

from __future__ import annotations

from enum import StrEnum

from app.core.machine import Machine


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
    VOID = "void"


B, A = WaybillState, WaybillAct

WAYBILL: Machine[WaybillState, WaybillAct] = Machine(
    "waybill",
    {
        (B.REQUESTED, A.ISSUE): B.ISSUED,
        (B.REQUESTED, A.LOSE): B.UNKNOWN,
        (B.REQUESTED, A.VOID): B.VOID,
        (B.UNKNOWN, A.ISSUE): B.ISSUED,
        (B.UNKNOWN, A.VOID): B.VOID,
        (B.ISSUED, A.VOID): B.VOID,
    },
)


class LabelKind(StrEnum):
    """What a stored label is."""

    PREPRINT = "preprint"
    LIVE = "live"
    REPRINT = "reprint"


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
