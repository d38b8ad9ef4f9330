"""One order a bench, one bench an order: who has it, and how it changes hands."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import clock
from app.core.errors import Refused
from app.inventory.models import Holding
from app.inventory.rules import tote_place
from app.orders.models import Order
from app.packing import locks
from app.packing.models import BenchLock
from app.people.models import Person
from app.stations.benches import BenchData
from app.stations.service import bench_by_id
from app.waves.models import Tote


def take(session: Session, bench: BenchData, order: Order, person_id: int) -> None:
    """Bind an order to a bench and to the person who works there.

    Raises:
        Refused: ``packing.other_bench`` and who has it, ``packing.bench_busy``.
    """
    held = locks.lock_of_order(session, order.id)
    if held is not None and held.bench_id != bench.id:
        raise Refused(
            "packing.other_bench",
            order_no=order.number,
            bench=bench_by_id(session, held.bench_id).code,
            person=session.get_one(Person, held.person_id).name,
        )
    mine = locks.bench_lock(session, bench.id)
    if mine is not None and mine.order_id not in {None, order.id}:
        busy = session.scalar(sa.select(Order.number).where(Order.id == mine.order_id))
        raise Refused("packing.bench_busy", bench=bench.code, order_no=busy)
    if mine is None:
        mine = BenchLock(bench_id=bench.id)
        session.add(mine)
    elif mine.tote_id is not None and mine.order_id is None:
        mine.tote_id = None  # another tote was put on the bench before this one was empty
    mine.order_id, mine.person_id, mine.at = order.id, person_id, clock.now()
    session.flush()


def leave(session: Session, order_id: int, *, but: int | None = None) -> str | None:
    """Let an order go from its bench; a tote of single items stays while units are in it.

    Args:
        session: the open transaction.
        order_id: the order.
        but: a bench that may keep it.

    Returns:
        The code of the bench that had it, or None.
    """
    held = locks.lock_of_order(session, order_id)
    if held is None or held.bench_id == but:
        return None
    code = bench_by_id(session, held.bench_id).code
    if held.tote_id is not None and _units_in(session, held.tote_id):
        held.order_id = None
    else:
        session.delete(held)
    session.flush()
    return code


def _units_in(session: Session, tote_id: int) -> bool:
    tote = session.get_one(Tote, tote_id)
    query = sa.select(
        sa.exists().where(
            Holding.warehouse_id == tote.warehouse_id,
            Holding.place == tote_place(tote.code),
            ~Holding.going_back,
        )
    )
    return bool(session.scalar(query))


def held_by(session: Session, order: Order, person_id: int) -> BenchData:
    """The bench where *person_id* works on an order.

    Raises:
        Refused: ``packing.not_open``, or ``packing.other_person`` and who has it.
    """
    held = locks.lock_of_order(session, order.id)
    if held is None:
        raise Refused("packing.not_open", order_no=order.number)
    bench = bench_by_id(session, held.bench_id)
    if held.person_id != person_id:
        raise Refused(
            "packing.other_person",
            order_no=order.number,
            bench=bench.code,
            person=session.get_one(Person, held.person_id).name,
        )
    return bench
