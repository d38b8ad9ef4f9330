"""What the planner reads and what it answers: immutable values, no database behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple


class Shape(StrEnum):
    """How a list is walked; the values are those of ``waves.rules.Mode``."""

    SINGLE = "single"
    CLUSTER = "cluster"
    WALL = "wall"
    ZONE = "zone"


class Why(StrEnum):
    """Why an order is in no wave."""

    NO_STOCK = "no_stock"
    NOTHING_TO_PICK = "nothing_to_pick"
    CAP = "cap"


@dataclass(frozen=True, slots=True)
class Place:
    """A bin: x and y in metres, *sequence* its place in the serpentine walk."""

    bin_id: int
    zone: str
    aisle: int
    x: float
    y: float
    sequence: int


@dataclass(frozen=True, slots=True)
class Shelf:
    """Units of a SKU in a bin that nobody has yet."""

    stock_id: int
    sku_id: int
    bin_id: int
    free: int
    lot: str = ""
    expiry: date | None = None


class Line(NamedTuple):
    """Units of a SKU that an order still needs: one promise (reservation)."""

    reservation_id: int
    line_id: int
    sku_id: int
    quantity: int
    lot: str = ""


@dataclass(frozen=True, slots=True)
class Demand:
    """An order that is ready.

    Attributes:
        rank: 2 urgent, 1 VIP, 0 normal.
        amount: in the currency's minor unit.
        far: 0 for the own province … 1 for abroad.
        together: what else it shares with the orders of its wave, as the rules say.
    """

    id: int
    number: str
    cut_off_at: datetime
    created_at: datetime
    lines: tuple[Line, ...]
    rank: int = 0
    amount: int = 0
    far: float = 0.0
    carrier: str = ""
    cross_border: bool = False
    hazmat_class: str = ""
    together: str = ""

    @property
    def units(self) -> int:
        """Units of all lines."""
        lines = self.lines
        return lines[0].quantity if len(lines) == 1 else sum([n.quantity for n in lines])


@dataclass(frozen=True, slots=True)
class Policy:
    """The site's wave rules.

    Attributes:
        cart_slots: totes on a cart, and so orders on a cluster list.
        wave_orders: the most orders of a wave.
        wave_lines: the most lines of a wave; an order above it is a wave of its own.
        waves: the most waves of a plan.
        zone_lines: an order over several zones with more lines than this is picked per zone.
        bulk_units: the most units of a list of single-item orders.
        slot_minutes: cut-offs within the same slot of this length go together.
        walk_m_s: walking speed in metres per second.
        setup_s: seconds to fetch a cart and hand it over.
        stop_s: seconds to find a bin and scan it.
        unit_s: seconds to take and scan a unit.
        wall_slots: orders that a put wall holds at once; 0 where there is none.
        put_s: seconds to put a unit into its slot of the wall.
        bind_s: seconds at the bench to find the order of a unit picked in bulk.
        open_s: seconds at the bench to fetch an order's tote, or empty its slot, and open it.
        merge_s: seconds to bring a part of an order from another zone to the rest.
        weights: customer, amount, destination.
        swaps: tries to exchange two orders between carts of a wave.
        without: shapes that the site does not work in; carts are walked all the same where
            nothing else can be.
        price_orders: plans of more orders price exactly only what may still be cheapest.
    """

    cart_slots: int = 6
    wave_orders: int = 60
    wave_lines: int = 200
    waves: int = 200
    zone_lines: int = 30
    bulk_units: int = 60
    slot_minutes: int = 120
    walk_m_s: float = 1.0
    setup_s: float = 60.0
    stop_s: float = 8.0
    unit_s: float = 2.0
    wall_slots: int = 0
    put_s: float = 4.0
    bind_s: float = 2.0
    open_s: float = 4.0
    merge_s: float = 20.0
    weights: tuple[float, float, float] = (0.4, 0.3, 0.3)
    swaps: int = 120
    without: tuple[str, ...] = ()
    price_orders: int = 500


@dataclass(frozen=True, slots=True)
class Ways:
    """How the floor is walked, as the site says it.

    Attributes:
        crossings: how deep the cross-aisles lie in metres, ascending; empty where there is
            one at each end of the aisles.
        one_way: zone, aisle, and 1 where it may only be walked deeper, -1 only back.
        depot: where trips begin and end: x and y in metres.
    """

    crossings: tuple[float, ...] = ()
    one_way: tuple[tuple[str, int, int], ...] = ()
    depot: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that a plan depends on: the same snapshot gives the same plan."""

    at: datetime
    orders: tuple[Demand, ...]
    shelves: tuple[Shelf, ...]
    places: Mapping[int, Place]
    policy: Policy = field(default_factory=Policy)
    seed: int = 0
    ways: Ways = Ways()


class Share(NamedTuple):
    """Whose units a stop takes."""

    order_id: int
    line_id: int
    reservation_id: int
    quantity: int


class Stop(NamedTuple):
    """Take the shares' units of a SKU from a bin into the tote of *slot*."""

    stock_id: int
    bin_id: int
    sku_id: int
    slot: int
    shares: tuple[Share, ...]

    @property
    def quantity(self) -> int:
        """Units of all shares."""
        return sum(share.quantity for share in self.shares)


@dataclass(frozen=True, slots=True)
class Trip:
    """One list: the stops in walking order, with the expected walk and time."""

    shape: Shape
    zone: str | None
    slots: int
    stops: tuple[Stop, ...]
    metres: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Price:
    """What it costs to pick orders in one way.

    Attributes:
        lists: pick lists.
        metres: walked.
        pick_s: seconds of the pickers.
        sort_s: seconds afterwards until every order lies together at a bench: binding,
            putting into the wall, bringing zones together, opening.
        exact: False where it walks and costs at least so much, which was too dear already;
            the walk was not looked for.
    """

    way: Shape
    lists: int
    metres: float
    pick_s: float
    sort_s: float
    exact: bool = True

    @property
    def seconds(self) -> float:
        """All work."""
        return self.pick_s + self.sort_s


@dataclass(frozen=True, slots=True)
class Choice:
    """How a pool of a wave's orders is picked, and why: the prices, the cheapest first."""

    way: Shape
    orders: int
    prices: tuple[Price, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """What the orders of a wave share; what differs is never mixed."""

    missed: bool
    cut_off_slot: str
    carrier: str
    cross_border: bool
    hazmat_class: str
    together: str = ""


@dataclass(frozen=True, slots=True)
class WavePlan:
    """Orders worked together and their lists; *choices* say why they are walked so."""

    group: Group
    cut_off_at: datetime
    orders: tuple[int, ...]
    lines: int
    units: int
    trips: tuple[Trip, ...]
    metres: float
    seconds: float
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """The answer: waves in the order to release them, and who is left out and why."""

    waves: tuple[WavePlan, ...]
    left_out: tuple[tuple[int, Why], ...]
