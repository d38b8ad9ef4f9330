"""What domain.md says of a parcel's paper, written down a second time.

The model knows only what was done and how it was answered, never what the server stored. What
a crash left open counts as done where that allows more, so that whatever it forbids is early.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

SKUS = {"KILO": 1000, "MUG": 200, "CARD": 30}
"""Grams of one unit."""
BOXES = {"3": 100, "4": 400}
"""Grams of an empty box."""


@dataclass
class Ordered:
    """An order: why it must stop, and what it wants; None for a carrier nobody is sure of.

    *lane*: its one unit was picked in bulk, and is bound to it at a bench.
    """

    number: str
    external: str
    tote: str
    wanted: dict[str, int]
    carrier: str | None = "SF"
    mask: set[str] = field(default_factory=set)
    ended: bool = False
    parcels: list[Parcel] = field(default_factory=list)
    lane: bool = False


@dataclass
class Parcel:
    """A parcel's paper: how far it may be by what was answered.

    Attributes:
        unchecked: units that a block wants to be scanned again.
        passed: the gate let through what is in it now.
        archived: a pre-print of what was weighed, for the address of now.
        confirmed: its number may be on paper.
        dead: numbers of labels that nobody may have again.
        old_paper: there is some that says another address or carrier.
        closed: it left the bench for a cage or a van.
    """

    number: str
    order: Ordered
    inside: Counter[str] = field(default_factory=Counter)
    unchecked: Counter[str] = field(default_factory=Counter)
    box: str | None = None
    passed: bool = False
    archived: bool = False
    confirmed: bool = False
    waybill: str | None = None
    dead: set[str] = field(default_factory=set)
    old_paper: bool = False
    closed: bool = False
    void: bool = False
    blocks: int = 0
    copies: int = 0
    sure: bool = True

    @property
    def expected_g(self) -> int:
        return BOXES.get(self.box or "", 0) + sum(
            SKUS[sku] * units for sku, units in self.inside.items()
        )

    def accepts(self, grams: float, percent: int) -> bool:
        """The gate: exact, both ends inside."""
        return abs(grams - self.expected_g) * 100 <= percent * self.expected_g

    def opened(self) -> None:
        """Something inside, or the box, is another: all paper is void."""
        self.passed = self.archived = False

    def weighed(self, *, passed: bool) -> None:
        self.passed, self.archived = passed, False
        if not passed:
            self.blocks += 1
            self.unchecked = Counter(self.inside)

    def give_number_up(self) -> None:
        """Voided, or for another address or carrier: that label is red for ever."""
        if self.waybill is not None:
            self.dead.add(self.waybill)
        self.waybill, self.copies = None, 0
        self.confirmed = self.archived = False

    def why_not(self, waybill: str | None) -> str | None:
        """Why the bytes of a live label, or without a number of a pre-print, must not leave."""
        live = waybill is not None
        reasons = {
            f"stopped: {sorted(self.order.mask)}": bool(self.order.mask),
            "void": self.void,
            "not here any more": self.closed,
            "not weighed inside the band": not self.passed,
            "no archived pre-print": not self.archived,
            "not confirmed": live and not self.confirmed,
            "a number that was given up": live and waybill in self.dead,
            "another number": live and self.waybill not in {waybill, None},
        }
        return next((why for why, so in reasons.items() if so), None)


NEW_PAPER_ENDS = {"address_changed", "carrier_changed"}


def stop_for_new_paper(order: Ordered, bit: str) -> None:
    """Another address or carrier: an order that has paper stops, and that paper is void."""
    for parcel in order.parcels:
        if not parcel.void and (parcel.archived or parcel.confirmed):
            parcel.give_number_up()
            parcel.old_paper = True
            order.mask.add(bit)


def paper_given_up(parcel: Parcel) -> None:
    """With the last paper that says what is no longer so an order goes on by itself."""
    parcel.give_number_up()
    parcel.old_paper = parcel.closed = False
    if not any(one.old_paper for one in parcel.order.parcels):
        parcel.order.mask -= NEW_PAPER_ENDS
