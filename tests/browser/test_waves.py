"""A supervisor plans, locks and releases a wave on the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from app.core.events import SYSTEM
from app.inventory import service as inventory
from app.orders.models import OrderLine
from tests.browser.conftest import Screen, hire, log_in
from tests.builders import bare_order, bin_, sku, stock
from tests.floor import Floor

DESK = {"width": 1280, "height": 800}


def promised(floor: Floor, number: str, sku_id: int) -> None:
    order_id, _ = bare_order(floor, number, [(sku_id, 1)])

    def work(session: Any) -> None:
        lines = session.scalars(sa.select(OrderLine).where(OrderLine.order_id == order_id))
        wanted = [(line.id, sku_id, line.quantity) for line in lines]
        inventory.promise(session, SYSTEM, order_id, wanted)

    floor.write(work)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_wave_is_previewed_locked_and_released(
    floor: Floor, hand: Callable[..., Screen], device: str, language: str
) -> None:
    mug = sku(floor, "MUG")
    stock(floor, mug, bin_(floor, "A-01-01-1"), 5)
    for number in ("WGO1", "WGO2"):
        promised(floor, number, mug)
    hire(floor, "WG-9", "Zhou Min", "supervisor")
    screen = hand(language=language, size=DESK, token=device)
    page = log_in(screen, "WG-9")
    page.wait_for_url("**/pda*")

    page.goto("/waves")
    page.locator("#wish button[type=submit]").click()
    page.locator("#plan .btn--main").click()
    page.locator("#waves a").first.click()
    page.locator("#acts .btn--main").click()
    page.locator("#lists b").first.wait_for()
    assert page.locator("#orders a").count() == 2
    page.locator("#acts .btn").first.click()  # asks once more
    page.locator("#acts .btn--stop").click()
    page.locator("#state", has_text="已取消" if language == "zh" else "Cancelled").wait_for()
    assert [one for one in screen.overflow() if "sticks out" in one] == []
    screen.troubles.clear()  # the test's server speaks no websocket
