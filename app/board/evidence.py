"""All that proves what happened to one parcel, gathered from the rooms it went through."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.board import proof, timeline
from app.board.proof import Proven
from app.board.timeline import Happening
from app.catalog.queries import sku_facts
from app.core import clock
from app.core.errors import Refused
from app.core.events import Actor, EventRow, EventSeal
from app.core.outbox import OutboxRow
from app.orders.models import Order, Recipient
from app.packing.models import PackScan, Parcel, ParcelUnit, Weighing
from app.packing.queries import parcel_and_order
from app.people.models import Person
from app.picking.models import Scan
from app.returns.models import Return, ReturnPhoto
from app.shipping import permits
from app.shipping import queries as shipping
from app.shipping.models import Label, Manifest, ManifestParcel, Trace, Waybill
from app.shipping.queries import LabelLine
from app.shipping.rules import Standing
from app.sorting.models import WallScan
from app.stations.benches import bench_by_id
from app.waves.models import PickTask, TaskShare


@dataclass(frozen=True)
class Whom:
    """Who the parcel is for; hidden as on the label, in full, or deleted."""

    name: str
    phone: str
    address: str
    masked: bool
    purged_at: datetime | None


@dataclass(frozen=True)
class Scanned:
    """One scan: on the PDA (``pick``), at a put wall (``wall``), at the bench (``pack``)."""

    at: datetime
    where: str
    code: str
    verdict: str
    by: str


@dataclass(frozen=True)
class Evidence:
    """One parcel's evidence; times in UTC, weights in grams."""

    at: datetime
    parcel: Parcel
    order: Order
    bench: str
    manifest: Manifest | None
    whom: Whom
    units: list[tuple[str, str, int, int]]
    scans: list[Scanned]
    weighings: list[Weighing]
    labels: list[LabelLine]
    photos: list[tuple[ReturnPhoto, str]]
    people: list[tuple[str, str, int]]
    hub: list[tuple[OutboxRow, str]]
    waybills: list[Waybill]
    traces: list[Trace]
    facts: list[Happening]
    proven: Proven


def read(session: Session, actor: Actor, parcel_no: str, *, in_full: bool) -> Evidence:
    """Gather a parcel's evidence.

    Args:
        session: to read with.
        actor: who asks; it must be a parcel of their site.
        parcel_no: the parcel.
        in_full: show who it is for as they are; else hidden as on the label.

    Raises:
        Refused: ``packing.unknown_parcel``.
    """
    parcel, order = parcel_and_order(session, actor, parcel_no)
    facts = _facts(session, order, parcel)
    waybills = list(
        session.scalars(
            sa.select(Waybill).where(Waybill.parcel_id == parcel.id).order_by(Waybill.id)
        )
    )
    numbers = [one.number for one in waybills if one.number]
    return Evidence(
        at=clock.now(),
        parcel=parcel,
        order=order,
        bench=bench_by_id(session, parcel.bench_id).code,
        manifest=_manifest(session, parcel),
        whom=_whom(session, order, in_full=in_full),
        units=_units(session, parcel),
        scans=_scans(session, parcel, order),
        weighings=list(
            session.scalars(
                sa.select(Weighing).where(Weighing.parcel_id == parcel.id).order_by(Weighing.id)
            )
        ),
        labels=shipping.labels_of(session, actor, parcel_no).labels,
        photos=_photos(session, order),
        people=_people(facts),
        hub=_hub(session, [one.seq for one in facts if one.seq is not None], order),
        waybills=waybills,
        traces=list(
            session.scalars(
                sa.select(Trace).where(Trace.waybill.in_(numbers)).order_by(Trace.at)
            )
        ),
        facts=facts,
        proven=proof.read(session, order.warehouse_id, [one.seq for one in facts if one.seq]),
    )


def check(session: Session, actor: Actor, parcel_no: str) -> None:
    """Refuse a parcel that is not of this site.

    Raises:
        Refused: ``packing.unknown_parcel``.
    """
    parcel_and_order(session, actor, parcel_no)


def photo_path(session: Session, actor: Actor, parcel_no: str, photo: str) -> str:
    """Where a photo of what came back of a parcel's order lies, below the data folder.

    Raises:
        Refused: ``packing.unknown_parcel``, ``returns.photo_unknown``.
    """
    _, order = parcel_and_order(session, actor, parcel_no)
    for row, _ in _photos(session, order):
        if str(row.id) == photo:
            return row.path
    raise Refused("returns.photo_unknown", photo=photo[:20])


