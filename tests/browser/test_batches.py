"""A supervisor pre-prints many parcels on a page, and follows how far they are."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from app.shipping import batch_work, drawing
from tests.browser.conftest import PDA, Screen, hire, log_in
from tests.floor import Floor
from tests.shipping.batching import Desk

WIDE = {"width": 1280, "height": 800}


def spilt(screen: Screen) -> list[str]:
    """What leaves a small window sideways; the tabs of those who lead scroll."""
    found = [one for one in screen.overflow() if "wide" in one or "sticks out" in one]
    return [one for one in found if not one.startswith("A. ")]


def test_a_batch_is_made_followed_and_opened(
    floor: Floor,
    hand: Callable[..., Screen],
    device: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = Desk(floor)
    parcels = [desk.packed() for _ in range(2)]
    open_one = desk.packed(grams=None)
    answer, go_on = drawing.Drawing.document, threading.Event()

    def document(self: drawing.Drawing) -> bytes:
        """Once the first is archived, wait until the page has shown it."""
        if desk.labels():
            go_on.wait(60)
        return answer(self)

    monkeypatch.setattr(drawing.Drawing, "document", document)
    monkeypatch.setattr(batch_work, "GROUP", 1)  # else both are archived at once
    hire(floor, "WG-9", "Zhou Min", "supervisor")
    screen = hand(language="zh", size=WIDE, token=device)
    page = log_in(screen, "WG-9")
    page.wait_for_url("**/board*")

    page.goto("/batches?wave=W-NONE")
    page.locator("#wish button[type=submit]").click()
    page.locator("#verdict .verdict__word").wait_for()
    page.locator("[name=wave]").fill("")
    page.locator("[name=parcels]").fill("\n".join([*parcels, open_one]))
    page.locator("#wish button[type=submit]").click()
    page.wait_for_url("**/batches/WGB*")
    page.locator("#reasons b", has_text=open_one).wait_for()
    assert page.locator("#acts .btn").count() == 1

    working = threading.Thread(target=desk.draw)
    working.start()
    bar = page.locator("[role=progressbar]")
    page.locator("[role=progressbar][aria-valuenow='2']").wait_for(timeout=60_000)
    assert bar.get_attribute("aria-valuemax") == "3"
    page.set_viewport_size(PDA)
    assert spilt(screen) == []
    page.set_viewport_size(WIDE)
    go_on.set()
    page.locator("#acts .btn--main").wait_for(timeout=60_000)
    working.join()

    href = page.locator("#acts .btn--main").get_attribute("href")
    assert href is not None
    assert page.request.get(href).body().startswith(b"%PDF-")
    page.goto("/batches")
    page.locator("#batches a.link").first.wait_for()
    page.set_viewport_size(PDA)
    assert spilt(screen) == []
