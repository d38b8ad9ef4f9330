"""Taking an order in: once, whole, and for ever.

The pair (platform, number) is the identity; the first answer to a content is the answer to
every replay of it. A higher version may come in until the wave is released.
"""

from __future__ import annotations

import uuid
from typing import Any

import msgspec
import sqlalchemy as sa
from msgspec import UNSET, UnsetType
from sqlalchemy.orm import Session

from app.core import clock, ids
from app.core.db import table_of
from app.core.errors import Refused
from app.core.events import Actor, record
from app.hub import draft, family, gifts, members
from app.hub.changes import end_when_free
from app.hub.draft import Draft, Wanted
from app.hub.intake import Intake
from app.hub.rules import BEFORE_RELEASE, Site, Status
from app.inventory import service as inventory
from app.orders import locks
from app.orders import service as orders
from app.orders.events import OrderAccepted, OrderUpdated, PresaleMoved
from app.orders.facts import about
from app.orders.models import Order, OrderIdentity, RefusedIntake
from app.orders.rules import (
    NEEDS_A_PERSON,
    HoldReason,
    Mask,
    OrderAct,
    OrderState,
    holds_of,
)
from app.stations import service as stations
from app.stations.rules import ExceptionKind
from app.waves import service as waves

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


class OrderResult(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What became of one posted order; a replay differs in ``replayed`` alone."""

    source_platform: str | None
    external_order_no: str | None
    order_no: str | None
    status: str
    replayed: bool
    reasons: list[str] | UnsetType = UNSET
    code: str | UnsetType = UNSET
    errors: list[dict[str, Any]] | UnsetType = UNSET


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
    first = known.first_result.get(intake.content_hash)
    if first is not None and intake.version <= known.version:
        return _result(known, first, replayed=True)
    order = locks.order_by_id(session, known.order_id)
    first = order.first_result.get(intake.content_hash)
    if first is not None:
        order.version = max(order.version, intake.version)
        return _result(order, first, replayed=True)
    if intake.version > order.version and _may_change(session, order):
        return _update(session, actor, order, intake, site)
    raise Refused("order.conflict", order_no=order.number, version=order.version)


def _check_warehouse(session: Session, actor: Actor, intake: Intake) -> None:
    wanted = intake.body.warehouse
    if wanted is not None and wanted != draft.warehouse_code(session, actor.warehouse_id):
        error = {"pointer": "/warehouse", "code": "field.other_warehouse"}
        raise Refused("request.invalid", errors=[error])


def _may_change(session: Session, order: Order) -> bool:
    """Until its release; with goods that wait in totes or parcels for the rest it is later."""
    if order.state not in BEFORE_RELEASE or HoldReason.SHORT in holds_of(order.holds):
        return False
    if any(not held.going_back for held in inventory.holdings(session, order.id)):
        return False
    inside, handed_over = family.parcels_inside(session, [order.id])
    return not inside and not handed_over


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
    _promise_or_hold(session, actor, order, found.reasons, wanted)
    status = Status.HELD if order.state is OrderState.HELD else Status.ACCEPTED
    _tell(session, actor, order, status, rows)
    _settle_refusals(session, order)
    return _answer(session, actor, order, found, status)


def _update(
    session: Session, actor: Actor, order: Order, intake: Intake, site: Site
) -> OrderResult:
    if order.state is OrderState.WAVED:
        waves.withdraw(session, actor, order)
        orders.advance(session, actor, order, OrderAct.UNPLAN)
    gifts.give_back(session, order)
    dropped = gifts.take(session, intake)
    inventory.unpromise(session, actor, order.id)
    found = draft.prepare(session, actor, intake, site, clock.now())
    for name, value in found.columns.items():
        setattr(order, name, value)
    draft.overwrite_recipient(session, order.id, intake)
    members.change(session, order, intake)
    draft.overwrite_lines(
        session, order.id, draft.line_rows(order.id, intake, found.skus, dropped)
    )
    for reason in found.reasons:
        orders.add_hold(session, actor, order, reason)
    wanted = draft.wanted(session, order.id)
    follows = _promise_or_hold(session, actor, order, found.reasons, wanted)
    for reason in holds_of(order.holds):
        if reason not in found.reasons and reason is not follows:
            orders.clear_hold(session, actor, order, reason)
    orders.clear_mask(session, actor, order, Mask.GOODS_CHANGED)
    end_when_free(session, actor, order)
    record(
        session,
        actor,
        OrderUpdated(order_no=order.number, version=order.version),
        subject=order.number,
    )
    if order.holds:
        orders.tell_held(session, actor, order)
    return _answer(session, actor, order, found, Status.UPDATED)


def _promise_or_hold(
    session: Session,
    actor: Actor,
    order: Order,
    reasons: list[HoldReason],
    wanted: list[Wanted],
) -> HoldReason | None:
    """Promise all goods, or hold the order short; one without any goods waits for the hub.

    Args:
        session: the open transaction.
        actor: who posted the order.
        order: it.
        reasons: to hold it anyway; with an unknown product nothing is promised yet.
        wanted: the goods.

    Returns:
        The reason to hold it that follows.
    """
    if HoldReason.UNKNOWN_SKU in reasons:
        return None
    follows = None
    if not wanted:
        follows = HoldReason.HUB
    elif inventory.promise(session, actor, order.id, wanted):
        follows = HoldReason.SHORT_STOCK
    if follows is not None:
        orders.add_hold(session, actor, order, follows)
    return follows


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


def _answer(
    session: Session, actor: Actor, order: Order, found: Draft, status: Status
) -> OrderResult:
    reasons = holds_of(order.holds)
    if found.presale_moved and order.planned_ship_at is not None:
        moved = PresaleMoved(
            order_no=order.number, planned_ship_at=order.planned_ship_at.isoformat()
        )
        record(session, actor, moved, subject=order.number)
    if found.presale_moved or NEEDS_A_PERSON & set(reasons):
        stations.raise_exception(
            session,
            actor,
            ExceptionKind.HELD,
            order.number,
            reasons=[str(reason) for reason in reasons],
            **found.detail,
        )
    first: dict[str, Any] = {"status": str(status)}
    if reasons:
        first["reasons"] = [str(reason) for reason in reasons]
    order.first_result = order.first_result | {order.content_hash: first}
    return _result(order, first, replayed=False)


def _result(order: Any, first: dict[str, Any], *, replayed: bool) -> OrderResult:
    """The result of an order, or of a row with its names."""
    return OrderResult(
        source_platform=order.source_platform,
        external_order_no=order.external_order_no,
        order_no=order.number,
        replayed=replayed,
        **first,
    )
