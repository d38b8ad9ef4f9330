"""Logging in, enrolling a device and choosing where to go, on the pages themselves."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
import zxingcpp
from PIL import Image

from app.core import clock
from app.people import access
from app.people.models import Login
from tests.browser.conftest import PIN, SMALLEST, hire, log_in


def test_a_picker_scans_the_badge_and_types_the_pin(floor, hand, device):
    hire(floor, "WG-0031", "Wang Fang")
    pda = hand(token=device)

    pda.page.goto("/login")
    pda.scan("WG-0031")
    pda.see("Wang Fang")
    pda.scan(PIN)

    pda.page.wait_for_url("**/pda")


def test_after_a_pause_the_badge_is_enough(floor, hand, device):
    hire(floor, "WG-0031", "Wang Fang")
    pda = hand(token=device)
    log_in(pda, "WG-0031")
    pda.page.wait_for_url("**/pda")
    long_ago = sa.update(Login).values(seen_at=clock.now() - timedelta(minutes=20))
    floor.write(lambda s: s.execute(long_ago) and None)
    access.forget()

    pda.page.goto("/pda")
    pda.page.wait_for_url("**/login?next=/pda")
    pda.scan("WG-0031")

    pda.page.wait_for_url("**/pda")


def test_the_keypad_enters_a_pin_too(floor, hand, device):
    hire(floor, "WG-0031", "王芳", "picker supervisor")
    pda = hand(token=device, language="zh")
    pda.page.goto("/login?next=/home")

    pda.scan("WG-0031")
    pda.see("王芳")
    for digit in PIN[:3]:
        pda.page.click(f"[data-key='{digit}']")
    pda.page.click("[data-key='9']")
    pda.page.click("[data-key='delete']")
    pda.page.click(f"[data-key='{PIN[3]}']")
    assert pda.page.locator("#dots .on").count() == 4
    pda.page.click("[data-key='enter']")

    pda.page.wait_for_url("**/home")
    pda.see("拣货")


def test_a_wrong_pin_and_an_unknown_badge_say_what_is_wrong(floor, hand, device):
    hire(floor, "WG-0031", "Wang Fang")
    pda = hand(token=device)
    pda.page.goto("/login")

    pda.scan("WG-9999")
    pda.see("Badge WG-9999 is not known here")
    pda.scan("WG-0031")
    pda.see("Wang Fang")
    pda.scan("0000")

    pda.word("Not logged in")
    pda.see("Badge or PIN is wrong")
    assert pda.page.locator("#scan").input_value() == ""
    pda.scan("WG-0031")  # a badge is told from a PIN: the next one may log in here
    pda.scan(PIN)
    pda.page.wait_for_url("**/pda")


def test_a_device_that_is_not_enrolled_is_told_so(floor, hand):
    hire(floor, "WG-0031", "Wang Fang")
    pda = hand()
    pda.page.goto("/login")

    pda.scan("WG-0031")

    pda.see("This device is not enrolled; ask an administrator")


def test_the_language_is_chosen_before_anybody_is_known(hand, device):
    pda = hand(token=device)
    pda.page.goto("/login")
    pda.see("Scan your badge")

    pda.page.click("text=中文")

    pda.see("扫工牌")
    assert pda.page.locator("html").get_attribute("lang") == "zh-CN"


def test_an_administrator_enrols_a_device_by_a_code(floor, hand, device, tmp_path):
    hire(floor, "WG-0001", "Xu Lan", "admin")
    desk = hand(token=device, size={"width": 1280, "height": 800})
    log_in(desk, "WG-0001", "/login?next=/people")
    desk.page.wait_for_url("**/people")

    desk.page.fill("[name='name']", "PDA-18")
    desk.page.click("#enrol button")
    desk.page.locator("#code svg").wait_for()
    shot = tmp_path / "code.png"
    desk.page.locator("#code svg").screenshot(path=shot)
    found = zxingcpp.read_barcode(Image.open(shot))

    assert found is not None
    pda = hand()
    pda.page.goto(found.text)
    pda.word("Enrolled")
    assert "#" not in pda.page.url
    hire(floor, "WG-0031", "Wang Fang")
    log_in(pda, "WG-0031")
    pda.page.wait_for_url("**/pda")

    desk.page.reload()
    for _ in range(2):  # the first click could be a slip
        desk.page.click("[data-revoke='PDA-18']")
    desk.page.wait_for_selector("[data-revoke='PDA-18']", state="detached")
    pda.page.wait_for_url("**/login**")  # it leaves by itself
    pda.see("This device is not enrolled")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_login_fits_the_smallest_window(floor, hand, device, language):
    hire(floor, "WG-0031", "Wang Fang")
    pda = hand(token=device, language=language, size=SMALLEST)

    pda.page.goto("/login")
    pda.page.locator("#scan").wait_for()
    assert pda.overflow() == []
    pda.scan("WG-0031")
    pda.page.locator("#pad").wait_for()
    assert pda.overflow() == []
