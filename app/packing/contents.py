"""What an order wants, what lies in which of its parcels, and what that should weigh."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.catalog.queries import SkuFacts, sku_facts
from app.orders.models import Order, OrderLine
from app.packing.models import Box, Parcel, ParcelUnit
from app.packing.rules import GATE, MOST, Gate, Packed, ParcelState, expected_g, gate_of, most_g
from app.stations.service import bench_by_id, site_rule

NOTHING = Decimal(0)


@dataclass
class Line:
    """One line of the order, seen from one parcel.

    Attributes:
        wanted: units that shall travel, in all parcels together.
        here: units scanned into this parcel.
        checked: of these, units proven since it was last opened.
        elsewhere: units in the order's other parcels.
    """

    id: int
    line_no: int
    gift: bool
    facts: SkuFacts
    wanted: int
    here: int = 0
    checked: int = 0
    elsewhere: int = 0

    @property
    def left(self) -> int:
        """Units that lie in no parcel yet."""
        return self.wanted - self.here - self.elsewhere


@dataclass
class Contents:
    """An order's lines as one parcel sees them, and the rules that hold for it."""

    lines: list[Line]
    gate: Gate
    most_g: int
    extra_g: Decimal
    box_wanted: bool

    @property
    def left(self) -> int:
        """Units of the order that lie in no parcel yet."""
        return sum(line.left for line in self.lines)

    @property
    def here(self) -> int:
        """Units in this parcel."""
        return sum(line.here for line in self.lines)

    @property
    def unchecked(self) -> int:
        """Units in this parcel that the re-check has not seen yet."""
        return sum(line.here - line.checked for line in self.lines)

    @property
    def weightless(self) -> list[str]:
        """SKUs in this parcel whose weight nobody knows."""
        return [
            ln.facts.code for ln in self.lines if ln.here and ln.facts.unit_weight_g is None
        ]

    def expected_g(self) -> Decimal | None:
        """What this parcel should weigh; None when a unit's weight is unknown."""
        units = [(line.facts.unit_weight_g, line.here) for line in self.lines if line.here]
        return expected_g(units, self.extra_g)

    def full_g(self) -> Decimal:
        """What it will weigh with every unit that is left; unknown weights count nothing."""
        units = sum(
            (line.facts.unit_weight_g or NOTHING) * (line.here + line.left)
            for line in self.lines
        )
        return units + self.extra_g

    def scan_each(self) -> list[Line]:
        """Lines whose units only scans can prove: blind spots, and all of a LIGHT parcel."""
        return self.lines if self.gate.is_light(self.full_g()) else self.blind_spots()

    def blind_spots(self) -> list[Line]:
        """Lines of which the scale cannot miss a single unit."""
        full = self.full_g()
        return [
            line
            for line in self.lines
            if line.here + line.left > 0
            and self.gate.cannot_see(line.facts.unit_weight_g or NOTHING, full)
        ]

    def fits(self, line: Line) -> int:
        """How many more units of *line* this box may hold; one always, into an empty box."""
        unit_g = line.facts.unit_weight_g
        if not unit_g:
            return line.left
        room = (self.most_g - (self.expected_g() or self.extra_g)) // unit_g
        return max(int(room), 0 if self.here else 1)

    def packed(self) -> list[Packed]:
        """What lies in the parcel, as the weight sees it."""
        return [
            Packed(ln.facts.code, ln.facts.name, ln.here, ln.facts.unit_weight_g or NOTHING)
            for ln in self.lines
            if ln.here
        ]


def load(session: Session, order: Order, parcel: Parcel) -> Contents:
    """Read what *parcel* holds and what its order still wants."""
    rows = session.execute(
        sa.select(OrderLine)
        .where(OrderLine.order_id == order.id, ~OrderLine.dropped)
        .where(OrderLine.quantity > OrderLine.cut, OrderLine.sku_id.is_not(None))
        .order_by(OrderLine.line_no)
    ).scalars()
    wanted = list(rows)
    facts = sku_facts(session, [row.sku_id for row in wanted if row.sku_id is not None])
    lines = [
        Line(row.id, row.line_no, row.gift, facts[row.sku_id], row.quantity - row.cut)
        for row in wanted
        if row.sku_id is not None
    ]
    _fill(session, order.id, parcel.id, {line.id: line for line in lines})
    site, bench = parcel.warehouse_id, bench_by_id(session, parcel.bench_id)
    skus = [line.facts.code for line in lines if line.here]
    return Contents(
        lines=lines,
        gate=gate_of(
            site_rule(session, site, "gate", GATE), order.carrier, skus, bench.division_g
        ),
        most_g=most_g(site_rule(session, site, "parcels", MOST), order.carrier),
        extra_g=(parcel.tare_g or NOTHING) + (parcel.filler_g or NOTHING),
        box_wanted=parcel.box_id is None and _has_boxes(session, site),
    )


def _fill(session: Session, order_id: int, parcel_id: int, lines: dict[int, Line]) -> None:
    units = session.execute(
        sa.select(ParcelUnit, Parcel.id)
        .join(Parcel, Parcel.id == ParcelUnit.parcel_id)
        .where(Parcel.order_id == order_id, Parcel.state != ParcelState.VOID)
    )
    for unit, where in units:
        line = lines.get(unit.order_line_id)
        if line is None:
            continue
        if where == parcel_id:
            line.here, line.checked = unit.quantity, unit.checked
        else:
            line.elsewhere += unit.quantity


def _has_boxes(session: Session, warehouse_id: int) -> bool:
    """A site without boxes sends goods in their own packages."""
    query = sa.select(sa.exists().where(Box.warehouse_id == warehouse_id))
    return bool(session.scalar(query))


def save_line(session: Session, parcel_id: int, line: Line) -> None:
    """Write down how many units of a line lie in a parcel."""
    row = session.get(ParcelUnit, (parcel_id, line.id))
    if row is None:
        row = ParcelUnit(parcel_id=parcel_id, order_line_id=line.id, sku_id=line.facts.id)
        session.add(row)
    row.quantity, row.checked = line.here, line.checked
    session.flush()
