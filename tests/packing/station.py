"""A bench with real virtual devices, a packer, and orders whose units lie in totes."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import clock
from app.core.events import SYSTEM
from app.inventory import service as inventory
from app.inventory.models import Reservation, Stock
from app.orders import locks as order_locks
from app.orders.rules import OrderAct
from app.orders.service import advance
from app.packing import service as packing
from app.shipping import jobs
from app.shipping import service as shipping
from app.stations import devices, printing
from app.stations import service as stations
from app.waves.models import PickList, Tote, Wave
from app.waves.rules import ListState, Mode, ToteState, WaveState
from devices.printers.virtual import VirtualPrinter
from devices.scales.virtual import VirtualScale
from tests import builders
from tests.floor import Floor, Voice

KILO = "KILO"
"""A SKU of 1,000 g without a box: the band's ends are 900 and 1,100."""


class Station:
    """Bench B1: a scale on TCP, a printer on TCP, somebody who packs."""

    def __init__(
        self,
        floor: Floor,
        scale: VirtualScale,
        printer: VirtualPrinter,
        protocol: str = "mt-sics",
    ) -> None:
        self.floor = floor
        self.scale = scale
        self.printer = printer
        self.packer = floor.person("packer", badge="PACK-1", name="Li Ming")
        self._ids = itertools.count(1)
        self._totes = itertools.count(101)
        self.bin = builders.bin_(floor, "A-01-01-1")
        self.skus: dict[str, int] = {}
        floor.write(lambda s: self._set_up(s, protocol))

    def _set_up(self, session: Session, protocol: str) -> None:
        for code in ("B1", "B2"):
            stations.save_bench(
                session,
                SYSTEM,
                code=code,
                scale_url=self.scale.url if code == "B1" else None,
                protocol=protocol,
                printer_url=self.printer.url if code == "B1" else None,
            )
        for code, name in (("SF", "顺丰速运"), ("YTO", "圆通速递")):
            shipping.save_carrier(session, SYSTEM, code=code, name=name, cut_offs=["16:00"])

    def box(self, code: str, tare_g: str, filler_g: str = "0") -> None:
        self.floor.write(
            lambda s: packing.save_box(
                s,
                SYSTEM,
                code=code,
                tare_g=Decimal(tare_g),
                filler_g=Decimal(filler_g),
                length_mm=300,
                width_mm=200,
                height_mm=150,
            )
        )

    def sku(self, code: str, weight_g: str | None = "100", units: int = 500) -> int:
        """A product in stock, with the barcode ``B-<code>``."""
        if code not in self.skus:
            self.skus[code] = builders.sku(self.floor, code, weight_g=weight_g)
            builders.stock(self.floor, self.skus[code], self.bin, units)
        return self.skus[code]

    def order(
        self, number: str, *lines: tuple[str, int], tote: str = "", **more: Any
    ) -> tuple[str, str]:
        """An order from the hub, picked into a tote: ``(order_no, tote)``."""
        for code, _ in lines:
            self.sku(code, "1000" if code == KILO else "100")
        body = builders.order_body(number, *lines, **({"carrier": "SF"} | more))
        order_no = builders.post_order(self.floor, body)["order_no"]
        tote = tote or f"T{next(self._totes)}"
        self.floor.write(lambda s: pick(s, order_no, tote))
        return order_no, tote

    def open(self, code: str, *, by: Voice | None = None, bench: str = "B1") -> Any:
        return (by or self.packer).post(f"/api/v1/benches/{bench}/open", {"code": code})

    def opened(self, code: str) -> str:
        """Open what must open; the parcel's number."""
        answer = self.open(code)
        assert answer.status_code == 200, answer.json
        return str(answer.json["parcel_no"])

    def scan(self, parcel: str, *codes: str, verb: str = "scan", **more: Any) -> list[str]:
        """Scan items one after the other, in one request; the verdicts."""
        return [one["verdict"] for one in self.scanned(parcel, *codes, verb=verb, **more)]

    def scanned(
        self, parcel: str, *codes: str, verb: str = "scan", **more: Any
    ) -> list[dict[str, Any]]:
        scans = [{"scan_id": f"s-{next(self._ids)}", "code": code, **more} for code in codes]
        answer = self.step(parcel, verb, {"scans": scans})
        assert answer.status_code == 200, answer.json
        return list(answer.json["results"])

    def step(self, parcel: str, verb: str, body: Any = None, *, by: Voice | None = None) -> Any:
        return (by or self.packer).post(f"/api/v1/parcels/{parcel}/{verb}", body)

    def done(self, parcel: str, verb: str, body: Any = None) -> dict[str, Any]:
        """A step that must succeed."""
        answer = self.step(parcel, verb, body)
        assert answer.status_code == 200, answer.json
        return dict(answer.json)

    def look(self, parcel: str) -> dict[str, Any]:
        return dict(self.packer.get(f"/api/v1/parcels/{parcel}").json)

    def weigh(self, parcel: str, grams: float) -> Any:
        """Lay the parcel on the empty pan, weigh it, take it off again."""
        self.scale.clear()
        until(lambda: self.scale.pan.zero_frames > 2)
        self.scale.place(grams)
        answer = self.step(parcel, "weigh")
        self.scale.clear()
        until(lambda: self.scale.pan.zero_frames > 2)
        return answer

    def packed(self, number: str, *lines: tuple[str, int], **more: Any) -> tuple[str, str]:
        """An order scanned into one parcel, ready for the scale: ``(order_no, parcel)``."""
        order_no, tote = self.order(number, *(lines or [(KILO, 1)]), **more)
        parcel = self.opened(tote)
        wanted = lines or [(KILO, 1)]
        self.scan(parcel, *[f"B-{code}" for code, units in wanted for _ in range(units)])
        return order_no, parcel

    def confirmed(self, number: str, **more: Any) -> tuple[str, str, str]:
        """A parcel up to its second confirm: ``(order_no, parcel, waybill)``."""
        order_no, parcel = self.packed(number, **more)
        assert self.weigh(parcel, 1000).json["verdict"] == "pass"
        self.done(parcel, "preprint")
        return order_no, parcel, str(self.done(parcel, "confirm")["waybill"])

    def attached(self, number: str, **more: Any) -> tuple[str, str, str]:
        """A parcel with its label on the box: ``(order_no, parcel, waybill)``."""
        order_no, parcel, waybill = self.confirmed(number, **more)
        self.done(parcel, "attach", {"code": waybill})
        return order_no, parcel, waybill

    def print_all(self) -> None:
        """Let the print loop send everything that waits."""
        with self.floor.app.app_context():
            jobs.print_labels()
        until(lambda: not printing._busy)

    def lane(self, tote: str, *orders: tuple[str, str]) -> list[str]:
        """A tote of a bulk pick: one unit of a SKU for each ``(number, sku)``."""
        numbers = []
        for number, code in orders:
            order_no, _ = self.order(number, (code, 1), tote=tote)
            numbers.append(order_no)
        self.floor.write(lambda s: make_single(s, tote))
        return numbers


