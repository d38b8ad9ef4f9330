"""A supervisor gives a number up on the order's page, and proves there who they are."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from playwright.sync_api import expect

from app.core.events import Actor
from app.packing.models import Parcel
from app.people.service import enrol_device
from app.shipping import service as shipping
from tests.browser.conftest import PIN, Screen, hire, log_in
from tests.floor import Floor
from tests.journeys.racing import Dock

DESK = {"width": 1280, "height": 800}


def test_void_asks_for_badge_and_pin_each_time(
    floor: Floor, hand: Callable[..., Screen]
) -> None:
    dock = Dock(floor)
    ((_, order_no),) = dock.orders(1)
    parcel = dock.archived(order_no)
    floor.write(lambda s: shipping.confirm(s, dock.actor, parcel))
    hire(floor, "WG-S1", "Zhao Lei", "supervisor")
    token = floor.write(lambda s: enrol_device(s, Actor("setup", None, 1), "Desk"))
    screen = hand(size=DESK, token=token)
    page = log_in(screen, "WG-S1", f"/login?next=/orders/{order_no}")
    void = page.get_by_text(f"Void the waybill of {parcel}")

    void.click()
    expect(page.locator("#verdict")).to_contain_text("Say why first")
    expect(page.locator("#badge")).to_be_hidden()
    page.locator("#why").fill("wrong box")
    void.click()
    expect(page.locator("#badge")).to_be_focused()
    screen.scan("WG-S1")
    screen.scan("0000")
    expect(page.locator("#verdict")).to_contain_text("Badge or PIN is wrong")
    page.locator("#pin").fill(PIN)
    page.get_by_text(f"Void {parcel} now").click()

    expect(page.locator("#badge")).to_be_hidden()
    expect(page.get_by_text("Waybill voided").first).to_be_visible()
    assert floor.read(sa.select(Parcel.state)) == [("weighed",)]