def label_path(
    session: Session, actor: Actor, parcel_no: str, version: str
) -> tuple[str, bool]:
    """Where a version of a parcel's label lies, below the data folder; whether it is good.

    Raises:
        Refused: ``packing.unknown_parcel``, ``label.unknown``.
    """
    parcel, _ = parcel_and_order(session, actor, parcel_no)
    digits = version.isascii() and version.isdigit() and len(version) < 9
    label = session.execute(
        sa.select(Label, Waybill.state, permits.replaced())
        .outerjoin(Waybill, Waybill.id == Label.waybill_id)
        .where(Label.parcel_id == parcel.id, Label.version == (int(version) if digits else 0))
    ).first()
    if label is None:
        raise Refused("label.unknown", parcel_no=parcel_no)
    row, waybill, is_replaced = label
    worth = permits.standing(row, waybill, parcel.state, is_replaced=is_replaced)
    return row.path, worth is Standing.GOOD


def _whom(session: Session, order: Order, *, in_full: bool) -> Whom:
    from labels import masking

    to = session.get_one(Recipient, order.id)
    place = " ".join(filter(None, (to.province, to.city, to.district)))
    shown = to.address if in_full else masking.address(to.address)
    return Whom(
        name=to.name if in_full else masking.name(to.name),
        phone=to.phone if in_full else masking.phone(to.phone),
        address=f"{place} {shown}".strip(),
        masked=not in_full,
        purged_at=order.purged_at,
    )


def _manifest(session: Session, parcel: Parcel) -> Manifest | None:
    return session.scalar(
        sa.select(Manifest)
        .join(ManifestParcel, ManifestParcel.manifest_id == Manifest.id)
        .where(ManifestParcel.parcel_id == parcel.id)
    )


def _units(session: Session, parcel: Parcel) -> list[tuple[str, str, int, int]]:
    """SKU, name, how many are in, how many were proven by scan."""
    rows = session.scalars(
        sa.select(ParcelUnit)
        .where(ParcelUnit.parcel_id == parcel.id)
        .order_by(ParcelUnit.order_line_id)
    ).all()
    known = sku_facts(session, [row.sku_id for row in rows])
    return [
        (known[row.sku_id].code, known[row.sku_id].name, row.quantity, row.checked)
        for row in rows
    ]


def _scans(session: Session, parcel: Parcel, order: Order) -> list[Scanned]:
    names = sa.func.coalesce(Person.name, "")
    tasks = sa.select(TaskShare.task_id).where(TaskShare.order_id == order.id)
    lists = sa.select(PickTask.pick_list_id).where(PickTask.id.in_(tasks))
    picked = session.execute(
        sa.select(Scan, names.label("name"))
        .outerjoin(Person, Person.badge == Scan.actor)
        .where(Scan.pick_list_id.in_(lists), Scan.task_id.in_(tasks))
    )
    sorted_ = session.execute(
        sa.select(WallScan, names.label("name"))
        .outerjoin(Person, Person.badge == WallScan.actor)
        .where(WallScan.order_id == order.id)
    )
    packed = session.execute(
        sa.select(PackScan, names.label("name"))
        .outerjoin(Person, Person.badge == PackScan.actor)
        .where(PackScan.parcel_id == parcel.id)
    )
    found = [
        Scanned(one.received_at, "pick", one.code or one.kind, one.verdict, name or one.actor)
        for one, name in picked
    ] + [
        Scanned(one.at, where, one.code, one.verdict, name or one.actor)
        for where, rows in (("wall", sorted_), ("pack", packed))
        for one, name in rows
    ]
    return sorted(found, key=lambda one: one.at)


def _photos(session: Session, order: Order) -> list[tuple[ReturnPhoto, str]]:
    rows = session.execute(
        sa.select(ReturnPhoto, Return.number)
        .join(Return, Return.id == ReturnPhoto.return_id)
        .where(Return.order_id == order.id)
        .order_by(ReturnPhoto.id)
    )
    return [(row.ReturnPhoto, row.number) for row in rows]


def _facts(session: Session, order: Order, parcel: Parcel) -> list[Happening]:
    """The order's timeline without what befell its other parcels alone."""
    story = timeline.story(session, order.warehouse_id, order.number)
    others = {one.parcel_no for one in story.parcels} - {parcel.number}
    return [
        fact
        for fact in story.timeline
        if fact.subject not in others and fact.body.get("parcel_no") not in others
    ]


def _people(facts: list[Happening]) -> list[tuple[str, str, int]]:
    """Badge, name and number of facts of whoever had to do with it, the first first."""
    counted = Counter((fact.actor, fact.name) for fact in facts)
    return [(badge, name, count) for (badge, name), count in counted.items()]


def _hub(session: Session, places: list[int], order: Order) -> list[tuple[OutboxRow, str]]:
    """What the hub was told of these facts, with the tag of each."""
    rows = session.execute(
        sa.select(OutboxRow, EventRow.tag)
        .join(EventRow, EventRow.id == OutboxRow.event_id)
        .join(EventSeal, EventSeal.event_id == EventRow.id)
        .where(EventSeal.warehouse_id == order.warehouse_id, EventSeal.seq.in_(places))
        .order_by(OutboxRow.id)
    )
    return [(row.OutboxRow, row.tag) for row in rows]
