"""The ledger against a model of it: whatever people do, in whatever order, I1 holds.

The model counts units per SKU by what happened to them; after every step the books must
agree with themselves and with the model.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy.orm import Session

from app.catalog.models import Sku
from app.core import clock
from app.core.db import Store
from app.core.errors import Refused
from app.core.events import SYSTEM
from app.inventory import promises, queries
from app.inventory import service as inventory
from app.inventory.models import Holding, Move, Reservation, SkuBalance, Stock
from app.orders.models import Order, OrderLine
from app.orders.rules import OrderState
from app.people.models import Warehouse
from tests.databases import SqliteTemplates

SKUS = (1, 2)
BINS = ("A-01-01-1", "A-01-02-1", "RET-1")
few = st.integers(1, 5)
some_sku = st.sampled_from(SKUS)
pick_one = st.integers(0, 10_000)


class Books(RuleBasedStateMachine):
    """People at work, in any order."""

    fresh: Callable[[], Store]

    def __init__(self) -> None:
        super().__init__()
        self.store = type(self).fresh()
        self.numbers = itertools.count(1)
        self.received: Counter[int] = Counter()
        self.shipped: Counter[int] = Counter()
        self.scrapped: Counter[int] = Counter()
        self.returned: Counter[int] = Counter()
        self.parcels: list[str] = []
        self.desks: list[tuple[str, int]] = []

    def teardown(self) -> None:
        self.store.close()

    def do(self, verb: Callable[..., Any], *args: Any, **more: Any) -> Any:
        return self.store.write(lambda s: verb(s, SYSTEM, *args, **more))

    def refusal(self, verb: Callable[..., Any], *args: Any, **more: Any) -> str | None:
        try:
            self.do(verb, *args, **more)
        except Refused as refused:
            return refused.code
        return None

    def rows(self, query: sa.Select[Any]) -> list[Any]:
        with Session(self.store.reader) as session:
            return list(session.execute(query).all())

    def one_of(self, query: sa.Select[Any], choice: int) -> Any:
        rows = self.rows(query)
        return rows[choice % len(rows)] if rows else None

    @initialize()
    def a_floor(self) -> None:
        def work(session: Session) -> None:
            session.add(Warehouse(id=1, code="WH1", name="x"))
            session.add_all(Sku(id=n, code=f"S{n}", name="x", looks={}) for n in SKUS)
            session.flush()
            for code in BINS:
                kind = "returns" if code.startswith("RET") else None
                inventory.save_bin(session, SYSTEM, code=code, kind=kind)

        self.store.write(work)
        for sku_id in SKUS:
            self.goods_come_in(sku_id, sku_id, 5, "")

    @rule(
        sku_id=some_sku,
        bin_id=st.integers(1, len(BINS)),
        units=few,
        lot=st.sampled_from(["", "L1"]),
    )
    def goods_come_in(self, sku_id: int, bin_id: int, units: int, lot: str) -> None:
        self.do(inventory.receive, sku_id=sku_id, bin_id=bin_id, quantity=units, lot=lot)
        self.received[sku_id] += units

    @rule(lines=st.lists(st.tuples(some_sku, few), min_size=1, max_size=3))
    def an_order_comes(self, lines: list[tuple[int, int]]) -> None:
        free = dict(map(tuple, self.rows(sa.select(SkuBalance.sku_id, SkuBalance.free))))
        need: Counter[int] = Counter()
        for sku_id, units in lines:
            need[sku_id] += units
        fits = all(free.get(sku_id, 0) >= units for sku_id, units in need.items())

        short = self.store.write(lambda s: self._accept(s, lines))

        assert (short == []) == fits

    def _accept(self, session: Session, lines: list[tuple[int, int]]) -> list[int]:
        at = clock.now()
        number = f"O{next(self.numbers)}"
        order = Order(
            warehouse_id=1, number=number, source_platform="t", external_order_no=number,
            state=OrderState.READY, state_at=at, content_hash="-", first_result={},
            created_at=at, received_at=at, ship_by=at, cut_off_at=at + timedelta(hours=1),
            country="CN",
        )  # fmt: skip
        session.add(order)
        session.flush()
        rows = [
            OrderLine(order_id=order.id, line_no=n, sku=f"S{sku}", sku_id=sku, quantity=units)
            for n, (sku, units) in enumerate(lines, 1)
        ]
        session.add_all(rows)
        session.flush()
        wanted = [(row.id, row.sku_id or 0, row.quantity) for row in rows]
        return inventory.promise(session, SYSTEM, order.id, wanted)

    def reservation(self, state: str, choice: int) -> Any:
        query = sa.select(Reservation.__table__).where(Reservation.state == state)
        return self.one_of(query.order_by(Reservation.id), choice)

    @rule(choice=pick_one, where=pick_one, units=few)
    def a_promise_gets_its_bin(self, choice: int, where: int, units: int) -> None:
        soft = self.reservation("soft", choice)
        if soft is None:
            return
        shelves = self.store.write(lambda s: inventory.candidates(s, 1, [soft.sku_id]))
        if not shelves:
            return
        shelf = shelves[where % len(shelves)]
        wanted = min(units, soft.quantity)
        code = self.refusal(inventory.allocate, soft.id, shelf.stock_id, wanted)
        assert code == ("stock.gone" if wanted > shelf.free else None)

    @rule(lines=st.lists(st.tuples(some_sku, few), min_size=1, max_size=2), where=pick_one)
    def an_order_comes_and_is_released(self, lines: list[tuple[int, int]], where: int) -> None:
        self.an_order_comes(lines)
        for row in self.rows(sa.select(Reservation.id).where(Reservation.state == "soft")):
            self.a_promise_gets_its_bin(row.id, where, 5)

    @rule(tote=st.sampled_from(["T1", "T2"]))
    def all_that_is_released_is_picked(self, tote: str) -> None:
        hard = sa.select(Reservation.quantity).where(Reservation.state == "hard")
        for row in self.rows(hard):
            self.somebody_picks(0, row.quantity, tote)

    @rule(choice=pick_one)
    def a_wave_is_cancelled(self, choice: int) -> None:
        hard = self.reservation("hard", choice)
        if hard is not None:
            self.do(inventory.deallocate, hard.id)

    @rule(choice=pick_one, units=few)
    def a_task_is_split(self, choice: int, units: int) -> None:
        hard = self.reservation("hard", choice)
        if hard is not None and units < hard.quantity:
            self.store.write(lambda s: promises.split(s, hard.id, units))

    @rule(choice=pick_one, units=few, tote=st.sampled_from(["T1", "T2"]))
    def somebody_picks(self, choice: int, units: int, tote: str) -> None:
        hard = self.reservation("hard", choice)
        if hard is None:
            return
        code = self.refusal(
            inventory.pick_to_tote, reservation_id=hard.id, quantity=units, tote=tote,
            order_id=hard.order_id, order_line_id=hard.order_line_id,
        )  # fmt: skip
        assert code == ("stock.not_reserved" if units > hard.quantity else None)

    def holding(self, choice: int, *where: sa.ColumnElement[bool]) -> Any:
        query = sa.select(Holding.__table__).where(*where)
        return self.one_of(query.order_by(Holding.place, Holding.order_line_id), choice)

    @rule(choice=pick_one, units=few)
    def somebody_packs(self, choice: int, units: int) -> None:
        held = self.holding(choice, Holding.place.startswith("tote:"), ~Holding.going_back)
        if held is None:
            return
        parcel_no = f"P{held.order_id}-{next(self.numbers)}"
        self.do(
            inventory.tote_to_parcel, order_id=held.order_id, order_line_id=held.order_line_id,
            sku_id=held.sku_id, quantity=min(units, held.quantity), parcel_no=parcel_no,
            transaction_id="TX",
        )  # fmt: skip
        self.parcels.append(parcel_no)

    @precondition(lambda self: self.parcels)
    @rule(choice=pick_one)
    def a_parcel_leaves_and_the_driver_scans_it_twice(self, choice: int) -> None:
        parcel_no = self.parcels.pop(choice % len(self.parcels))
        query = sa.select(Holding.sku_id, Holding.quantity)
        for sku_id, units in self.rows(query.where(Holding.place == f"parcel:{parcel_no}")):
            self.shipped[sku_id] += units
        for _ in range(2):
            self.do(inventory.parcel_to_customer, parcel_no=parcel_no, transaction_id="TX")

    @rule(choice=pick_one)
    def the_buyer_cancels(self, choice: int) -> None:
        order = self.one_of(sa.select(Order.id).order_by(Order.id), choice)
        if order is not None:
            self.do(inventory.unpromise, order.id)
            assert self.do(inventory.unpromise, order.id) == 0
            self.do(inventory.send_back, order.id)

    @rule(choice=pick_one, units=few, bin_id=st.integers(1, len(BINS)))
    def somebody_puts_back(self, choice: int, units: int, bin_id: int) -> None:
        held = self.holding(choice, Holding.going_back)
        if held is not None:
            self.do(
                inventory.to_bin, place=held.place, sku_id=held.sku_id, bin_id=bin_id,
                order_line_id=held.order_line_id, quantity=min(units, held.quantity),
                why="put_back",
            )  # fmt: skip

    @rule(choice=pick_one)
    def a_bin_is_found_short(self, choice: int) -> None:
        row = self.one_of(sa.select(Stock.id).order_by(Stock.id), choice)
        if row is not None:
            self.do(inventory.freeze, row.id, "short")

    @rule(bin_=st.sampled_from(BINS), kind=st.sampled_from(["pick", "reserve", "quarantine"]))
    def a_bin_changes_its_use(self, bin_: str, kind: str) -> None:
        assert self.refusal(inventory.save_bin, code=bin_, kind=kind) in {
            None,
            "stock.bin_in_use",
        }

    @precondition(lambda self: self.shipped.total() > self.returned.total())
    @rule(choice=pick_one)
    def a_parcel_comes_back(self, choice: int) -> None:
        out = sorted(s for s in SKUS if self.shipped[s] > self.returned[s])
        sku_id = out[choice % len(out)]
        return_no = f"R{next(self.numbers)}"
        self.do(inventory.desk_in, return_no=return_no, sku_id=sku_id, quantity=1)
        self.returned[sku_id] += 1
        self.desks.append((return_no, sku_id))

    @precondition(lambda self: self.desks)
    @rule(choice=pick_one, grade=st.sampled_from("ABCS"), bin_id=st.integers(1, len(BINS)))
    def it_is_graded_and_put_away(self, choice: int, grade: str, bin_id: int) -> None:
        return_no, sku_id = self.desks.pop(choice % len(self.desks))
        place = f"desk:{return_no}"
        if grade == "S":
            self.do(inventory.scrap, place=place, sku_id=sku_id, quantity=1)
            self.scrapped[sku_id] += 1
        else:
            self.do(
                inventory.to_bin, place=place, sku_id=sku_id, order_line_id=0, quantity=1,
                bin_id=bin_id, condition=grade, why="put_away",
            )  # fmt: skip

    @invariant()
    def the_books_agree(self) -> None:
        with Session(self.store.reader) as session:
            assert queries.invariant_units(session) == []

    @invariant()
    def no_unit_is_lost_and_none_appears(self) -> None:
        here: Counter[int] = Counter()
        for table in (Stock, Holding):
            column = table.on_hand if table is Stock else table.quantity
            query = sa.select(table.sku_id, sa.func.sum(column)).group_by(table.sku_id)
            for sku_id, units in self.rows(query):
                here[sku_id] += units
        for sku_id in SKUS:
            gone = self.shipped[sku_id] + self.scrapped[sku_id]
            assert here[sku_id] == self.received[sku_id] + self.returned[sku_id] - gone

    @invariant()
    def what_was_shipped_was_consumed(self) -> None:
        query = sa.select(sa.func.coalesce(sa.func.sum(Reservation.quantity), 0))
        consumed = self.rows(query.where(Reservation.state == "consumed"))[0][0]
        assert consumed == self.shipped.total()
        moved = sa.select(sa.func.coalesce(sa.func.sum(Move.quantity), 0))
        assert self.rows(moved.where(Move.to_place == "CUSTOMER"))[0][0] == consumed


def test_whatever_people_do_the_books_agree(
    sqlite_templates: SqliteTemplates, tmp_path: Path
) -> None:
    names = itertools.count(1)

    def fresh() -> Store:
        folder = tmp_path / f"{next(names)}"
        folder.mkdir()
        with sqlite_templates.fresh(folder) as url:
            return Store(url)

    machine = type("Machine", (Books,), {"fresh": staticmethod(fresh)})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=20,
            stateful_step_count=40,
            deadline=None,
            phases=[Phase.generate],  # shrinking takes minutes; forty steps can be read
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
