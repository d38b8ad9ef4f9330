"""One label model for every renderer: what parcel.json holds, strictly checked."""

import json
import re
import unicodedata
from datetime import datetime
from functools import lru_cache
from typing import Annotated, Any, Literal

import msgspec

from labels.barcodes import checked
from labels.errors import LabelInvalidError

SIZES: dict[str, tuple[int, int]] = {
    "76x130": (76, 130),
    "100x150": (100, 150),
    "100x180": (100, 180),
}
"""Width and height of each label stock, in millimetres."""

MAX_BYTES = 256 * 1024
MODE = re.compile(r"preprint|live|reprint ([1-9][0-9]{0,2})")

Short = Annotated[str, msgspec.Meta(max_length=40)]
Line = Annotated[str, msgspec.Meta(max_length=200)]
Long = Annotated[str, msgspec.Meta(max_length=400)]


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """Who sends or who receives, as the order has it; masking happens when it is drawn."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    phone: Short = ""
    country: Short = ""
    province: Line = ""
    city: Line = ""
    district: Line = ""
    address: Long = ""
    postcode: Short = ""


class Goods(msgspec.Struct, frozen=True, kw_only=True):
    """One line of what is in the parcel."""

    name: Annotated[str, msgspec.Meta(max_length=1000)]
    quantity: Annotated[int, msgspec.Meta(ge=1, le=99_999)]
    sku: Annotated[str, msgspec.Meta(max_length=200)] = ""


class Label(msgspec.Struct, frozen=True, kw_only=True):
    """One parcel's waybill label.

    Attributes:
        waybill: the carrier's number; empty or ignored on a pre-print, which has none yet.
        route_code: the carrier's sorting code (三段码); the city is shown large without one.
        pieces: parcels of this order; `piece` is this one's place among them, when known.
        grams: the measured weight.
        printed_at: shown as it stands, so give it in the site's zone.
        mode: `preprint`, `live` or `reprint n`.
        proof: the code that proves a pre-print (HMAC over parcel, content and version).
        service, cage, station, care, carrier_latin: shown where there is one.
    """

    carrier: Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
    sender: Party
    recipient: Party
    order_no: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
    parcel_no: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
    grams: Annotated[int, msgspec.Meta(ge=1, le=9_999_999)]
    printed_at: Annotated[datetime, msgspec.Meta(tz=True)]
    mode: str
    waybill: Short = ""
    route_code: Annotated[str, msgspec.Meta(max_length=24)] = ""
    pieces: Annotated[int, msgspec.Meta(ge=1, le=999)] = 1
    piece: Annotated[int, msgspec.Meta(ge=1, le=999)] | None = None
    lines: Annotated[tuple[Goods, ...], msgspec.Meta(max_length=2_000)] = ()
    proof: Short = ""
    service: Short = ""
    carrier_latin: Short = ""
    cage: Short = ""
    station: Short = ""
    care: Short = ""
    lang: Literal["zh", "en"] = "zh"

    def __post_init__(self) -> None:
        """Refuse what the types alone cannot see."""
        if not MODE.fullmatch(self.mode):
            raise LabelInvalidError("mode", 'must be "preprint", "live" or "reprint n"')
        if self.piece is not None and self.piece > self.pieces:
            raise LabelInvalidError("piece", f"{self.piece} of {self.pieces}")
        for field, text in (
            ("carrier", self.carrier),
            ("order_no", self.order_no),
            ("parcel_no", self.parcel_no),
            ("sender.name", self.sender.name),
            ("recipient.name", self.recipient.name),
            ("recipient.address", self.recipient.address),
        ):
            if not text.strip():
                raise LabelInvalidError(field, "must not be empty")
        if not self.is_preprint:
            checked(self.waybill, field="waybill")
            return
        checked(self.parcel_no, field="parcel_no")  # both are in its QR code, and readers
        if self.proof:  # guess the alphabet of anything but ASCII
            checked(self.proof, field="proof")

    @property
    def is_preprint(self) -> bool:
        """Whether this is the watermarked form without a number."""
        return self.mode == "preprint"

    @property
    def square_says(self) -> str:
        """What its QR code says; a pre-print's is the parcel and the code that proves it."""
        if self.is_preprint:
            return f"PREPRINT {self.parcel_no} {self.proof}".rstrip()
        return self.waybill

    @property
    def copy_number(self) -> int:
        """How often it was printed again: n of `reprint n`, else 0."""
        match = MODE.fullmatch(self.mode)
        return int(match[1] or 0) if match else 0


def from_json(body: bytes) -> Label:
    """Read one parcel.json.

    Unknown keys are left alone (a newer order may carry more), null means absent, a repeated
    key or NaN is refused.

    Raises:
        LabelInvalidError: names the field and what is wrong with it.
    """
    if len(body) > MAX_BYTES:
        raise LabelInvalidError(
            "", f"larger than {MAX_BYTES // 1024} KB: this is no parcel.json"
        )
    try:
        data = json.loads(
            body.decode("utf-8-sig"), object_pairs_hook=_once, parse_constant=_no_constant
        )
    except LabelInvalidError:
        raise
    except (ValueError, RecursionError) as error:
        raise LabelInvalidError("", f"not JSON in UTF-8: {error}") from error
    return from_data(data)


def from_data(data: Any) -> Label:
    """Check plain data of the shape of parcel.json and make a label of it."""
    try:
        return msgspec.convert(data, Label, strict=True)
    except LabelInvalidError:
        raise
    except msgspec.ValidationError as error:
        if isinstance(error.__cause__, LabelInvalidError):
            raise error.__cause__ from error
        detail, _, path = str(error).partition(" - at ")
        raise LabelInvalidError(path.strip("`").removeprefix("$."), detail) from error


@lru_cache(maxsize=1024)
def plain(text: str) -> str:
    """The text as it can stand on one line: NFC, single spaces, no invisible characters."""
    visible = "".join(
        char for char in unicodedata.normalize("NFC", text) if not _is_invisible(char)
    )
    return " ".join(visible.split())


def _is_invisible(char: str) -> bool:
    """Marks that steer text but draw nothing: joiners, direction marks, variation selectors."""
    return unicodedata.category(char) == "Cf" or "\ufe00" <= char <= "\ufe0f"


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for key, value in pairs:
        if key in fields:
            raise LabelInvalidError(key, "is there twice")
        fields[key] = value
    return {key: value for key, value in fields.items() if value is not None}


def _no_constant(name: str) -> Any:
    raise LabelInvalidError("", f"{name} is not a number")
