"""The put wall in a browser: from the bulk tote to empty slots, by typed scans alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PDA, SMALLEST, Screen, hire, log_in, lose
from tests.floor import Floor
from tests.sorting.wall import in_total, put_up_wall

DESK = {"width": 1280, "height": 800}
SLOTS = [f"{row}{n}" for row in "ABCD" for n in range(1, 7)]


@pytest.fixture
def sorting(floor: Floor, device: str, hand: Callable[..., Screen]) -> Callable[..., Screen]:
    hire(floor, "WG-S1", "Chen Jing")
    put_up_wall(floor, *SLOTS)
    in_total(floor, (("RED", 1), ("TIN", 2)), (("RED", 1), ("BLUE", 1)))

    def stand(language: str = "en", size: dict[str, int] = DESK) -> Screen:
        screen = hand(language=language, size=size, token=device)
        log_in(screen, "WG-S1", "/login?next=/wall/PW1")
        screen.page.wait_for_url("**/wall/PW1")
        screen.page.locator(".wall__slot").first.wait_for()
        return screen

    return stand


def test_a_tote_is_sorted_and_its_slots_emptied_by_scanner_alone(sorting, floor):
    screen = sorting()
    code, slot = screen.page.locator(".bigcode"), screen.page.locator(".wall__slot--full")
    screen.see("Next tote")
    screen.scan("T900")
    screen.see("Scan an item")
    screen.scan("B-RED")
    expect(code).to_have_text("A1")
    screen.scan("PW1-B2")
    screen.word("Wrong slot")
    screen.page.route("**/walls/PW1/scan", lose)
    screen.scan("B-TIN")
    screen.word("No answer yet")
    screen.page.unroute("**/walls/PW1/scan")
    screen.scan("B-TIN")
    screen.see("2/3")
    screen.scan("B-TIN")
    screen.see("Complete")
    screen.scan("WG:UNDO")
    screen.see("2/3")
    screen.scan("B-TIN")
    screen.see("Complete")
    screen.scan("PW1-A1")
    expect(screen.page.locator(".plate__say")).to_have_text("Empty")
    screen.scan("T901")
    screen.word("OK")
    screen.scan("B-RED")
    expect(code).to_have_text("A1")
    screen.page.reload()
    expect(screen.page.locator(".wall__slot--want")).to_contain_text("A1")
    screen.scan("B-BLUE")
    screen.see("All sorted")
    screen.scan("WG:SHORT")
    screen.word("Already done")
    expect(screen.page.locator(".wall__slot--want")).to_contain_text("2/2")
    assert slot.count() == 0
    assert screen.troubles == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_screen_of_the_wall_overflows(sorting, language):
    screen = sorting(language)
    found = []
    for code in ("T900", "B-RED", "B-TIN", "B-TIN", "PW1-C3", "PW1-A1"):
        screen.scan(code)
        screen.page.wait_for_function("document.querySelector('#scan').value === ''")
        for size in (DESK, PDA, SMALLEST):
            screen.page.set_viewport_size(size)
            found += [(code, size["width"], one) for one in screen.overflow()]
    assert found == []
