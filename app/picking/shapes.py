"""The bodies and answers of picking's calls, and how a stored answer is said."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from app.core.body import Strict
from app.i18n import Catalogue
from app.picking.rules import COUNTED, Kind, ShortReason, Verdict

MOST = 200
"""Actions of one request."""

Id = Annotated[str, Meta(min_length=1, max_length=80)]
Number = Annotated[str, Meta(min_length=1, max_length=24)]
Code = Annotated[str, Meta(min_length=1, max_length=200)]
Short = Annotated[str, Meta(min_length=1, max_length=40)]
Units = Annotated[int, Meta(ge=1, le=99_999)]
Key = Annotated[str, Meta(pattern=r"^[0-9]{1,15}$")]


class ScanAction(Strict):
    """One action of a PDA; *code* belongs to a scan, *found* and *reason* to a short."""

    scan_id: Id
    pick_list: Number
    kind: Kind
    device_seq: Annotated[int, Meta(ge=0, le=2**53)]
    code: Code | None = None
    task: Key | None = None
    plan_version: Annotated[int, Meta(ge=0, le=2**31)] | None = None
    quantity: Units | None = None
    found: Annotated[int, Meta(ge=0, le=99_999)] | None = None
    reason: ShortReason | None = None
    at: Annotated[datetime, Meta(tz=True)] | None = None


class Scans(Strict):
    """A batch of actions, or the fields of one action."""

    scans: Annotated[list[ScanAction], Meta(min_length=1, max_length=MOST)] | UnsetType = UNSET
    scan_id: Id | UnsetType = UNSET
    pick_list: Number | UnsetType = UNSET
    kind: Kind | UnsetType = UNSET
    device_seq: Annotated[int, Meta(ge=0, le=2**53)] | UnsetType = UNSET
    code: Code | None = None
    task: Key | None = None
    plan_version: Annotated[int, Meta(ge=0, le=2**31)] | None = None
    quantity: Units | None = None
    found: Annotated[int, Meta(ge=0, le=99_999)] | None = None
    reason: ShortReason | None = None
    at: Annotated[datetime, Meta(tz=True)] | None = None


class ScanResult(msgspec.Struct, omit_defaults=True):
    """What an action came to.

    *task* is what it was about, *next* what is wanted now, *scanned* the goods that were
    scanned instead, and a bin where they lie, *put_back* the units that must go back from the
    hand when an order stops.
    """

    scan_id: str
    verdict: str
    say: str
    tone: str
    task: str | None
    next: dict[str, Any] | None
    progress: dict[str, int] | None
    refusal: str | UnsetType = UNSET
    scanned: dict[str, Any] | UnsetType = UNSET
    put_back: int | UnsetType = UNSET


class ScanResults(msgspec.Struct):
    """One result an action, in the order sent."""

    results: list[ScanResult]


class NextWish(Strict):
    """Where somebody works, and with which cart."""

    zone: Annotated[str, Meta(max_length=8)] | None = None
    cart: Short | None = None


class HandOver(Strict):
    """The colleague's badge; without it the caller takes the list over."""

    badge: Short | None = None


class HandedOver(msgspec.Struct):
    """Who has the list now."""

    pick_list: str
    person: str


class Paused(msgspec.Struct):
    """The list waits."""

    pick_list: str
    state: str


def said(texts: Catalogue, language: str, scan_id: str, answer: dict[str, Any]) -> ScanResult:
    """Say a stored answer in the language of whoever asks now."""
    params = {key: _word(texts, language, value) for key, value in answer["params"].items()}
    counted = answer["verdict"] in COUNTED
    stops = answer["verdict"] == Verdict.INTERCEPTED
    scanned = answer["scanned"]
    return ScanResult(
        scan_id=scan_id,
        verdict=answer["verdict"],
        say=texts.say(answer["say"], language, **params),
        tone=str(texts.tone(f"verdict.{answer['verdict']}")),
        task=answer["task"],
        next=answer["next"],
        progress=answer["progress"],
        refusal=UNSET if counted else answer["say"],
        scanned=UNSET if scanned is None else scanned,
        put_back=answer["params"].get("n", UNSET) if stops else UNSET,
    )


def _word(texts: Catalogue, language: str, value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if "codes" in value:
        joint = "、" if language == "zh" else ", "
        return joint.join(texts.say(code, language) for code in value["codes"])
    return value[language]
