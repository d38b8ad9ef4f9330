"""What a label says of a parcel, and how it becomes a document."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.catalog.queries import sku_facts
from app.core import clock
from app.core.errors import Refused
from app.core.events import Actor
from app.orders.models import Order, Recipient
from app.packing.models import Parcel, ParcelUnit
from app.packing.rules import ParcelState
from app.people.models import Warehouse
from app.shipping.archive import Archive, proof
from app.shipping.carrier_list import CarrierData, carrier_for
from app.shipping.models import Label, Waybill
from app.shipping.rules import (
    PRINTING,
    PRINTING_RULE,
    SENDER,
    UNMASKED,
    UNMASKED_RULE,
    LabelKind,
    WaybillState,
)
from app.stations.benches import BenchData
from app.stations.service import bench_by_id, site_rule

T = TypeVar("T")


@dataclass(frozen=True)
class Facts:
    """Everything a label is made of; *said* has the shape of parcel.json.

    Attributes:
        version: the number that the next label of this parcel gets.
        reprints: how often its label was printed again.
        printing: the site's rule for its printers: dpi, packing and bars.
        masked: name, phone and room are hidden; not where the carrier cannot do with that.
    """

    parcel_id: int
    state: ParcelState
    bench: BenchData
    carrier: CarrierData
    waybill_id: int | None
    waybill: str | None
    version: int
    live_label: int | None
    reprints: int
    said: dict[str, Any]
    printing: dict[str, Any]
    masked: bool


class Shared:
    """What the labels of a site share, each read once; given up after some parcels."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, object], Any] = {}

    def once(self, kind: str, key: object, read: Callable[[], T]) -> T:
        """What *read* gives, the first time; the same again afterwards."""
        if (kind, key) not in self._found:
            self._found[kind, key] = read()
        found: T = self._found[kind, key]
        return found

    def rule(
        self, session: Session, warehouse_id: int, name: str, default: dict[str, Any]
    ) -> dict[str, Any]:
        """A rule of the site."""
        return self.once(name, None, lambda: site_rule(session, warehouse_id, name, default))


def facts(
    session: Session, actor: Actor, parcel_no: str, shared: Shared | None = None
) -> Facts:
    """Read what a label of this parcel says.

    Args:
        session: to read with.
        actor: of whose site.
        parcel_no: which parcel.
        shared: what was read for the parcels before it.

    Raises:
        Refused: ``packing.unknown_parcel``, ``label.no_carrier``.
    """
    shared = shared or Shared()
    row = session.execute(
        sa.select(Parcel, Order, Recipient)
        .join(Order, Order.id == Parcel.order_id)
        .join(Recipient, Recipient.order_id == Order.id)
        .where(Parcel.number == parcel_no, Parcel.warehouse_id == actor.warehouse_id)
    ).first()
    if row is None:
        raise Refused("packing.unknown_parcel", parcel_no=parcel_no)
    parcel, order, recipient = row
    carrier = shared.once("carrier", order.carrier, lambda: carrier_for(session, order))
    bench_id = parcel.bench_id
    bench = shared.once("bench", bench_id, lambda: bench_by_id(session, bench_id))
    unmasked = shared.rule(session, order.warehouse_id, UNMASKED_RULE, UNMASKED)
    waybill = session.scalar(
        sa.select(Waybill).where(
            Waybill.parcel_id == parcel.id, Waybill.state != WaybillState.VOID
        )
    )
    labels = session.execute(
        sa.select(Label.id, Label.version, Label.kind, Label.waybill_id).where(
            Label.parcel_id == parcel.id
        )
    ).all()
    mine = [one for one in labels if waybill is not None and one.waybill_id == waybill.id]
    return Facts(
        parcel_id=parcel.id,
        state=parcel.state,
        bench=bench,
        carrier=carrier,
        waybill_id=waybill.id if waybill else None,
        waybill=waybill.number if waybill else None,
        version=1 + max((one.version for one in labels), default=0),
        live_label=next((one.id for one in mine if one.kind is LabelKind.LIVE), None),
        reprints=sum(one.kind is LabelKind.REPRINT for one in mine),
        said={
            **_said(session, order, parcel, carrier),
            "sender": _sender(session, order, recipient, shared),
            "recipient": _receiver(order, recipient),
            "station": bench.code,
        },
        printing=shared.rule(session, order.warehouse_id, PRINTING_RULE, PRINTING),
        masked=carrier.code not in unmasked["carriers"],
    )


