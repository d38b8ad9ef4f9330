"""What shipping wants done in the background: print, finish confirms, ask carriers."""

from __future__ import annotations

import functools
from datetime import timedelta
from typing import Any, cast

import sqlalchemy as sa
import structlog
from flask import Flask, current_app

from app.config import Settings
from app.core import clock, db
from app.core.errors import Refused
from app.core.events import Actor
from app.core.vault import vault
from app.orders.models import Order
from app.packing.models import Parcel
from app.shipping import asking, batch_work, finishing, permits, service, truth, waybills
from app.shipping.models import Waybill
from app.shipping.rules import WaybillState
from app.stations import printing

log = structlog.get_logger()

PATIENCE = timedelta(seconds=5)
"""A confirm that has no number after this was cut off; its own request takes a moment."""
AT_ONCE = 20


def needs_of_printing(settings: Settings) -> printing.Printing:
    """What the stations ask of shipping when a label leaves, here or at a packing PC."""
    return printing.Printing(
        permit=permits.may_print,
        came_out=service.label_came_out,
        vault=vault(settings),
    )


def print_labels() -> int:
    """Send what waits; each printer has a thread of its own, so this returns at once."""
    app = cast("Any", current_app)._get_current_object()  # noqa: SLF001  Flask's documented way to the app itself
    printing.begin(cast(Flask, app), current_app.extensions["printing"])
    return 0


def finish_confirms() -> int:
    """Get parcels their number and label whose confirm was cut off, or found late."""
    press = finishing.press(cast(Settings, current_app.extensions["settings"]))
    rows = (
        db.reading()
        .execute(
            sa.select(Parcel.number, Parcel.warehouse_id)
            .join(Waybill, Waybill.parcel_id == Parcel.id)
            .join(Order, Order.id == Parcel.order_id)
            .where(_can_go_on(), Order.mask == 0)
            .where(Waybill.requested_at < clock.now() - PATIENCE)
            .order_by(Waybill.requested_at)
            .limit(AT_ONCE)
        )
        .all()
    )
    db.reading().rollback()
    for parcel_no, warehouse_id in rows:
        try:
            finishing.finish(press, Actor("system", None, warehouse_id), parcel_no)
        except Refused as error:
            log.warning("confirm.unfinished", parcel=parcel_no, why=error.code)
    return 0


def _can_go_on() -> sa.ColumnElement[bool]:
    """A number without a label; or none, and no carrier was asked for one yet."""
    waiting = Waybill.state.in_((WaybillState.REQUESTED, WaybillState.UNKNOWN))
    unasked = sa.and_(
        Waybill.state == WaybillState.REQUESTED,
        Waybill.tried_at.is_(None),
        Waybill.refusal.is_(None),
    )
    return sa.and_(waiting, sa.or_(Waybill.number.is_not(None), unasked))


def ask_carriers() -> int:
    """Query waybills without an answer, have void ones cancelled; how many were due."""
    accounts = cast(Settings, current_app.extensions["settings"]).carrier_accounts
    rows = waybills.due(db.reading(), AT_ONCE)
    db.reading().rollback()
    for waybill_id, parcel_no, warehouse_id in rows:
        actor = Actor("system", None, warehouse_id)
        asking.settle(accounts, actor, waybill_id, parcel_no)
    return len(rows)


def draw_batches() -> int:
    """Work on a batch of pre-prints for a while; 0 when there is none."""
    settings = cast(Settings, current_app.extensions["settings"])
    return batch_work.work_off(finishing.press(settings))


def look_for_parcels() -> int:
    """Put parcels that no carrier speaks of into their queues; how many clocks ran out."""
    rows = truth.due(db.reading(), AT_ONCE)
    db.reading().rollback()
    for waybill_id, warehouse_id in rows:
        actor = Actor("system", None, warehouse_id)
        db.in_transaction(functools.partial(truth.look, actor=actor, waybill_id=waybill_id))
    return len(rows)


JOBS = [
    ("print", 0.5, print_labels),
    ("finish", 5, finish_confirms),
    ("carriers", 5, ask_carriers),
    ("truth", 60, look_for_parcels),
    ("batches", 2, draw_batches),
]
