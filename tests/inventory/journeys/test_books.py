"""The books (I1): every way in which they can disagree is found and named."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.inventory.models import Move
from tests.floor import Floor
from tests.inventory.shelves import Shelf, disagreements
from tests.tampering import damaging


@pytest.mark.parametrize(
    ("damage", "found"),
    [
        (
            "UPDATE stock SET on_hand = on_hand + 1",
            [
                "bin:A-01-01-1, SKU 1: the ledger says 5, 6 lie there",
                "SKU 1: 4 can be promised by its balance, 5 by its rows",
            ],
        ),
        (
            "UPDATE holding SET quantity = quantity - 1",
            ["tote:T001, SKU 1: the ledger says 5, 4 lie there"],
        ),
        ("DELETE FROM holding", ["tote:T001, SKU 1: the ledger says 5, 0 lie there"]),
        (
            "UPDATE holding SET place = 'tote:T002'",
            [
                "tote:T001, SKU 1: the ledger says 5, 0 lie there",
                "tote:T002, SKU 1: the ledger says 0, 5 lie there",
            ],
        ),
        (
            "UPDATE sku_balance SET free = free + 1",
            ["SKU 1: 5 can be promised by its balance, 4 by its rows"],
        ),
        ("DELETE FROM sku_balance", ["SKU 1: 0 can be promised by its balance, 4 by its rows"]),
        (
            "UPDATE reservation SET quantity = 2 WHERE state = 'hard'",
            ["stock row 1: 1 reserved, but promises for 2"],
        ),
        (
            "UPDATE reservation SET state = 'released' WHERE state = 'hard'",
            ["stock row 1: 1 reserved, but promises for 0"],
        ),
        (
            "UPDATE move SET quantity = 11 WHERE why = 'pick'",
            [
                "bin:A-01-01-1, SKU 1: the ledger says -1, 5 lie there",
                "tote:T001, SKU 1: the ledger says 11, 5 lie there",
            ],
        ),
    ],
)
def test_a_damaged_book_is_named(floor: Floor, damage: str, found: list[str]) -> None:
    order = Shelf(floor, 10).order("O1", 6)
    order.pick(order.allocate(6), 5)
    assert disagreements(floor) == []

    floor.write(damaging(sa.text(damage)))

    assert disagreements(floor) == found


def test_a_place_below_zero_is_named_even_when_both_books_agree(floor: Floor) -> None:
    order = Shelf(floor, 10).order("O1", 6)
    order.picked(6)
    ghost = Move(
        warehouse_id=1, at=floor.read(sa.select(Move.at))[0][0], sku_id=1, quantity=1,
        from_place="tote:T404", to_place="CUSTOMER", why="ship", actor="x",
    )  # fmt: skip
    floor.write(lambda s: s.add(ghost))

    assert disagreements(floor) == ["tote:T404, SKU 1: the ledger says -1, 0 lie there"]


@pytest.mark.parametrize("table", ["event", "event_seal", "move"])
@pytest.mark.parametrize("damage", ["UPDATE {} SET warehouse_id = 2", "DELETE FROM {}"])
def test_facts_cannot_be_changed(floor: Floor, table: str, damage: str) -> None:
    Shelf(floor, 10).order("O1", 6).picked(6)

    with (
        floor.app.extensions["store"].engine.begin() as conn,
        pytest.raises(sa.exc.DBAPIError, match=f"{table} is append-only"),
    ):
        conn.execute(sa.text(damage.format(table)))
