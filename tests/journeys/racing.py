"""Two or more people in the same moment: threads behind a barrier, and what must still hold."""

from __future__ import annotations

import hashlib
import itertools
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.board import invariants
from app.core import db
from app.core.errors import Refused
from app.core.events import Actor, seal_now
from app.orders.models import Order
from app.orders.rules import OrderState
from app.packing import checking, weighing
from app.packing import service as packing
from app.packing.models import Parcel
from app.packing.scans import Scan
from app.packing.verdicts import Measured
from app.people.models import Person
from app.shipping import dispatch, labelling, manifests
from app.shipping import service as shipping
from app.shipping.archive import Drawn, Stored
from app.shipping.carriers import Given
from app.shipping.models import Label
from app.stations import service as stations
from tests import builders
from tests.floor import Floor
from tests.packing.station import pick
from tests.picking.shift import order_body

HUB = Actor("hub:test", None, 1)
Work = Callable[[Session], Any]


def at_once(floor: Floor, *works: Work) -> list[Any]:
    """Run transactions in threads that start together; each result, or the refusal's code."""
    gate = threading.Barrier(len(works))
    answers: list[Any] = [None] * len(works)

    def run(n: int, work: Work) -> None:
        with floor.app.app_context():
            gate.wait()
            try:
                answers[n] = db.in_transaction(work)
            except Refused as refusal:
                answers[n] = refusal.code
            except Exception as error:  # noqa: BLE001  the test looks at it
                answers[n] = error

    run_all(*(lambda n=n, work=work: run(n, work) for n, work in enumerate(works)))
    broken = [one for one in answers if isinstance(one, BaseException)]
    assert not broken, broken
    return answers


