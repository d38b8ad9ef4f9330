"""A live server and a real browser: pages are worked like on the floor, by typed codes."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Route,
    ViewportSize,
    expect,
    sync_playwright,
)
from werkzeug.serving import make_server

from app.core.events import Actor
from app.people import pins
from app.people.models import Person
from app.people.service import enrol_device
from app.sockets import install_socket, start_news
from tests.floor import Floor
from tests.packing.station import Station, station

CHROMIUM = "/usr/bin/chromium"
PDA = {"width": 360, "height": 640}
SMALLEST = {"width": 320, "height": 480}
DESK = {"width": 1280, "height": 800}
PIN = "4711"
PATIENCE_MS = 30_000
"""Nobody waits that long; a machine with other work may."""
expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


@pytest.fixture
def url(floor: Floor) -> Iterator[str]:
    """The address at which the floor's own server answers."""
    news = start_news(floor.app, install_socket(floor.app))
    server = make_server("127.0.0.1", 0, floor.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    news.stop()
    floor.app.extensions["scales"].stop()


class Screen:
    """A page in somebody's hand."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.page = context.new_page()
        self.page.set_default_timeout(PATIENCE_MS)
        self.troubles: list[str] = []
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("console", self._heard)

    def _heard(self, message: Any) -> None:
        network = ("Failed to load resource", "WebSocket connection")
        if message.type == "error" and not message.text.startswith(network):
            self.troubles.append(message.text)

    def scan(self, code: str) -> None:
        """Type a code as a wedge scanner does, into whatever has the focus."""
        self.page.keyboard.type(code)
        self.page.keyboard.press("Enter")

    def word(self, word: str) -> None:
        """Wait until the verdict says *word*."""
        self.page.locator("#verdict .verdict__word", has_text=word).wait_for()

    def see(self, text: str) -> None:
        """Wait until *text* is on the screen."""
        self.page.locator("#screen").get_by_text(text).first.wait_for()

    def overflow(self, *others: ViewportSize) -> list[str]:
        """What sticks out of the window or is cut off where it must not be.

        Looked at again in a window of each of *others*: much cheaper than to come here again.
        """
        own = self.page.viewport_size
        assert own is not None
        found: list[str] = []
        for size in (own, *others):
            if others:
                self.page.set_viewport_size(size)
                self.page.evaluate(DRAWN)
            found += [f"{size['width']}: {one}" for one in self.page.evaluate(OVERFLOW)]
        if others:
            self.page.set_viewport_size(own)
        return found


DRAWN = "new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))"
OVERFLOW = """() => {
  const out = [];
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) out.push(`page is ${root.scrollWidth} wide`);
  if (root.scrollHeight > root.clientHeight) out.push(`page is ${root.scrollHeight} high`);
  const main = document.querySelector('#main');
  if (main && main.scrollHeight > main.clientHeight + 1) {
    out.push(`main is ${main.scrollHeight} of ${main.clientHeight}`);
  }
  document.querySelectorAll('#screen *').forEach((node) => {
    if (node.closest('svg') || !node.getClientRects().length) return;
    const box = node.getBoundingClientRect();
    const name = `${node.tagName}.${node.className} "${(node.textContent || '').slice(0, 24)}"`;
    if (box.right > window.innerWidth + 1 || box.left < -1) out.push(`${name} sticks out`);
    if (box.bottom > window.innerHeight + 1) out.push(`${name} is below the window`);
    const style = getComputedStyle(node);
    const open = style.overflowX === 'visible' && style.display !== 'inline';
    if (open && node.clientWidth && node.scrollWidth > node.clientWidth + 1) {
      out.push(`${name} spills over`);
    }
    const least = Math.round(Math.min(box.width, box.height));
    if (/^(BUTTON|A)$/.test(node.tagName) && least < 44) out.push(`${name}: ${least} px`);
  });
  return out;
}"""


@pytest.fixture
def hand(chromium: Browser, url: str) -> Iterator[Callable[..., Screen]]:
    """Give somebody a device: ``hand("PDA-17", language="zh")``."""
    screens: list[Screen] = []

    def give(
        *, language: str = "en", size: dict[str, int] = PDA, token: str = "", dark: bool = False
    ) -> Screen:
        context = chromium.new_context(
            base_url=url,
            viewport={"width": size["width"], "height": size["height"]},
            locale="zh-CN" if language == "zh" else "en-GB",
            timezone_id="Asia/Shanghai",
            color_scheme="dark" if dark else "light",
        )
        if token:
            context.add_cookies([{"name": "wavegate_device", "value": token, "url": url}])
        screens.append(Screen(context))
        return screens[-1]

    yield give
    for screen in screens:
        screen.context.close()
    assert [screen.troubles for screen in screens if screen.troubles] == []


@pytest.fixture
def device(floor: Floor) -> str:
    """The token of an enrolled PDA."""
    token: str = floor.write(lambda s: enrol_device(s, Actor("setup", None, 1), "PDA-17"))
    return token


def hire(floor: Floor, badge: str, name: str, roles: str = "picker") -> None:
    """Somebody with a badge and the PIN of all tests."""
    person = Person(warehouse_id=1, badge=badge, name=name, pin_hash=_hashed(), roles=roles)
    floor.write(lambda s: s.add(person))


@functools.cache
def _hashed() -> str:
    return pins.hashed(PIN)  # slow, as it has to be: once is enough


def log_in(screen: Screen, badge: str, path: str = "/login") -> Page:
    """Go where a badge and its PIN lead; how they are scanned is test_login's."""
    answer = screen.context.request.post("/api/v1/session", data={"badge": badge, "pin": PIN})
    assert answer.ok, answer.text()
    screen.page.goto(path.partition("next=")[2] or "/")
    return screen.page


@pytest.fixture
def bench(floor: Floor, tmp_path: Path) -> Iterator[Station]:
    """A bench whose labels are printed as they come, like by the worker."""
    with station(floor, tmp_path) as made:
        made.box("3", "142", "25")
        made.sku("MUG", "100")
        made.sku("SOCK", "62")
        over = threading.Event()

        def work() -> None:
            while not over.wait(0.2):
                made.print_all()

        printing = threading.Thread(target=work)
        printing.start()
        yield made
        over.set()
        printing.join()


@pytest.fixture
def packer(floor: Floor, bench: Station, hand: Callable[..., Screen]) -> Callable[..., Screen]:
    """Somebody who packs, logged in at bench B1."""
    hire(floor, "WG-P1", "Wang Fang", "packer")
    hire(floor, "WG-S1", "Zhao Lei", "supervisor")

    def sit(language: str = "en", size: dict[str, int] = DESK, *, dark: bool = False) -> Screen:
        token = floor.write(
            lambda s: enrol_device(s, Actor("setup", None, 1), f"B1 {language}")
        )
        screen = hand(language=language, size=size, token=token, dark=dark)
        log_in(screen, "WG-P1", "/login?next=/bench/B1")
        screen.page.wait_for_url("**/bench/B1")
        screen.page.locator("#devices .dot").first.wait_for()
        return screen

    return sit


def lose(route: Route) -> None:
    """The request comes to the server; its answer gets lost."""
    assert route.fetch().ok
    route.abort()


def weighed(screen: Screen, bench: Station, grams: int) -> None:
    """Lay something on the pan once the page watches the scale."""
    screen.see("Put the parcel on")
    bench.scale.place(grams)
