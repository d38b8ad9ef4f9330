"""A hunt over the API for a label that leaves too early; the model says what early is.

The suite hunts for a moment. For as long as one likes, with other steps each time::

    WAVEGATE_HUNT_S=600 pytest tests/shipping/test_early_labels.py
"""

from __future__ import annotations

import itertools
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from app import config
from app.shipping import permits
from devices.printers.virtual import VirtualPrinter
from tests.shipping.carrier_accounts import virtual_carrier
from tests.shipping.hunt_bench import NOT_GOOD, Bench
from tests.shipping.hunt_model import SKUS, Ordered, Parcel
from tests.shipping.hunt_seams import BEFORE_COMMIT, SEAMS, die, meanwhile
from tests.shipping.hunt_server import PEOPLE, PIN

HUNT_S = float(os.environ.get("WAVEGATE_HUNT_S", "0"))
EXAMPLES, STEPS = 6, 20
"""Of the suite's moment; each step is a request or several, and a look at every label."""
AWAY = ("park", "short", "cage", "drive_away")
MASKS = ("refund_asked", "risk", "recall")
CLEARED = (*MASKS, "address_changed", "carrier_changed")

any_one = st.integers(0, 10_000)
anybody = st.sampled_from(list(PEOPLE))
any_bench = st.sampled_from(["B1", "B2"])
any_carrier = st.sampled_from(["SF", "YTO"])
CARRIER_FAULTS = ("apply_then_reset", "reset", "nonsense", "refuse_500")
worker = st.sampled_from(["packer", "packer", "packer", "second packer", "supervisor"])
any_key = st.sampled_from([None, None, None, "k1", "k2"])
lines = st.dictionaries(st.sampled_from(list(SKUS)), st.integers(1, 2), min_size=1, max_size=2)
HUB_CALLS = st.one_of(
    st.tuples(st.just("hold"), st.sampled_from(MASKS).map(lambda r: {"reason": r})),
    st.tuples(st.just("resume"), st.sampled_from(CLEARED).map(lambda r: {"reason": r})),
    st.tuples(st.just("address"), any_one.map(lambda n: {"address": f"南京路{n}号"})),
    st.tuples(st.just("carrier"), st.sampled_from(["SF", "YTO"]).map(lambda c: {"carrier": c})),
    st.tuples(st.just("cancel"), st.just({"reason": "buyer"})),
)


