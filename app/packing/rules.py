"""Parcels: what they may do next. Pure."""

from __future__ import annotations

from enum import StrEnum

from app.core.machine import Machine


class ParcelState(StrEnum):
    """Where a parcel is on its way to the van."""

    OPEN = "open"
    SEALED = "sealed"  # every unit checked and a box chosen
    WEIGHED = "weighed"
    BLOCKED = "blocked"
    ARCHIVED = "archived"  # the pre-print is archived
    CONFIRMED = "confirmed"
    LABELLED = "labelled"  # the live label came out
    ATTACHED = "attached"
    CAGED = "caged"
    HANDED_OVER = "handed_over"
    VOID = "void"


class ParcelAct(StrEnum):
    """What people and machines do to it."""

    SEAL = "seal"
    UNSEAL = "unseal"  # another scan, unscan or box after sealing
    PASS = "pass"  # noqa: S105  the gate's word, not a secret
    BLOCK = "block"
    RECHECK = "recheck"
    FORCE = "force"
    PREPRINT = "preprint"
    CONFIRM = "confirm"
    LABEL = "label"
    ATTACH = "attach"
    CAGE = "cage"
    HAND_OVER = "hand_over"
    VOID_WAYBILL = "void_waybill"
    VOID = "void"


P, A = ParcelState, ParcelAct

PARCEL: Machine[ParcelState, ParcelAct] = Machine(
    "parcel",
    {
        (P.OPEN, A.SEAL): P.SEALED,
        (P.SEALED, A.UNSEAL): P.OPEN,
        (P.SEALED, A.PASS): P.WEIGHED,
        (P.SEALED, A.BLOCK): P.BLOCKED,
        (P.WEIGHED, A.PASS): P.WEIGHED,  # weighed again before the pre-print
        (P.WEIGHED, A.BLOCK): P.BLOCKED,
        (P.BLOCKED, A.RECHECK): P.OPEN,
        (P.BLOCKED, A.FORCE): P.WEIGHED,
        (P.WEIGHED, A.PREPRINT): P.ARCHIVED,
        (P.ARCHIVED, A.PREPRINT): P.ARCHIVED,
        (P.ARCHIVED, A.CONFIRM): P.CONFIRMED,
        (P.CONFIRMED, A.LABEL): P.LABELLED,
        (P.CONFIRMED, A.VOID_WAYBILL): P.WEIGHED,
        (P.LABELLED, A.VOID_WAYBILL): P.WEIGHED,
        (P.LABELLED, A.ATTACH): P.ATTACHED,
        (P.ATTACHED, A.CAGE): P.CAGED,
        (P.ATTACHED, A.HAND_OVER): P.HANDED_OVER,
        (P.ATTACHED, A.VOID_WAYBILL): P.WEIGHED,
        (P.CAGED, A.HAND_OVER): P.HANDED_OVER,
        **{
            (state, A.VOID): P.VOID
            for state in (
                P.OPEN,
                P.SEALED,
                P.WEIGHED,
                P.BLOCKED,
                P.ARCHIVED,
                P.CONFIRMED,
                P.LABELLED,
                P.ATTACHED,
                P.CAGED,
            )
        },
    },
)

PROVEN = frozenset(
    {
        P.WEIGHED,
        P.ARCHIVED,
        P.CONFIRMED,
        P.LABELLED,
        P.ATTACHED,
        P.CAGED,
        P.HANDED_OVER,
    }
)
"""States that only the gate (or a forced pass) leads to."""

MAY_PRINT_LIVE = frozenset({P.CONFIRMED, P.LABELLED, P.ATTACHED})
"""States in which live label bytes may leave."""