def run_all(*calls: Callable[[], Any]) -> None:
    """Run calls in threads of their own, to the end."""
    threads = [threading.Thread(target=call) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def broken(floor: Floor) -> dict[str, list[str]]:
    """The invariants that do not hold, with a sentence for each violation."""
    store = floor.app.extensions["store"]
    if not store.is_sqlite:
        seal_now(store)
    with Session(store.reader) as session:
        return {name: found for name, found in invariants.check(session).items() if found}


@contextmanager
def no_second_try(monkeypatch: Any) -> Iterator[list[float]]:
    """Nobody inside may be thrown out of a transaction by a deadlock and begin again."""
    pauses: list[float] = []

    class Clock:
        monotonic = staticmethod(time.monotonic)

        @staticmethod
        def sleep(seconds: float) -> None:
            pauses.append(seconds)
            time.sleep(seconds)

    with monkeypatch.context() as patch:
        patch.setattr(db, "time", Clock)
        yield pauses
    assert not pauses, f"{len(pauses)} transactions were thrown out by a deadlock"


class Dock:
    """Orders brought as far as a race needs them, without any paper or scale."""

    def __init__(self, floor: Floor) -> None:
        self.floor = floor
        self._numbers = itertools.count(1)
        floor.person("packer", badge="PACK-1")
        self.person = int(floor.read(sa.select(Person.id))[0][0])
        self.actor = Actor("PACK-1", "bench", 1)
        key = builders.sku(floor, "MUG", weight_g="100")
        builders.stock(floor, key, builders.bin_(floor, "A-01-01-1"), 5000)
        floor.write(self._set_up)

    def _set_up(self, session: Session) -> None:
        stations.save_bench(session, self.actor, code="B1")
        shipping.save_carrier(session, self.actor, code="SF", name="SF", cut_offs=["16:00"])

    def orders(self, count: int, units: int = 1, **more: Any) -> list[tuple[str, str]]:
        """Accepted orders: ``(number at the hub, our number)``."""
        bodies = [
            order_body(f"N{next(self._numbers)}", ("MUG", units), carrier="SF", **more)
            for _ in range(count)
        ]
        answer = self.floor.hub.post("/api/v1/hub/orders", {"orders": bodies})
        return [(one["external_order_no"], one["order_no"]) for one in answer.json["results"]]

    def archived(self, order_no: str, units: int = 1) -> str:
        """Bring an order to its archived pre-print; the parcel's number."""

        def work(session: Session) -> str:
            pick(session, order_no, f"T-{order_no}")
            parcel = self.open(session, order_no)
            self.fill(session, parcel, units)
            return parcel

        parcel: str = self.floor.write(work)
        return parcel

    def fill(self, session: Session, parcel: str, units: int) -> None:
        """Scan units into a parcel, and prove it."""
        scans = [Scan(f"{parcel}-{n}", "B-MUG") for n in range(units)]
        checking.scan(session, self.actor, parcel, self.person, scans)
        self.prove(session, parcel, units)

    def prove(self, session: Session, parcel: str, units: int) -> None:
        """Weigh and pre-print a parcel; its bench is free again."""
        measured = Measured(Decimal(100 * units), "", None, "manual", "test")
        weighing.weigh(session, self.actor, parcel, self.person, measured)
        labelling.add_preprint(
            session, self.actor, parcel, grams=100 * units, drawn=self.drawn(session, parcel)
        )
        packing.park(session, self.actor, parcel)

    def open(self, session: Session, code: str) -> str:
        """Open what *code* means at the bench; the parcel's number."""
        bench = stations.bench_by_code(session, self.actor, "B1")
        opened = packing.open_at(session, self.actor, bench, code, self.person)
        return str(opened.parcel_no)

    def in_two_parcels(self, order_no: str) -> tuple[str, str]:
        """Pack an order of two units into two parcels, with their labels on."""

        def first(session: Session) -> str:
            pick(session, order_no, f"T-{order_no}")
            parcel = self.open(session, order_no)
            one = [Scan(f"{parcel}-a", "B-MUG")]
            checking.scan(session, self.actor, parcel, self.person, one)
            return parcel

        def rest(session: Session, one: str) -> str:
            two = packing.next_parcel(session, self.actor, order_no, self.person)
            self.fill(session, two, 1)
            self.open(session, one)
            self.prove(session, one, 1)
            for parcel in (one, two):
                self.attach(session, parcel)
            return two

        one: str = self.floor.write(first)
        two: str = self.floor.write(lambda s: rest(s, one))
        return one, two

    def drawn(self, session: Session, parcel: str) -> Drawn:
        """A stored document of the parcel's next version."""
        last = session.scalar(
            sa.select(sa.func.max(Label.version))
            .join(Parcel, Parcel.id == Label.parcel_id)
            .where(Parcel.number == parcel)
        )
        version = (last or 0) + 1
        digest = hashlib.sha256(f"{parcel}-{version}".encode()).hexdigest()
        return Drawn(version, "-", Stored(f"labels/{parcel}-{version}.pdf", digest))

    def confirm(self, session: Session, parcel: str) -> None:
        """Second confirm."""
        shipping.confirm(session, self.actor, parcel)

    def issue(self, session: Session, parcel: str) -> bool:
        """The carrier's number and the live label."""
        return shipping.issue(
            session,
            self.actor,
            parcel,
            given=Given(f"WB{parcel}", None),
            drawn=self.drawn(session, parcel),
        )

    def attached(self, order_no: str, units: int = 1) -> str:
        """Bring an order to a parcel with its label on the box."""
        parcel = self.archived(order_no, units)
        self.floor.write(lambda s: self.attach(s, parcel))
        return parcel

    def attach(self, session: Session, parcel: str) -> None:
        """Confirm, label and attach."""
        self.confirm(session, parcel)
        self.issue(session, parcel)
        dispatch.attach(session, self.actor, parcel, f"WB{parcel}", hand_over_now=False)

    def sheet(self, *parcels: str) -> str:
        """A hand-over sheet with parcels on it."""

        def work(session: Session) -> str:
            number = manifests.open_manifest(session, self.actor, "SF", None)
            for parcel in parcels:
                manifests.to_manifest(session, self.actor, number, f"WB{parcel}")
            return number

        number: str = self.floor.write(work)
        return number

    def close(self, number: str) -> str:
        """Close a sheet as the view does, in its three steps; ``closed`` or the refusal."""
        with self.floor.app.app_context():
            try:
                waiting = db.in_transaction(
                    lambda s: manifests.begin_close(s, self.actor, number)
                )
                db.in_transaction(
                    lambda s: manifests.hand_over_some(s, self.actor, number, waiting)
                )
                db.in_transaction(lambda s: manifests.end_close(s, self.actor, number, None))
            except Refused as refusal:
                return refusal.code
        return "closed"

    def state(self, order_no: str) -> OrderState:
        """Where an order is."""
        rows = self.floor.read(sa.select(Order.state).where(Order.number == order_no))
        state: OrderState = rows[0][0]
        return state
