"""From the label on the box to the van: attach, cage, hand over."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import clock
from app.core.errors import Refused
from app.core.events import Actor, record
from app.inventory.service import parcel_to_customer
from app.orders.facts import about
from app.orders.models import Order, OrderLine
from app.orders.rules import OrderAct, OrderState
from app.orders.service import advance, refuse_if_stopped
from app.packing import locks as packing_locks
from app.packing import parcels
from app.packing.models import Parcel, ParcelUnit
from app.packing.rules import PARCEL, ParcelAct, ParcelState
from app.packing.service import leave_bench_when_done, pack_what_is_there
from app.shipping import labelling, locks, truth, voiding
from app.shipping.events import ManifestMoved, OrderShipped, OrderStaged, ParcelShipped
from app.shipping.models import Carrier, Manifest, ManifestParcel, Waybill
from app.shipping.rules import WaybillState
from app.stations.service import verify_jobs

ON_BOX = frozenset({ParcelState.ATTACHED, ParcelState.CAGED, ParcelState.HANDED_OVER})


def attach(
    session: Session, actor: Actor, parcel_no: str, code: str, *, hand_over_now: bool
) -> None:
    """The label scanned on the box must be this parcel's; then it is ready to go.

    Args:
        session: the open transaction.
        actor: who stuck it on.
        parcel_no: the parcel at the bench.
        code: what was scanned on the box.
        hand_over_now: this site calls a parcel shipped from here on.

    Raises:
        Refused: ``label.wrong_waybill`` naming whose it is, ``label.voided``,
            ``label.too_early``, ``order.intercepted``.
    """
    parcel, order = packing_locks.parcel_and_order(session, actor, parcel_no)
    voiding.refuse_voided(session, actor, code)
    refuse_if_stopped(order)
    labelling.refuse_before("label", parcel)
    waybill = locks.live_waybill(session, parcel.id)
    if waybill is None or waybill.state is not WaybillState.ISSUED:
        raise Refused(
            "label.too_early", parcel_no=parcel.number, state=parcel.state, missing=["label"]
        )
    if code.strip() != waybill.number:
        owner = locks.parcel_of_code(session, actor, code)
        raise Refused(
            "label.wrong_waybill",
            parcel_no=parcel.number,
            scanned=code.strip()[:80],
            belongs_to=owner or "-",
        )
    if parcel.state in ON_BOX:
        return
    if parcel.state is ParcelState.CONFIRMED:  # it came out, whatever the printer said
        parcels.move(session, actor, order, parcel, ParcelAct.LABEL)
    parcels.move(session, actor, order, parcel, ParcelAct.ATTACH)
    parcel.parked_slot = None
    _leave_old_sheet(session, actor, parcel)
    verify_jobs(session, actor, parcel.number)
    session.flush()
    _stage_if_complete(session, actor, order)
    leave_bench_when_done(session, order)
    if hand_over_now:
        hand_over(session, actor, order, parcel, None)


def _leave_old_sheet(session: Session, actor: Actor, parcel: Parcel) -> None:
    """A parcel with a new label stands at a bench, whatever vehicle it was scanned onto."""
    sheet = _sheet_of(session, parcel)
    if sheet is None:
        return
    session.execute(sa.delete(ManifestParcel).where(ManifestParcel.parcel_id == parcel.id))
    fact = ManifestMoved(
        manifest=sheet.number, carrier=sheet.carrier, act="take_off", parcel_no=parcel.number
    )
    record(session, actor, fact, subject=sheet.number)


def _stage_if_complete(session: Session, actor: Actor, order: Order) -> None:
    live = parcels.live_parcels(session, order)
    if order.state is not OrderState.PACKED or any(one.state not in ON_BOX for one in live):
        return
    advance(session, actor, order, OrderAct.STAGE)
    staged = OrderStaged(**about(order), parcels=_shown(session, order))
    record(session, actor, staged, subject=order.number)


def _shown(session: Session, order: Order) -> list[dict[str, Any]]:
    """The order's parcels as the hub hears of them."""
    rows = session.execute(
        sa.select(Parcel.number, Parcel.measured_g, Waybill.carrier, Waybill.number)
        .join(Waybill, Waybill.parcel_id == Parcel.id)
        .where(Parcel.order_id == order.id, Parcel.state != ParcelState.VOID)
        .where(Waybill.state != WaybillState.VOID)
        .order_by(Parcel.piece)
    )
    return [
        {"parcel_no": number, "carrier": carrier, "waybill": waybill, "grams": grams}
        for number, grams, carrier, waybill in rows
    ]


