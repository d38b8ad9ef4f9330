"""The bodies and queries of the hub's calls, but for the order itself (intake.py)."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from msgspec import Meta, field

from app.core.body import Limit, Page, Place, Strict
from app.core.outbox import OutboxState
from app.hub.intake import (
    KEY_LENGTH,
    Country,
    Key,
    Moment,
    Text20,
    Text40,
    Text60,
    Text120,
    Text400,
)
from app.hub.rules import ShortDecision

Stamp = Annotated[str, Meta(max_length=40, extra_json_schema={"format": "date-time"})]
Reason = Annotated[str, Meta(max_length=200)]


MOST_ORDERS = 500


class Envelope(Strict):
    """Orders, each for itself."""

    orders: Annotated[list[Any], Meta(max_length=MOST_ORDERS)]


class Named(Strict):
    """For numbers that a path cannot take."""

    source_platform: Key
    external_order_no: Key


class Cancel(Strict):
    """Cancel an order."""

    reason: Reason | None = None
    at: Moment | None = None


class Intercept(Strict):
    """Stop one parcel."""

    reason: Reason | None = None


class Hold(Strict):
    """Stop an order, or let it go on."""

    reason: Annotated[str, Meta(min_length=1, max_length=80)]
    at: Moment | None = None


class Prioritise(Strict):
    """How much it hurries from now on."""

    priority: Literal["normal", "vip", "urgent"]


class Reroute(Strict):
    """Another carrier."""

    carrier: Annotated[str, Meta(min_length=1, max_length=24)]
    service: Text40 | None = None


class Decide(Strict):
    """What becomes of an order that was found short."""

    decision: ShortDecision


class Spelling(Strict):
    """What the label says instead of characters that cannot be printed."""

    print_name: Text120 | None = None
    print_address: Text400 | None = None


class AddressFields(Strict):
    """What changes of the recipient; the rest stays."""

    name: Text120 | None = None
    phone: Text40 | None = None
    country: Country | None = None
    province: Text60 | None = None
    city: Text60 | None = None
    district: Text60 | None = None
    address: Text400 | None = None
    postcode: Text20 | None = None


class Readdress(AddressFields):
    """A new address: under ``recipient`` as in the order, or the fields themselves."""

    recipient: AddressFields | None = None


class CancelNamed(Cancel, kw_only=True):
    """Cancel, in body form."""

    source_platform: Key
    external_order_no: Key


class HoldNamed(Hold, kw_only=True):
    """Hold or resume, in body form."""

    source_platform: Key
    external_order_no: Key


class PrioritiseNamed(Prioritise, kw_only=True):
    """Priority, in body form."""

    source_platform: Key
    external_order_no: Key


class RerouteNamed(Reroute, kw_only=True):
    """Carrier, in body form."""

    source_platform: Key
    external_order_no: Key


class ReaddressNamed(Readdress, kw_only=True):
    """Address, in body form."""

    source_platform: Key
    external_order_no: Key


class DecideNamed(Decide, kw_only=True):
    """Short decision, in body form."""

    source_platform: Key
    external_order_no: Key


class SpellingNamed(Spelling, kw_only=True):
    """Printable spelling, in body form."""

    source_platform: Key
    external_order_no: Key


class Products(Strict):
    """Master data."""

    products: Annotated[list[Any], Meta(max_length=500)]


class InboundStock(Strict):
    """Inbound stock."""

    stock: Annotated[list[Any], Meta(max_length=500)]


class Traces(Strict):
    """Carrier traces."""

    traces: Annotated[list[Any], Meta(max_length=500)]


class Returns(Strict):
    """Announced returns."""

    returns: Annotated[list[Any], Meta(max_length=500)]


class After(Page):
    """A page of a feed."""

    MOST: ClassVar[int] = 1000
    after: Place = 0
    limit: Limit = 200


class ChangedAfter(Strict):
    """Which SKUs; all of them at once, unless a page is asked for.

    A page goes on after the last SKU of the one before. The ``next`` to keep is the first
    page's: what changes while the others are read is told again.
    """

    changed_after: Place = 0
    after: Annotated[str, Meta(max_length=KEY_LENGTH)] = ""
    limit: Limit | None = None


class Between(Strict):
    """A stretch of time; the end is not in it."""

    from_: Stamp = field(name="from")
    to: Stamp


class MessagesQuery(Page):
    """Which messages for the hub, and how many."""

    MOST: ClassVar[int] = 500
    state: OutboxState = OutboxState.DEAD
    after: Place = 0
    limit: Limit = 100


class ReplayStream(Strict):
    """The stream whose messages are to be sent again, as the list names it."""

    stream: Annotated[str, Meta(min_length=1, max_length=120)]
