"""The order body: its fields and limits, what is wrong with it, and its fingerprint."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from app.core.body import Strict
from app.core.errors import Refused
from app.hub.fields import (
    FieldError,
    check_amount,
    check_finite,
    check_key,
    check_time,
    exact,
    explain,
)
from app.orders.rules import identity

KEY_LENGTH = 64
MOST_LINES = 2000
MOST_TAGS = 50
INT_32 = 2_147_483_647

Text20 = Annotated[str, Meta(max_length=20)]
Text40 = Annotated[str, Meta(max_length=40)]
Text60 = Annotated[str, Meta(max_length=60)]
Text80 = Annotated[str, Meta(max_length=80)]
Text120 = Annotated[str, Meta(max_length=120)]
Text200 = Annotated[str, Meta(max_length=200)]
Text400 = Annotated[str, Meta(max_length=400)]
Text500 = Annotated[str, Meta(max_length=500)]
Key = Annotated[str, Meta(min_length=1, max_length=KEY_LENGTH)]
Country = Annotated[str, Meta(pattern="^[A-Za-z]{2}$", max_length=2)]
Currency = Annotated[str, Meta(pattern="^[A-Z]{3}$", max_length=3)]
Moment = Annotated[datetime, Meta(tz=True)]
Amount = (
    Annotated[str, Meta(pattern=r"^[0-9]{1,12}(\.[0-9]{1,2})?$(?!\n)")]
    | Annotated[int, Meta(ge=0, le=999_999_999_999)]
    | Annotated[float, Meta(ge=0, le=999_999_999_999)]
)
LineNo = (
    Annotated[int, Meta(ge=1, le=INT_32)]
    | Annotated[str, Meta(pattern=r"^[1-9][0-9]{0,8}$(?!\n)")]
)
Quantity = Annotated[int, Meta(ge=1, le=99_999)]


class RecipientBody(Strict):
    """Who gets it. Blank texts are taken and hold the order as incomplete."""

    name: Text120
    phone: Text40
    country: Country
    address: Text400
    province: Text60 | None = None
    city: Text60 | None = None
    district: Text60 | None = None
    postcode: Text20 | None = None


class SenderBody(Strict):
    """Who sends it, where that is not the shop's usual sender."""

    name: Text120 | None = None
    phone: Text40 | None = None
    country: Country | None = None
    province: Text60 | None = None
    city: Text60 | None = None
    district: Text60 | None = None
    address: Text400 | None = None
    postcode: Text20 | None = None


class LineBody(Strict):
    """So many of one SKU."""

    line_no: LineNo
    sku: Key
    quantity: Quantity
    barcode: Text80 | None = None
    name: Text200 | None = None
    unit_price: Amount | None = None
    gift: bool | None = None
    gift_campaign: Key | None = None
    gift_cap: Annotated[int, Meta(ge=0, le=INT_32)] | None = None
    lot: Text40 | None = None
    serial: Text60 | None = None
    image_url: Text500 | None = None


class HoldBody(Strict):
    """Why the hub wants the order to wait."""

    reason: Annotated[str, Meta(min_length=1, max_length=80)]


class OrderBody(Strict):
    """One order as the hub releases it."""

    source_platform: Key
    external_order_no: Key
    created_at: Moment
    recipient: RecipientBody
    lines: Annotated[list[LineBody], Meta(min_length=1, max_length=MOST_LINES)]
    warehouse: Annotated[str, Meta(max_length=16)] | None = None
    shop: Text80 | None = None
    order_type: Text40 | None = None
    paid_at: Moment | None = None
    ship_by: Moment | None = None
    planned_ship_at: Moment | None = None
    not_before: Moment | None = None
    presale: bool | None = None
    priority: Literal["normal", "vip", "urgent"] | None = None
    tags: Annotated[list[Key], Meta(max_length=MOST_TAGS)] | None = None
    carrier: Annotated[str, Meta(min_length=1, max_length=24)] | None = None
    service: Text40 | None = None
    buyer_note: Text500 | None = None
    seller_note: Text500 | None = None
    currency: Currency | None = None
    amount: Amount | None = None
    trace_id: Text80 | None = None
    parent_order_no: Key | None = None
    merged_from: Annotated[list[Key], Meta(max_length=200)] | None = None
    version: Annotated[int, Meta(ge=1, le=INT_32)] | None = None
    sender: SenderBody | None = None
    hold: HoldBody | None = None
    cross_border: bool | None = None
    insured_amount: Amount | None = None
    invoice: dict[str, Any] | None = None


