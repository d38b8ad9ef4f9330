"""The dock in a browser: parcels into cages and onto a vehicle, by typed scans."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from app.core.events import Actor
from app.people.service import enrol_device
from tests.browser.conftest import PDA, Screen, hire, log_in
from tests.floor import Floor
from tests.packing.station import Station, station

SIZES = {
    "1280": {"width": 1280, "height": 800},
    "1024": {"width": 1024, "height": 768},
    "pda": PDA,
}


@pytest.fixture
def bench(floor: Floor, tmp_path: Path) -> Iterator[Station]:
    with station(floor, tmp_path) as made:
        yield made


@pytest.fixture
def dock(floor: Floor, bench: Station, hand: Callable[..., Screen]) -> Callable[..., Screen]:
    """Somebody who works at the dock, logged in there."""
    hire(floor, "WG-D1", "Sun Li", "dispatcher")

    def stand(language: str = "en", size: str = "1280", *, dark: bool = False) -> Screen:
        token = floor.write(lambda s: enrol_device(s, Actor("setup", None, 1), f"D {language}"))
        screen = hand(language=language, size=SIZES[size], token=token, dark=dark)
        log_in(screen, "WG-D1", "/login?next=/dispatch")
        screen.page.wait_for_url("**/dispatch")
        screen.page.locator("#work .cages").wait_for()
        return screen

    return stand


def test_parcels_go_into_their_cage_and_away_with_their_vehicle(dock, bench):
    _, one, first = bench.attached("A1")
    _, two, second = bench.attached("A2", carrier="YTO")
    screen = dock()

    screen.scan(first)
    screen.word("Unknown code")
    screen.scan("C1")
    expect(screen.page.locator("#cage")).to_have_text("C1")
    screen.scan(second)
    screen.word("Wrong place")
    screen.scan(first)
    screen.word("OK")
    expect(screen.page.locator("#in-cage")).to_have_text("1")
    screen.scan("WG:UNDO")
    expect(screen.page.locator("[data-cage='C1']")).to_contain_text("1 parcel")

    screen.scan("WG:NEXT")
    screen.page.locator("#vehicle").fill("沪A·12345")
    screen.page.locator("[data-carrier='SF']").click()
    screen.see("On board")
    screen.scan("WG:CONFIRM")
    screen.word("Not now")
    screen.scan(second)
    screen.word("Wrong place")
    screen.scan(first)
    screen.word("OK")
    screen.scan(first)
    screen.word("Already done")
    expect(screen.page.locator(".aboard li")).to_have_count(1)
    screen.scan("WG:CONFIRM")
    screen.page.locator("#signed-by:focus").wait_for()
    screen.page.keyboard.type("Wang")
    pad = screen.page.locator("#pad").bounding_box()
    screen.page.mouse.move(pad["x"] + 40, pad["y"] + 60)
    screen.page.mouse.down()
    screen.page.mouse.move(pad["x"] + 200, pad["y"] + 20)
    screen.page.mouse.up()
    screen.page.locator("#signed-by").press("Enter")
    screen.word("It has left")

    assert bench.look(one)["state"] == "handed_over"
    assert bench.look(two)["state"] == "attached"
    expect(screen.page.locator("img.signed")).to_have_js_property("complete", value=True)
    assert screen.page.locator("img.signed").evaluate("image => image.naturalWidth") > 100
    href = screen.page.locator("#sheet").get_attribute("href")
    assert href.endswith("?lang=en")
    pdf = screen.page.request.get(href)
    assert pdf.status == 200
    assert pdf.body().startswith(b"%PDF-")
    screen.scan("WG:UNDO")
    screen.see("Gone")


def test_a_stopped_parcel_comes_off_and_the_vehicle_is_found_again(dock, bench):
    _, _, waybill = bench.attached("A1")
    sheet = bench.packer.post("/api/v1/manifests", {"carrier": "SF"}).json["manifest"]
    screen = dock()
    screen.scan(sheet)
    screen.see("On board")
    screen.scan(waybill)
    screen.word("OK")
    held = bench.floor.hub.post(
        "/api/v1/hub/orders/tmall/A1/hold", {"reason": "risk", "at": "2026-01-01T00:00:00Z"}
    )
    assert held.status_code == 200
    screen.scan("WG:CONFIRM")
    screen.page.locator("#signed-by:focus").wait_for()
    screen.page.keyboard.press("Enter")
    screen.word("Stop")
    screen.scan(waybill)
    screen.word("Stop")
    expect(screen.page.locator(".aboard li")).to_have_count(0)


@pytest.mark.parametrize(("language", "size"), [("zh", "1280"), ("en", "1024")])
def test_no_screen_of_the_dock_overflows_the_window(dock, bench, size, language):
    """On a PDA the page scrolls down, never sideways."""
    _, _, waybill = bench.attached("A1")
    body = {"carrier": "SF", "vehicle": "沪A·12345", "driver": "陈师傅"}
    sheet = bench.packer.post("/api/v1/manifests", body).json["manifest"]
    bench.packer.post(f"/api/v1/manifests/{sheet}/scan", {"code": waybill})
    screen = dock(language, size)
    found = screen.overflow(SIZES["pda"])
    for code in ("C1", "WG:NEXT", sheet, "WG:CONFIRM"):
        screen.scan(code)
        screen.page.wait_for_function("!document.querySelector('#scan').value")
        screen.page.locator("[data-command='WG:UNDO']").wait_for()
        found += screen.overflow(SIZES["pda"])
    screen.page.locator("#pad").wait_for()
    down = (" high", "main is", "below the window")
    pda = f"{SIZES['pda']['width']}:"
    assert [
        one for one in found if not (one.startswith(pda) and any(x in one for x in down))
    ] == []