def _said(
    session: Session, order: Order, parcel: Parcel, carrier: CarrierData
) -> dict[str, Any]:
    live = session.scalar(
        sa.select(sa.func.count()).where(
            Parcel.order_id == order.id, Parcel.state != ParcelState.VOID
        )
    )
    return {
        "carrier": carrier.name,
        "carrier_latin": carrier.code if carrier.code != carrier.name else "",
        "service": order.service or "",
        "order_no": order.number,
        "parcel_no": parcel.number,
        "piece": min(parcel.piece, live or 1),
        "pieces": live or 1,
        "grams": max(parcel.measured_g or 0, 1),
        "lines": _goods(session, parcel),
        "cage": carrier.cage,
    }


def _receiver(order: Order, recipient: Recipient) -> dict[str, str]:
    return {
        "name": recipient.print_name or recipient.name,
        "phone": recipient.phone,
        "country": order.country,
        "province": recipient.province or "",
        "city": recipient.city or "",
        "district": recipient.district or "",
        "address": recipient.print_address or recipient.address,
        "postcode": recipient.postcode or "",
    }


def _sender(
    session: Session, order: Order, recipient: Recipient, shared: Shared
) -> dict[str, str]:
    known, site = set(SENDER) | {"country", "postcode"}, order.warehouse_id
    own = {key: str(value) for key, value in (recipient.sender or {}).items() if value}
    rule = shared.rule(session, site, "sender", SENDER)
    named = own if own.get("name") else {key: str(value) for key, value in rule.items()}
    if not named.get("name"):
        house = shared.once("house", site, lambda: session.get_one(Warehouse, site).name)
        named = named | {"name": house}
    return {key: value for key, value in named.items() if key in known}


def _goods(session: Session, parcel: Parcel) -> list[dict[str, Any]]:
    units = session.execute(
        sa.select(ParcelUnit.sku_id, sa.func.sum(ParcelUnit.quantity))
        .where(ParcelUnit.parcel_id == parcel.id, ParcelUnit.quantity > 0)
        .group_by(ParcelUnit.sku_id)
    ).all()
    known = sku_facts(session, [sku_id for sku_id, _ in units])
    return [
        {"name": known[sku_id].name, "quantity": int(quantity), "sku": known[sku_id].code}
        for sku_id, quantity in units
    ]


@dataclass(frozen=True)
class Document:
    """A label as bytes.

    Attributes:
        pdf: for people and the archive.
        signature: its HMAC.
        printed: in the language of the bench's printer; None where that is PDF, and for a
            pre-print, which nobody sticks on.
    """

    pdf: bytes
    signature: str
    printed: bytes | None = None


def draw(
    found: Facts,
    archive: Archive,
    zone: ZoneInfo,
    language: str,
    *,
    mode: str,
    waybill: str | None,
) -> Document:
    """Make the document of a label.

    Args:
        found: from :func:`facts`.
        archive: signs it.
        zone: the site's time zone, in which the label tells the time.
        language: zh or en.
        mode: ``preprint``, ``live`` or ``reprint n``.
        waybill: the number; None on a pre-print.

    Raises:
        Refused: ``label.unprintable``, ``label.too_long``, ``label.no_font``,
            ``label.invalid``, ``label.mismatch``, with the field to blame.
    """
    from labels import Form, LabelError, make, spec

    data, signature = content(found, archive, zone, language, mode=mode, waybill=waybill)
    bench, printed = found.bench, None
    try:
        label = spec.from_data(data)
        masked = found.masked or mode == "preprint"
        form = Form("pdf", bench.label_size, found.printing["dpi"])
        document = make(label, form, masked=masked)
        if bench.language != "pdf" and mode != "preprint":
            form = Form(bench.language, bench.label_size, **found.printing)
            printed = make(label, form, masked=masked)
    except LabelError as error:
        raise Refused(error.code, field=error.field, why=error.detail) from None
    return Document(document, signature, printed)


def content(
    found: Facts,
    archive: Archive,
    zone: ZoneInfo,
    language: str,
    *,
    mode: str,
    waybill: str | None,
) -> tuple[dict[str, Any], str]:
    """What a label says, in the shape of parcel.json, and the HMAC over it; as :func:`draw`."""
    data = found.said | {
        "mode": mode,
        "waybill": waybill or "",
        "printed_at": clock.now().astimezone(zone).isoformat(timespec="seconds"),
        "lang": language,
    }
    said = msgspec.json.encode(data, order="deterministic")
    signature = archive.sign(found.said["parcel_no"], found.version, said)
    if mode == "preprint":
        data["proof"] = proof(signature)
    return data, signature
