"""Two at once for the last unit: exactly one wins, on both databases."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from app.core.errors import Refused
from app.core.events import SYSTEM
from app.inventory import service as inventory
from app.inventory.models import Move, Reservation
from tests import builders
from tests.floor import Floor
from tests.inventory.shelves import Shelf, disagreements, outside

ROUNDS = 12


def at_once(floor: Floor, *works: Callable[[Any], Any]) -> list[Any]:
    """Run *works* in threads that start together; their results, or refusals' codes."""
    gate = threading.Barrier(len(works))
    answers: list[Any] = [None] * len(works)

    def run(n: int) -> None:
        gate.wait()
        try:
            answers[n] = floor.write(works[n])
        except Refused as refused:
            answers[n] = refused.code

    threads = [threading.Thread(target=run, args=[n]) for n in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_the_last_unit_is_promised_to_one(floor: Floor) -> None:
    shelf = Shelf(floor, ROUNDS)
    for n in range(ROUNDS):
        jobs = [builders.bare_order(floor, f"O{n}-{k}", [(shelf.sku_id, 1)]) for k in range(4)]
        if n:
            builders.stock(floor, shelf.sku_id, shelf.bin_id, 1)
        else:
            shelf.order("ALL", ROUNDS - 1)

        answers = at_once(
            floor,
            *(
                lambda s, order_id=order_id, line=line: inventory.promise(
                    s, SYSTEM, order_id, [(line, shelf.sku_id, 1)]
                )
                for order_id, [line] in jobs
            ),
        )

        assert sorted(map(len, answers)) == [0, 1, 1, 1]
        assert shelf.free == 0
    assert disagreements(floor) == []


def test_orders_that_want_the_same_skus_never_block_each_other_for_good(floor: Floor) -> None:
    shelves = [Shelf(floor, 50, sku=f"S{n}", bin_code=f"A-01-0{n}-1") for n in range(1, 5)]
    jobs = []
    for n in range(8):
        mine = shelves if n % 2 else shelves[::-1]
        order_id, lines = builders.bare_order(floor, f"O{n}", [(s.sku_id, 5) for s in mine])
        jobs.append((order_id, [(i, s.sku_id, 5) for i, s in zip(lines, mine, strict=True)]))

    answers = at_once(
        floor,
        *(
            lambda s, order_id=order_id, wanted=wanted: inventory.promise(
                s, SYSTEM, order_id, wanted
            )
            for order_id, wanted in jobs
        ),
    )

    assert answers == [[]] * 8
    assert [shelf.free for shelf in shelves] == [10] * 4
    assert disagreements(floor) == []


def test_the_last_unit_of_a_bin_is_allocated_to_one(floor: Floor) -> None:
    shelf = Shelf(floor, 1)
    other = builders.bin_(floor, "A-01-01-2")
    builders.stock(floor, shelf.sku_id, other, 3)
    orders = [shelf.order(f"O{n}", 1) for n in range(4)]
    softs = [order.soft() for order in orders]

    answers = at_once(
        floor,
        *(
            lambda s, soft=soft: inventory.allocate(s, SYSTEM, soft, shelf.stock_id, 1)
            for soft in softs
        ),
    )

    assert sorted(map(str, answers))[1:] == ["stock.gone"] * 3
    assert shelf.counts == (1, 1)
    assert disagreements(floor) == []


def test_a_reserved_unit_is_picked_by_one(floor: Floor) -> None:
    shelf = Shelf(floor, ROUNDS)
    for n in range(ROUNDS):
        order = shelf.order(f"O{n}", 1)
        hard = order.allocate(1)

        answers = at_once(
            floor,
            *(
                lambda s, tote=tote, hard=hard, order=order: inventory.pick_to_tote(
                    s, SYSTEM, reservation_id=hard, quantity=1, tote=tote,
                    order_id=order.order_id, order_line_id=order.lines[0],
                )
                for tote in ("T1", "T2", "T3")
            ),
        )  # fmt: skip

        assert sorted(map(str, answers)) == ["None", "stock.not_reserved", "stock.not_reserved"]
    assert sum(outside(floor).values()) == ROUNDS
    assert disagreements(floor) == []


def test_parts_of_a_reservation_are_picked_once_each(floor: Floor) -> None:
    shelf = Shelf(floor, 10)
    order = shelf.order("O1", 5)
    hard = order.allocate(5)

    answers = at_once(
        floor,
        *[
            lambda s: inventory.pick_to_tote(
                s, SYSTEM, reservation_id=hard, quantity=2, tote="T1",
                order_id=order.order_id, order_line_id=order.lines[0],
            )
        ]
        * 4,
    )  # fmt: skip

    assert sorted(map(str, answers)) == [
        "None",
        "None",
        "stock.not_reserved",
        "stock.not_reserved",
    ]
    assert sorted(order.reservations()) == [("hard", 1), ("picked", 2), ("picked", 2)]
    assert disagreements(floor) == []


def test_a_cancel_and_a_pick_never_both_have_the_unit(floor: Floor) -> None:
    shelf = Shelf(floor, ROUNDS)
    won = 0
    for n in range(ROUNDS):
        order = shelf.order(f"O{n}", 1)
        hard = order.allocate(1)

        given_back, picked = at_once(
            floor,
            lambda s, order=order: inventory.unpromise(s, SYSTEM, order.order_id),
            lambda s, order=order, hard=hard: inventory.pick_to_tote(
                s, SYSTEM, reservation_id=hard, quantity=1, tote=f"T{order.order_id}",
                order_id=order.order_id, order_line_id=order.lines[0],
            ),
        )  # fmt: skip

        assert (given_back, picked) in {(1, "stock.not_reserved"), (0, None)}
        won += given_back
        order.do(inventory.unpromise, order.order_id)
    assert disagreements(floor) == []
    assert shelf.free == won == shelf.counts[0]


def test_a_parcel_is_handed_over_once_by_many(floor: Floor) -> None:
    shelf = Shelf(floor, 10)
    order = shelf.order("O1", 5)
    order.picked(5)
    order.pack(5)

    answers = at_once(
        floor,
        *[lambda s: inventory.parcel_to_customer(s, SYSTEM, parcel_no="P1", transaction_id="X")]
        * 4,
    )

    assert sorted(answers) == [0, 0, 0, 5]
    assert floor.count(Move, Move.why == "ship") == 1
    assert order.reservations() == [("consumed", 5)]


def test_a_promise_is_released_once_by_many(floor: Floor) -> None:
    shelf = Shelf(floor, 10)
    order = shelf.order("O1", 3, 2)
    order.allocate(3)

    answers = at_once(floor, *[lambda s: inventory.unpromise(s, SYSTEM, order.order_id)] * 4)

    assert sorted(answers) == [0, 0, 0, 5]
    assert (shelf.free, shelf.counts) == (10, (10, 0))


def test_a_receipt_counts_once_by_many(floor: Floor) -> None:
    shelf = Shelf(floor, 10)

    answers = at_once(
        floor,
        *[
            lambda s: inventory.import_stock(
                s, SYSTEM, receipt_no="R1", sku="SKU-1", bin_code=shelf.bin, quantity=5
            )
        ]
        * 4,
    )

    assert sorted(answers) == ["added", "unchanged", "unchanged", "unchanged"]
    assert shelf.counts == (15, 0)


def test_a_first_receipt_of_many_makes_one_row_with_all_units(floor: Floor) -> None:
    sku_id, bin_id = builders.sku(floor, "NEW"), builders.bin_(floor, "A-01-01-1")

    answers = at_once(
        floor,
        *[lambda s: inventory.receive(s, SYSTEM, sku_id=sku_id, bin_id=bin_id, quantity=2)] * 4,
    )

    assert answers == [None] * 4
    assert disagreements(floor) == []
    assert floor.read(sa.select(sa.func.sum(Move.quantity))) == [(8,)]
    assert floor.count(Reservation) == 0


def test_a_row_is_frozen_once_while_others_promise(floor: Floor) -> None:
    shelf = Shelf(floor, 10)
    orders = [builders.bare_order(floor, f"O{n}", [(shelf.sku_id, 2)]) for n in range(3)]

    answers = at_once(
        floor,
        *[lambda s: inventory.freeze(s, SYSTEM, 1, "short")] * 2,
        *(
            lambda s, order_id=order_id, line=line: inventory.promise(
                s, SYSTEM, order_id, [(line, shelf.sku_id, 2)]
            )
            for order_id, [line] in orders
        ),
    )

    assert sorted(answers[:2]) == [False, True]
    promised = sum(answer == [] for answer in answers[2:])
    assert shelf.free == -2 * promised
    assert disagreements(floor) == []
