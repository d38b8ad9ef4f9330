"""The station page in a browser: a supervisor proves a scale and tries the printer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from app.core.events import SYSTEM, Actor
from app.people.service import enrol_device
from app.stations import devices
from app.stations import service as stations
from devices.printers.virtual import VirtualPrinter
from devices.scales.virtual import VirtualScale
from tests.browser.conftest import PDA, Screen, hire, log_in
from tests.floor import Floor

DESK = {"width": 1280, "height": 800}
WORDS = {
    "en": ("Commission the scale", "No weighing until it is proved", "Commissioned", "Right"),
    "zh": ("验秤", "没验秤，不能称重", "验秤完成", "准"),
}
AT_REST = "#scale:has(#state use[href='#v-ok']) #grams"
Fit = Callable[..., tuple[Screen, VirtualScale]]


@pytest.fixture
def fit(floor: Floor, hand: Callable[..., Screen], tmp_path: Path) -> Iterator[Fit]:
    """A supervisor before bench B1, whose scale speaks a format without a unit."""
    hire(floor, "WG-S1", "Zhao Lei", "supervisor")
    scale, printer = VirtualScale("yaohua-tf1"), VirtualPrinter(tmp_path / "tray")
    floor.write(lambda s: stations.save_bench(s, SYSTEM, code="B1", printer_url=printer.url))

    def go(language: str = "en", size: dict[str, int] = DESK, *, dark: bool = False) -> object:
        token = floor.write(lambda s: enrol_device(s, Actor("setup", None, 1), "phone"))
        screen = hand(language=language, size=size, token=token, dark=dark)
        log_in(screen, "WG-S1", "/login?next=/station/B1")
        screen.page.wait_for_url("**/station/B1")
        screen.page.locator("#printer-state").wait_for()
        return screen, scale

    yield go  # type: ignore[misc]
    devices.close_all()
    scale.close()
    printer.close()


def to_known_weight(screen: Screen, scale: VirtualScale) -> None:
    """Port, protocol by listening and choosing, the look, the empty pan."""
    page = screen.page
    scale.place(3000)
    page.locator("#begin").click()
    page.locator("input[name=scale_url]").fill(scale.url)
    page.locator("#prove .btn--main").click()
    page.locator("#listen").click()
    page.locator("[data-candidate=yaohua-tf2]").wait_for(timeout=20_000)
    expect(page.locator("#save")).to_be_disabled()
    page.locator("[data-candidate=yaohua-tf1]").click()
    page.locator("select[name=unit]").select_option("kg")
    page.locator("#save").click()
    page.locator("#same").wait_for()
    expect(page.locator("#grams")).to_have_text("3,000g")
    page.locator("#same").click()
    scale.place(0)
    page.locator("#empty").click()
    page.locator("input[name=proof_g]").wait_for(timeout=10_000)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_scale_is_proved_in_six_steps(fit: Fit, language: str) -> None:
    begin, unproved, kept, right = WORDS[language]
    screen, scale = fit(language, PDA)
    page = screen.page
    expect(page.locator("#begin")).to_have_text(begin)
    to_known_weight(screen, scale)
    expect(page.locator("#scale .chip")).to_have_text(unproved)

    scale.place(1205)
    expect(page.locator(AT_REST)).to_have_text("1,205g", timeout=10_000)
    page.locator("input[name=proof_g]").fill("2500")
    page.locator("#commission").click()
    expect(page.locator("#prove .news--no")).to_contain_text("1205", timeout=10_000)
    scale.place(0)
    expect(page.locator(AT_REST)).to_have_text("0g", timeout=10_000)
    scale.place(1205)
    expect(page.locator(AT_REST)).to_have_text("1,205g", timeout=10_000)
    page.locator("input[name=proof_g]").fill("1205")
    page.locator("#commission").click()

    expect(page.locator("#prove .news--ok")).to_contain_text(kept, timeout=10_000)
    expect(page.locator("#proved")).to_contain_text("WG-S1")
    expect(page.locator("#scale .chip")).not_to_have_text(unproved)
    found = screen.overflow(DESK)
    assert [one for one in found if one.endswith(("wide", "sticks out", "px"))] == []
    scale.place(0)
    expect(page.locator(AT_REST)).to_have_text("0g", timeout=10_000)
    scale.place(500)
    expect(page.locator(AT_REST)).to_have_text("500g", timeout=10_000)
    page.locator("input[name=known_g]").fill("500")
    page.locator("#compare button").click()
    expect(page.locator("#compared .news--ok")).to_contain_text(right, timeout=10_000)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_test_label_comes_out_and_an_empty_printer_is_named(fit: Fit, language: str) -> None:
    screen, _ = fit(language)
    page = screen.page

    page.locator("#test-print").click()

    said = "打出来了" if language == "zh" else "Printed"
    expect(page.locator("#printer .news--ok")).to_contain_text(said, timeout=10_000)


def test_the_keys_that_a_scale_does_not_have_are_dashed_and_say_why(fit: Fit) -> None:
    screen, scale = fit()
    to_known_weight(screen, scale)

    expect(screen.page.locator("#zero")).to_be_disabled()
    assert screen.page.locator("#zero").get_attribute("title")


@pytest.mark.parametrize(("language", "size"), [("zh", PDA), ("en", DESK)])
def test_the_labels_of_a_dead_printer_come_out_at_another_bench(
    fit: Fit, floor: Floor, tmp_path: Path, language: str, size: dict[str, int]
) -> None:
    spare = VirtualPrinter(tmp_path / "spare")
    floor.write(lambda s: stations.save_bench(s, SYSTEM, code="B2", printer_url=spare.url))
    screen, _ = fit(language, size)
    page = screen.page
    there, here = {
        "zh": ("标签到 B2 取", "标签又在这里出了"),
        "en": ("Labels come out at B2", "Labels come out here again"),
    }[language]

    page.locator("select[name=spare]").select_option("B2")
    page.locator("#spare-use").click()
    expect(page.locator("#printer .news--ok")).to_contain_text(there, timeout=10_000)
    page.locator("#test-print").click()
    expect(page.locator("#printer .news--ok")).not_to_contain_text(there, timeout=10_000)
    assert len(spare.jobs()) == 1
    assert [
        one for one in screen.overflow() if one.endswith(("wide", "sticks out", "px"))
    ] == []
    page.locator("#spare-end").click()

    expect(page.locator("#printer .news--ok")).to_contain_text(here, timeout=10_000)
    expect(page.locator("select[name=spare]")).to_be_visible()
    spare.close()
