"""Hand-over sheets (交接单): what is scanned onto a vehicle, and what its leaving does."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import clock, ids
from app.core.errors import Refused
from app.core.events import Actor, record
from app.orders import locks as order_locks
from app.orders.models import Order
from app.packing import locks as packing_locks
from app.packing import parcels
from app.packing.models import Parcel
from app.packing.rules import ParcelState
from app.shipping import carrier_list, locks, voiding
from app.shipping.dispatch import ON_BOX, at_dock, hand_over
from app.shipping.events import ManifestMoved
from app.shipping.models import Manifest, ManifestParcel
from app.shipping.rules import MANIFEST, ManifestAct, ManifestState


@dataclass(frozen=True)
class OnManifest:
    """What became of a parcel at a vehicle: ok, already_done, intercepted or voided."""

    parcel_no: str
    verdict: str


def open_manifest(
    session: Session,
    actor: Actor,
    carrier: str,
    vehicle: str | None,
    driver: str | None = None,
) -> str:
    """Open a hand-over sheet for a carrier's vehicle; return its number.

    A vehicle that is being loaded already goes on with the sheet it has.

    Raises:
        Refused: ``manifest.unknown_carrier``.
    """
    if locks.carrier_by_code(session, actor, carrier) is None:
        raise Refused("manifest.unknown_carrier", carrier=carrier)
    vehicle = number_plate(vehicle) if vehicle else None
    if vehicle and (row := _at_dock(session, actor, carrier, vehicle)) is not None:
        row.driver = driver or row.driver
        return row.number
    row = Manifest(
        warehouse_id=actor.warehouse_id,
        number=ids.token("new")[:24],  # its key makes the number
        carrier=carrier,
        vehicle=vehicle,
        driver=driver,
        state=ManifestState.OPEN,
        opened_at=clock.now(),
        opened_by=actor.name,
    )
    session.add(row)
    session.flush()
    row.number = ids.number("M", row.id)
    session.flush()
    _tell(session, actor, row, "open")
    return row.number


def number_plate(text: str) -> str:
    """A number plate as it is compared: full-width letters, case and blanks do not matter."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def _at_dock(session: Session, actor: Actor, carrier: str, vehicle: str) -> Manifest | None:
    """The open sheet of a vehicle; the carrier's row is locked, so that there is one."""
    return session.scalar(
        sa.select(Manifest)
        .where(Manifest.warehouse_id == actor.warehouse_id, Manifest.carrier == carrier)
        .where(Manifest.vehicle == vehicle, Manifest.state == ManifestState.OPEN)
        .order_by(Manifest.id)
        .limit(1)
    )


def _tell(
    session: Session,
    actor: Actor,
    row: Manifest,
    act: str,
    *,
    parcel_no: str | None = None,
    parcels: int | None = None,
) -> None:
    fact = ManifestMoved(
        manifest=row.number, carrier=row.carrier, act=act, parcel_no=parcel_no, parcels=parcels
    )
    record(session, actor, fact, subject=row.number)


def to_manifest(session: Session, actor: Actor, number: str, code: str) -> OnManifest:
    """Scan a parcel onto a vehicle; one that must stop comes off again.

    Raises:
        Refused: ``manifest.unknown``, ``manifest.closed``, ``manifest.other_carrier``,
            ``manifest.other``, ``cage.unknown_parcel``, ``label.voided``,
            ``label.too_early``, ``order.intercepted``.
    """
    sheet = locks.manifest_by_number(session, actor, number)
    if sheet.state is not ManifestState.OPEN:
        raise Refused("manifest.closed", manifest=number)
    if (taken_off := _take_off(session, actor, sheet, code)) is not None:
        void = voiding.void_label(session, actor, code) is not None
        return OnManifest(taken_off, "voided" if void else "intercepted")
    parcel, _, waybill = at_dock(session, actor, code)
    if waybill.carrier != sheet.carrier:
        raise Refused(
            "manifest.other_carrier",
            parcel_no=parcel.number,
            carrier=carrier_list.named(session, actor, waybill.carrier),
            wanted=carrier_list.named(session, actor, sheet.carrier),
        )
    on = session.execute(
        sa.select(Manifest.number)
        .join(ManifestParcel, ManifestParcel.manifest_id == Manifest.id)
        .where(ManifestParcel.parcel_id == parcel.id)
    ).scalar()
    if on == number:
        return OnManifest(parcel.number, "already_done")
    if on is not None:
        raise Refused("manifest.other", parcel_no=parcel.number, manifest=on)
    session.add(
        ManifestParcel(
            manifest_id=sheet.id,
            parcel_id=parcel.id,
            scanned_at=clock.now(),
            scanned_by=actor.name,
        )
    )
    _tell(session, actor, sheet, "scan", parcel_no=parcel.number)
    return OnManifest(parcel.number, "ok")


