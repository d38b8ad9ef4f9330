"""Put-back: units of an order that will not have them go into bins again.

The person scans a unit and then a bin, or a bin and then a unit; several units may be
scanned before their bin. A unit is stock again when it has been scanned into a bin, not
before. With the last unit a cancelled order is cancelled for good.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.catalog import codes
from app.catalog.queries import find_barcode, sku_facts
from app.core import clock
from app.core.errors import Refused
from app.core.events import Actor, record
from app.inventory import holdings
from app.inventory.bins import to_bin
from app.inventory.holdings import Held
from app.inventory.models import Bin, PutBackScan
from app.inventory.rules import PROMISABLE
from app.orders import locks as order_locks
from app.orders import service as orders
from app.orders.events import OrderCancelled
from app.orders.facts import about
from app.orders.models import Order
from app.orders.rules import OrderAct, OrderState
from app.stations import service as stations
from app.stations.rules import ExceptionKind


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a put-back scan brought about.

    Attributes:
        verdict: a word of the scan verdicts.
        say: the code of its sentence; *params* fill it.
        left: units of the order that still wait to be put back.
        in_hand: units by SKU code that were scanned and want a bin now.
        at_bin: the bin that was scanned and wants a unit now.
    """

    verdict: str
    say: str
    params: dict[str, Any]
    left: int
    in_hand: dict[str, int]
    at_bin: str | None = None


def scan(session: Session, actor: Actor, order_no: str, scan_id: str, code: str) -> Answer:
    """Judge one scan; the same *scan_id* gets its first answer again.

    Raises:
        Refused: ``order.unknown``.
    """
    order = order_locks.order_by_number(session, order_no)
    if order.warehouse_id != actor.warehouse_id:
        raise Refused("order.unknown", order_no=order_no)
    before = session.get(PutBackScan, scan_id)
    if before is not None:
        return Answer(**before.answer)
    work = _Work(session, actor, order, scan_id)
    answer = work.judge(codes.parse(code))
    work.keep(answer)
    return answer


def waiting(session: Session, order: Order) -> list[Held]:
    """The units of *order* that must go back into bins."""
    everything = order.state is OrderState.PUTBACK
    return [
        held for held in holdings.holdings(session, order.id) if everything or held.going_back
    ]


class _Work:
    """One scan on one order: what waits, what is in hand, which bin was scanned."""

    def __init__(self, session: Session, actor: Actor, order: Order, scan_id: str) -> None:
        self._session = session
        self._actor = actor
        self._order = order
        self._row = PutBackScan(
            scan_id=scan_id,
            order_id=order.id,
            actor=actor.name,
            at=clock.now(),
            quantity=0,
            open=False,
        )
        self._waiting = waiting(session, order)
        self._open = list(
            session.scalars(
                sa.select(PutBackScan)
                .where(
                    PutBackScan.order_id == order.id,
                    PutBackScan.actor == actor.name,
                    PutBackScan.open,
                )
                .order_by(PutBackScan.at)
            )
        )

    def judge(self, scanned: codes.Scanned) -> Answer:
        """Find out what was scanned and do it."""
        if not self._waiting:
            return self._say("already_done", "nothing_left", order_no=self._order.number)
        bin_ = self._session.scalar(
            sa.select(Bin).where(
                Bin.warehouse_id == self._actor.warehouse_id, Bin.code == scanned.code
            )
        )
        if bin_ is not None:
            return self._bin(bin_)
        found = find_barcode(self._session, self._actor.warehouse_id, scanned.candidates)
        if found is None:
            return self._say("unknown_code", "unknown", scanned=scanned.code[:80])
        return self._item(*found)

    def keep(self, answer: Answer) -> None:
        """Store the scan with its answer."""
        self._row.answer = asdict(answer)
        self._session.add(self._row)
        self._session.flush()

    def _bin(self, bin_: Bin) -> Answer:
        if bin_.kind not in PROMISABLE:
            return self._say("wrong_bin", "not_for_goods", bin=bin_.code)
        in_hand = self._in_hand()
        self._close()
        if in_hand:
            return self._put(in_hand, bin_)
        self._row.bin_id, self._row.open = bin_.id, True
        return self._say("ok", "at_bin", at_bin=bin_.code, bin=bin_.code)

    def _item(self, sku_id: int, pack_qty: int) -> Answer:
        sku = self._sku(sku_id)
        wanted = sum(held.quantity for held in self._waiting if held.sku_id == sku_id)
        if wanted == 0:
            return self._say("wrong_item", "not_of_order", sku=sku, order_no=self._order.number)
        if self._in_hand()[sku_id] + pack_qty > wanted:
            return self._say("over_quantity", "too_many", sku=sku, units=wanted)
        at_bin = next((row.bin_id for row in self._open if row.bin_id is not None), None)
        self._row.sku_id, self._row.quantity = sku_id, pack_qty
        if at_bin is not None:
            self._close()
            return self._put(Counter({sku_id: pack_qty}), self._session.get_one(Bin, at_bin))
        self._row.open = True
        return self._say("ok", "in_hand", sku=sku, units=self._in_hand()[sku_id])

    def _put(self, units: Counter[int], bin_: Bin) -> Answer:
        for sku_id, quantity in sorted(units.items()):
            self._put_sku(sku_id, quantity, bin_)
        self._waiting = waiting(self._session, self._order)
        if self._waiting:
            return self._say("task_done", "put", bin=bin_.code, units=units.total())
        self._finish()
        return self._say("list_done", "all_back", bin=bin_.code, order_no=self._order.number)

    def _put_sku(self, sku_id: int, quantity: int, bin_: Bin) -> None:
        for held in self._waiting:
            part = min(held.quantity, quantity) if held.sku_id == sku_id else 0
            if part:
                to_bin(
                    self._session,
                    self._actor,
                    place=held.place,
                    sku_id=sku_id,
                    order_line_id=held.order_line_id,
                    quantity=part,
                    bin_id=bin_.id,
                    why="put_back",
                )
                quantity -= part

    def _finish(self) -> None:
        session, actor, order = self._session, self._actor, self._order
        stations.end_exception(
            session, actor, ExceptionKind.PUT_BACK, order.number, "every unit is back in a bin"
        )
        if order.state is OrderState.PUTBACK:
            orders.advance(session, actor, order, OrderAct.ALL_BACK)
            done = OrderCancelled(**about(order), status="cancelled")
            record(session, actor, done, subject=order.number)

    def _in_hand(self) -> Counter[int]:
        units = Counter[int]()
        for row in [*self._open, self._row]:
            if row.open and row.sku_id is not None:
                units[row.sku_id] += row.quantity
        return units

    def _close(self) -> None:
        for row in self._open:
            row.open = False

    def _sku(self, sku_id: int) -> str:
        return sku_facts(self._session, [sku_id])[sku_id].code

    def _say(
        self, verdict: str, say: str, *, at_bin: str | None = None, **params: Any
    ) -> Answer:
        in_hand = self._in_hand()
        facts = sku_facts(self._session, in_hand.keys())
        return Answer(
            verdict=verdict,
            say=f"inventory.putback.{say}",
            params=params,
            left=sum(held.quantity for held in self._waiting),
            in_hand={facts[sku_id].code: units for sku_id, units in sorted(in_hand.items())},
            at_bin=at_bin,
        )
