"""What the tests of this room share: one shelf, its figures, and the path of a unit."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.events import SYSTEM
from app.inventory import queries
from app.inventory import service as inventory
from app.inventory.models import Holding, Reservation, SkuBalance, Stock
from tests import builders
from tests.floor import Floor


class Shelf:
    """One SKU in one bin."""

    def __init__(
        self, floor: Floor, units: int = 10, *, sku: str = "SKU-1", bin_code: str = "A-01-01-1"
    ) -> None:
        self.floor = floor
        self.sku_id = builders.sku(floor, sku)
        self.bin_id = builders.bin_(floor, bin_code)
        self.bin = bin_code
        builders.stock(floor, self.sku_id, self.bin_id, units)

    @property
    def stock_id(self) -> int:
        query = sa.select(Stock.id).where(
            Stock.sku_id == self.sku_id, Stock.bin_id == self.bin_id
        )
        return int(self.floor.read(query)[0][0])

    @property
    def counts(self) -> tuple[int, int]:
        """On hand and reserved."""
        query = sa.select(Stock.on_hand, Stock.reserved).where(Stock.id == self.stock_id)
        return tuple(self.floor.read(query)[0])

    @property
    def free(self) -> int:
        query = sa.select(SkuBalance.free).where(SkuBalance.sku_id == self.sku_id)
        return int(self.floor.read(query)[0][0])

    def order(self, number: str, *quantities: int) -> Job:
        """An order for units of this SKU, promised softly."""
        order_id, lines = builders.bare_order(
            self.floor, number, [(self.sku_id, q) for q in quantities]
        )
        wanted = [(line, self.sku_id, q) for line, q in zip(lines, quantities, strict=True)]
        short = self.floor.write(lambda s: inventory.promise(s, SYSTEM, order_id, wanted))
        return Job(self, order_id, lines, short)


class Job:
    """What happens to one order's units."""

    def __init__(self, shelf: Shelf, order_id: int, lines: list[int], short: list[int]) -> None:
        self.shelf = shelf
        self.order_id = order_id
        self.lines = lines
        self.short = short

    def do(self, verb: Any, *args: Any, **more: Any) -> Any:
        return self.shelf.floor.write(lambda s: verb(s, SYSTEM, *args, **more))

    def reservations(self, line: int = 0) -> list[tuple[str, int]]:
        query = (
            sa.select(Reservation.state, Reservation.quantity)
            .where(Reservation.order_line_id == self.lines[line])
            .order_by(Reservation.id)
        )
        return [(str(state), quantity) for state, quantity in self.shelf.floor.read(query)]

    def soft(self, line: int = 0) -> int:
        query = sa.select(Reservation.id).where(
            Reservation.order_line_id == self.lines[line], Reservation.state == "soft"
        )
        return int(self.shelf.floor.read(query)[0][0])

    def allocate(self, quantity: int, line: int = 0) -> int:
        return int(self.do(inventory.allocate, self.soft(line), self.shelf.stock_id, quantity))

    def pick(
        self, reservation_id: int, quantity: int, tote: str = "T001", line: int = 0
    ) -> None:
        self.do(
            inventory.pick_to_tote,
            reservation_id=reservation_id,
            quantity=quantity,
            tote=tote,
            order_id=self.order_id,
            order_line_id=self.lines[line],
        )

    def picked(self, quantity: int, tote: str = "T001", line: int = 0) -> None:
        """Allocate and pick in one go."""
        self.pick(self.allocate(quantity, line), quantity, tote, line)

    def pack(self, quantity: int, parcel_no: str = "P1", line: int = 0) -> None:
        self.do(
            inventory.tote_to_parcel,
            order_id=self.order_id,
            order_line_id=self.lines[line],
            sku_id=self.shelf.sku_id,
            quantity=quantity,
            parcel_no=parcel_no,
            transaction_id="TX1",
        )

    def ship(self, parcel_no: str = "P1") -> int:
        return int(
            self.do(inventory.parcel_to_customer, parcel_no=parcel_no, transaction_id="TX1")
        )

    def put_back(self, quantity: int, place: str = "tote:T001", line: int = 0) -> None:
        self.do(
            inventory.to_bin,
            place=place,
            sku_id=self.shelf.sku_id,
            order_line_id=self.lines[line],
            quantity=quantity,
            bin_id=self.shelf.bin_id,
            why="put_back",
        )


def outside(floor: Floor) -> dict[str, int]:
    """Units by place, of what lies outside the bins."""
    query = sa.select(Holding.place, sa.func.sum(Holding.quantity)).group_by(Holding.place)
    return dict(map(tuple, floor.read(query)))


def disagreements(floor: Floor) -> list[str]:
    """What is wrong with the books (I1)."""
    with Session(floor.app.extensions["store"].reader) as session:
        return queries.invariant_units(session)
