"""The ledger: every change of place, both sides at once, and never twice."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa

from app.core.errors import Refused
from app.core.events import SYSTEM
from app.inventory import ledger
from app.inventory import service as inventory
from app.inventory.models import Holding, Move, Stock
from tests import builders
from tests.floor import Floor
from tests.inventory.shelves import Shelf, disagreements, outside


def moves(floor: Floor) -> list[tuple[object, ...]]:
    query = sa.select(Move.from_place, Move.to_place, Move.quantity, Move.why).order_by(Move.id)
    return [tuple(row) for row in floor.read(query)]


def test_a_unit_goes_from_the_supplier_to_the_customer(floor: Floor) -> None:
    shelf = Shelf(floor, 10)
    order = shelf.order("O1", 4)

    order.picked(4)
    order.pack(4)
    assert order.ship() == 4

    assert moves(floor) == [
        ("SUPPLIER", "bin:A-01-01-1", 10, "receipt"),
        ("bin:A-01-01-1", "tote:T001", 4, "pick"),
        ("tote:T001", "parcel:P1", 4, "pack"),
        ("parcel:P1", "CUSTOMER", 4, "ship"),
    ]
    ids = [row[0] for row in floor.read(sa.select(Move.transaction_id).order_by(Move.id))]
    assert ids == [None, None, "TX1", "TX1"]
    assert order.reservations() == [("consumed", 4)]
    assert (shelf.free, shelf.counts, floor.count(Holding)) == (6, (6, 0), 0)
    assert disagreements(floor) == []


def test_a_parcel_is_handed_over_once(floor: Floor) -> None:
    order = Shelf(floor, 10).order("O1", 4)
    order.picked(4)
    order.pack(4)

    assert [order.ship() for _ in range(3)] == [4, 0, 0]
    assert len(moves(floor)) == 4


def test_stock_is_consumed_parcel_by_parcel(floor: Floor) -> None:
    order = Shelf(floor, 10).order("O1", 5)
    order.picked(5)
    order.pack(3, "P1")
    order.pack(2, "P2")

    assert order.ship("P1") == 3
    assert sorted(order.reservations()) == [("consumed", 3), ("picked", 2)]
    assert order.ship("P2") == 2
    assert sorted(order.reservations()) == [("consumed", 2), ("consumed", 3)]
    assert disagreements(floor) == []


def test_a_parcel_takes_from_all_totes_of_its_order_one_move_each(floor: Floor) -> None:
    shelf = Shelf(floor, 10)
    order = shelf.order("O1", 5)
    hard = order.allocate(5)
    order.pick(hard, 3, "T001")
    order.pick(hard, 2, "T002")

    order.pack(4)

    assert outside(floor) == {"tote:T002": 1, "parcel:P1": 4}
    assert moves(floor)[-2:] == [
        ("tote:T001", "parcel:P1", 3, "pack"),
        ("tote:T002", "parcel:P1", 1, "pack"),
    ]
    assert order.do(lambda s, _: inventory.units_outside(s, order.order_id)) == 5


def test_a_parcel_cannot_take_what_the_totes_do_not_hold(floor: Floor) -> None:
    shelf = Shelf(floor, 10)
    order, other = shelf.order("O1", 2), shelf.order("O2", 3)
    order.picked(2)
    other.picked(3)

    with pytest.raises(Refused, match=r"stock\.not_in_totes"):
        order.pack(3)

    assert outside(floor) == {"tote:T001": 5}


def test_a_pick_wants_its_hard_reservation(floor: Floor) -> None:
    shelf = Shelf(floor, 10)
    order = shelf.order("O1", 4)
    soft = order.soft()

    with pytest.raises(Refused, match=r"stock\.not_reserved"):
        order.pick(soft, 1)
    hard = order.allocate(4)
    with pytest.raises(Refused, match=r"stock\.not_reserved"):
        order.pick(hard, 5)
    order.pick(hard, 4)
    with pytest.raises(Refused, match=r"stock\.not_reserved"):
        order.pick(hard, 1)

    assert (shelf.counts, outside(floor)) == ((6, 0), {"tote:T001": 4})
    assert disagreements(floor) == []


def test_units_that_go_back_are_free_again_only_in_a_bin(floor: Floor) -> None:
    shelf = Shelf(floor, 10)
    order = shelf.order("O1", 4)
    order.picked(4)

    assert order.do(inventory.send_back, order.order_id) == 4
    assert (shelf.free, shelf.counts) == (6, (6, 0))
    with pytest.raises(Refused, match=r"stock\.not_in_totes"):
        order.pack(1)
    order.put_back(1)
    assert (shelf.free, shelf.counts, outside(floor)) == (7, (7, 0), {"tote:T001": 3})
    order.put_back(3)

    assert sorted(order.reservations()) == [("released", 1), ("released", 3)]
    assert (shelf.free, shelf.counts, outside(floor)) == (10, (10, 0), {})
    with pytest.raises(Refused, match=r"stock\.not_there"):
        order.put_back(1)
    assert disagreements(floor) == []


def test_an_order_that_is_picked_again_packs_the_new_units_only(floor: Floor) -> None:
    shelf = Shelf(floor, 10)
    order = shelf.order("O1", 4)
    order.picked(4)
    order.do(inventory.send_back, order.order_id)
    order.do(inventory.promise, order.order_id, [(order.lines[0], shelf.sku_id, 4)])
    order.picked(4, "T001")

    order.pack(4)
    assert order.ship() == 4
    assert sorted(order.reservations()) == [("consumed", 4), ("picked", 4)]
    order.put_back(4)

    assert sorted(order.reservations()) == [("consumed", 4), ("released", 4)]
    assert (shelf.free, shelf.counts, outside(floor)) == (6, (6, 0), {})
    assert disagreements(floor) == []


def test_units_go_back_under_the_lot_that_they_were_picked_from(floor: Floor) -> None:
    shelf = Shelf(floor, 1)
    other_bin = builders.bin_(floor, "A-01-01-2")
    expiry = date(2027, 1, 31)
    builders.stock(floor, shelf.sku_id, other_bin, 3, lot="L1", expiry=expiry)
    order = shelf.order("O1", 4)
    lot_stock = floor.read(sa.select(Stock.id).where(Stock.lot == "L1"))[0][0]
    order.pick(order.do(inventory.allocate, order.soft(), lot_stock, 3), 3)
    order.picked(1)

    order.put_back(4)

    rows = floor.read(
        sa.select(Stock.bin_id, Stock.lot, Stock.expiry, Stock.on_hand).order_by(Stock.id)
    )
    assert [tuple(row) for row in rows] == [
        (shelf.bin_id, "", None, 1),
        (other_bin, "L1", expiry, 0),
        (shelf.bin_id, "L1", expiry, 3),
    ]
    assert disagreements(floor) == []


def test_a_return_is_no_stock_before_grade_a_and_put_away(floor: Floor) -> None:
    shelf = Shelf(floor, 10)
    floor.write(
        lambda s: inventory.desk_in(s, SYSTEM, return_no="R1", sku_id=shelf.sku_id, quantity=3)
    )
    assert (shelf.free, outside(floor)) == (10, {"desk:R1": 3})

    for condition in ("A", "B"):
        floor.write(
            lambda s, condition=condition: inventory.to_bin(
                s, SYSTEM, place="desk:R1", sku_id=shelf.sku_id, order_line_id=0, quantity=1,
                bin_id=shelf.bin_id, condition=condition, why="put_away",
            )
        )  # fmt: skip
    floor.write(
        lambda s: inventory.scrap(s, SYSTEM, place="desk:R1", sku_id=shelf.sku_id, quantity=1)
    )

    assert (shelf.free, outside(floor)) == (11, {})
    rows = floor.read(sa.select(Stock.condition, Stock.on_hand).order_by(Stock.condition))
    assert [tuple(row) for row in rows] == [("A", 11), ("B", 1)]
    assert disagreements(floor) == []


def test_units_move_between_places_outside(floor: Floor) -> None:
    order = Shelf(floor, 10).order("O1", 4)
    order.picked(4)

    order.do(
        inventory.move_holding,
        from_place="tote:T001",
        to_place="tote:T009",
        sku_id=order.shelf.sku_id,
        order_line_id=order.lines[0],
        quantity=3,
        why="repack",
    )

    assert outside(floor) == {"tote:T001": 1, "tote:T009": 3}
    assert moves(floor)[-1] == ("tote:T001", "tote:T009", 3, "repack")
    held = order.do(lambda s, _: inventory.holdings(s, order.order_id))
    assert [(one.place, one.quantity, one.order_id) for one in held] == [
        ("tote:T001", 1, order.order_id),
        ("tote:T009", 3, order.order_id),
    ]


def test_who_owns_totes_hears_when_one_runs_empty(
    floor: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    emptied: list[str] = []
    monkeypatch.setattr(ledger, "when_tote_empty", [lambda _s, _a, tote: emptied.append(tote)])
    order = Shelf(floor, 10).order("O1", 4)
    order.picked(4)

    order.pack(3)
    assert emptied == []
    order.put_back(1)
    assert emptied == ["T001"]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"quantity": 0}, "stock.bad_quantity"),
        ({"quantity": -1}, "stock.bad_quantity"),
        ({"bin_id": 99}, "stock.unknown_bin"),
    ],
)
def test_a_wrong_receipt_is_refused(floor: Floor, more: dict[str, int], code: str) -> None:
    shelf = Shelf(floor, 10)

    with pytest.raises(Refused) as refused:
        builders.stock(
            floor, **{"sku_id": shelf.sku_id, "bin_id": shelf.bin_id, "quantity": 1} | more
        )

    assert refused.value.code == code
    assert shelf.counts == (10, 0)
