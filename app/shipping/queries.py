"""Labels and waybills, to show."""

from __future__ import annotations

from datetime import datetime

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.errors import Refused
from app.core.events import Actor
from app.packing.models import Parcel
from app.shipping import locks, permits, voiding
from app.shipping.models import Carrier, Label, Waybill
from app.shipping.rules import LabelKind, WaybillState
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
    """A label in the archive; ``printed`` says when and how often it went to a printer.

    ``standing``: good, replaced or void; only a good one may be had as paper.
    """

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
    standing: str
    printed: list[Printed]


class Labels(msgspec.Struct):
    """The archive of one parcel, oldest first."""

    parcel_no: str
    labels: list[LabelLine]


class LabelOwner(msgspec.Struct):
    """Whose label it is; ``void`` says why it must not travel, None while it may."""

    parcel_no: str
    void: str | None


class Confirmed(msgspec.Struct):
    """Where a confirmed parcel stands; ``waybill`` is None until the carrier answered.

    ``no_number`` says why it did not give one: the code that the confirm was refused with.
    """

    parcel_no: str
    state: str
    transaction_id: str | None
    carrier: str | None
    waybill: str | None
    no_number: str | None
    print_job: str | None
    print_state: str | None
    print_reason: str | None
    reprints: int
    cage: str | None


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
        sa.select(Label, Waybill, permits.replaced())
        .outerjoin(Waybill, Waybill.id == Label.waybill_id)
        .where(Label.parcel_id == parcel.id)
        .order_by(Label.version)
    )
    return Labels(
        parcel_no,
        [
            _label(row, waybill, parcel, jobs.get(row.id, []), is_replaced=is_replaced)
            for row, waybill, is_replaced in rows
        ],
    )


def _label(
    row: Label,
    waybill: Waybill | None,
    parcel: Parcel,
    printed: list[Printed],
    *,
    is_replaced: bool,
) -> LabelLine:
    state = waybill.state if waybill else None
    worth = permits.standing(row, state, parcel.state, is_replaced=is_replaced)
    return LabelLine(
        id=str(row.id),
        version=row.version,
        kind=row.kind,
        sha256=row.sha256,
        hmac=row.hmac,
        made_at=row.made_at,
        made_by=row.made_by,
        reason=row.reason,
        waybill=waybill.number if waybill else None,
        url=f"/api/v1/parcels/{parcel.number}/labels/{row.id}.pdf",
        standing=worth,
        printed=printed,
    )


def owner_of_label(session: Session, actor: Actor, code: str) -> LabelOwner:
    """The parcel that a scanned label was made for.

    Raises:
        Refused: ``cage.unknown_parcel``.
    """
    parcel_no = locks.parcel_of_code(session, actor, code)
    if parcel_no is None:
        raise Refused("cage.unknown_parcel", scanned=code.strip()[:80])
    void = voiding.void_label(session, actor, code)
    return LabelOwner(parcel_no, void.reason if void else None)


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
        no_number=_no_number(waybill),
        print_job=str(job.id) if job else None,
        print_state=job.state if job else None,
        print_reason=job.reason if job else None,
        reprints=reprints or 0,
        cage=_cage(session, actor, carrier),
    )


def _no_number(waybill: Waybill | None) -> str | None:
    if waybill is None or waybill.number is not None:
        return None
    if waybill.state is WaybillState.UNKNOWN:
        return "label.waybill_unknown"
    return f"label.carrier_{waybill.refusal}" if waybill.refusal else None


def _cage(session: Session, actor: Actor, carrier: str | None) -> str | None:
    return session.scalar(
        sa.select(Carrier.cage).where(
            Carrier.warehouse_id == actor.warehouse_id, Carrier.code == carrier
        )
    )
