"""Asking a carrier: the turn is written down, the carrier called, its answer written down.

Used at the edge. The call itself is outside of any transaction, after the second confirm.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import structlog

from app.core import db
from app.core.errors import Refused
from app.core.events import Actor
from app.shipping import waybills
from app.shipping.carriers import BY_OURSELVES, CARRIERS, Account, Adapter, Ask, Given, wire
from app.shipping.carriers.terms import Declined, Unknown
from app.shipping.facts import Facts
from app.shipping.waybills import Heard, Turn

log = structlog.get_logger()

Accounts = Mapping[str, Account]
"""By the carriers' codes; secrets among them."""


def number(
    accounts: Accounts, actor: Actor, found: Facts, route_code: str | None
) -> Given | None:
    """The number of a confirmed parcel; None while another press is asking for it.

    Raises:
        Refused: ``label.carrier_…`` with the carrier's reason, ``label.waybill_unknown``,
            ``order.intercepted``, ``label.too_early``.
    """
    parcel_no, carrier = found.said["parcel_no"], found.carrier
    if found.waybill is not None:
        return Given(found.waybill, route_code)
    if carrier.code not in accounts and carrier.adapter in BY_OURSELVES:
        return BY_OURSELVES[carrier.adapter](_ask(found, ""))
    adapter, account = _set_up(accounts, carrier.code) or (None, {})
    if adapter is None:
        raise Refused("label.carrier_account", carrier=carrier.name, parcel_no=parcel_no)
    turn = db.in_transaction(lambda s: waybills.claim(s, actor, parcel_no))
    if turn is None:
        return None
    ask = _ask(found, turn.bill.order_id)
    said = _told(turn, lambda: adapter.ask(ask, account))
    heard = db.in_transaction(lambda s: waybills.note(s, actor, turn, said))
    if isinstance(heard, Given):
        return heard
    why = f"carrier_{heard.reason}" if isinstance(heard, Declined) else "waybill_unknown"
    raise Refused(f"label.{why}", carrier=carrier.name, parcel_no=parcel_no)


def settle(accounts: Accounts, actor: Actor, waybill_id: int, parcel_no: str) -> None:
    """Query what is unknown, cancel what is void: one waybill that is due."""
    turn = db.in_transaction(lambda s: waybills.take_due(s, actor, waybill_id, parcel_no))
    if turn is None:
        return
    set_up = _set_up(accounts, turn.carrier)
    if set_up is None:
        log.warning("carrier.no_account", carrier=turn.carrier, parcel=parcel_no)
        return
    heard = _told(turn, lambda: _settled(*set_up, turn))
    db.in_transaction(lambda s: waybills.note(s, actor, turn, heard))


def _settled(adapter: Adapter, account: Account, turn: Turn) -> Heard:
    """What the carrier says now; a cancel without an answer is queried, then repeated."""
    bill = turn.bill
    if not turn.void:
        return adapter.query(bill, account)
    if bill.number is None or turn.tries > 1:
        found = adapter.query(bill, account)
        if not isinstance(found, Given):
            return found
        bill = replace(bill, number=found.number, carrier_ref=found.carrier_ref)
    return adapter.cancel(bill, account)


def _told(turn: Turn, call: Callable[[], Heard]) -> Heard:
    try:
        heard = call()
    except Exception as error:  # noqa: BLE001  whatever broke, the carrier may have done it
        heard = Unknown(type(error).__name__)
    if isinstance(heard, Unknown):
        log.warning(
            "carrier.unknown", carrier=turn.carrier, parcel=turn.parcel_no, why=heard.why
        )
    return heard


def _set_up(accounts: Accounts, code: str) -> tuple[Adapter, Account] | None:
    account = accounts.get(code, {})
    adapter = CARRIERS.get(account.get("adapter", ""))
    if adapter is None or not all(account.get(name) for name in adapter.needs):
        return None
    if not wire.is_usable(account):
        return None
    return adapter, account


def _ask(found: Facts, order_id: str) -> Ask:
    said = found.said
    return Ask(
        reference=found.waybill_id or 0,
        carrier=found.carrier.code,
        parcel_no=said["parcel_no"],
        grams=int(said["grams"]),
        order_id=order_id,
        sender=said["sender"],
        recipient=said["recipient"],
        goods=tuple(said["lines"]),
    )
