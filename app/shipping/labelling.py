"""Labels of a parcel: what may be made, and what goes into the archive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import clock
from app.core.errors import Refused
from app.core.events import Actor, record
from app.orders.models import Order
from app.orders.service import refuse_if_stopped
from app.packing import locks as packing_locks
from app.packing import parcels
from app.packing.models import Parcel
from app.packing.rules import MAY_PRINT_LIVE, PARCEL, ParcelAct, ParcelState
from app.shipping import locks
from app.shipping.archive import Drawn
from app.shipping.events import LabelArchived
from app.shipping.models import Label, Waybill
from app.shipping.rules import (
    REPRINTS_BY_PACKER,
    LabelKind,
    WaybillState,
    missing_before,
)
from app.stations.service import queue_print, void_jobs


def refuse_before(step: str, parcel: Parcel) -> None:
    """Refuse a step whose turn has not come.

    Raises:
        Refused: ``label.too_early`` with what is missing.
    """
    if parcel.state is ParcelState.VOID:
        raise Refused("label.void", parcel_no=parcel.number)
    if missing := missing_before(step, parcel.state):
        raise Refused(
            "label.too_early", parcel_no=parcel.number, state=parcel.state, missing=missing
        )


def look(session: Session, actor: Actor, parcel_no: str, step: str) -> None:
    """Refuse before a document is drawn what would be refused afterwards.

    Raises:
        Refused: ``label.too_early``, ``label.void``, ``order.intercepted``,
            ``packing.unknown_parcel``.
    """
    parcel, order = packing_locks.parcel_and_order(session, actor, parcel_no)
    refuse_if_stopped(order)
    refuse_before(step, parcel)


def add_preprint(
    session: Session,
    actor: Actor,
    parcel_no: str,
    *,
    grams: int,
    drawn: Drawn,
) -> int:
    """Put a pre-print into the archive; return the label's key.

    Raises:
        Refused: ``label.too_early``, ``order.intercepted``; ``store.conflict`` when the
            parcel changed while the document was drawn.
    """
    parcel, order = packing_locks.parcel_and_order(session, actor, parcel_no)
    refuse_if_stopped(order)
    refuse_before("preprint", parcel)
    if not PARCEL.allows(parcel.state, ParcelAct.PREPRINT):
        raise Refused("label.after_confirm", parcel_no=parcel.number)
    return keep_preprints(session, actor, [Preprint(order, parcel, grams, drawn)])[0]


@dataclass(frozen=True)
class Preprint:
    """A stored pre-print of a parcel that is locked and judged; *grams* stand on it."""

    order: Order
    parcel: Parcel
    grams: int
    drawn: Drawn


def keep_preprints(session: Session, actor: Actor, found: Sequence[Preprint]) -> list[int]:
    """Archive the pre-prints of parcels; return the labels' keys.

    Raises:
        Refused: ``store.conflict``: one was weighed again, or got another label, while the
            document was drawn.
    """
    versions = _versions(session, [one.parcel for one in found])
    labels = []
    for one in found:
        last = versions.get(one.parcel.id, 0)
        if one.parcel.measured_g != one.grams or one.drawn.version != last + 1:
            raise Refused("store.conflict")
        parcels.move(session, actor, one.order, one.parcel, ParcelAct.PREPRINT)
        labels.append(_label(actor, one.parcel, LabelKind.PREPRINT, one.drawn))
    session.add_all(labels)
    session.flush()
    for one, label in zip(found, labels, strict=True):
        _tell(session, actor, one.parcel, label)
    return [label.id for label in labels]


def _versions(session: Session, found: Sequence[Parcel]) -> dict[int, int]:
    """The last version of each parcel's label, by the parcel's key."""
    query = sa.select(Label.parcel_id, sa.func.max(Label.version)).group_by(Label.parcel_id)
    keys = [parcel.id for parcel in found]
    rows = session.execute(query.where(Label.parcel_id.in_(keys))).all()
    return dict(rows)


def add_label(
    session: Session,
    actor: Actor,
    parcel: Parcel,
    kind: LabelKind,
    drawn: Drawn,
    *,
    waybill_id: int | None = None,
    reason: str | None = None,
) -> Label:
    """Write a stored document down as the next version of the parcel's label.

    Raises:
        Refused: ``store.conflict``: it was drawn for another version.
    """
    if drawn.version != _versions(session, [parcel]).get(parcel.id, 0) + 1:
        raise Refused("store.conflict")
    label = _label(actor, parcel, kind, drawn)
    label.waybill_id, label.reason = waybill_id, reason
    session.add(label)
    session.flush()
    _tell(session, actor, parcel, label)
    return label


def _label(actor: Actor, parcel: Parcel, kind: LabelKind, drawn: Drawn) -> Label:
    return Label(
        parcel_id=parcel.id,
        version=drawn.version,
        kind=kind,
        path=drawn.stored.path,
        sha256=drawn.stored.sha256,
        hmac=drawn.signature,
        made_at=clock.now(),
        made_by=actor.name,
    )


def _tell(session: Session, actor: Actor, parcel: Parcel, label: Label) -> None:
    fact = LabelArchived(
        parcel_no=parcel.number,
        version=label.version,
        kind=label.kind,
        sha256=label.sha256,
        reason=label.reason,
    )
    record(session, actor, fact, subject=parcel.number)


def is_archived(session: Session, path: str) -> bool:
    """Tell whether a label's row names this document."""
    return bool(session.scalar(sa.select(sa.exists().where(Label.path == path))))


