"""An administrator says how long people are known here, and deletes one who asks for it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import sqlalchemy as sa
from playwright.sync_api import expect

from app.core import clock
from app.core.events import SYSTEM, Actor
from app.orders.models import Order, Recipient
from app.people.service import enrol_device
from app.shipping import service as shipping
from tests import builders
from tests.browser.conftest import PDA, Screen, hire, log_in
from tests.floor import Floor

DESK = {"width": 1280, "height": 800}
CARRIERS = (("SF", "顺丰速运"), ("ZTO", "中通快递"))
WIDE = "document.documentElement.scrollWidth <= window.innerWidth"


def test_days_carriers_and_a_buyers_wish_are_set_on_one_page(
    floor: Floor, hand: Callable[..., Screen]
) -> None:
    builders.stock(floor, builders.sku(floor, "S1"), builders.bin_(floor, "A-01-01-1"), 5)
    order_no = builders.post_order(floor, builders.order_body("A1"))["order_no"]
    for code, name in CARRIERS:
        saved = partial(shipping.save_carrier, actor=SYSTEM, code=code, name=name, cut_offs=[])
        floor.write(saved)
    hire(floor, "WG-A1", "Sun Yi", "admin")
    token = floor.write(lambda s: enrol_device(s, Actor("setup", None, 1), "Desk"))
    screen = hand(language="zh", size=DESK, token=token)
    page = log_in(screen, "WG-A1", "/login?next=/privacy")
    expect(page.locator("#changes")).to_contain_text("没改过")

    page.locator("[name=days]").fill("30")
    page.locator("#retention button").click()
    expect(page.locator("#changes")).to_contain_text("保留 30 天")
    page.get_by_label("中通快递").check()
    page.locator("#unmasked button").click()
    expect(page.locator("#changes")).to_contain_text("不打码：ZTO")
    expect(page.get_by_label("中通快递")).to_be_checked()
    expect(page.locator("#changes")).to_contain_text("Sun Yi")

    erase = page.locator("#erase button")
    page.locator("[name=order_no]").fill(order_no)
    erase.click()
    screen.word("再按一次")
    assert floor.count(Recipient, Recipient.name != "") == 1
    erase.click()
    screen.word("没做成")  # it has not ended yet
    ended = sa.update(Order).values(state="cancelled", state_at=clock.now(), holds="")
    floor.write(lambda s: s.execute(ended) and None)
    erase.click()
    erase.click()
    expect(page.locator("#verdict")).to_contain_text(f"{order_no} 的个人信息已经删掉")
    assert floor.count(Recipient, Recipient.name != "") == 0

    for size in (DESK, PDA):
        page.set_viewport_size({"width": size["width"], "height": size["height"]})
        assert page.evaluate(WIDE), size
