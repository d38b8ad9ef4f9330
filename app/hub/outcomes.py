"""What follows from taking an order in: its promise or hold, and the answer that is kept."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import UNSET, UnsetType
from sqlalchemy.orm import Session

from app.core.events import Actor, record
from app.hub.draft import Draft, Wanted
from app.hub.intake import Intake
from app.hub.rules import Status
from app.inventory import service as inventory
from app.orders import service as orders
from app.orders.events import PresaleMoved
from app.orders.models import Order
from app.orders.rules import NEEDS_A_PERSON, HoldReason, holds_of
from app.stations import service as stations
from app.stations.rules import ExceptionKind


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


def promise_or_hold(
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


def answer(
    session: Session, actor: Actor, order: Order, found: Draft, status: Status
) -> OrderResult:
    """Answer an order that was taken in, and keep the answer for its replays."""
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
    known = order.content_hash in order.first_result  # an earlier version said the same
    key = _again(order.content_hash, order.version) if known else order.content_hash
    order.first_result = order.first_result | {key: first}
    return result(order, first, replayed=False)


def first_answer(answers: dict[str, Any], intake: Intake) -> dict[str, Any] | None:
    """What was answered to this content the first time, in this version where it came back."""
    again = answers.get(_again(intake.content_hash, intake.version))
    first: dict[str, Any] | None = again or answers.get(intake.content_hash)
    return first


def _again(content_hash: str, version: int) -> str:
    return f"{content_hash}@{version}"


def result(order: Any, first: dict[str, Any], *, replayed: bool) -> OrderResult:
    """The result of an order, or of a row with its names."""
    return OrderResult(
        source_platform=order.source_platform,
        external_order_no=order.external_order_no,
        order_no=order.number,
        replayed=replayed,
        **first,
    )
