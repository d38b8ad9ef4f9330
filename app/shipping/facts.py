"""What a label says of a parcel, read for one or for many at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.catalog.queries import sku_facts
from app.core.errors import Refused
from app.core.events import Actor
from app.orders.models import Order, Recipient
from app.packing.models import Parcel, ParcelUnit
from app.packing.rules import ParcelState
from app.people.models import Warehouse
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


def facts(session: Session, actor: Actor, parcel_no: str) -> Facts:
    """Read what a label of this parcel says.

    Raises:
        Refused: ``packing.unknown_parcel``, ``label.no_carrier``.
    """
    found = facts_of(session, actor, [parcel_no], Shared())[parcel_no]
    if isinstance(found, Refused):
        raise found
    return found


def facts_of(
    session: Session, actor: Actor, parcel_nos: Collection[str], shared: Shared
) -> dict[str, Facts | Refused]:
    """As :func:`facts` for many, by their numbers; a refusal takes its parcel's place.

    Args:
        session: to read with.
        actor: of whose site.
        parcel_nos: which parcels.
        shared: what was read for the parcels before them.
    """
    rows = session.execute(
        sa.select(Parcel, Order, Recipient)
        .join(Order, Order.id == Parcel.order_id)
        .join(Recipient, Recipient.order_id == Order.id)
        .where(Parcel.number.in_(parcel_nos), Parcel.warehouse_id == actor.warehouse_id)
    ).all()
    beside = _Beside(session, [parcel for parcel, *_ in rows])
    found: dict[str, Facts | Refused] = {
        number: Refused("packing.unknown_parcel", parcel_no=number) for number in parcel_nos
    }
    for row in rows:
        number = row[0].number
        try:
            found[number] = _facts(session, shared, beside, *row)
        except Refused as refusal:
            found[number] = refusal
    return found


class _Beside:
    """What stands in other tables about parcels: waybills, labels, goods, their number."""

    def __init__(self, session: Session, parcels: Sequence[Parcel]) -> None:
        keys = [parcel.id for parcel in parcels]
        live = Waybill.state != WaybillState.VOID
        bills = session.scalars(sa.select(Waybill).where(Waybill.parcel_id.in_(keys), live))
        self.waybills = {bill.parcel_id: bill for bill in bills}
        self.labels: dict[int, list[Any]] = {key: [] for key in keys}
        for label in session.execute(
            sa.select(
                Label.parcel_id, Label.id, Label.version, Label.kind, Label.waybill_id
            ).where(Label.parcel_id.in_(keys))
        ):
            self.labels[label.parcel_id].append(label)
        self.goods = _goods(session, keys)
        counts = session.execute(
            sa.select(Parcel.order_id, sa.func.count())
            .where(Parcel.order_id.in_({parcel.order_id for parcel in parcels}))
            .where(Parcel.state != ParcelState.VOID)
            .group_by(Parcel.order_id)
        )
        self.pieces = dict(counts.all())


def _facts(session: Session, shared: Shared, beside: _Beside, *row: Any) -> Facts:
    parcel, order, recipient = row
    carrier = shared.once("carrier", order.carrier, lambda: carrier_for(session, order))
    bench_id = parcel.bench_id
    bench = shared.once("bench", bench_id, lambda: bench_by_id(session, bench_id))
    unmasked = shared.rule(session, order.warehouse_id, UNMASKED_RULE, UNMASKED)
    waybill, labels = beside.waybills.get(parcel.id), beside.labels[parcel.id]
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
            **_said(beside, order, parcel, carrier),
            "sender": _sender(session, order, recipient, shared),
            "recipient": _receiver(order, recipient),
            "station": bench.code,
        },
        printing=shared.rule(session, order.warehouse_id, PRINTING_RULE, PRINTING),
        masked=carrier.code not in unmasked["carriers"],
    )


def _said(
    beside: _Beside, order: Order, parcel: Parcel, carrier: CarrierData
) -> dict[str, Any]:
    live = beside.pieces.get(order.id, 0)
    return {
        "carrier": carrier.name,
        "carrier_latin": carrier.code if carrier.code != carrier.name else "",
        "service": order.service or "",
        "order_no": order.number,
        "parcel_no": parcel.number,
        "piece": min(parcel.piece, live or 1),
        "pieces": live or 1,
        "grams": max(parcel.measured_g or 0, 1),
        "lines": beside.goods[parcel.id],
        "cage": carrier.cage,
        "route_code": "",  # the carrier tells it with the number
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


def _goods(session: Session, keys: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    units = session.execute(
        sa.select(ParcelUnit.parcel_id, ParcelUnit.sku_id, sa.func.sum(ParcelUnit.quantity))
        .where(ParcelUnit.parcel_id.in_(keys), ParcelUnit.quantity > 0)
        .group_by(ParcelUnit.parcel_id, ParcelUnit.sku_id)
    ).all()
    known = sku_facts(session, {sku_id for _, sku_id, _ in units})
    goods: dict[int, list[dict[str, Any]]] = {key: [] for key in keys}
    for key, sku_id, quantity in units:
        sku = known[sku_id]
        goods[key].append({"name": sku.name, "quantity": int(quantity), "sku": sku.code})
    return goods