def _of(parcel: Parcel) -> sa.ColumnElement[bool]:
    return Label.parcel_id == parcel.id


def queue(
    session: Session, actor: Actor, parcel: Parcel, label: Label, drawn: Drawn
) -> int:
    """Queue a label for the printer of the parcel's bench; return the job's key."""
    paper = drawn.printed or drawn.stored
    return queue_print(
        session,
        actor,
        bench_id=parcel.bench_id,
        parcel_no=parcel.number,
        label_id=label.id,
        document=paper.path,
        sha256=paper.sha256,
    )


def look_reprint(session: Session, actor: Actor, parcel_no: str, *, may_more: bool) -> None:
    """Refuse a reprint before it is drawn.

    Raises:
        Refused: ``order.intercepted``, ``label.too_early``, ``label.closed``,
            ``label.reprint_limit``, ``packing.unknown_parcel``.
    """
    parcel, order = packing_locks.parcel_and_order(session, actor, parcel_no)
    waybill = locks.live_waybill(session, parcel.id)
    _refuse_reprint(session, parcel, order, waybill, may_more=may_more)


def _refuse_reprint(
    session: Session, parcel: Parcel, order: Order, waybill: Waybill | None, *, may_more: bool
) -> int:
    """Refuse a reprint that may not be; return how many there were."""
    refuse_if_stopped(order)
    refuse_before("label", parcel)
    if parcel.state not in MAY_PRINT_LIVE:
        raise Refused("label.closed", parcel_no=parcel.number)
    if waybill is None or waybill.state is not WaybillState.ISSUED:
        raise Refused(
            "label.too_early", parcel_no=parcel.number, state=parcel.state, missing=["label"]
        )
    made = session.scalar(
        sa.select(sa.func.count()).where(
            Label.waybill_id == waybill.id, Label.kind == LabelKind.REPRINT
        )
    )
    if (made or 0) >= REPRINTS_BY_PACKER and not may_more:
        raise Refused("label.reprint_limit", parcel_no=parcel.number, most=REPRINTS_BY_PACKER)
    return made or 0


def add_reprint(
    session: Session,
    actor: Actor,
    parcel_no: str,
    *,
    copy: int,
    reason: str,
    may_more: bool,
    drawn: Drawn,
) -> None:
    """Archive a copy of the live label and queue it; what still waits is not printed any more.

    Raises:
        Refused: as :func:`look_reprint`; ``store.conflict`` when somebody was faster.
    """
    parcel, order = packing_locks.parcel_and_order(session, actor, parcel_no)
    waybill = locks.live_waybill(session, parcel.id)
    if copy != _refuse_reprint(session, parcel, order, waybill, may_more=may_more) + 1:
        raise Refused("store.conflict")
    assert waybill is not None
    void_jobs(session, actor, parcel.number, "reprinted")
    label = add_label(
        session,
        actor,
        parcel,
        LabelKind.REPRINT,
        drawn,
        waybill_id=waybill.id,
        reason=reason,
    )
    queue(session, actor, parcel, label, drawn)