def pick(session: Session, order_no: str, tote: str) -> None:
    """Put an accepted order's units into a tote, as a finished pick would."""
    order = order_locks.order_by_number(session, order_no)
    for act in (OrderAct.PLAN, OrderAct.RELEASE, OrderAct.PICK):
        advance(session, SYSTEM, order, act)
    rows = session.scalars(sa.select(Reservation).where(Reservation.order_id == order.id)).all()
    for row in rows:
        stock_id = session.scalar(
            sa.select(Stock.id).where(
                Stock.sku_id == row.sku_id, Stock.on_hand - Stock.reserved >= row.quantity
            )
        )
        assert stock_id is not None
        hard = inventory.allocate(session, SYSTEM, row.id, stock_id, row.quantity)
        inventory.pick_to_tote(
            session,
            SYSTEM,
            reservation_id=hard,
            quantity=row.quantity,
            tote=tote,
            order_id=order.id,
            order_line_id=row.order_line_id,
        )
    if session.scalar(sa.select(Tote.id).where(Tote.code == tote)) is None:
        session.add(
            Tote(warehouse_id=1, code=tote, state=ToteState.IN_USE, order_id=order.id, slot=1)
        )
        session.flush()


def make_single(session: Session, tote: str) -> None:
    """Say that a tote was filled by a bulk pick of single-item orders."""
    at = clock.now()
    wave = Wave(
        warehouse_id=1,
        number=f"W-{tote}",
        state=WaveState.DONE,
        grouping={},
        cut_off_at=at,
        planned_at=at,
        planned_by="test",
        orders=1,
        lines=1,
        units=1,
        expected_m=1,
        expected_s=1,
    )
    session.add(wave)
    session.flush()
    made = PickList(
        warehouse_id=1,
        number=f"L-{tote}",
        wave_id=wave.id,
        mode=Mode.SINGLE,
        state=ListState.DONE,
        slots=1,
    )
    session.add(made)
    session.flush()
    session.execute(
        sa.update(Tote).where(Tote.code == tote).values(order_id=None, pick_list_id=made.id)
    )


@contextmanager
def station(floor: Floor, folder: Path, protocol: str = "mt-sics") -> Iterator[Station]:
    """A bench for one test; its devices are switched off afterwards."""
    scale, printer = VirtualScale(protocol), VirtualPrinter(folder / "tray")
    try:
        yield Station(floor, scale, printer, protocol)
    finally:
        until(lambda: not printing._busy)
        devices.close_all()
        scale.close()
        printer.close()


def until(true: Callable[[], object], within_s: float = 30.0) -> None:
    """Wait until something is so; fail when it never is."""
    deadline, pause_s = time.monotonic() + within_s, 0.01
    while not true():
        assert time.monotonic() < deadline, "it never came to be"
        time.sleep(pause_s)
        pause_s = min(1.3 * pause_s, 0.1)  # looking is work too, and others need the machine


def codes(rows: Sequence[Any]) -> list[str]:
    return [row[0] for row in rows]
