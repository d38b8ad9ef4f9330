"""What the desk's calls take and answer."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from app.core.body import Page, Strict
from app.returns.queries import ReturnRow, ReturnView
from app.returns.rules import Grade, ReturnState

Code = Annotated[str, Meta(min_length=1, max_length=200)]


class Receive(Strict):
    """What was scanned on the box; with ``blind`` false a code nobody knows is refused."""

    code: Code | None = None
    blind: bool = True


class ReceivedAnswer(msgspec.Struct, kw_only=True):
    """The return; ``again`` when it lay on the desk already."""

    return_no: str
    again: bool
    state: str
    blind: bool
    matched_by: str | None
    view: ReturnView = msgspec.field(name="return")


class UnitScan(Strict):
    """A barcode of a unit; a pack's barcode counts its units."""

    code: Code
    quantity: Annotated[int, Meta(ge=1, le=200)] = 1


class UnitsAnswer(msgspec.Struct, kw_only=True):
    """The units that came with one scan: ``id`` is the first of them."""

    id: str
    ids: list[str]
    view: ReturnView = msgspec.field(name="return")


class GradeWish(Strict):
    """What the inspection found. Scrap wants the badge and PIN of a second person."""

    grade: Grade
    reason: Annotated[str, Meta(max_length=80)] | None = None
    badge: Annotated[str, Meta(max_length=40)] | None = None
    pin: Annotated[str, Meta(max_length=20)] | None = None


class Shelve(Strict):
    """The bin that was scanned, as ``code`` or ``bin``."""

    code: Code | None = None
    bin: Code | None = None


class UnitAnswer(msgspec.Struct, kw_only=True):
    """One unit after the step, and its return."""

    id: str
    state: str
    grade: str | None
    bin: str | None
    view: ReturnView = msgspec.field(name="return")


class PhotoAnswer(msgspec.Struct):
    """An archived photo."""

    id: str
    sha256: str


class ReturnsQuery(Page):
    """A page of returns, the newest first; without a state those not closed."""

    state: ReturnState | None = None
    after: str | None = None


class ReturnsPage(msgspec.Struct):
    """Returns."""

    returns: list[ReturnRow]


class PhotoOf(msgspec.Struct):
    """The unit that a photo shows; without it the box."""

    unit: str | None = None
