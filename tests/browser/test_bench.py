"""The bench in a browser: a packer works by typed scans, at a virtual scale and printer."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from app.core.events import SYSTEM
from app.stations import service as stations
from devices.printers.virtual import VirtualPrinter
from labels import png
from tests.browser.conftest import PIN, Screen, weighed
from tests.floor import Floor
from tests.packing.station import KILO, Station, until

SMALL_DESK = {"width": 1024, "height": 768}
SHORT_UNHEARD = """parcel => fetch(`/api/v1/parcels/${parcel}/short`, {
  method: 'POST', body: '{}', headers: {
    'Content-Type': 'application/json',
    'X-CSRF-Token': document.querySelector('meta[name="csrf-token"]').content,
  },
}).then(answer => answer.status)"""
"""A short whose answer never came back to the page."""


def to_confirm(screen: Screen, bench: Station, number: str = "A1") -> None:
    """An order of one mug up to the second confirm: 100 + 142 + 25 grams."""
    _, tote = bench.order(number, ("MUG", 1))
    screen.scan(tote)
    screen.see("Still to scan")
    screen.scan("B-MUG")
    screen.see("Choose the box")
    screen.scan("WG:BOX:3")
    weighed(screen, bench, 267)
    screen.see("Look at the preview")


def test_an_order_goes_from_tote_to_done_by_scans_alone(packer, bench):
    screen = packer()
    _, tote = bench.order("A1", (KILO, 1), ("MUG", 2))
    screen.scan("WG:CONFIRM")
    screen.word("Not now")
    screen.scan("NO-SUCH-TOTE")
    screen.word("Unknown code")

    screen.scan(tote)
    screen.see("Still to scan")
    expect(screen.page.locator(".plate__code")).to_contain_text("3 units")
    for code in ("B-MUG", "B-KILO", "B-MUG"):
        screen.scan(code)
    screen.see("Choose the box")
    screen.scan("WG:BOX:3")
    weighed(screen, bench, 1367)
    screen.see("Look at the preview")
    expect(screen.page.locator(".steps .was-done")).to_have_text(
        ["Tote", "Check", "Box 3", "1,367 g"]
    )
    picture = screen.page.locator(".paper-edge img")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 800
    screen.scan("B-MUG")
    screen.word("Not now")
    screen.scan("WG:CONFIRM")
    screen.see("then scan it")
    bench.scale.clear()
    parcel = screen.page.evaluate("fetch('/api/v1/benches/B1').then(a => a.json())")[
        "parcel_no"
    ]
    waybill = bench.packer.get(f"/api/v1/parcels/{parcel}/waybill").json["waybill"]
    screen.scan("SF9999999999999")
    screen.word("Wrong label")
    screen.see("Nobody knows SF9999999999999")
    screen.scan(waybill)
    screen.word("Parcel done")
    expect(screen.page.locator("#cage")).to_have_text("C1")

    screen.scan(waybill)  # the trigger was pulled twice
    screen.word("Already done")
    screen.page.reload()
    screen.scan(waybill)  # a box that somebody brings back to look
    screen.word("Already done")
    expect(screen.page.locator("#cage")).to_have_text("C1")
    _, tote = bench.order("A2", ("MUG", 1))
    screen.scan(tote)
    screen.see("Still to scan")

    assert bench.look(parcel)["state"] == "attached"
    assert bench.look(parcel)["order_state"] == "staged"
    assert len(bench.printer.jobs()) == 1
    assert screen.overflow() == []


def test_in_a_demo_a_click_on_the_word_asked_for_scans_it(packer, bench, floor: Floor):
    goods = [{"sku": "MUG", "barcode": "B-MUG", "names": []}]
    floor.app.template_context_processors[None].append(lambda: {"hand_scan": goods})
    screen = packer()
    to_confirm(screen, bench)

    screen.page.locator(".plate__code").click()

    screen.see("then scan it")
    assert len(bench.printer.jobs()) == 1


def test_a_wrong_item_and_one_too_many_are_told_apart_and_not_counted(packer, bench):
    screen = packer()
    _, tote = bench.order("A1", ("MUG", 1), ("SOCK", 2))
    screen.scan(tote)
    screen.see("Still to scan")
    bench.sku("TEA")
    screen.scan("B-TEA")
    screen.word("Not for this order")
    expect(screen.page.locator("#verdict .good")).to_have_count(2)
    expect(screen.page.locator("#steps-place")).to_be_hidden()
    screen.scan("B-MUG")
    expect(screen.page.locator(".tile--done")).to_have_count(1)
    expect(screen.page.locator("#verdict .verdict")).to_have_count(0)
    screen.scan("B-MUG")
    screen.word("One too many")
    expect(screen.page.locator(".tile--bad")).to_have_attribute("data-sku", "MUG")
    screen.scan("B-SOCK")
    expect(screen.page.locator(".tile--part")).to_have_attribute("data-sku", "SOCK")
    screen.scan("WG:UNDO")
    expect(screen.page.locator(".tile--todo")).to_have_attribute("data-sku", "SOCK")
    expect(screen.page.locator(".plate__code")).to_contain_text("2 units")


def test_a_light_parcel_is_blocked_with_its_cause_and_passes_after_the_recheck(packer, bench):
    screen = packer()
    _, tote = bench.order("A1", (KILO, 1), ("MUG", 2))
    screen.scan(tote)
    screen.see("Still to scan")
    for code in ("B-KILO", "B-MUG", "B-MUG"):
        screen.scan(code)
    screen.see("Choose the box")
    screen.scan("WG:BOX:3")
    weighed(screen, bench, 1167)
    screen.word("200 g too light: no label")
    expect(screen.page.locator("#cause")).to_contain_text("2 × MUG missing?")
    expect(screen.page.locator("#grams")).to_have_text("1,167g")
    screen.scan("WG:CONFIRM")
    screen.word("Not now")
    screen.scan("WG:SUPERVISOR")
    screen.word("Not now")

    bench.scale.clear()
    for code in ("B-MUG", "B-MUG", "B-KILO"):
        screen.scan(code)
    weighed(screen, bench, 1367)
    screen.see("Look at the preview")


def test_a_supervisor_lets_a_parcel_pass_after_the_second_block(packer, bench, floor):
    screen = packer()
    _, tote = bench.order("A1", ("MUG", 1))
    screen.scan(tote)
    screen.see("Still to scan")
    screen.scan("B-MUG")
    screen.see("Choose the box")
    screen.scan("WG:BOX:3")
    weighed(screen, bench, 320)
    screen.word("53 g too heavy: no label")
    bench.scale.clear()
    screen.scan("WG:UNDO")
    weighed(screen, bench, 322)
    screen.word("55 g too heavy: no label")
    screen.scan("WG:SUPERVISOR")
    screen.page.locator("#sheet-badge:focus").wait_for()
    for typed in ("WG-S1", "0000", "wet box"):
        screen.scan(typed)
    screen.page.locator("#verdict .verdict__say").wait_for()
    screen.page.locator("#sheet-pin").fill("")
    screen.page.locator("#sheet-pin").focus()
    screen.scan(PIN)
    screen.see("Look at the preview")
    parcel = bench.packer.get("/api/v1/benches/B1").json["parcel_no"]
    assert bench.look(parcel)["forced"] is True


@pytest.fixture
def neighbour(floor: Floor, bench: Station, tmp_path: Path) -> Iterator[VirtualPrinter]:
    """The printer of bench B2."""
    made = VirtualPrinter(tmp_path / "neighbour")
    floor.write(lambda s: stations.save_bench(s, SYSTEM, code="B2", printer_url=made.url))
    yield made
    made.close()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_labels_of_a_dead_printer_are_fetched_at_another_bench(
    packer, bench, neighbour, language
):
    bench.printer.fault("paper_out")
    there, no, here = {
        "zh": ("标签到 B2 取", "现在不行", "标签又在这里出了"),
        "en": ("Fetch labels at B2", "Not now", "Labels come out here again"),
    }[language]
    screen = packer(language)
    _, tote = bench.order("A1", ("MUG", 1))
    screen.scan(tote)
    screen.word(no)
    screen.page.locator("[data-command='WG:SPARE']").wait_for()

    screen.scan("WG:SPARE")
    expect(screen.page.locator("#work .pick")).to_have_text(["B2"])
    assert screen.overflow() == []
    screen.scan("B2")
    screen.word(there)
    screen.scan(tote)
    expect(screen.page.locator(".tile--todo")).to_have_count(1)
    screen.scan("B-MUG")
    screen.scan("WG:BOX:3")
    until(lambda: bench.packer.get("/api/v1/benches/B1/scale").json["state"] == "ok")
    bench.scale.place(267)
    screen.page.locator(".paper-edge img").wait_for(timeout=15_000)
    screen.scan("WG:CONFIRM")
    until(lambda: len(neighbour.jobs()) == 1, 15)
    assert bench.printer.jobs() == []

    screen.scan("WG:SPARE")
    screen.page.locator("#work .pick").first.click()
    screen.word(here)


def test_a_bench_without_a_fitting_neighbour_waits_for_its_own_printer(packer, bench):
    screen = packer()
    _, tote = bench.order("A1", ("MUG", 1))
    bench.printer.fault("paper_out")
    screen.scan(tote)
    screen.word("Not now")
    screen.see("Printer trouble")

    screen.scan("WG:SPARE")
    screen.word("Not now")

    bench.printer.fault("none")
    screen.scan(tote)
    screen.see("Still to scan")
    screen.see("Paper in")


def test_a_parcel_is_parked_and_goes_on_after_its_tote_is_scanned_again(packer, bench):
    screen = packer()
    _, tote = bench.order("A1", ("MUG", 1), ("SOCK", 1))
    screen.scan(tote)
    screen.see("Still to scan")
    screen.scan("B-SOCK")
    screen.scan("WG:PARK")
    screen.word("Parked")
    screen.see("Scan a tote")
    screen.scan(tote)
    screen.see("Still to scan")
    expect(screen.page.locator(".tile--done")).to_have_attribute("data-sku", "SOCK")
    expect(screen.page.locator(".tile--todo")).to_have_attribute("data-sku", "MUG")


def test_a_box_too_heavy_is_emptied_unit_by_unit_into_another_one(packer, bench):
    screen = packer()
    _, tote = bench.order("A1", ("MUG", 3), ("SOCK", 1))
    screen.scan(tote)
    screen.see("Still to scan")
    for code in ("B-MUG", "B-MUG", "B-SOCK", "B-MUG"):
        screen.scan(code)
    screen.see("Choose the box")
    screen.scan("WG:BOX:3")
    screen.see("Put the parcel on")
    screen.page.reload()
    screen.see("Put the parcel on")

    for left, code in ((1, "B-MUG"), (2, "B-SOCK")):
        screen.scan("WG:UNDO")
        screen.word("Scan what leaves")
        screen.scan(code)
        screen.see("Still to scan")
        expect(screen.page.locator(".plate__code")).to_contain_text(f"{left} unit")
    screen.scan("WG:UNDO")
    screen.word("Scan what leaves")
    screen.scan("WG:UNDO")
    expect(screen.page.locator("#verdict .verdict")).to_have_count(0)
    screen.scan("WG:NEXT")
    screen.scan("B-SOCK")
    expect(screen.page.locator(".tile--done")).to_have_attribute("data-sku", "SOCK")


def test_the_language_changes_and_a_reload_comes_and_the_parcel_stays(packer, bench):
    screen = packer()
    to_confirm(screen, bench)
    screen.page.get_by_role("button", name="中文").click()
    screen.page.wait_for_url("**/bench/B1")
    screen.see("看一下预打单")
    expect(screen.page.locator(".paper-edge img")).to_be_visible()
    screen.page.reload()
    screen.see("看一下预打单")
    screen.scan("WG:CONFIRM")
    screen.see("再扫它")
    screen.page.reload()
    screen.see("再扫它")


def test_what_cannot_be_taken_back_wants_a_second_scan_and_no_double_press(packer, bench):
    screen = packer()
    to_confirm(screen, bench)
    bench.scale.clear()
    screen.scan("WG:CONFIRM")
    screen.see("First print")
    screen.page.locator("[data-command='WG:REPRINT']").dblclick()
    screen.see("Why print it again?")
    screen.scan("WG:UNDO")
    screen.see("then scan it")
    parcel = bench.packer.get("/api/v1/benches/B1").json["parcel_no"]
    assert bench.packer.get(f"/api/v1/parcels/{parcel}/waybill").json["reprints"] == 0
    screen.scan("WG:PARK")
    screen.word("Parked")

    _, tote = bench.order("A2", ("MUG", 2))
    screen.scan(tote)
    screen.see("Still to scan")
    screen.page.locator("[data-command='WG:SHORT']").dblclick()
    screen.word("Scan SHORT again")
    parcel = bench.packer.get("/api/v1/benches/B1").json["parcel_no"]
    assert bench.look(parcel)["order_state"] == "packing"
    aside = screen.page.get_by_text("Scan a tote")
    until(lambda: aside.count() or screen.scan("WG:SHORT"))
    assert bench.look(parcel)["order_state"] == "held"

    _, tote = bench.order("A3", ("MUG", 2))
    screen.scan(tote)
    screen.see("Still to scan")
    parcel = bench.packer.get("/api/v1/benches/B1").json["parcel_no"]
    assert screen.page.evaluate(SHORT_UNHEARD, parcel) == 200
    screen.scan("B-MUG")
    screen.word("Parked")
    screen.see("Put it into slot")


def test_a_printer_without_paper_says_so_and_the_label_comes_once_it_has_some(packer, bench):
    screen = packer()
    to_confirm(screen, bench)
    bench.printer.fault("paper_out")
    screen.scan("WG:CONFIRM")
    screen.see("It did not print")
    bench.printer.fault("none")
    screen.page.set_default_timeout(9000)
    screen.see("then scan it")
    assert len([job for job in bench.printer.jobs() if job.state == "printed"]) == 1


def test_an_order_cancelled_at_the_bench_stops_it_with_what_to_do(packer, bench):
    screen = packer()
    _, tote = bench.order("A1", ("MUG", 2))
    screen.scan(tote)
    screen.see("Still to scan")
    screen.scan("B-MUG")
    expect(screen.page.locator(".tile--part")).to_have_count(1)
    answer = bench.floor.hub.post(
        "/api/v1/hub/orders/tmall/A1/hold", {"reason": "risk", "at": "2026-01-01T00:00:00Z"}
    )
    assert answer.status_code == 200, answer.json
    screen.scan("B-MUG")
    screen.see("must not go on")
    screen.see("risk review")
    screen.scan("WG:PARK")
    screen.word("Parked")


def test_an_order_at_another_bench_is_named_and_taken_over(packer, bench):
    screen = packer()
    _, tote = bench.order("A1", ("MUG", 1))
    assert bench.open(tote, bench="B2").status_code == 200
    screen.scan(tote)
    screen.word("Someone has it")
    screen.page.locator("[data-command='WG:TAKEOVER']").click()
    screen.see("Still to scan")


def test_a_buyer_who_cancels_stops_the_bench_and_it_goes_on_with_the_next_order(packer, bench):
    screen = packer()
    _, tote = bench.order("A1", ("MUG", 2))
    screen.scan(tote)
    screen.see("Still to scan")
    bench.floor.hub.post("/api/v1/hub/orders/tmall/A1/cancel", {"reason": "buyer"})
    screen.scan("B-MUG")
    screen.see("take everything out")
    _, tote = bench.order("A2", ("MUG", 1))
    screen.scan(tote)
    screen.see("Still to scan")

    fetched = bench.packer.post("/api/v1/benches/B2/take-over", {"code": tote})
    assert fetched.status_code == 200, fetched.json
    screen.scan("B-MUG")
    screen.see("Scan a tote")
    screen.word("Not now")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_step_overflows_the_window(packer, bench, language):
    screen = packer(language)
    _, tote = bench.order("A1", ("MUG", 2), ("SOCK", 1), (KILO, 1))
    found = screen.overflow(SMALL_DESK)
    screen.scan(tote)
    screen.page.locator(".tiles").wait_for()
    found += screen.overflow(SMALL_DESK)
    screen.scan("B-NONE")
    screen.page.locator("#verdict .verdict").wait_for()
    found += screen.overflow(SMALL_DESK)
    for code in ("B-MUG", "B-MUG", "B-SOCK", "B-KILO"):
        screen.scan(code)
    screen.page.locator(".boxpick").wait_for()
    found += screen.overflow(SMALL_DESK)
    screen.scan("WG:BOX:3")
    screen.page.locator("#grams").wait_for()
    for fault, words in (
        ("underload", ("低于零", "Below zero")),
        ("overload", ("超过秤的量程", "Too heavy for the scale")),
    ):
        bench.scale.fault(fault)
        screen.see(words[language == "en"])
        expect(screen.page.locator("#grams")).to_have_text("–g")
        expect(screen.page.locator("#devices .is-off")).to_have_count(1)
        found += screen.overflow(SMALL_DESK)
    bench.scale.fault("none")
    expect(screen.page.locator("#grams")).to_have_text("0g")
    bench.scale.place(1200)
    screen.page.locator("#verdict .verdict--no").wait_for()
    found += screen.overflow(SMALL_DESK)
    bench.scale.clear()
    screen.scan("WG:UNDO")
    screen.page.locator(".weigh--wait").wait_for()
    until(lambda: bench.scale.pan.zero_frames > 2)
    bench.scale.place(1429)
    screen.page.locator(".paper-edge img").wait_for()
    found += screen.overflow(SMALL_DESK)
    screen.scan("WG:CONFIRM")
    screen.page.locator(".stick").wait_for()
    found += screen.overflow(SMALL_DESK)
    assert found == []


def test_a_tote_of_single_items_finds_the_order_by_its_item(packer, bench):
    screen = packer()
    bench.lane("T900", ("A1", "MUG"), ("A2", "SOCK"))
    bench.floor.hub.post("/api/v1/hub/orders/tmall/A1/cancel", {"reason": "buyer"})
    screen.scan("T900")
    screen.see("the item finds its order")
    screen.scan("B-MUG")
    screen.see("put-back tote")
    screen.scan("B-SOCK")
    screen.see("Choose the box")
    screen.scan("WG:UNDO")
    screen.see("the item finds its order")
    screen.scan("B-SOCK")
    screen.see("Choose the box")
    screen.scan("WG:BOX:3")
    weighed(screen, bench, 229)
    screen.see("Look at the preview")


def test_which_bench_is_found_by_scanning_its_code(packer, bench):
    screen = packer()
    screen.page.goto("/bench")
    screen.scan("B2")
    screen.page.wait_for_url("**/bench/B2")
    assert isinstance(screen, Screen)


def test_the_command_card_is_a_page_of_bar_codes(packer, bench):
    import zxingcpp
    from PIL import Image

    screen = packer()
    pdf = screen.page.request.get("/commands.pdf").body()
    assert isinstance(bench, Station)
    found = {code.text for code in zxingcpp.read_barcodes(Image.open(io.BytesIO(png(pdf))))}
    assert {"WG:CONFIRM", "WG:PARK", "WG:BOX:3"} <= found
