"""A supervisor spells in a browser what no font here can print."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from app.core.events import Actor
from app.people.service import enrol_device
from tests import builders
from tests.browser.conftest import Screen, hire, log_in
from tests.floor import Floor

DESK = {"width": 1280, "height": 800}


def test_an_order_that_cannot_be_printed_is_spelt_and_goes_on(
    floor: Floor, hand: Callable[..., Screen]
) -> None:
    sku, place = builders.sku(floor, "S1"), builders.bin_(floor, "A-01-01-1")
    builders.stock(floor, sku, place, 5)
    body = builders.order_body("A1")
    body["recipient"] |= {"name": "张𠮷", "address": "𠮷祥路8号3栋1201室"}
    order_no = builders.post_order(floor, body)["order_no"]
    hire(floor, "WG-S1", "Zhao Lei", "supervisor")
    token = floor.write(lambda s: enrol_device(s, Actor("setup", None, 1), "Desk"))
    screen = hand(language="zh", size=DESK, token=token)
    page = screen.page

    log_in(screen, "WG-S1", f"/login?next=/orders/{order_no}")
    page.get_by_text("面单写法").click()
    expect(page.locator(".spell__bad")).to_have_text(["𠮷"])
    for spelt in ("", "𠮷𠮷路8号"):
        page.locator("[name=address]").fill(spelt)
        page.get_by_text("保存写法").click()
        screen.word("没保存")
    page.locator("[name=address]").fill("吉祥路8号3栋1201室")
    page.get_by_text("保存写法").click()
    page.wait_for_url(f"**/orders/{order_no}")

    assert floor.hub.get("/api/v1/hub/orders/tmall/A1").json["state"] == "ready"
