"""Picking's URLs: take a list, scan, hand over, pause, look."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from flask import render_template
from msgspec import UnsetType
from sqlalchemy.orm import Session

from app.core import body as bodies
from app.core import clock, db
from app.core.api import Caller, Room, caller
from app.core.errors import Refused
from app.core.problems import catalogue
from app.picking import lists, queries, scanning, service
from app.picking.rules import Kind
from app.picking.shapes import (
    HandedOver,
    HandOver,
    NextWish,
    Paused,
    ScanAction,
    ScanResult,
    ScanResults,
    Scans,
    said,
)
from app.picking.trip import Action

bp = Room("picking", __name__)

AT_ONCE = 25
"""Actions of one transaction: at half a millisecond each it stays below 20 ms."""


@bp.post(
    "/api/v1/picks/next",
    needs="pick.work",
    body=NextWish,
    answer=queries.ListView,
    errors=("picking.no_work", "picking.cart_in_use"),
)
def next_list(body: NextWish) -> queries.ListView:
    """Claim the best pick list for this person and device, or resume the own one."""
    who = caller()
    person_id = _person(who)

    def work(session: Session) -> queries.ListView:
        number = lists.claim(session, who.actor, person_id, zone=body.zone, cart=body.cart)
        return queries.pick_list(session, who.actor, number)

    return db.in_transaction(work)


@bp.get(
    "/api/v1/picks/<number>",
    needs="pick.work",
    answer=queries.ListView,
    errors=("picking.unknown_list",),
)
def pick_list(number: str) -> queries.ListView:
    """A pick list with all that its page needs."""
    return queries.pick_list(db.reading(), caller().actor, number)


@bp.post(
    "/api/v1/picks/<number>/hand-over",
    needs="pick.work",
    body=HandOver,
    answer=HandedOver,
    errors=(
        "picking.unknown_list",
        "picking.not_walking",
        "picking.unknown_colleague",
        "picking.colleague_busy",
    ),
)
def hand_over(number: str, body: HandOver) -> HandedOver:
    """Give the list to a colleague, or take it over."""
    who = caller()
    person_id = _person(who)
    return db.in_transaction(
        lambda s: HandedOver(
            number, lists.hand_over(s, who.actor, person_id, number, body.badge)
        )
    )


@bp.post(
    "/api/v1/picks/<number>/pause",
    needs="pick.work",
    answer=Paused,
    errors=("picking.unknown_list", "picking.not_walking"),
)
def pause(number: str) -> Paused:
    """Put the list down; its person finds it first."""
    actor = caller().actor

    def work(session: Session) -> Paused:
        lists.pause(session, actor, number)
        return Paused(number, "open")

    return db.in_transaction(work)


@bp.post(
    "/api/v1/scans", needs="pick.work", body=Scans, answer=ScanResults, errors=("scan.gap",)
)
def scans(body: Scans) -> ScanResults:
    """Judge actions in the order of their device_seq, each once by its scan_id."""
    who = caller()
    sent = [_action(one) for one in _sent(body)]
    ordered = sorted(sent, key=lambda action: action.device_seq)
    keep = db.on_result.get()
    found: dict[str, ScanResult] = {}
    for start in range(0, len(ordered), AT_ONCE):
        some = ordered[start : start + AT_ONCE]
        last = start + AT_ONCE >= len(ordered)
        db.on_result.set(_keeper(keep) if last else None)
        work = _work(who, some, sent, found)
        batch = db.in_transaction(work)
        found = batch.found
        if batch.wanted is not None:
            raise Refused("scan.gap", wanted=batch.wanted, applied=len(found))
    return _in_order(sent, found)


@bp.page("/pda", needs="pick.work")
def pda() -> str:
    """The handheld's page."""
    who = caller()
    number = queries.current_number(db.reading(), who.person_id) if who.person_id else None
    shown = queries.pick_list(db.reading(), who.actor, number) if number else None
    return render_template(
        "picking/pda.html",
        page_data={
            "list": msgspec.to_builtins(shown),
            "device_seq": queries.last_seq(db.reading(), who.actor),
            "bounce_ms": scanning.bounce_ms(db.reading(), who.actor.warehouse_id),
            "now": clock.now().isoformat(),
        },
    )


@dataclass(frozen=True)
class _Batch:
    """What a transaction came to; *answer* is whole with the last one."""

    found: dict[str, ScanResult]
    wanted: int | None
    answer: ScanResults | None


def _work(
    who: Caller,
    some: Sequence[Action],
    sent: Sequence[Action],
    before: dict[str, ScanResult],
) -> Callable[[Session], _Batch]:
    texts = catalogue()  # the writer's thread has no app context

    def work(session: Session) -> _Batch:
        applied = service.apply(session, who.actor, who.person_id, some)
        found = before | {
            key: said(texts, who.language, key, answer)
            for key, answer in applied.answers.items()
        }
        whole = len(found) == len({action.scan_id for action in sent})
        return _Batch(found, applied.wanted, _in_order(sent, found) if whole else None)

    return work


def _keeper(
    keep: Callable[[Session, Any], None] | None,
) -> Callable[[Session, Any], None] | None:
    """Keep the whole answer under the request's Idempotency-Key; a hole is not kept."""
    if keep is None:
        return None

    def kept(session: Session, batch: _Batch) -> None:
        if batch.answer is not None:
            keep(session, batch.answer)

    return kept


def _in_order(sent: Sequence[Action], found: dict[str, ScanResult]) -> ScanResults:
    return ScanResults([found[action.scan_id] for action in sent])


def _sent(body: Scans) -> list[ScanAction]:
    if not isinstance(body.scans, UnsetType):
        one = msgspec.to_builtins(body)
        if len(one) > 1:
            raise Refused(
                "request.invalid",
                errors=[{"pointer": "/scans", "code": "field.either"}],
            )
        return body.scans
    return [bodies.typed(msgspec.to_builtins(body), ScanAction)]


def _action(one: ScanAction) -> Action:
    if one.kind is Kind.SCAN and not (one.code and one.code.strip()):
        raise Refused(
            "request.invalid", errors=[{"pointer": "/code", "code": "field.missing"}]
        )
    fields = msgspec.structs.asdict(one)
    return Action(**fields | {"task": int(one.task) if one.task is not None else None})


def _person(who: Caller) -> int:
    assert who.person_id is not None  # only people's roles have pick.work
    return who.person_id