def _take_off(session: Session, actor: Actor, sheet: Manifest, code: str) -> str | None:
    """A parcel of this sheet that was stopped since is taken off by scanning it again."""
    parcel_no = locks.parcel_of_code(session, actor, code)
    if parcel_no is None:
        return None
    parcel, order = packing_locks.parcel_and_order(session, actor, parcel_no)
    entry = session.get(ManifestParcel, (sheet.id, parcel.id))
    if entry is None or may_leave(parcel, order):
        return None
    session.delete(entry)
    session.flush()
    _tell(session, actor, sheet, "take_off", parcel_no=parcel.number)
    return parcel.number


def may_leave(parcel: Parcel, order: Order) -> bool:
    """Tell whether a parcel may be handed over (or has been)."""
    return parcel.state in ON_BOX and parcels.stopped(order) is None


def parcels_on(session: Session, sheet: Manifest) -> list[str]:
    """The parcels of a sheet that have not been handed over yet, in the order of the scans."""
    return list(
        session.scalars(
            sa.select(Parcel.number)
            .join(ManifestParcel, ManifestParcel.parcel_id == Parcel.id)
            .where(ManifestParcel.manifest_id == sheet.id)
            .where(Parcel.state != ParcelState.HANDED_OVER)
            .order_by(ManifestParcel.scanned_at, Parcel.id)
        )
    )


def begin_close(session: Session, actor: Actor, number: str) -> list[str]:
    """What closing a sheet hands over.

    Raises:
        Refused: ``manifest.unknown``, ``manifest.empty``, ``manifest.intercepted`` naming the
            parcels that must come off the vehicle.
    """
    sheet = locks.manifest_by_number(session, actor, number)
    if sheet.state is not ManifestState.OPEN:
        return []
    waiting = parcels_on(session, sheet)
    if not waiting and not _size(session, sheet):
        raise Refused("manifest.empty", manifest=number)
    stopped = [
        parcel_no
        for parcel_no in _still_on(session, number, waiting)
        if not may_leave(*packing_locks.parcel_and_order(session, actor, parcel_no))
    ]
    if stopped:
        raise Refused("manifest.intercepted", manifest=number, parcels=stopped)
    return waiting


def _size(session: Session, sheet: Manifest) -> int:
    query = sa.select(sa.func.count()).where(ManifestParcel.manifest_id == sheet.id)
    return session.scalar(query) or 0


def hand_over_some(session: Session, actor: Actor, number: str, parcel_nos: list[str]) -> None:
    """Hand some parcels of a sheet over; each is checked once more.

    Raises:
        Refused: ``manifest.intercepted``: one was stopped since.
    """
    for parcel_no in _still_on(session, number, parcel_nos):
        parcel, order = packing_locks.parcel_and_order(session, actor, parcel_no)
        if not may_leave(parcel, order):
            raise Refused("manifest.intercepted", manifest=number, parcels=[parcel_no])
        hand_over(session, actor, order, parcel, number)


def _still_on(session: Session, number: str, parcel_nos: list[str]) -> list[str]:
    """Lock the parcels' orders by ascending id; leave out what was taken off meanwhile."""
    of_these = Parcel.number.in_(parcel_nos)
    keys = session.scalars(sa.select(Parcel.order_id).where(of_these))
    order_locks.orders_by_ids(session, keys)
    query = (
        sa.select(Parcel.number)
        .join(ManifestParcel, ManifestParcel.parcel_id == Parcel.id)
        .join(Manifest, Manifest.id == ManifestParcel.manifest_id)
        .where(of_these, Manifest.number == number)
    )
    on = set(session.scalars(query))
    return [parcel_no for parcel_no in parcel_nos if parcel_no in on]


def end_close(
    session: Session,
    actor: Actor,
    number: str,
    signed_by: str | None,
    signature: bytes | None = None,
) -> None:
    """Close a sheet whose parcels have all been handed over; closing again changes nothing.

    Args:
        session: the open transaction.
        actor: who hands over.
        number: the sheet's.
        signed_by: who took the parcels.
        signature: what they drew, a PNG.

    Raises:
        Refused: ``store.conflict``: a parcel was scanned onto it meanwhile.
    """
    sheet = locks.manifest_by_number(session, actor, number)
    if sheet.state is not ManifestState.OPEN:
        return
    if parcels_on(session, sheet):
        raise Refused("store.conflict")
    sheet.state = MANIFEST.after(sheet.state, ManifestAct.CLOSE)
    sheet.closed_at, sheet.signed_by = clock.now(), signed_by
    sheet.signature = signature
    _tell(session, actor, sheet, "close", parcels=_size(session, sheet))
