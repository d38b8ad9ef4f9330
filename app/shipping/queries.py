"""Labels, waybills and hand-over sheets, to show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.errors import Refused
from app.core.events import Actor
from app.packing.models import Parcel
from app.packing.rules import ParcelState
from app.people.models import Person, Warehouse
from app.shipping.models import Carrier, Label, Manifest, ManifestParcel, Waybill
from app.shipping.rules import LabelKind, ManifestState, WaybillState
from app.stations.models import PrintJob
from app.stations.rules import JobState


class Printed(msgspec.Struct):
    """One sending of a label to a printer."""

    job: str
    state: str
    reason: str | None
    queued_at: datetime
    sent_at: datetime | None


class LabelLine(msgspec.Struct):
    """A label in the archive; ``printed`` says when and how often it went to a printer."""

    id: str
    version: int
    kind: str
    sha256: str
    hmac: str
    made_at: datetime
    made_by: str
    reason: str | None
    waybill: str | None
    url: str
    printed: list[Printed]


class Labels(msgspec.Struct):
    """The archive of one parcel, oldest first."""

    parcel_no: str
    labels: list[LabelLine]


class Confirmed(msgspec.Struct):
    """Where a confirmed parcel stands; ``waybill`` is None until the carrier answered."""

    parcel_no: str
    state: str
    transaction_id: str | None
    carrier: str | None
    waybill: str | None
    print_job: str | None
    print_state: str | None
    print_reason: str | None
    reprints: int
    cage: str | None


class ManifestLine(msgspec.Struct):
    """A parcel on a hand-over sheet."""

    parcel_no: str
    waybill: str | None
    grams: int | None
    state: str


class ManifestView(msgspec.Struct):
    """A hand-over sheet with its parcels."""

    manifest: str
    carrier: str
    vehicle: str | None
    state: str
    opened_at: datetime
    closed_at: datetime | None
    signed_by: str | None
    grams: int
    parcels: list[ManifestLine]


class ManifestShort(msgspec.Struct):
    """A line of the list of hand-over sheets."""

    manifest: str
    carrier: str
    vehicle: str | None
    state: str
    parcels: int


def _parcel(session: Session, actor: Actor, parcel_no: str) -> Parcel:
    row = session.scalar(
        sa.select(Parcel).where(
            Parcel.number == parcel_no, Parcel.warehouse_id == actor.warehouse_id
        )
    )
    if row is None:
        raise Refused("packing.unknown_parcel", parcel_no=parcel_no)
    return row


def route_code(session: Session, waybill_id: int | None) -> str | None:
    """The sorting code (三段码) that the carrier gave with a number."""
    return session.scalar(sa.select(Waybill.route_code).where(Waybill.id == waybill_id))


def labels_of(session: Session, actor: Actor, parcel_no: str) -> Labels:
    """The archive of a parcel.

    Raises:
        Refused: ``packing.unknown_parcel``.
    """
    parcel = _parcel(session, actor, parcel_no)
    jobs: dict[int, list[Printed]] = {}
    for job in session.scalars(
        sa.select(PrintJob).where(PrintJob.parcel_no == parcel_no).order_by(PrintJob.id)
    ):
        shown = Printed(str(job.id), job.state, job.reason, job.queued_at, job.sent_at)
        jobs.setdefault(job.label_id, []).append(shown)
    rows = session.execute(
        sa.select(Label, Waybill.number)
        .outerjoin(Waybill, Waybill.id == Label.waybill_id)
        .where(Label.parcel_id == parcel.id)
        .order_by(Label.version)
    )
    return Labels(
        parcel_no,
        [_label(row, waybill, parcel_no, jobs.get(row.id, [])) for row, waybill in rows],
    )


def _label(
    row: Label, waybill: str | None, parcel_no: str, printed: list[Printed]
) -> LabelLine:
    return LabelLine(
        id=str(row.id),
        version=row.version,
        kind=row.kind,
        sha256=row.sha256,
        hmac=row.hmac,
        made_at=row.made_at,
        made_by=row.made_by,
        reason=row.reason,
        waybill=waybill,
        url=f"/api/v1/parcels/{parcel_no}/labels/{row.id}.pdf",
        printed=printed,
    )


def confirmed(session: Session, actor: Actor, parcel_no: str) -> Confirmed:
    """Where a parcel stands after the second confirm.

    Raises:
        Refused: ``packing.unknown_parcel``.
    """
    parcel = _parcel(session, actor, parcel_no)
    waybill = session.scalar(
        sa.select(Waybill).where(
            Waybill.parcel_id == parcel.id, Waybill.state != WaybillState.VOID
        )
    )
    job = session.scalar(
        sa.select(PrintJob)
        .where(PrintJob.parcel_no == parcel_no, PrintJob.state != JobState.VOID)
        .order_by(PrintJob.id.desc())
        .limit(1)
    )
    reprints = session.scalar(
        sa.select(sa.func.count()).where(
            Label.waybill_id == (waybill.id if waybill else 0), Label.kind == LabelKind.REPRINT
        )
    )
    carrier = waybill.carrier if waybill else None
    return Confirmed(
        parcel_no=parcel_no,
        state=parcel.state,
        transaction_id=parcel.transaction_id,
        carrier=carrier,
        waybill=waybill.number if waybill else None,
        print_job=str(job.id) if job else None,
        print_state=job.state if job else None,
        print_reason=job.reason if job else None,
        reprints=reprints or 0,
        cage=_cage(session, actor, carrier),
    )


def _cage(session: Session, actor: Actor, carrier: str | None) -> str | None:
    return session.scalar(
        sa.select(Carrier.cage).where(
            Carrier.warehouse_id == actor.warehouse_id, Carrier.code == carrier
        )
    )


def manifest_view(session: Session, actor: Actor, number: str) -> ManifestView:
    """A hand-over sheet.

    Raises:
        Refused: ``manifest.unknown``.
    """
    sheet = session.scalar(
        sa.select(Manifest).where(
            Manifest.number == number, Manifest.warehouse_id == actor.warehouse_id
        )
    )
    if sheet is None:
        raise Refused("manifest.unknown", manifest=number)
    rows = session.execute(
        sa.select(Parcel.number, Waybill.number, Parcel.measured_g, Parcel.state)
        .join(ManifestParcel, ManifestParcel.parcel_id == Parcel.id)
        .outerjoin(
            Waybill,
            sa.and_(Waybill.parcel_id == Parcel.id, Waybill.state != WaybillState.VOID),
        )
        .where(ManifestParcel.manifest_id == sheet.id)
        .order_by(ManifestParcel.scanned_at, Parcel.id)
    ).all()
    return ManifestView(
        manifest=sheet.number,
        carrier=sheet.carrier,
        vehicle=sheet.vehicle,
        state=sheet.state,
        opened_at=sheet.opened_at,
        closed_at=sheet.closed_at,
        signed_by=sheet.signed_by,
        grams=sum(grams or 0 for _, _, grams, _ in rows),
        parcels=[ManifestLine(*row) for row in rows],
    )


@dataclass(frozen=True)
class SheetData:
    """What the paper of a closed hand-over sheet says beside its parcels."""

    carrier: str
    site: str
    closed_at: datetime
    handed_by: str


def sheet_data(session: Session, actor: Actor, number: str) -> SheetData:
    """The head of a closed sheet.

    Raises:
        Refused: ``manifest.unknown``, ``manifest.still_open``.
    """
    row = session.execute(
        sa.select(Manifest, Carrier.name, Warehouse.name)
        .join(Warehouse, Warehouse.id == Manifest.warehouse_id)
        .join(
            Carrier,
            sa.and_(
                Carrier.code == Manifest.carrier,
                Carrier.warehouse_id == Manifest.warehouse_id,
            ),
        )
        .where(Manifest.number == number, Manifest.warehouse_id == actor.warehouse_id)
    ).first()
    if row is None:
        raise Refused("manifest.unknown", manifest=number)
    sheet, carrier, site = row
    if sheet.closed_at is None:
        raise Refused("manifest.still_open", manifest=number)
    by = session.scalar(sa.select(Person.name).where(Person.badge == sheet.opened_by))
    return SheetData(carrier, site, sheet.closed_at, by or sheet.opened_by)


def manifests(
    session: Session,
    actor: Actor,
    *,
    state: ManifestState | None,
    after: int,
    limit: int,
    newest: bool = False,
) -> list[ManifestShort]:
    """Hand-over sheets, oldest first unless *newest*.

    Args:
        session: to read with.
        actor: whose site.
        state: only those; None for all.
        after: how many to pass over.
        limit: how many at most.
        newest: the newest first.
    """
    count = (
        sa.select(sa.func.count())
        .where(ManifestParcel.manifest_id == Manifest.id)
        .scalar_subquery()
    )
    query = sa.select(Manifest, count).where(Manifest.warehouse_id == actor.warehouse_id)
    if state is not None:
        query = query.where(Manifest.state == state)
    order = Manifest.id.desc() if newest else Manifest.id.asc()
    rows = session.execute(query.order_by(order).offset(after).limit(limit))
    return [
        ManifestShort(row.number, row.carrier, row.vehicle, row.state, int(size or 0))
        for row, size in rows
    ]


class CageLine(msgspec.Struct):
    """A carrier's cage on the dock, and how many parcels lie in it."""

    cage: str
    carrier: str
    name: str
    parcels: int


def cages(session: Session, actor: Actor) -> list[CageLine]:
    """The cages on the dock."""
    count = (
        sa.select(sa.func.count())
        .where(Parcel.warehouse_id == Carrier.warehouse_id, Parcel.cage == Carrier.cage)
        .where(Parcel.state == ParcelState.CAGED)
        .scalar_subquery()
    )
    rows = session.execute(
        sa.select(Carrier.cage, Carrier.code, Carrier.name, count)
        .where(Carrier.warehouse_id == actor.warehouse_id)
        .order_by(Carrier.id)
    )
    return [CageLine(cage, code, name, int(size or 0)) for cage, code, name, size in rows]
