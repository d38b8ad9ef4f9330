"""What the hub room does by itself: tell the hub what happened, let held orders go."""

from __future__ import annotations

import dataclasses
import functools
from datetime import timedelta

import structlog
from flask import current_app

from app.core import clock, db
from app.core.events import SYSTEM
from app.hub import purging, retrying

log = structlog.get_logger()


def send_reports() -> int:
    """Tell the hub what is due; how many messages were begun or ended."""
    settings = current_app.extensions["settings"]
    if not settings.hub_url:
        return 0
    if "hub_sender" not in current_app.extensions:
        from app.hub import line, sender  # with all of TLS, only where there is a hub

        target = sender.Target(settings.hub_url, settings.hub_secret, settings.hub_retry_s)
        current_app.extensions["hub_sender"] = sender.Sender(target, line.Line())
    told: int = current_app.extensions["hub_sender"].send_due()
    return told


FAR = timedelta(days=1)
AT_ONCE = 200
"""Held orders of one run."""


def retry_holds() -> int:
    """Let held orders go when stock, a product or their time has come; return how many.

    The oldest is tried first: who came first gets the last unit.
    """
    waiting = retrying.waiting(db.reading(), clock.now())
    db.reading().rollback()
    let_go = 0
    for warehouse_id, order_id in waiting[:AT_ONCE]:
        actor = dataclasses.replace(SYSTEM, warehouse_id=warehouse_id)
        let_go += db.in_transaction(
            functools.partial(retrying.retry, actor=actor, order_id=order_id)
        )
    return let_go


def purge_people() -> int:
    """Delete personal data whose time has come; return how much was deleted.

    Nothing is deleted on the word of a clock that was set far forward meanwhile: what is gone
    is gone. A restart, with the clock right, goes on.
    """
    if (ahead := clock.set_forward()) > FAR:
        log.warning("purge.clock_was_set_forward", seconds=ahead.total_seconds())
        return 0
    return purging.purge(current_app.extensions["settings"]).all


JOBS = [
    ("send_reports", 0.5, send_reports),
    ("retry_holds", 2.0, retry_holds),
    ("purge_people", 3600, purge_people),
]