def to_cage(session: Session, actor: Actor, cage: str, code: str) -> str:
    """Put a labelled parcel into its carrier's cage; return the parcel's number.

    Raises:
        Refused: ``cage.unknown``, ``cage.unknown_parcel``, ``cage.wrong`` naming the right
            one, ``cage.left``, ``label.voided``, ``label.too_early``,
            ``order.intercepted``.
    """
    cage = cage.strip()
    site = Carrier.warehouse_id == actor.warehouse_id
    if session.scalar(sa.select(Carrier.id).where(site, Carrier.cage == cage)) is None:
        raise Refused("cage.unknown", cage=cage)
    parcel, order, waybill = at_dock(session, actor, code)
    # A site may call a parcel shipped once its label is on: then it is still here.
    sheet = _sheet_of(session, parcel) if parcel.state is ParcelState.HANDED_OVER else None
    if sheet is not None:
        raise Refused("cage.left", parcel_no=parcel.number, manifest=sheet.number)
    right = session.scalar(sa.select(Carrier.cage).where(site, Carrier.code == waybill.carrier))
    if cage != right:
        raise Refused("cage.wrong", parcel_no=parcel.number, cage=cage, right=right or "-")
    if PARCEL.allows(parcel.state, ParcelAct.CAGE):
        parcels.move(session, actor, order, parcel, ParcelAct.CAGE)
        parcel.cage = cage
    return parcel.number


def _sheet_of(session: Session, parcel: Parcel) -> Manifest | None:
    return session.scalar(
        sa.select(Manifest)
        .join(ManifestParcel, ManifestParcel.manifest_id == Manifest.id)
        .where(ManifestParcel.parcel_id == parcel.id)
    )


def at_dock(session: Session, actor: Actor, code: str) -> tuple[Parcel, Order, Waybill]:
    """A labelled parcel by the code on its label, with order and waybill, locked.

    Raises:
        Refused: ``cage.unknown_parcel``, ``label.void``, ``label.voided``,
            ``label.no_waybill``, ``label.too_early``, ``order.intercepted``.
    """
    parcel_no = locks.parcel_of_code(session, actor, code)
    if parcel_no is None:
        raise Refused("cage.unknown_parcel", scanned=code.strip()[:80])
    parcel, order = packing_locks.parcel_and_order(session, actor, parcel_no)
    voiding.refuse_voided(session, actor, code)
    refuse_if_stopped(order)
    labelling.refuse_before("cage", parcel)
    waybill = locks.live_waybill(session, parcel.id)
    if waybill is None or waybill.number is None:
        raise Refused("label.no_waybill", parcel_no=parcel.number)
    if code.strip() not in {waybill.number, parcel.number}:
        raise Refused("label.void", parcel_no=parcel.number)  # the label of a voided number
    return parcel, order, waybill


def hand_over(
    session: Session, actor: Actor, order: Order, parcel: Parcel, manifest: str | None
) -> None:
    """The parcel has left: its stock is consumed, the hub is told; done once."""
    if parcel.state is ParcelState.HANDED_OVER:
        return
    parcels.move(session, actor, order, parcel, ParcelAct.HAND_OVER)
    parcel.handed_over_at = clock.now()
    parcel_to_customer(
        session, actor, parcel_no=parcel.number, transaction_id=parcel.transaction_id or ""
    )
    waybill = locks.live_waybill(session, parcel.id)
    assert waybill is not None
    shipped = ParcelShipped(
        **about(order),
        parcel_no=parcel.number,
        carrier=waybill.carrier,
        waybill=waybill.number or "",
        grams=parcel.measured_g or 0,
        manifest=manifest,
        lines=_lines(session, ParcelUnit.parcel_id == parcel.id),
    )
    record(session, actor, shipped, subject=parcel.number)
    session.flush()
    truth.start(session, actor, waybill, parcel.number)
    _ship_if_complete(session, actor, order)


def go_on_without_more(session: Session, actor: Actor, order: Order) -> None:
    """The rest of an order will not come: what is packed already goes on by itself."""
    pack_what_is_there(session, actor, order)
    _stage_if_complete(session, actor, order)
    _ship_if_complete(session, actor, order)


def _ship_if_complete(session: Session, actor: Actor, order: Order) -> None:
    live = parcels.live_parcels(session, order)
    if any(one.state is not ParcelState.HANDED_OVER for one in live):
        return
    if order.state not in {OrderState.STAGED, OrderState.PACKED}:
        return
    advance(session, actor, order, OrderAct.SHIP)
    inside = ParcelUnit.parcel_id.in_([one.id for one in live])
    shipped = OrderShipped(
        **about(order), parcels=_shown(session, order), lines=_lines(session, inside)
    )
    record(session, actor, shipped, subject=order.number)


def _lines(session: Session, which: sa.ColumnElement[bool]) -> list[dict[str, Any]]:
    rows = session.execute(
        sa.select(
            OrderLine.line_no, OrderLine.sku, OrderLine.gift, sa.func.sum(ParcelUnit.quantity)
        )
        .join(OrderLine, OrderLine.id == ParcelUnit.order_line_id)
        .where(which, ParcelUnit.quantity > 0)
        .group_by(OrderLine.line_no, OrderLine.sku, OrderLine.gift)
        .order_by(OrderLine.line_no)
    )
    return [
        {"line_no": line_no, "sku": sku, "quantity": int(quantity), "gift": gift}
        for line_no, sku, gift, quantity in rows
    ]
