"""A supervisor plans, locks and releases a wave on the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from app.core.events import SYSTEM
from app.inventory import service as inventory
from app.orders.models import OrderLine
from tests.browser.conftest import PDA, Screen, hire, log_in
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

    page.goto("/waves")
    page.locator("#wish button[type=submit]").click()
    page.locator("#plan .map .m-stop").first.wait_for()
    page.locator("#plan .btn--main").click()
    page.locator("#waves a").first.click()
    page.locator("#map .m-stop").first.wait_for()
    page.locator("#ask-one").fill("WGO1")
    page.locator("#ask-one").press("Enter")
    page.locator("#asked b", has_text="WGO1").wait_for()
    page.locator("#acts .btn--main").click()
    page.locator("#lists b").first.wait_for()
    page.set_viewport_size(PDA)
    assert [one for one in screen.overflow() if "wide" in one] == []
    page.set_viewport_size(DESK)
    assert page.locator("#orders a").count() == 2
    page.locator("#acts .btn").first.click()  # asks once more
    page.locator("#acts .btn--stop").click()
    page.locator("#state", has_text="已取消" if language == "zh" else "Cancelled").wait_for()
    assert [one for one in screen.overflow() if "sticks out" in one] == []
    screen.troubles.clear()  # the test's server speaks no websocket


def test_a_rule_is_saved_paused_and_run_by_hand(
    floor: Floor, hand: Callable[..., Screen], device: str
) -> None:
    mug = sku(floor, "MUG")
    stock(floor, mug, bin_(floor, "A-01-01-1"), 5)
    promised(floor, "WGO1", mug)
    hire(floor, "WG-9", "Zhou Min", "supervisor")
    screen = hand(size=DESK, token=device)
    page = log_in(screen, "WG-9")

    page.goto("/waves")
    page.locator("summary").click()
    page.locator("[name=name]").fill("Noon")
    page.locator("[name=at]").fill("12:00, 16:30")
    page.locator("[name=zones]").fill("A")
    page.locator("#save").click()
    row = page.locator("#rules tr")
    row.get_by_text("Zones A").wait_for()
    row.get_by_text("12:00, 16:30").wait_for()
    row.get_by_text("Pause").click()
    row.get_by_text("Paused").wait_for()
    row.get_by_text("Preview").click()
    page.locator("#plan .map .m-stop").first.wait_for()
    row.get_by_text("Remove").click()
    row.wait_for(state="detached")

    page.locator("#ask-one").fill("WGO1")
    page.locator("#ask-one").press("Enter")
    page.locator("#asked").get_by_text("Jump in").click()
    page.locator("#verdict .verdict--ok", has_text="Flash wave").wait_for()
    page.locator("#waves a").first.wait_for()
    screen.troubles.clear()  # the test's server speaks no websocket


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_supervisor_says_how_the_floor_is_walked(
    floor: Floor, hand: Callable[..., Screen], device: str, language: str
) -> None:
    for code in ("A-01-01-1", "A-02-08-1", "B-05-09-1"):
        bin_(floor, code)
    hire(floor, "WG-9", "Zhou Min", "supervisor")
    screen = hand(language=language, size=PDA, token=device)
    page = log_in(screen, "WG-9")
    page.goto("/waves")
    page.locator("a[href='/waves/floor']").click()

    page.locator("[name=crossings]").fill("0，x")
    page.locator("#ways [type=submit]").click()
    page.locator("#verdict .verdict--no").wait_for()
    page.locator("[name=crossings]").fill("10， 0、5")
    page.locator("[aria-label='A-01']").select_option("deeper")
    page.locator("[aria-label='A-02']").select_option("back")
    page.locator("[aria-label='B-05']").select_option("back")
    page.locator("[name=x]").fill("1.5")
    page.locator("#ways [type=submit]").click()
    page.locator("#verdict .verdict--ok").wait_for()
    page.reload()

    assert page.locator("[name=crossings]").input_value() == "0, 5, 10"
    chosen = page.locator("#aisles select").evaluate_all("all => all.map((one) => one.value)")
    assert chosen == ["deeper", "back", "back"]
    assert page.locator("[name=x]").input_value() == "1.5"
    page.locator("#map text", has_text="↑").wait_for()
    assert page.locator("#map .m-cross").count() == 1  # the others lie at the ends
    assert [one for one in screen.overflow() if "wide" in one or "spills" in one] == []
    screen.troubles.clear()  # the test's server speaks no websocket
