"""A picker's walk on the handheld's page: every code typed as a wedge scanner types it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from app.orders.models import Order
from app.orders.rules import OrderState
from app.people.models import Login
from app.picking.models import Scan
from app.waves.models import PickList, PickTask
from tests import builders
from tests.browser.conftest import SMALLEST, Screen
from tests.floor import Floor
from tests.packing.station import until

RED, BLUE, LANTERN = "6901234500011", "6901234500028", "6901234500035"
LYING = {"width": 640, "height": 360}
"""A handheld held across."""
NARROW = {"width": 320, "height": 568}
LOOKS = {"name_en": "Enamel mug", "picture": "g-mug"}
RED_LOOKS = {**LOOKS, "colour": "红", "colour_en": "Red", "colour_hex": "#c5161d"}
BLUE_LOOKS = {**LOOKS, "colour": "蓝", "colour_en": "Blue", "colour_hex": "#1d5fc4"}
LAMP_LOOKS = {"name_en": "Vintage lantern", "picture": "g-lantern", "colour_hex": "#333333"}


@pytest.fixture
def shelves(floor: Floor) -> None:
    """Mugs and lanterns on the shelf; the red mug lies in two bins."""
    mug = builders.sku(floor, "MUG-RED", barcodes=[RED], name="搪瓷马克杯", looks=RED_LOOKS)
    blue = builders.sku(floor, "MUG-BLUE", barcodes=[BLUE], name="搪瓷马克杯", looks=BLUE_LOOKS)
    lamp = builders.sku(floor, "LAMP", barcodes=[LANTERN], name="复古提灯", looks=LAMP_LOOKS)
    for code, sku, units in (
        ("A-03-02-1", mug, 5),
        ("A-03-02-3", blue, 5),
        ("A-03-07-2", lamp, 5),
        ("A-07-01-3", mug, 12),
    ):
        builders.stock(floor, sku, builders.bin_(floor, code), units)


def send(floor: Floor, number: str, *lines: tuple[str, int]) -> None:
    """An order from the hub, in a released wave."""
    order = {
        "source_platform": "TM",
        "external_order_no": number,
        "created_at": "2026-01-05T08:00:00+08:00",
        "recipient": {
            "name": "Li Lei",
            "phone": "13800000000",
            "country": "CN",
            "address": "Road 1",
        },
        "lines": [
            {"line_no": n, "sku": sku, "quantity": units}
            for n, (sku, units) in enumerate(lines, 1)
        ],
    }
    answer = floor.hub.post("/api/v1/hub/orders", order)
    assert answer.json["results"][0]["status"] == "accepted", answer.json["results"]
    lead = floor.person("supervisor")
    (wave,) = lead.post("/api/v1/waves", {}).json["waves"]
    assert lead.post(f"/api/v1/waves/{wave['wave']}/release").status_code == 200


@pytest.fixture
def picker(
    floor: Floor, shelves: None, hand: Callable[..., Screen], url: str
) -> Callable[..., Screen]:
    """Somebody with a PDA who is logged in."""

    def come(**more: object) -> Screen:
        voice = floor.person("picker", badge="WG-0031", name="Wang Fang")
        pda = hand(**more)
        session = voice.client.get_cookie("wavegate_session").value
        pda.context.add_cookies([{"name": "wavegate_session", "value": session, "url": url}])
        pda.page.goto("/pda")
        return pda

    return come


def begin(pda: Screen) -> None:
    """Take the list and put a tote on the cart."""
    pda.page.click("#acts .btn--main")
    pda.see("Put a tote on the cart")
    pda.scan("T0001")
    pda.page.locator(".sign").wait_for()


def counted(floor: Floor) -> list[str]:
    rows = floor.read(sa.select(Scan.verdict).order_by(Scan.device_seq))
    return [row.verdict for row in rows]


def picked(floor: Floor) -> list[tuple[str, int]]:
    rows = floor.read(sa.select(PickTask.state, PickTask.picked).order_by(PickTask.seq))
    return [(row.state, row.picked) for row in rows]


def test_a_list_is_picked_to_the_end_by_scans_alone(floor, picker):
    send(floor, "1001", ("MUG-RED", 2), ("LAMP", 1))
    pda = picker()
    begin(pda)

    pda.see("A-03-02")
    pda.scan("A-03-02-1")
    pda.page.locator(".item").wait_for()
    pda.scan(RED)
    pda.word("OK · 1/2")
    pda.page.wait_for_timeout(100)
    pda.scan(RED)
    pda.see("Put all 2 into")
    pda.scan("T0001")
    pda.see("A-03-07")
    for code in ("A-03-07-2", LANTERN, "T0001"):
        pda.scan(code)

    pda.word("All picked")
    pda.see("Packing")
    pda.page.locator("#not-sent").wait_for(state="hidden")
    assert picked(floor) == [("done", 2), ("done", 1)]
    assert floor.read(sa.select(Order.state))[0][0] is OrderState.PICKED
    assert counted(floor)[-1] == "list_done"


def test_codes_that_come_faster_than_answers_are_kept_in_order(floor, picker):
    send(floor, "1001", ("MUG-RED", 1), ("LAMP", 1))
    pda = picker()
    begin(pda)

    for code in ("A-03-02-1", RED, "T0001", "A-03-07-2", LANTERN, "T0001"):
        pda.scan(code)

    pda.word("All picked")
    pda.page.locator("#not-sent").wait_for(state="hidden")
    assert counted(floor)[1:] == ["ok", "ok", "task_done", "ok", "ok", "list_done"]


TYPED_UNDER_CAPS_LOCK = """(keys) => keys.forEach((key) => {
  const upper = /^[A-Z]$/.test(key);
  document.body.dispatchEvent(new KeyboardEvent('keydown', {
    key: upper ? key.toLowerCase() : key, code: upper ? `Key${key}` : '', shiftKey: upper,
    modifierCapsLock: true, bubbles: true,
  }));
})"""


def test_a_code_is_heard_as_it_was_printed(floor, picker):
    send(floor, "1001", ("MUG-RED", 2), ("LAMP", 1))
    pda = picker()
    pda.page.click("#acts .btn--main")
    pda.see("Put a tote on the cart")

    pda.page.evaluate(TYPED_UNDER_CAPS_LOCK, [*"T0001", "Enter"])
    pda.page.locator(".sign").wait_for()
    pda.page.keyboard.type("A-03-02-1")
    pda.page.keyboard.press("Tab")
    pda.page.locator(".item").wait_for()
    pda.page.keyboard.type(f"]C1010{RED}10L7")
    pda.page.keyboard.press("Control+]")
    pda.page.keyboard.type("30")
    pda.scan("2")
    pda.see("Put all 2 into")
    pda.page.locator("#not-sent").wait_for(state="hidden")
    codes = floor.read(sa.select(Scan.code).order_by(Scan.device_seq))
    gs1 = f"]C1010{RED}10L7\x1d302"
    assert [row.code for row in codes] == ["T0001", "A-03-02-1", gs1]
    assert counted(floor) == ["ok"] * 3


def test_a_wrong_thing_is_shown_beside_the_right_one(floor, picker):
    send(floor, "1001", ("MUG-RED", 1), ("LAMP", 1))
    pda = picker()
    begin(pda)

    pda.scan("A-03-02-3")
    pda.word("Wrong bin")
    pda.see("A-03-02-3")
    pda.scan("A-03-02-1")
    pda.scan(BLUE)
    pda.word("Wrong item")
    pda.page.locator(".card--no .versus__mark", has_text="Blue").wait_for()
    pda.page.locator(".card--want .versus__mark", has_text="Red").wait_for()
    pda.scan("NO-SUCH-CODE")
    pda.word("Unknown code")
    pda.scan(RED)
    pda.see("Put it into")
    pda.page.wait_for_timeout(100)  # a second pull of the trigger, not a bounce
    pda.scan(RED)
    pda.word("One too many")

    pda.page.locator("#not-sent").wait_for(state="hidden")
    assert counted(floor)[1:] == [
        *("wrong_bin", "ok", "wrong_item", "unknown_code", "ok", "over_quantity")
    ]


def test_a_reload_goes_on_at_the_same_line(floor, picker):
    send(floor, "1001", ("MUG-RED", 3))
    pda = picker()
    begin(pda)
    pda.scan("A-03-02-1")
    pda.scan(RED)
    pda.word("OK · 1/3")
    pda.page.locator("#not-sent").wait_for(state="hidden")

    pda.page.reload()

    pda.page.locator(".item__n", has_text="1/3").wait_for()
    pda.scan(RED)
    pda.word("OK · 2/3")


def test_the_language_is_switched_without_losing_the_task(floor, picker):
    send(floor, "1001", ("MUG-RED", 3))
    pda = picker()
    begin(pda)
    pda.scan("A-03-02-1")
    pda.scan(RED)
    pda.word("OK · 1/3")

    pda.scan("WG:MORE")
    pda.page.click("text=中文")

    pda.page.locator("html[lang='zh-CN'] .item__n", has_text="1/3").wait_for()
    pda.see("红")


def test_what_was_done_offline_is_sent_once_each_and_in_order(floor, picker):
    send(floor, "1001", ("MUG-RED", 2), ("LAMP", 1))
    pda = picker()
    begin(pda)

    pda.context.set_offline(True)
    pda.scan("A-03-02-1")
    pda.see("Offline")
    for code in (RED, BLUE, RED, "T0002"):
        pda.page.wait_for_timeout(100)
        pda.scan(code)
    pda.word("Wrong tote")
    pda.scan("T0001")
    pda.scan("A-03-07-2")
    pda.see("7 not sent")
    pda.context.set_offline(False)

    pda.page.locator("#not-sent").wait_for(state="hidden")
    pda.see("Online")
    walked = ["ok", "ok", "wrong_item", "ok", "wrong_tote", "task_done", "ok"]
    assert counted(floor)[1:] == walked
    numbers = [row[0] for row in floor.read(sa.select(Scan.device_seq))]
    assert sorted(numbers) == list(range(1, len(numbers) + 1))


def test_what_the_server_saw_otherwise_is_listed(floor, picker):
    send(floor, "1001", ("MUG-RED", 2), ("LAMP", 1))
    pda = picker()
    begin(pda)
    pda.page.locator("#not-sent").wait_for(state="hidden")
    pda.context.set_offline(True)
    pda.scan("A-03-02-1")
    pda.scan(RED)
    pda.see("2 not sent")
    number = floor.read(sa.select(PickList.number))[0][0]
    assert (
        floor.person("picker").post(f"/api/v1/picks/{number}/hand-over", {}).status_code == 200
    )

    pda.context.set_offline(False)

    pda.word("Changed")
    assert pda.page.locator(".sheet li").count() == 2
    pda.see("Someone has it")
    pda.scan("WG:CONFIRM")
    pda.see("Take work")


def test_the_queue_survives_a_reload(floor, picker):
    send(floor, "1001", ("MUG-RED", 2))
    pda = picker()
    begin(pda)
    pda.page.locator("#not-sent").wait_for(state="hidden")
    pda.context.route("**/api/v1/scans", lambda route: route.abort())
    pda.scan("A-03-02-1")
    pda.scan(RED)
    pda.see("2 not sent")

    pda.page.reload()
    pda.see("2 not sent")
    pda.context.unroute("**/api/v1/scans")

    pda.page.locator("#not-sent").wait_for(state="hidden")
    pda.page.locator(".item__n", has_text="1/2").wait_for()
    assert counted(floor)[1:] == ["ok", "ok"]


def test_a_login_renewed_elsewhere_loses_no_scan(floor, picker):
    send(floor, "1001", ("MUG-RED", 2))
    pda = picker()
    begin(pda)
    pda.page.locator("#not-sent").wait_for(state="hidden")
    floor.write(lambda s: s.execute(sa.update(Login).values(csrf_token="renewed")) and None)

    pda.scan("A-03-02-1")

    pda.page.locator(".item__n", has_text="0/2").wait_for()
    until(lambda: counted(floor) == ["ok", "ok"])


def test_a_second_page_forgets_nothing_that_the_first_has_not_sent(floor, picker):
    send(floor, "1001", ("MUG-RED", 2))
    pda = picker()
    begin(pda)
    pda.page.locator("#not-sent").wait_for(state="hidden")
    pda.page.route("**/api/v1/scans", lambda route: route.abort())
    pda.scan("A-03-02-3")
    pda.see("1 not sent")
    other = pda.context.new_page()
    other.route("**/api/v1/scans", lambda route: route.abort())
    other.goto("/pda")
    other.get_by_text("1 not sent").wait_for()
    pda.page.bring_to_front()
    pda.scan("A-07-01-3")
    pda.see("2 not sent")

    other.unroute("**/api/v1/scans")
    until(lambda: counted(floor) == ["ok", "wrong_bin"])
    other.close()
    pda.page.reload()

    pda.see("1 not sent")
    pda.page.unroute("**/api/v1/scans")
    until(lambda: counted(floor) == ["ok", "wrong_bin", "wrong_bin"])


def test_a_lost_answer_counts_nothing_twice(floor, picker):
    send(floor, "1001", ("MUG-RED", 2))
    pda = picker()
    begin(pda)
    pda.scan("A-03-02-1")
    pda.page.locator("#not-sent").wait_for(state="hidden")
    lost: list[int] = []

    def lose(route):
        if not lost:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    pda.context.route("**/api/v1/scans", lose)
    pda.scan(RED)

    pda.see("1 not sent")
    pda.page.locator("#not-sent").wait_for(state="hidden")
    assert lost == [200]
    assert picked(floor) == [("claimed", 1)]
    pda.context.unroute("**/api/v1/scans")


def test_a_short_bin_sends_to_another_one(floor, picker):
    send(floor, "1001", ("MUG-RED", 3))
    pda = picker()
    begin(pda)
    pda.scan("A-03-02-1")
    pda.page.locator(".item").wait_for()

    pda.scan("WG:SHORT")
    pda.see("How many did you find?")
    pda.scan("R1")

    pda.word("3 short, noted")
    pda.see("A-07-01")


def test_a_skip_takes_two_scans(floor, picker):
    send(floor, "1001", ("MUG-RED", 1), ("LAMP", 1))
    pda = picker()
    begin(pda)

    pda.scan("WG:SKIP")
    pda.see("Skip it?")
    pda.scan("WG:SKIP")

    pda.see("A-03-07")
    pda.page.locator("#not-sent").wait_for(state="hidden")
    assert counted(floor)[1:] == ["ok"]


def test_a_cancelled_order_stops_the_picker_and_says_what_to_do(floor, picker):
    send(floor, "1001", ("MUG-RED", 2), ("LAMP", 1))
    pda = picker()
    begin(pda)
    pda.scan("A-03-02-1")
    pda.scan(RED)
    pda.word("OK · 1/2")
    pda.page.locator("#not-sent").wait_for(state="hidden")
    cancel = {"reason": "buyer", "at": "2026-01-05T15:16:00+08:00"}
    assert floor.hub.post("/api/v1/hub/orders/TM/1001/cancel", cancel).status_code == 200

    pda.scan(RED)

    pda.page.locator(".halt .halt__word", has_text="Stop").wait_for()
    pda.see("Put back into")
    pda.see("A-03-02-1")
    pda.page.click("#acts .btn")
    pda.see("Take work")  # nothing was picked: nothing to bring to a bench


def test_news_of_a_cancel_stops_the_picker_before_and_at_the_next_scan(floor, picker):
    send(floor, "1001", ("MUG-RED", 2), ("LAMP", 1))
    pda = picker()
    begin(pda)
    pda.scan("A-03-02-1")
    pda.scan(RED)
    pda.page.locator("#not-sent").wait_for(state="hidden")
    cancel = {"reason": "buyer", "at": "2026-01-05T15:16:00+08:00"}
    assert floor.hub.post("/api/v1/hub/orders/TM/1001/cancel", cancel).status_code == 200

    pda.page.locator(".halt .halt__word", has_text="Stop").wait_for()
    pda.see("Put back into")
    pda.scan(RED)

    pda.page.locator(".halt .halt__word", has_text="Stop").wait_for()
    pda.see("A-03-02-1")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_step_fits_the_smallest_window(floor, picker, language):
    send(floor, "1001", ("MUG-RED", 2), ("LAMP", 1))
    pda = picker(language=language, size=SMALLEST)
    found: dict[str, list[str]] = {}

    def look(step: str, selector: str) -> None:
        pda.page.locator(selector).first.wait_for()
        found[step] = pda.overflow(LYING, NARROW)

    look("take work", "#acts .btn--main")
    pda.page.click("#acts .btn--main")
    look("totes", ".plate")
    pda.scan("T0001")
    look("bin", ".sign")
    pda.scan("A-03-02-3")
    look("wrong bin", ".verdict--no")
    pda.scan("A-03-02-1")
    look("item", ".item")
    pda.scan(BLUE)
    look("wrong item", ".versus")
    pda.scan("0123456789ABCDEF0123456789")
    look("unknown code", "#scanned.code")
    pda.scan(RED)
    look("one more", ".verdict--ok")
    pda.page.wait_for_timeout(100)
    pda.scan(RED)
    look("tote", ".plate")
    pda.scan("WG:SHORT")
    look("short", "#found")
    floor.hub.post("/api/v1/hub/orders/TM/1001/hold", {"reason": "risk"})
    pda.scan("T0001")
    look("stop", ".halt")

    assert {step: out for step, out in found.items() if out} == {}
