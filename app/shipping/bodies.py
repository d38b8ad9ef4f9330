"""What the room's URLs hear and say."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from app.core.body import Place, Strict
from app.shipping.dock import CageLine, ManifestShort
from app.shipping.rules import ManifestState

Code = Annotated[str, Meta(min_length=1, max_length=200)]
MOST_BASE64 = 400_000
"""Of a drawn signature: a few thousand as a rule."""
Words = Annotated[str, Meta(min_length=1, max_length=200)]


class Scanned(Strict):
    """A code as it was scanned."""

    code: Code


class Reason(Strict):
    """Why it is done."""

    reason: Words


class Void(Reason):
    """Why, and who answers for it; without badge and PIN the caller, freshly logged in."""

    badge: Annotated[str, Meta(max_length=40)] | None = None
    pin: Annotated[str, Meta(max_length=20)] | None = None


class Preprinted(msgspec.Struct):
    """The newest pre-print in the archive."""

    parcel_no: str
    state: str
    label: str
    version: int
    sha256: str
    url: str


class PrintingRule(Strict):
    """How this site's label printers want it: see ``labels.Form``."""

    dpi: Literal[203, 300]
    packing: Literal["z64", "acs"]
    bars: Literal["native", "graphic"]


class Caged(msgspec.Struct):
    """A parcel that lies in its carrier's cage."""

    parcel_no: str
    cage: str
    say: str
    tone: str


class Cages(msgspec.Struct):
    """The cages on the dock."""

    cages: list[CageLine]


class NewManifest(Strict):
    """Whose vehicle it is: number plate and driver. One is loaded on one sheet at a time."""

    carrier: Annotated[str, Meta(min_length=1, max_length=24)]
    vehicle: Annotated[str, Meta(min_length=1, max_length=40)] | None = None
    driver: Annotated[str, Meta(min_length=1, max_length=80)] | None = None


class Signature(Strict):
    """Who took the parcels: their name, and what they drew on the screen, a PNG in base64."""

    signed_by: Annotated[str, Meta(min_length=1, max_length=80)] | None = None
    signature: Annotated[str, Meta(min_length=1, max_length=MOST_BASE64)] | None = None


class SheetLanguage(Strict):
    """In which language the paper is; the reader's own when it is not said."""

    lang: Literal["zh", "en"] | None = None


class ManifestScan(msgspec.Struct):
    """What became of a parcel scanned at a vehicle."""

    parcel_no: str
    verdict: str
    say: str
    tone: str
    parcels: int


class ManifestPage(Strict):
    """Which hand-over sheets, and how many."""

    state: ManifestState | None = None
    after: Place = 0
    limit: Annotated[int, Meta(ge=1, le=200)] = 50
    newest: bool = False


class Manifests(msgspec.Struct):
    """Hand-over sheets, oldest first, or newest first where that was asked."""

    manifests: list[ManifestShort]
