"""What the hub hears: an event as a CloudEvent, the same in a report and in the feed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import words
from app.core.events import EventRow, EventSeal
from app.core.outbox import OutboxRow

SOURCE = "/wavegate/WH{warehouse_id}"
ABOUT: dict[str, Any] = dict.fromkeys(
    ("source_platform", "external_order_no", "order_no", "trace_id", "transaction_id")
)
"""What every report has; null where it is about no order: a hub reads one shape."""


def message_id(stream: str, seq: int) -> str:
    """A report's id, which is also a header of its own (webhook-id).

    A header is ASCII and this one has no dot; a SKU may be ``红衣.1``.
    """
    return quote(f"{stream}:{seq}", safe=":").replace(".", "%2E")


def cloud_event(message: Any, event: Any, body: dict[str, Any]) -> dict[str, Any]:
    """One report, CloudEvents 1.0 structured form.

    Args:
        message: an outbox row: stream, seq, hub_type.
        event: its event row: warehouse_id, at, actor.
        body: what the event says.
    """
    data = {name: value for name, value in body.items() if name != "stream"}
    return {
        "specversion": "1.0",
        "id": message_id(message.stream, message.seq),
        "source": SOURCE.format(warehouse_id=event.warehouse_id),
        "type": message.hub_type,
        "time": event.at.isoformat(),
        "subject": message.stream.partition(":")[2],
        "datacontenttype": "application/json",
        "data": ABOUT | data | {"seq": message.seq, "operator": event.actor},
    }


def by_ids(session: Session, ids: Sequence[int]) -> list[tuple[int, dict[str, Any]]]:
    """The reports of outbox rows, each with its row's id."""
    rows = session.execute(
        sa.select(OutboxRow, EventRow)
        .join(EventRow, EventRow.id == OutboxRow.event_id)
        .where(OutboxRow.id.in_(ids))
        .order_by(OutboxRow.id)
    ).all()
    bodies = words.bodies(session, [event for _, event in rows])
    return [
        (message.id, cloud_event(message, event, bodies[event.id])) for message, event in rows
    ]


def feed(
    session: Session, *, warehouse_id: int, after: int, limit: int
) -> tuple[list[dict[str, Any]], int]:
    """Sealed reports with a place above *after*, oldest first, and the place to go on from."""
    rows = session.execute(
        sa.select(EventSeal.seq, OutboxRow, EventRow)
        .join(OutboxRow, OutboxRow.event_id == EventSeal.event_id)
        .join(EventRow, EventRow.id == EventSeal.event_id)
        .where(EventSeal.warehouse_id == warehouse_id, EventSeal.seq > after)
        .order_by(EventSeal.seq)
        .limit(limit)
    ).all()
    bodies = words.bodies(session, [event for *_, event in rows])
    events = [cloud_event(message, event, bodies[event.id]) for _, message, event in rows]
    return events, rows[-1].seq if rows else after