@dataclass(frozen=True)
class Intake:
    """An order body that was read and found good.

    Attributes:
        platform: the source platform as it is compared.
        number: the hub's number as it is compared.
        content_hash: what tells a replay from another order under the same number.
    """

    body: OrderBody
    platform: str
    number: str
    content_hash: str

    @property
    def version(self) -> int:
        """The hub's version; 1 when it names none."""
        return self.body.version or 1

    @property
    def members(self) -> list[str]:
        """The numbers merged into this order, besides its own, in a fixed order."""
        named = {identity(number) for number in self.body.merged_from or ()}
        return sorted(named - {self.number})


def read(raw: Any, warehouse_id: int, *, strict: bool = True) -> Intake:
    """Read one order body.

    Args:
        raw: plain JSON values.
        warehouse_id: the caller's; part of the fingerprint.
        strict: take no text for a number; a table has texts alone.

    Raises:
        Refused: ``request.invalid``, each wrong field in ``errors``.
    """
    try:
        body = msgspec.convert(raw, OrderBody, strict=strict)
    except msgspec.ValidationError as error:
        raise Refused("request.invalid", errors=[explain(error)]) from None
    platform, number = identity(body.source_platform), identity(body.external_order_no)
    errors = [
        *wrong_names(platform, number),
        *_wrong(body),
    ]
    if errors:
        raise Refused("request.invalid", errors=errors)
    return Intake(body, platform, number, _fingerprint(body, platform, number, warehouse_id))


def wrong_names(platform: str, number: str) -> list[FieldError]:
    """What no platform and no number may have, as they are compared."""
    return [
        *check_key("/source_platform", platform, KEY_LENGTH),
        *check_key("/external_order_no", number, KEY_LENGTH),
    ]


def named(raw: Any) -> tuple[str | None, str | None]:
    """Platform and number of a body that may be broken, as far as they can be told."""
    found = [
        identity(value)[:KEY_LENGTH] if isinstance(value, str) else None
        for value in (
            (raw.get("source_platform"), raw.get("external_order_no"))
            if isinstance(raw, dict)
            else (None, None)
        )
    ]
    return found[0], found[1]


def _wrong(body: OrderBody) -> Iterator[FieldError]:
    for name in ("created_at", "paid_at", "ship_by", "planned_ship_at", "not_before"):
        yield from check_time(f"/{name}", getattr(body, name))
    for name in ("amount", "insured_amount"):
        yield from check_amount(f"/{name}", getattr(body, name))
    for name in ("shop", "order_type", "carrier", "service", "trace_id", "parent_order_no"):
        yield from _no_control(f"/{name}", getattr(body, name))
    for name in ("tags", "merged_from"):
        for place, text in enumerate(getattr(body, name) or ()):
            yield from check_key(f"/{name}/{place}", identity(text), KEY_LENGTH)
    yield from check_finite("/invoice", body.invoice)
    yield from _wrong_lines(body.lines)


def _wrong_lines(lines: list[LineBody]) -> Iterator[FieldError]:
    seen: set[int] = set()
    for place, line in enumerate(lines):
        where = f"/lines/{place}"
        if int(line.line_no) in seen:
            yield {"pointer": f"{where}/line_no", "code": "field.twice"}
        seen.add(int(line.line_no))
        yield from check_key(f"{where}/sku", identity(line.sku), KEY_LENGTH)
        yield from check_key(f"{where}/gift_campaign", line.gift_campaign, KEY_LENGTH)
        for name in ("barcode", "lot", "serial"):
            yield from _no_control(f"{where}/{name}", getattr(line, name))
        yield from check_amount(f"{where}/unit_price", line.unit_price)


def _no_control(pointer: str, text: str | None) -> list[FieldError]:
    return check_key(pointer, text, len(text)) if text else []


_AMOUNTS = frozenset({"amount", "insured_amount", "unit_price"})
_COUNTRIES = frozenset({"country"})


def _fingerprint(body: OrderBody, platform: str, number: str, warehouse_id: int) -> str:
    """SHA-256 over the normalised order: UTC, decimals, absent = null; no trace, no version."""
    plain = msgspec.to_builtins(body, builtin_types=(datetime,))
    plain |= {
        "source_platform": platform,
        "external_order_no": number,
        "warehouse": warehouse_id,
        "trace_id": None,
        "version": None,
        "lines": sorted(plain["lines"], key=lambda line: int(line["line_no"])),
    }
    if plain.get("priority") == "normal":
        del plain["priority"]
    content = json.dumps(_tidy(None, plain), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()


def _tidy(key: str | None, value: Any) -> Any:
    if isinstance(value, dict):
        tidied = {name: _tidy(name, item) for name, item in value.items()}
        return {name: item for name, item in tidied.items() if not _is_absent(item)}
    if isinstance(value, list):
        return [_tidy(None, item) for item in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if key in _AMOUNTS:
        return str(exact(value).quantize(exact("0.01")))
    if key in _COUNTRIES:
        return str(value).upper()
    return int(value) if key == "line_no" else value


def _is_absent(value: Any) -> bool:
    return value is None or value is False or value in ({}, [])