class Hunt(RuleBasedStateMachine):
    """One order or two, and everybody at once."""

    crew: ClassVar[Bench]

    def __init__(self) -> None:
        super().__init__()
        self.crew.orders.clear()
        self.crew.batches.clear()
        self.ids = itertools.count(1)

    def teardown(self) -> None:
        self.crew.seams.disarm()
        for order in self.crew.orders:
            self.crew.tell(order, "cancel", {})
            for parcel in order.parcels:
                self.crew.park(parcel, "supervisor")
        self.crew.print_labels()
        self.crew.set_percent(10)

    def order(self, choice: int) -> Ordered:
        return self.crew.orders[choice % len(self.crew.orders)]

    def parcel(self, choice: int) -> Parcel:
        found = self.crew.parcels()
        return found[choice % len(found)]

    def scan_id(self) -> str:
        return f"h{len(self.crew.answered)}-{next(self.ids)}-{id(self)}"

    def has_parcels(self) -> bool:
        return bool(self.crew.parcels())

    @initialize(wanted=lines, carrier=any_carrier, bench=any_bench, more=st.integers(0, 4))
    def somebody_packs(
        self, wanted: dict[str, int], carrier: str, bench: str, more: int
    ) -> None:
        order = self.crew.order(*wanted.items(), carrier=carrier)
        self.crew.open(order, "supervisor", bench)
        for _ in range(1 + sum(wanted.values()) + more):
            self.crew.go_on(order.parcels[0], "supervisor", self.scan_id())

    @precondition(lambda self: len(self.crew.orders) < 3)
    @rule(wanted=lines, carrier=any_carrier)
    def an_order_comes(self, wanted: dict[str, int], carrier: str) -> None:
        self.crew.order(*wanted.items(), carrier=carrier)

    @precondition(lambda self: len(self.crew.orders) < 3)
    @rule(sku=st.sampled_from(list(SKUS)), who=worker, bench=any_bench)
    def a_lane_is_packed(self, sku: str, who: str, bench: str) -> None:
        self.crew.open(self.crew.lane_order(sku), who, bench)

    @rule(fault=st.sampled_from(CARRIER_FAULTS), on=st.sampled_from(["create", "query"]))
    def the_carrier_misbehaves(self, fault: str, on: str) -> None:
        self.crew.carrier.misbehave(fault, on=on)

    @rule(which=any_one, who=worker, bench=any_bench, fetch=st.booleans())
    def a_bench_opens(self, which: int, who: str, bench: str, fetch: bool) -> None:
        self.crew.open(self.order(which), who, bench, take_over=fetch)

    @precondition(has_parcels)
    @rule(which=any_one, who=worker, steps=st.integers(1, 4))
    def work_goes_on(self, which: int, who: str, steps: int) -> None:
        for _ in range(steps):
            self.crew.go_on(self.parcel(which), who, self.scan_id())

    @precondition(has_parcels)
    @rule(
        which=any_one,
        share=st.sampled_from([1.0, 1.0, 1.1, 0.9, 1.12, 0.5]),
        quality=st.sampled_from(["good"] * 4 + [*NOT_GOOD, "used frame", "pan not empty"]),
        by=st.sampled_from(["supervisor", "agent"]),
        key=any_key,
    )
    def a_weight_is_told(
        self, which: int, share: float, quality: str, by: str, key: str | None
    ) -> None:
        typed = by == "supervisor" and quality in {"used frame", "pan not empty"}
        parcel = self.parcel(which)
        grams = round(parcel.expected_g * share)
        self.crew.weigh(parcel, grams, "good" if typed else quality, by, key)

    @precondition(has_parcels)
    @rule(
        which=any_one,
        who=anybody,
        verb=st.sampled_from(["preprint", "confirm", "confirm", "reprint", "void"]),
        key=any_key,
    )
    def somebody_wants_paper(self, which: int, who: str, verb: str, key: str | None) -> None:
        getattr(self.crew, verb)(self.parcel(which), who, key)

    @precondition(has_parcels)
    @rule(which=any_one, other=any_one, who=anybody)
    def a_label_is_scanned_on_a_box(self, which: int, other: int, who: str) -> None:
        parcel, owner = self.parcel(which), self.parcel(other)
        for code in sorted({owner.waybill or "WY1", *owner.dead}):
            self.crew.attach(parcel, who, code)

    @precondition(has_parcels)
    @rule(which=any_one, who=worker, what=st.sampled_from(["in", "out", "box", "more", *AWAY]))
    def the_parcel_changes(self, which: int, who: str, what: str) -> None:
        parcel, crew = self.parcel(which), self.crew
        sku = next(iter(parcel.order.wanted))
        if what in {"in", "out"}:
            crew.scan(parcel, sku, who, self.scan_id(), out=what == "out")
        elif what == "box":
            crew.choose_box(parcel, "4" if parcel.box == "3" else "3", who)
        elif what == "more":
            crew.another_parcel(parcel.order, who)
        else:
            getattr(crew, what)(parcel, who)

    @precondition(has_parcels)
    @rule(which=any_one, who=worker, pin=st.sampled_from([PIN, PIN, "111111"]))
    def a_supervisor_is_asked(self, which: int, who: str, pin: str) -> None:
        parcel = self.parcel(which)
        for _ in range(2):
            self.crew.weigh(parcel, parcel.expected_g * 2, "good", "supervisor", None)
        self.crew.override(parcel, who, pin)

    @rule(which=any_one, call=HUB_CALLS)
    def the_hub_says(self, which: int, call: tuple[str, dict[str, Any]]) -> None:
        self.crew.tell(self.order(which), *call)

    @rule(
        fault=st.sampled_from(["none", "none", "paper_out", "cut", "mute"]),
        outcome=st.sampled_from(["confirmed", "confirmed", "failed", "unknown", None]),
        claim=st.sampled_from(["claim-aa", "claim-bb"]),
    )
    def labels_are_printed(self, fault: str, claim: str, outcome: str | None) -> None:
        self.crew.printer.fault(fault, **({"at_byte": 2000} if fault == "cut" else {}))
        self.crew.print_labels()
        self.crew.printer.fault("none")
        self.crew.agent_prints(claim, outcome)

    @rule(what=st.sampled_from(["5 percent", "10 percent", "finish", "begin again"]))
    def the_house_is_kept(self, what: str) -> None:
        if what == "finish":
            self.crew.finish_confirms()
        elif what == "begin again":
            self.crew.begin_again()
        else:
            self.crew.set_percent(int(what.split(maxsplit=1)[0]))

    @precondition(lambda self: bool(HUNT_S))  # it takes a process of its own, and seconds
    @rule()
    def a_batch_is_printed(self) -> None:
        self.crew.print_batch()

    @rule(seam=st.sampled_from(SEAMS), after=st.integers(0, 2))
    def the_server_will_die(self, seam: str, after: int) -> None:
        self.crew.seams.arm(seam, after, die)

    @precondition(has_parcels)
    @rule(
        seam=st.sampled_from(BEFORE_COMMIT),
        which=any_one,
        what=st.sampled_from(["hold", "cancel", "address", "void", "unscan", "box", "block"]),
    )
    def somebody_will_interrupt(self, seam: str, which: int, what: str) -> None:
        parcel, crew = self.parcel(which), self.crew
        sku = next(iter(parcel.order.wanted))
        acts: dict[str, Callable[[], None]] = {
            "hold": lambda: crew.tell(parcel.order, "hold", {"reason": "risk"}),
            "cancel": lambda: crew.tell(parcel.order, "cancel", {}),
            "address": lambda: crew.tell(parcel.order, "address", {"city": "苏州市"}),
            "void": lambda: crew.void(parcel, "admin", None),
            "unscan": lambda: crew.scan(parcel, sku, "supervisor", self.scan_id(), out=True),
            "box": lambda: crew.choose_box(parcel, "4", "supervisor"),
            "block": lambda: crew.weigh(parcel, 1, "good", "agent", None),
        }
        crew.seams.arm(seam, 0, meanwhile(acts[what]))

    @invariant()
    def nobody_gets_a_label_early(self) -> None:
        self.crew.take_a_look("dispatcher", "pdf")
        self.crew.look_at_batches()


