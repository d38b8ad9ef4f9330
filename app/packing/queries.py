"""A parcel as the bench's page sees it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.errors import Refused
from app.core.events import Actor
from app.inventory.models import Holding
from app.inventory.rules import tote_place
from app.orders.models import Order, Recipient
from app.packing import learned, parcels
from app.packing.contents import Contents, Line, load
from app.packing.models import BenchLock, Box, Parcel
from app.packing.rules import AT_BENCH, ParcelState
from app.packing.suggesting import Boxing, boxing
from app.people.models import Person
from app.stations.service import bench_by_id
from app.waves.models import Tote


class ParcelLine(msgspec.Struct):
    """One line of the order at the bench.

    ``packed`` counts the units in this parcel that are proven by scan, ``left`` those still to
    be scanned, ``elsewhere`` those in other parcels; ``scan_each`` marks goods so light that
    the scale cannot miss one, and all goods of a LIGHT parcel.
    """

    line_no: int
    sku: str
    name: str
    looks: dict[str, Any]
    image_url: str | None
    barcode_tail: str
    gift: bool
    quantity: int
    packed: int
    left: int
    elsewhere: int
    unit_weight_g: float | None
    weight_g: float | None
    scan_each: bool
    keep_upright: bool
    fragile: bool


class ParcelView(msgspec.Struct):
    """A parcel with all that the next step needs. Weights in grams.

    ``missing`` names what must be done before it can be weighed; ``stopped`` why no station
    may work on it; ``low_g`` and ``high_g`` are the lightest and heaviest that pass;
    ``suggested_box`` is None when a size is unknown or no box is big enough, ``boxing`` says
    which, and what goes into which box; it is None once the parcel is closed.
    ``unusual`` and ``proposals`` come with a weight.
    """

    order_no: str
    external_order_no: str
    parcel_no: str
    piece: int
    pieces: int
    state: str
    order_state: str
    bench: str
    person: str | None
    carrier: str | None
    cut_off_at: datetime
    recipient: str
    lines: list[ParcelLine]
    units_left: int
    missing: list[str]
    stopped: list[str]
    box: str | None
    suggested_box: str | None
    boxing: Boxing | None
    tare_g: float
    filler_g: float
    expected_g: float | None
    low_g: int | None
    high_g: int | None
    measured_g: int | None
    max_g: int
    light: bool
    unprovable: list[str]
    blind_spots: list[str]
    blocks: int
    forced: bool
    unusual: learned.Unusual | None
    proposals: list[learned.WeightProposal]
    parked_slot: int | None
    transaction_id: str | None
    cage: str | None
    tote: str | None
    totes: list[str]


class LaneView(msgspec.Struct):
    """A tote of single items on a bench: the next scan of an item chooses its order."""

    bench: str
    tote: str
    units: int


def parcel_and_order(
    session: Session, actor: Actor, parcel_no: str
) -> tuple[Parcel, Order]:
    """A parcel and its order, to look at; whoever writes locks them (`locks`).

    Raises:
        Refused: ``packing.unknown_parcel``.
    """
    row = session.execute(
        sa.select(Parcel, Order)
        .join(Order, Order.id == Parcel.order_id)
        .where(Parcel.number == parcel_no, Parcel.warehouse_id == actor.warehouse_id)
    ).first()
    if row is None:
        raise Refused("packing.unknown_parcel", parcel_no=parcel_no)
    return row.Parcel, row.Order


def parcel_view(session: Session, actor: Actor, parcel_no: str) -> ParcelView:
    """Everything a bench shows of a parcel.

    Raises:
        Refused: ``packing.unknown_parcel``.
    """
    parcel, order = parcel_and_order(session, actor, parcel_no)
    return _view(session, parcel, order, load(session, order, parcel))


def _view(session: Session, parcel: Parcel, order: Order, contents: Contents) -> ParcelView:
    expected = contents.expected_g()
    low_g, high_g = contents.gate.band(expected) if expected is not None else (None, None)
    unseen = contents.blind_spots()
    each = {line.id for line in contents.scan_each()}
    stopped = parcels.stopped(order)
    person, tote = _at_bench(session, order)
    is_open = parcel.state in {ParcelState.OPEN, ParcelState.BLOCKED}
    advice = boxing(session, parcel, contents) if is_open else None
    return ParcelView(
        order_no=order.number,
        external_order_no=order.external_order_no,
        parcel_no=parcel.number,
        piece=parcel.piece,
        pieces=_pieces(session, order.id),
        state=parcel.state,
        order_state=order.state,
        bench=bench_by_id(session, parcel.bench_id).code,
        person=person,
        carrier=order.carrier,
        cut_off_at=order.cut_off_at,
        recipient=_recipient(session, order.id),
        lines=[_line(line, scan_each=line.id in each) for line in contents.lines],
        units_left=contents.left + (contents.unchecked if is_open else 0),
        missing=parcels.missing_to_seal(contents) if is_open else [],
        stopped=stopped["reasons"] if stopped else [],
        box=session.scalar(sa.select(Box.code).where(Box.id == parcel.box_id)),
        suggested_box=advice.parcels[0].box if advice and advice.parcels else None,
        boxing=advice,
        tare_g=float(parcel.tare_g or 0),
        filler_g=float(parcel.filler_g or 0),
        expected_g=None if expected is None else float(expected),
        low_g=low_g,
        high_g=high_g,
        measured_g=parcel.measured_g,
        max_g=contents.most_g,
        light=expected is not None and contents.gate.is_light(expected),
        unprovable=contents.weightless,
        blind_spots=[line.facts.code for line in unseen],
        blocks=parcel.blocks,
        forced=parcel.forced,
        unusual=learned.unusual(session, parcel),
        proposals=learned.proposed(session, parcel, contents),
        parked_slot=parcel.parked_slot,
        transaction_id=parcel.transaction_id,
        cage=parcel.cage,
        tote=tote,
        totes=_totes(session, order.id),
    )


def _totes(session: Session, order_id: int) -> list[str]:
    """The totes in which units of an order lie: one picked by zones has several."""
    query = (
        sa.select(Holding.place)
        .where(Holding.order_id == order_id, ~Holding.going_back)
        .where(Holding.place.startswith(tote_place("")))
        .distinct()
        .order_by(Holding.place)
    )
    return [place.removeprefix(tote_place("")) for place in session.scalars(query)]


def _line(line: Line, *, scan_each: bool) -> ParcelLine:
    unit_g = line.facts.unit_weight_g
    return ParcelLine(
        line_no=line.line_no,
        sku=line.facts.code,
        name=line.facts.name,
        looks=line.facts.looks,
        image_url=line.facts.image_url,
        barcode_tail=line.facts.barcode_tail,
        gift=line.gift,
        quantity=line.wanted,
        packed=line.checked,
        left=line.left + line.here - line.checked,
        elsewhere=line.elsewhere,
        unit_weight_g=None if unit_g is None else float(unit_g),
        weight_g=None if unit_g is None else float(unit_g * line.here),
        scan_each=scan_each,
        keep_upright=line.facts.keep_upright,
        fragile=line.facts.fragile,
    )


def _pieces(session: Session, order_id: int) -> int:
    query = sa.select(sa.func.count()).where(
        Parcel.order_id == order_id, Parcel.state != ParcelState.VOID
    )
    return session.scalar(query) or 0


def _at_bench(session: Session, order: Order) -> tuple[str | None, str | None]:
    """Who has the order at a bench, and the tote of single items beside it."""
    row = session.execute(
        sa.select(Person.name, Tote.code)
        .select_from(BenchLock)
        .join(Person, Person.id == BenchLock.person_id)
        .outerjoin(Tote, Tote.id == BenchLock.tote_id)
        .where(BenchLock.order_id == order.id)
    ).first()
    return (row[0], row[1]) if row else (None, None)


def _recipient(session: Session, order_id: int) -> str:
    """Enough to tell two parcels apart, and no more: a masked name and the city."""
    row = session.execute(
        sa.select(Recipient.name, Recipient.city).where(Recipient.order_id == order_id)
    ).first()
    if row is None:
        return ""
    from labels import masking

    return " · ".join(part for part in (masking.name(row.name), row.city) if part)


def lane_view(session: Session, bench: str, warehouse_id: int, tote: str) -> LaneView:
    """A tote of single items: how many units still wait in it."""
    units = session.scalar(
        sa.select(sa.func.coalesce(sa.func.sum(Holding.quantity), 0))
        .where(Holding.warehouse_id == warehouse_id, Holding.place == tote_place(tote))
        .where(~Holding.going_back)
    )
    return LaneView(bench=bench, tote=tote, units=int(units or 0))


class AtBench(msgspec.Struct):
    """What a bench is working on: a parcel, a tote of single items, or nothing."""

    bench: str
    person: str | None = None
    parcel_no: str | None = None
    order_no: str | None = None
    tote: str | None = None


def at_bench(session: Session, bench_id: int, code: str) -> AtBench:
    """What a page that was reloaded goes on with."""
    row = session.execute(
        sa.select(BenchLock.order_id, Order.number, Person.name, Tote.code)
        .join(Person, Person.id == BenchLock.person_id)
        .outerjoin(Order, Order.id == BenchLock.order_id)
        .outerjoin(Tote, Tote.id == BenchLock.tote_id)
        .where(BenchLock.bench_id == bench_id)
    ).first()
    if row is None:
        return AtBench(code)
    order_id, order_no, person, tote = row
    live = session.execute(
        sa.select(Parcel.number, Parcel.state)
        .where(Parcel.order_id == order_id, Parcel.bench_id == bench_id)
        .order_by(Parcel.piece)
    ).all()
    parcel_no = next((one.number for one in live if one.state in AT_BENCH), None)
    return AtBench(code, person, parcel_no, order_no, tote)


def has(session: Session, bench_id: int, order_id: int | None, tote_id: int | None) -> bool:
    """Tell whether a bench has this order, or this tote of single items, already."""
    held = session.execute(
        sa.select(BenchLock.order_id, BenchLock.tote_id).where(BenchLock.bench_id == bench_id)
    ).first()
    if held is None:
        return False
    same = held.tote_id == tote_id if order_id is None else held.order_id == order_id
    return bool(same)
