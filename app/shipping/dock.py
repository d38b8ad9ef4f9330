"""Cages and hand-over sheets, to show."""

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
from app.shipping.models import Carrier, Manifest, ManifestParcel, Waybill
from app.shipping.rules import ManifestState, WaybillState


class ManifestLine(msgspec.Struct):
    """A parcel on a hand-over sheet."""

    parcel_no: str
    waybill: str | None
    grams: int | None
    state: str


class ManifestView(msgspec.Struct):
    """A hand-over sheet with its parcels; ``signature`` is where the drawn one is.

    ``staying``: parcels in the carrier's cage that are on no sheet; they do not travel with it.
    """

    manifest: str
    carrier: str
    vehicle: str | None
    driver: str | None
    state: str
    opened_at: datetime
    closed_at: datetime | None
    signed_by: str | None
    signature: str | None
    grams: int
    staying: int
    parcels: list[ManifestLine]


class ManifestShort(msgspec.Struct):
    """A line of the list of hand-over sheets."""

    manifest: str
    carrier: str
    vehicle: str | None
    state: str
    parcels: int


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
        driver=sheet.driver,
        state=sheet.state,
        opened_at=sheet.opened_at,
        closed_at=sheet.closed_at,
        signed_by=sheet.signed_by,
        signature=f"/api/v1/manifests/{number}/signature.png" if sheet.signature else None,
        grams=sum(grams or 0 for _, _, grams, _ in rows),
        staying=_staying(session, sheet),
        parcels=[ManifestLine(*row) for row in rows],
    )


def _staying(session: Session, sheet: Manifest) -> int:
    query = (
        sa.select(sa.func.count())
        .select_from(Parcel)
        .join(
            Waybill,
            sa.and_(Waybill.parcel_id == Parcel.id, Waybill.state != WaybillState.VOID),
        )
        .where(Parcel.warehouse_id == sheet.warehouse_id, Parcel.state == ParcelState.CAGED)
        .where(Waybill.carrier == sheet.carrier)
        .where(~sa.exists().where(ManifestParcel.parcel_id == Parcel.id))
    )
    return session.scalar(query) or 0


@dataclass(frozen=True)
class SheetData:
    """What the paper of a closed hand-over sheet says beside its parcels."""

    carrier: str
    site: str
    closed_at: datetime
    handed_by: str
    driver: str
    signed_by: str
    signature: bytes


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
    return SheetData(
        carrier,
        site,
        sheet.closed_at,
        by or sheet.opened_by,
        sheet.driver or "",
        sheet.signed_by or "",
        sheet.signature or b"",
    )


def signature(session: Session, actor: Actor, number: str) -> bytes:
    """What was drawn at the closing of a sheet, a PNG.

    Raises:
        Refused: ``manifest.unknown``, ``manifest.unsigned``.
    """
    row = session.execute(
        sa.select(Manifest.signature).where(
            Manifest.number == number, Manifest.warehouse_id == actor.warehouse_id
        )
    ).first()
    if row is None:
        raise Refused("manifest.unknown", manifest=number)
    if row[0] is None:
        raise Refused("manifest.unsigned", manifest=number)
    return bytes(row[0])


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