@pytest.fixture
def crew(settings: config.Settings, tmp_path: Path) -> Iterator[Bench]:
    printer = VirtualPrinter(tmp_path / "tray")
    with virtual_carrier() as carrier:
        made = Bench(settings, printer, carrier)
        with made.seams.sewn():
            yield made
    made.close()
    printer.close()


def test_the_hunt_sees_what_leaves_and_what_leaves_too_early(crew: Bench) -> None:
    for bench in ("B1", "B2"):
        order = crew.order(("KILO", 1), ("MUG", 1))
        crew.open(order, "supervisor", bench)
        for step in range(9):
            crew.go_on(order.parcels[0], "supervisor", f"{bench}-{step}")
            crew.take_a_look("dispatcher", "png")
    crew.take_a_look("picker", "pdf")

    seen = crew.seen
    assert (seen["printed, live"], seen["given to the agent, live"]) == (1, 1)
    assert min(seen["attached"], seen["fetched, pre-print"], seen["fetched, live"]) > 1
    crew.tell(order, "hold", {"reason": "risk"})
    crew.take_a_look("dispatcher", "pdf")
    with pytest.MonkeyPatch.context() as broken:
        broken.setattr(permits, "refuse_if_stopped", lambda order: None)
        with pytest.raises(AssertionError, match="left, though stopped"):
            crew.take_a_look("dispatcher", "pdf")


@pytest.mark.timeout(2 * HUNT_S + 600)
def test_no_label_leaves_before_its_time(crew: Bench) -> None:
    hunt = type("Hunt", (Hunt,), {"crew": crew})
    until = time.monotonic() + HUNT_S
    hunting = settings(
        max_examples=60 if HUNT_S else EXAMPLES,
        stateful_step_count=40 if HUNT_S else STEPS,
        derandomize=not HUNT_S,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(hunt, settings=hunting)
    while time.monotonic() < until:
        run_state_machine_as_test(hunt, settings=hunting)
    sys.stdout.write(f"{dict(crew.seen)}\n")
