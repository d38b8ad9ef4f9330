"""Promises: soft at accept, hard at release, consumed once, released once."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.errors import Refused
from app.core.events import SYSTEM
from app.inventory import promises
from app.inventory import service as inventory
from app.inventory.models import CountRequest, Reservation, Stock
from tests import builders
from tests.floor import Floor
from tests.inventory.shelves import Shelf, disagreements


def test_a_promise_takes_the_units_from_what_is_free(floor: Floor) -> None:
    shelf = Shelf(floor, 10)

    order = shelf.order("O1", 4, 3)

    assert order.short == []
    assert (shelf.free, shelf.counts) == (3, (10, 0))
    assert order.reservations(0) == [("soft", 4)]


@pytest.mark.parametrize(
    ("quantities", "short"),
    [
        ((10,), []),
        ((11,), [0]),
        ((6, 5), [1]),
        ((6, 5, 4), [1]),
        ((12, 10), [0]),
        ((12, 11), [0, 1]),
    ],
)
def test_all_of_an_order_is_promised_or_nothing(
    floor: Floor, quantities: tuple[int, ...], short: list[int]
) -> None:
    shelf = Shelf(floor, 10)

    order = shelf.order("O1", *quantities)

    assert order.short == [order.lines[n] for n in short]
    assert floor.count(Reservation) == (0 if short else len(quantities))
    assert shelf.free == (10 if short else 10 - sum(quantities))


def test_a_sku_that_was_never_stocked_is_short(floor: Floor) -> None:
    sku_id = builders.sku(floor, "NEW")
    order_id, [line] = builders.bare_order(floor, "O1", [(sku_id, 1)])

    assert floor.write(
        lambda s: inventory.promise(s, SYSTEM, order_id, [(line, sku_id, 1)])
    ) == [line]


def test_what_is_given_back_is_given_back_once(floor: Floor) -> None:
    shelf = Shelf(floor, 10)
    order = shelf.order("O1", 4, 3)
    order.allocate(4)

    assert [order.do(inventory.unpromise, order.order_id) for _ in range(3)] == [7, 0, 0]
    assert (shelf.free, shelf.counts) == (10, (10, 0))
    assert disagreements(floor) == []


def test_giving_back_leaves_what_was_picked(floor: Floor) -> None:
    shelf = Shelf(floor, 10)
    order = shelf.order("O1", 6)
    hard = order.allocate(5)
    order.pick(hard, 2)

    assert order.do(inventory.unpromise, order.order_id) == 4
    assert order.reservations() == [("released", 1), ("released", 3), ("picked", 2)]
    assert (shelf.free, shelf.counts) == (8, (8, 0))
    assert disagreements(floor) == []


def test_allocating_a_part_splits_the_promise(floor: Floor) -> None:
    shelf = Shelf(floor, 10)
    order = shelf.order("O1", 6)

    first = order.allocate(4)
    rest = order.soft()
    second = order.allocate(2)

    assert first != rest == second
    assert order.reservations() == [("hard", 2), ("hard", 4)]
    assert (shelf.free, shelf.counts) == (4, (10, 6))


def test_deallocating_makes_the_promise_soft_again(floor: Floor) -> None:
    shelf = Shelf(floor, 10)
    order = shelf.order("O1", 6)
    hard = order.allocate(6)

    order.do(inventory.deallocate, hard)

    assert order.reservations() == [("soft", 6)]
    assert (shelf.free, shelf.counts) == (4, (10, 0))
    with pytest.raises(Refused, match=r"state\.illegal_move"):
        order.do(inventory.deallocate, hard)


def test_a_promise_is_split_where_it_lies(floor: Floor) -> None:
    shelf = Shelf(floor, 10)
    order = shelf.order("O1", 6)
    hard = order.allocate(6)
    order.do(inventory.freeze, shelf.stock_id, "short")  # no reason to lose what is reserved

    part = floor.write(lambda s: promises.split(s, hard, 2))

    assert (part != hard, order.reservations()) == (True, [("hard", 4), ("hard", 2)])
    assert (shelf.free, shelf.counts) == (0, (10, 6))
    order.pick(part, 2)
    for wrong in (4, 5):
        with pytest.raises(Refused, match=r"stock\.gone"):
            floor.write(lambda s, wrong=wrong: promises.split(s, hard, wrong))
    assert disagreements(floor) == []


@pytest.mark.parametrize(
    "why", ["taken", "frozen", "released", "more than promised", "no such"]
)
def test_units_that_are_gone_are_refused_and_nothing_changes(floor: Floor, why: str) -> None:
    shelf = Shelf(floor, 10)
    shelf_2 = Shelf(floor, 10, bin_code="A-01-01-2")
    order = shelf.order("O1", 6)
    soft = order.soft()
    if why == "taken":
        shelf.order("O2", 8).allocate(8)
    elif why == "frozen":
        order.do(inventory.freeze, shelf.stock_id, "short")
    elif why == "released":
        order.do(inventory.unpromise, order.order_id)
    wanted = 7 if why == "more than promised" else 6
    before = (shelf.counts, shelf_2.counts, shelf.free)

    with pytest.raises(Refused, match=r"stock\.gone"):
        order.do(inventory.allocate, 99 if why == "no such" else soft, shelf.stock_id, wanted)

    assert (shelf.counts, shelf_2.counts, shelf.free) == before
    assert disagreements(floor) == []


def test_candidates_come_by_expiry_then_by_the_walk(floor: Floor) -> None:
    sku_id = builders.sku(floor, "MILK")
    far, near, old, spoilt, desk = (
        builders.bin_(floor, code, **more)
        for code, more in (
            ("B-01-01-1", {}), ("A-01-01-1", {}), ("C-09-01-1", {}),
            ("A-01-02-1", {}), ("RET-1", {"kind": "returns"}),
        )
    )  # fmt: skip
    builders.stock(floor, sku_id, far, 5)
    builders.stock(floor, sku_id, near, 5)
    builders.stock(floor, sku_id, old, 5, lot="L1", expiry=date(2027, 1, 31))
    builders.stock(floor, sku_id, spoilt, 5, condition="B")
    builders.stock(floor, sku_id, desk, 5)

    with Session(floor.app.extensions["store"].reader) as session:
        rows = inventory.candidates(session, 1, [sku_id])

    assert [(row.bin, row.lot, row.free) for row in rows] == [
        ("C-09-01-1", "L1", 5),
        ("A-01-01-1", "", 5),
        ("B-01-01-1", "", 5),
    ]
    assert (rows[1].zone, rows[1].aisle, rows[1].level) == ("A", 1, 1)
    order_id, [line] = builders.bare_order(floor, "O1", [(sku_id, 16)])
    short = floor.write(lambda s: inventory.promise(s, SYSTEM, order_id, [(line, sku_id, 16)]))
    assert short == [line], "neither condition B nor the returns bin can be promised"


def test_a_frozen_row_cannot_be_promised_but_what_was_reserved_is_picked(floor: Floor) -> None:
    shelf = Shelf(floor, 10)
    order = shelf.order("O1", 4)
    hard = order.allocate(4)

    assert [order.do(inventory.freeze, shelf.stock_id, "short") for _ in range(2)] == [
        True,
        False,
    ]
    assert shelf.free == 0
    assert floor.count(CountRequest) == 1
    assert shelf.order("O2", 1).short
    order.pick(hard, 3)
    assert (shelf.free, shelf.counts) == (0, (7, 1))
    order.do(inventory.unpromise, order.order_id)
    assert (shelf.free, shelf.counts) == (0, (7, 0))
    assert disagreements(floor) == []


def test_a_promise_on_a_frozen_row_that_turns_soft_again_is_owed(floor: Floor) -> None:
    shelf = Shelf(floor, 10)
    order = shelf.order("O1", 4)
    hard = order.allocate(4)
    order.do(inventory.freeze, shelf.stock_id, "short")

    order.do(inventory.deallocate, hard)

    assert (shelf.free, shelf.counts) == (-4, (10, 0))
    assert disagreements(floor) == []
    builders.stock(floor, shelf.sku_id, builders.bin_(floor, "A-01-01-2"), 5)
    assert shelf.free == 1


def test_a_promise_of_three_lines_takes_three_statements(floor: Floor) -> None:
    shelves = [Shelf(floor, 9, sku=f"S{n}", bin_code=f"A-01-0{n}-1") for n in (1, 2, 3)]
    order_id, lines = builders.bare_order(floor, "O1", [(s.sku_id, 2) for s in shelves])
    wanted = [(line, s.sku_id, 2) for line, s in zip(lines, shelves, strict=True)]

    said = statements(floor, lambda s: inventory.promise(s, SYSTEM, order_id, wanted))

    assert [one.split()[0] for one in said] == ["SELECT", "UPDATE", "INSERT"]


def test_a_pick_takes_four_statements(floor: Floor) -> None:
    shelf = Shelf(floor, 10)
    order = shelf.order("O1", 4)
    hard = order.allocate(4)

    said: list[str] = []

    def pick(session: Session) -> None:
        driver = session.connection().connection.driver_connection
        driver.set_trace_callback(said.append)
        inventory.pick_to_tote(
            session, SYSTEM, reservation_id=hard, quantity=4, tote="T1",
            order_id=order.order_id, order_line_id=order.lines[0],
        )  # fmt: skip
        driver.set_trace_callback(None)

    floor.write(pick)

    assert [one.split()[0] for one in said] == ["UPDATE", "UPDATE", "INSERT", "INSERT"]
    assert floor.read(sa.select(Stock.on_hand)) == [(6,)]


def statements(floor: Floor, work: object) -> list[str]:
    """What *work* says to the database, without savepoints and sealing."""
    engine = floor.app.extensions["store"].engine
    said: list[str] = []

    def listen(_conn, _cursor, statement, *_) -> None:
        said.append(statement)

    def recorded(session: Session) -> object:
        sa.event.listen(engine, "before_cursor_execute", listen)
        try:
            return work(session)  # type: ignore[operator]
        finally:
            sa.event.remove(engine, "before_cursor_execute", listen)

    floor.write(recorded)
    return [one for one in said if not one.startswith(("SAVEPOINT", "RELEASE", "BEGIN"))]
