"""Taking an order in: once, whole, and for ever.

The pair (platform, number) is the identity; the first answer to a content is the answer to
every replay of it. A higher version may come in until the wave is released.
"""

from __future__ import annotations

import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import clock, ids
from app.core.db import table_of
from app.core.errors import Refused
from app.core.events import Actor, record
from app.hub import as_stored, draft, gifts, members, versions
from app.hub.intake import Intake
from app.hub.outcomes import OrderResult, answer, first_answer, promise_or_hold, result
from app.hub.rules import Site, Status
from app.orders import locks
from app.orders import service as orders
from app.orders.events import OrderAccepted
from app.orders.facts import about
from app.orders.models import Order, OrderIdentity, RefusedIntake
from app.orders.rules import OrderState

_IDENTITY, _ORDER = table_of(OrderIdentity), table_of(Order)
_REFUSED = table_of(RefusedIntake)
_KNOWN = (
    sa.select(
        _IDENTITY.c.order_id,
        _IDENTITY.c.member,
        _IDENTITY.c.cancelled_at,
        _ORDER.c.source_platform,
        _ORDER.c.external_order_no,
        _ORDER.c.number,
        _ORDER.c.version,
        _ORDER.c.first_result,
    )
    .outerjoin(_ORDER, _ORDER.c.id == _IDENTITY.c.order_id)
    .where(
        _IDENTITY.c.source_platform == sa.bindparam("platform"),
        _IDENTITY.c.external_order_no == sa.bindparam("no"),
        _IDENTITY.c.split_no == 0,
    )
)
_SETTLE = (
    sa.update(_REFUSED)
    .where(
        _REFUSED.c.source_platform == sa.bindparam("platform"),
        _REFUSED.c.external_order_no == sa.bindparam("no"),
        _REFUSED.c.settled_at.is_(None),
    )
    .values(settled_at=sa.bindparam("now"))
)


def accept(session: Session, actor: Actor, intake: Intake, site: Site) -> OrderResult:
    """Take one order in, or answer as the first time.

    Args:
        session: the open transaction.
        actor: the hub's token, or who injects the order.
        intake: the order, read and found good.
        site: the site's country and zone.

    Raises:
        Refused: ``order.conflict``, ``order.cancelled_before_create``,
            ``request.invalid`` (another warehouse).
    """
    _check_warehouse(session, actor, intake)
    number = {"platform": intake.platform, "no": intake.number}
    known = session.connection().execute(_KNOWN, number).first()
    if known is None:
        return _create(session, actor, intake, site)
    if known.order_id is None or known.cancelled_at is not None:
        raise Refused("order.cancelled_before_create", order_no=intake.number)
    if known.member:
        merged = {
            "pointer": "/external_order_no",
            "code": "order.merged",
            "order_no": known.number,
        }
        raise Refused(
            "order.conflict", errors=[merged], order_no=known.number, version=known.version
        )
    first = first_answer(known.first_result, intake)
    if first is not None and intake.version <= known.version:
        return result(known, first, replayed=True)
    order = locks.order_by_id(session, known.order_id)
    return _again(session, actor, order, intake, site)


def _again(
    session: Session, actor: Actor, order: Order, intake: Intake, site: Site
) -> OrderResult:
    """Take in what comes for an order that is here: a replay, or a new version of it."""
    higher = intake.version > order.version
    first = first_answer(order.first_result, intake)
    same = intake.content_hash == order.content_hash
    if first is None or (higher and not same):
        if higher and versions.may_change(session, order):
            return versions.update(session, actor, order, intake, site)
        first = _as_it_stands(session, order, intake, site)
    if first is None:
        raise Refused("order.conflict", order_no=order.number, version=order.version)
    order.version = max(order.version, intake.version)
    return result(order, first, replayed=True)


def _as_it_stands(
    session: Session, order: Order, intake: Intake, site: Site
) -> dict[str, Any] | None:
    """The last answer, when the hub repeats an order as its own calls have changed it."""
    if as_stored.content_hash(session, order, site) != intake.content_hash:
        return None
    last: dict[str, Any] | None = order.first_result.get(order.content_hash)
    return last


def _check_warehouse(session: Session, actor: Actor, intake: Intake) -> None:
    wanted = intake.body.warehouse
    if wanted is not None and wanted != draft.warehouse_code(session, actor.warehouse_id):
        error = {"pointer": "/warehouse", "code": "field.other_warehouse"}
        raise Refused("request.invalid", errors=[error])


def _create(session: Session, actor: Actor, intake: Intake, site: Site) -> OrderResult:
    at = clock.now()
    found = draft.prepare(session, actor, intake, site, at)
    order = Order(
        warehouse_id=actor.warehouse_id,
        number=uuid.uuid4().hex[:24],  # until its key is known, some lines below
        source_platform=intake.platform,
        external_order_no=intake.number,
        state=OrderState.HELD if found.reasons else OrderState.READY,
        state_at=at,
        received_at=at,
        holds=" ".join(found.reasons),
        first_result={},
        **found.columns,
    )
    session.add(order)
    session.flush()
    order.number = ids.number("O", order.id)
    draft.insert_identity(session, order)
    draft.insert_recipient(session, order.id, intake)
    members.reserve(session, order, intake)
    dropped = gifts.take(session, intake)
    rows = draft.line_rows(order.id, intake, found.skus, dropped)
    wanted = draft.insert_lines(session, rows)
    promise_or_hold(session, actor, order, found.reasons, wanted)
    status = Status.HELD if order.state is OrderState.HELD else Status.ACCEPTED
    _tell(session, actor, order, status, rows)
    _settle_refusals(session, order)
    return answer(session, actor, order, found, status)


def _tell(
    session: Session, actor: Actor, order: Order, status: Status, rows: list[dict[str, Any]]
) -> None:
    told = ("line_no", "sku", "quantity", "gift", "dropped")
    record(
        session,
        actor,
        OrderAccepted(
            **about(order),
            status=status,
            version=order.version,
            lines=[{name: row[name] for name in told if row[name]} for row in rows],
        ),
        subject=order.number,
    )
    if order.state is OrderState.HELD:
        orders.tell_held(session, actor, order)


def _settle_refusals(session: Session, order: Order) -> None:
    session.connection().execute(
        _SETTLE,
        {
            "platform": order.source_platform,
            "no": order.external_order_no,
            "now": order.received_at,
        },
    )
