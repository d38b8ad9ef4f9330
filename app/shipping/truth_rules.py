"""Whether what a carrier says of a parcel fits what we said. Pure.

True is: shipped, then its first scan, then signed. Each silence has a moment at which somebody
must look.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

CHASE_AFTER = timedelta(hours=24)
"""Nothing heard of a parcel for so long: somebody asks its carrier."""
AUDIT_AFTER = timedelta(hours=48)
"""Called shipped for so long, and no carrier ever scanned it: was it?"""
LOADING = timedelta(minutes=30)
"""Drivers scan while they load; the sheet is closed, and so shipped, a little later."""


class Untrue(StrEnum):
    """What does not fit."""

    NOT_PICKED_UP = "not_picked_up"
    BEFORE_SHIPPED = "before_shipped"
    SIGNED_FIRST = "signed_first"
    VOID_LABEL = "void_label"


class Silent(StrEnum):
    """Since when nothing was heard."""

    SINCE_SHIPPED = "since_shipped"
    SINCE_TRACE = "since_trace"


class TraceKind(StrEnum):
    """What a carrier says of a waybill."""

    PICKED_UP = "picked_up"
    IN_TRANSIT = "in_transit"
    SIGNED = "signed"


@dataclass(frozen=True)
class Seen:
    """What is known of a parcel outside.

    Attributes:
        shipped: when we handed it over; None while it is still ours.
        first: the carrier's first scan.
        last: what was heard last, of any kind.
        signed: when the customer had it.
    """

    shipped: datetime | None
    first: datetime | None = None
    last: datetime | None = None
    signed: datetime | None = None


def seen(shipped: datetime | None, traces: Sequence[tuple[str, datetime]]) -> Seen:
    """Put a parcel's traces, in any order, together."""
    scans = [at for kind, at in traces if kind != TraceKind.SIGNED]
    return Seen(
        shipped,
        min(scans, default=None),
        max((at for _, at in traces), default=None),
        min((at for kind, at in traces if kind == TraceKind.SIGNED), default=None),
    )


def untrue(what: Seen) -> Untrue | None:
    """What contradicts our own word; None when nothing does."""
    if what.shipped and what.first and what.first < what.shipped - LOADING:
        return Untrue.BEFORE_SHIPPED
    if what.signed and what.first and what.signed < what.first:
        return Untrue.SIGNED_FIRST
    return None


def chase_at(what: Seen) -> datetime | None:
    """When to ask the carrier where it is; None for one that is not under way."""
    if what.shipped is None or what.signed:
        return None
    return max(what.shipped, what.last or what.shipped) + CHASE_AFTER


def audit_at(what: Seen) -> datetime | None:
    """When to ask whether it is true that it was shipped, or that it was not."""
    if what.shipped is None:
        return what.first + LOADING if what.first else None
    return None if what.first or what.signed else what.shipped + AUDIT_AFTER
