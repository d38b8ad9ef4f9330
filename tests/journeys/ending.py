"""A good day after any other: every order is let go, picked, packed, shipped or put back."""

from __future__ import annotations

import sqlalchemy as sa

from app.inventory.models import Holding
from app.orders.models import Order, OrderLine
from app.orders.rules import Mask, OrderState
from app.packing.models import BenchLock, Parcel
from app.packing.rules import ParcelState
from app.shipping.models import Manifest, Waybill
from app.waves.models import PickList, Wave
from tests import builders
from tests.journeys.walker import SKUS, WALL, Walker

ENDS = (OrderState.SHIPPED, OrderState.CANCELLED)
ROUNDS = 6


def bring_to_an_end(walker: Walker) -> None:
    """Go on until no order is open any more, or nothing helps."""
    walker.dice.random = lambda: 0.5  # type: ignore[method-assign]  nothing odd any more
    deep = builders.bin_(walker.floor, "A-09-09-1")
    for sku in SKUS:
        builders.stock(walker.floor, builders.sku(walker.floor, sku, weight_g="100"), deep, 99)
    for _ in range(ROUNDS):
        let_go(walker)
        put_everything_back(walker)
        wave_everything(walker)
        pick_everything(walker)
        sort_everything(walker)
        for number in walker.all(Order.number, Order.state.in_(["picked", "packing"])):
            pack(walker, number)
        label_everything(walker)
        ship_everything(walker)
        if not walker.all(Order.number, Order.state.not_in(ENDS)):
            return


def let_go(walker: Walker) -> None:
    """Nothing stops an order any more; what nobody knows is cancelled."""
    hub = walker.floor.hub
    rows = walker.floor.read(
        sa.select(Order.external_order_no, Order.mask, Order.holds).where(
            Order.state.not_in(ENDS)
        )
    )
    for no, mask, holds in rows:
        path = f"hub/orders/test/{no}"
        for name in Mask(mask).names:
            walker.say(hub, f"{path}/resume", {"reason": name})
        if "short" in holds.split():
            walker.say(hub, f"{path}/short-decision", {"decision": "wait"})
        if "unknown_sku" in holds.split() or "hub" in holds.split():
            walker.say(hub, f"{path}/cancel", {"reason": "never"})
    walker.retry()


def put_everything_back(walker: Walker) -> None:
    for _ in range(100):
        before = len(walker.all(Holding.place))
        walker.put_back()
        if not before:
            return


def wave_everything(walker: Walker) -> None:
    walker.wave()
    for number in walker.all(Wave.number, Wave.state == "locked"):
        walker.say(walker.lead, f"waves/{number}/release")


def pick_everything(walker: Walker) -> None:
    for one in walker.pickers:
        for _ in range(400):
            taken = walker.say(one.voice, "picks/next", {})
            if "number" not in taken:
                break
            one.pick_list = taken["number"]
            if (code := walker.wanted(one)) is not None:
                walker.scan(one, code)
    assert not walker.all(PickList.number, PickList.state == "claimed")


def sort_everything(walker: Walker) -> None:
    """Every unit into its slot; full slots into totes, so that others find room."""
    for _ in range(40):
        wall = walker.lead.get(f"/api/v1/walls/{WALL}").json
        full = [one["code"] for one in wall["slots"] if one["state"] == "full"]
        if not full and not wall["totes"]:
            return
        for slot in full:
            walker.at_wall(slot)
            walker.at_wall(f"T{4000 + len(walker.trail)}")
        for tote in wall["totes"]:
            for item in walker.at_wall(tote["code"])["wall"]["items"]:
                for _ in range(item["units"]):
                    walker.at_wall(f"B-{item['sku']}")


def pack(walker: Walker, number: str) -> None:
    """Open an order at the first bench and fill one parcel after the other."""
    free_benches(walker)
    packer = walker.lead
    for _ in range(6):
        told = walker.say(packer, "benches/B1/take-over", {"code": number})
        parcel = told.get("parcel_no")
        if parcel is None or walker.any(Parcel.state, Parcel.number == parcel) not in {
            ParcelState.OPEN,
            ParcelState.SEALED,
            ParcelState.BLOCKED,
        }:
            return
        fill(walker, number, parcel)
        (row,) = walker.floor.read(sa.select(Parcel).where(Parcel.number == parcel))[0]
        body = {"grams": float(row.expected_g or 1), "stable": True, "reason": "test"}
        walker.say(packer, f"parcels/{parcel}/weigh", body)


def free_benches(walker: Walker) -> None:
    rows = walker.floor.read(
        sa.select(Parcel.number)
        .join(BenchLock, BenchLock.order_id == Parcel.order_id)
        .where(Parcel.state.in_(["open", "sealed", "weighed", "blocked", "archived"]))
    )
    for (parcel,) in rows:
        walker.say(walker.lead, f"parcels/{parcel}/park")


def fill(walker: Walker, number: str, parcel: str) -> None:
    """Scan every unit that lacks, or wants to be seen again."""
    rows = walker.floor.read(
        sa.select(OrderLine.sku, OrderLine.quantity - OrderLine.cut)
        .join(Order, Order.id == OrderLine.order_id)
        .where(Order.number == number, ~OrderLine.dropped)
    )
    for sku, units in rows:
        for _ in range(units):
            walker.scans += 1
            body = {"scan_id": f"s{walker.scans}", "code": f"B-{sku}"}
            walker.say(walker.lead, f"parcels/{parcel}/scan", body)


def label_everything(walker: Walker) -> None:
    states = ["weighed", "archived", "confirmed", "labelled"]
    for parcel in walker.all(Parcel.number, Parcel.state.in_(states)):
        walker.say(walker.lead, f"parcels/{parcel}/preprint")
        walker.say(walker.lead, f"parcels/{parcel}/confirm")
        walker.attach(parcel)


def ship_everything(walker: Walker) -> None:
    for sheet in walker.all(Manifest.number, Manifest.state == "open"):
        for bill in walker.all(Waybill.number, Waybill.number.is_not(None)):
            walker.say(walker.lead, f"manifests/{sheet}/scan", {"code": bill})
        walker.say(walker.lead, f"manifests/{sheet}/close")
    for carrier in ("SF", "YTO"):
        ready = walker.all(
            Waybill.number,
            Waybill.parcel_id == Parcel.id,
            Waybill.carrier == carrier,
            Waybill.state == "issued",
            Parcel.state.in_(["attached", "caged"]),
        )
        if ready:
            sheet = walker.say(walker.lead, "manifests", {"carrier": carrier})["manifest"]
            for bill in ready:
                walker.say(walker.lead, f"manifests/{sheet}/scan", {"code": bill})
            walker.say(walker.lead, f"manifests/{sheet}/close")
