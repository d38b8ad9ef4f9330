"""The board draws what is there, and draws again when something happens."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.core.events import SYSTEM
from app.people.service import save_person
from app.stations.models import Bench
from app.stations.rules import ExceptionKind
from app.stations.service import raise_exception
from tests.browser.conftest import PDA, Screen, hire, log_in
from tests.builders import bare_order, order_body, post_order, sku
from tests.floor import Floor

WALL = {"width": 1440, "height": 900}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_board_follows_the_floor(
    floor: Floor, hand: Callable[..., Screen], device: str, language: str
) -> None:
    bare_order(floor, "WGO1", [(sku(floor, "MUG"), 2)])
    hire(floor, "WG-9", "Zhou Min", "supervisor")
    screen = hand(language=language, size=WALL, token=device)
    page = log_in(screen, "WG-9")
    page.wait_for_url("**/board*")
    page.goto("/board")
    page.locator("#states .flow__cell").first.wait_for()
    assert page.locator("#states .flow__n").all_inner_texts()[1] == "1"
    screen.troubles.clear()  # the test's server speaks no websocket: the page polls

    floor.write(lambda s: raise_exception(s, SYSTEM, ExceptionKind.SHORT, "WGO1"))
    page.locator("#exceptions b", has_text="缺货" if language == "zh" else "Short").wait_for()
    page.locator("#states .flow__cell").nth(1).click()
    page.get_by_text("WGO1").first.click()
    page.locator(".journey").wait_for()

    floor.write(lambda s: s.add_all(Bench(warehouse_id=1, code=f"{n:02}") for n in range(20)))
    page.goto("/board?tv=1")
    page.locator("#benches > li").last.wait_for(state="attached")
    assert page.evaluate("document.documentElement.scrollHeight") == WALL["height"]
    page.goto("/board")
    now = {"badge": "WG-9", "name": "Zhou Min", "roles": "picker", "pin_hash": None}
    floor.write(lambda s: save_person(s, SYSTEM, **now) and None)
    lacks = "你不能看看板" if language == "zh" else "You may not look at the board"
    page.get_by_text(lacks).wait_for()  # old figures do not stay as if they were live
    screen.troubles.clear()


def test_trouble_is_taken_and_ended_on_the_page(
    floor: Floor, hand: Callable[..., Screen], device: str
) -> None:
    why = {"reason": "paper_out"}
    floor.write(lambda s: raise_exception(s, SYSTEM, ExceptionKind.SHORT, "WGO1", **why))
    hire(floor, "WG-9", "Zhou Min", "supervisor")
    screen = hand(size=WALL, token=device)
    page = log_in(screen, "WG-9")
    page.wait_for_url("**/board*")
    page.goto("/exceptions")
    page.get_by_text("reason the printer is out of paper").wait_for()
    page.get_by_role("button", name="Take it").click()
    screen.word("It is yours")
    page.get_by_text("Zhou Min").first.wait_for()
    page.get_by_label("What was done?").fill("counted, two found behind the rack")
    page.get_by_role("button", name="Resolve").click()
    screen.word("Resolved")
    page.get_by_text("No exceptions.").wait_for()
    screen.troubles.clear()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_order_is_held_let_go_and_cancelled_on_its_page(
    floor: Floor, hand: Callable[..., Screen], device: str, language: str
) -> None:
    hire(floor, "WG-9", "Zhou Min", "supervisor")
    sku(floor, "S1")
    order_no = post_order(floor, order_body("A1"))["order_no"]
    screen = hand(language=language, size=WALL, token=device)
    page = log_in(screen, "WG-9")
    page.wait_for_url("**/board*")
    page.goto(f"/orders/{order_no}")
    acts = page.locator("#acts")
    hold, cancel = ("Hold", "Cancel the order") if language == "en" else ("拦下", "取消订单")
    stop = "Intercepted: " if language == "en" else "拦截："

    acts.get_by_role("button", name=hold, exact=True).click()
    screen.word("Not done" if language == "en" else "没做成")  # nobody said why
    page.locator("#why").fill("recall")
    acts.get_by_role("button", name=hold, exact=True).click()
    page.get_by_text(stop).wait_for()
    assert "order." not in page.locator("#main").inner_text()
    acts.get_by_role("button").last.click()
    page.get_by_text(stop).wait_for(state="detached")
    page.locator("#why").fill("buyer")
    acts.get_by_role("button", name=cancel).click()

    page.locator(".is-off, .chip--off").first.wait_for()
    assert acts.get_by_role("button").count() == 0
    told = floor.hub.get("/api/v1/hub/orders/tmall/A1").json
    assert (told["state"], told["mask"]) == ("cancelled", ["cancelled"])
    screen.troubles.clear()


def test_no_page_of_those_who_lead_is_wider_than_a_pda(
    floor: Floor, hand: Callable[..., Screen], device: str
) -> None:
    bare_order(floor, "WGO1", [(sku(floor, "MUG"), 2)])
    floor.write(lambda s: raise_exception(s, SYSTEM, ExceptionKind.SHORT, "WGO1"))
    hire(floor, "WG-9", "Zhou Min", "supervisor admin returns")
    screen = hand(language="en", token=device)
    page = log_in(screen, "WG-9")
    page.wait_for_url("**/board*")
    wide = {}
    for path in ("/board", "/exceptions", "/waves", "/orders", "/people", "/returns"):
        page.goto(path)
        page.wait_for_load_state("networkidle")
        wide[path] = page.evaluate("document.documentElement.scrollWidth")
    assert set(wide.values()) == {PDA["width"]}, wide
    screen.troubles.clear()
