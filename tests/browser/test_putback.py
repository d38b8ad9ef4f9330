"""Put-back in a browser: a cancelled order's units go into bins again, by typed scans."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from app.orders.models import Order
from tests import builders
from tests.browser.conftest import PDA, SMALLEST, Screen, hire, log_in, lose
from tests.floor import Floor
from tests.packing.station import Station, station


@pytest.fixture
def bench(floor: Floor, tmp_path: Path) -> Iterator[Station]:
    with station(floor, tmp_path) as made:
        yield made


@pytest.fixture
def cancelled(bench: Station) -> tuple[str, str]:
    """A cancelled order whose units lie in a tote: ``(order_no, tote)``."""
    builders.bin_(bench.floor, "B-02-01-1")
    order_no, tote = bench.order("A1", ("MUG", 2), ("SOCK", 1))
    answer = bench.floor.hub.post(
        "/api/v1/hub/orders/tmall/A1/cancel",
        {"reason": "buyer", "at": "2026-01-01T00:00:00Z"},
    )
    assert answer.status_code == 200, answer.json
    return order_no, tote


@pytest.fixture
def walker(floor: Floor, device: str, hand: Callable[..., Screen]) -> Callable[..., Screen]:
    hire(floor, "WG-K1", "Zhou Min")

    def walk(language: str = "en", size: dict[str, int] = PDA) -> Screen:
        screen = hand(language=language, size=size, token=device)
        log_in(screen, "WG-K1", "/login?next=/putback")
        screen.page.wait_for_url("**/putback")
        screen.page.locator(".pick").wait_for()
        return screen

    return walk


def test_a_cancelled_order_goes_back_unit_by_unit(walker, bench, cancelled):
    order_no, tote = cancelled
    screen = walker()
    screen.see(order_no)
    screen.scan("T999")
    screen.word("Unknown code")
    screen.scan(tote)
    screen.see("Take from")
    expect(screen.page.locator("#putback-left")).to_have_text("3 left")
    screen.page.route("**/putbacks/*/scan", lose)
    screen.scan("B-MUG")
    screen.word("No answer yet")
    screen.page.unroute("**/putbacks/*/scan")
    screen.scan("B-MUG")
    screen.word("OK")
    screen.see("Into bin")
    screen.see("1 in hand")
    expect(screen.page.locator(".plate__code")).to_have_text("A-01-01-1")
    screen.scan("B-MUG")
    screen.see("2 in hand")
    screen.scan("B-02-01-1")
    screen.word("OK")
    expect(screen.page.locator("#putback-left")).to_have_text("1 left")
    screen.scan("B-MUG")
    screen.word("Wrong item")
    screen.scan("A-01-01-1")
    screen.see("What goes in here")
    screen.scan("B-SOCK")
    screen.word("All are back")
    (state,) = bench.floor.read(sa.select(Order.state).where(Order.number == order_no))[0]
    assert state == "cancelled"


def test_a_reload_and_another_language_keep_the_work_at_the_server(walker, bench, cancelled):
    order_no, _ = cancelled
    screen = walker("zh")
    screen.scan(order_no)
    screen.see("从这里拿")
    screen.scan("B-SOCK")
    screen.see("放进库位")
    screen.page.reload()
    screen.page.locator(".pick").wait_for()
    screen.scan(order_no)
    screen.see("从这里拿")
    screen.scan("A-01-01-1")
    screen.word("对")
    expect(screen.page.locator("#putback-left")).to_have_text("还有 2 件")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_screen_of_putting_back_overflows(walker, cancelled, language):
    order_no, _ = cancelled
    screen = walker(language)
    found = screen.overflow(SMALLEST)
    screen.scan(order_no)
    screen.page.locator(".unit").wait_for()
    found += screen.overflow(SMALLEST)
    screen.scan("B-MUG")
    screen.page.locator("#verdict .verdict").wait_for()
    found += screen.overflow(SMALLEST)
    assert found == []
