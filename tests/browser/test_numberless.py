"""The bench after its carrier gave no number: why, what to do, and how it goes on."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from app.simulation.virtual_carrier import VirtualCarrier
from tests.browser.conftest import Screen
from tests.browser.test_bench import to_confirm
from tests.packing.station import Station, until
from tests.shipping.carrier_accounts import account, virtual_carrier


@pytest.fixture
def carrier(bench: Station):
    with virtual_carrier() as made:
        known = bench.floor.app.extensions["settings"]
        accounts = {"SF": account(made, "kuaidi100")}
        bench.floor.app.extensions["settings"] = dataclasses.replace(
            known, carrier_accounts=accounts
        )
        yield made


def waybill(bench: Station, parcel: str) -> str:
    return str(bench.packer.get(f"/api/v1/parcels/{parcel}/waybill").json["waybill"])


def test_a_refused_number_is_told_and_another_carrier_takes_the_parcel(
    packer: Callable[..., Screen],
    bench: Station,
    carrier: VirtualCarrier,
) -> None:
    screen = packer()
    to_confirm(screen, bench)
    carrier.misbehave("bad_address")
    screen.scan("WG:CONFIRM")
    screen.see("No waybill number")
    expect(screen.page.locator("#no-number")).to_contain_text("does not take this address")
    carrier.misbehave("no_balance")
    screen.scan("WG:CONFIRM")
    expect(screen.page.locator("#no-number")).to_contain_text("has no waybills left")
    assert screen.overflow() == []
    screen.page.reload()
    screen.see("No waybill number")

    answer = bench.floor.hub.post("/api/v1/hub/orders/tmall/A1/carrier", {"carrier": "YTO"})

    assert answer.json["mask"] == []
    screen.see("Look at the preview")
    screen.scan("WG:CONFIRM")
    screen.see("then scan it")
    bench.scale.clear()
    assert carrier.living() == []
    parcel = bench.packer.get("/api/v1/benches/B1").json["parcel_no"]
    old = waybill(bench, parcel)
    screen.scan(old)
    screen.word("Parcel done")
    until(lambda: bench.scale.pan.zero_frames > 2)

    lead = bench.floor.person("supervisor")
    assert bench.step(parcel, "void", {"reason": "torn"}, by=lead).status_code == 200
    screen.scan(old)  # it leads to its parcel, and no further
    screen.see("Look at the preview")
    screen.scan("WG:CONFIRM")
    screen.see("then scan it")
    screen.scan(old)
    expect(screen.page.locator("#verdict")).to_contain_text(f"Label {old} is void (torn)")
    screen.scan(waybill(bench, parcel))
    screen.word("Parcel done")

    to_confirm(screen, bench, "A2")
    carrier.misbehave("apply_then_reset")
    screen.scan("WG:CONFIRM")
    screen.see("No second number is asked")
    expect(screen.page.locator("[data-command='WG:CONFIRM']")).to_have_count(0)
    screen.scan("WG:PARK")
    screen.word("Parked")
    assert bench.packer.get("/api/v1/benches/B1").json["order_no"] is None
    bench.scale.clear()
