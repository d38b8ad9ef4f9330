"""The returns desk, worked by scanner alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import Screen, hire, log_in
from tests.floor import Floor
from tests.returns.desk import PIN, open_desk

DESK = {"width": 1280, "height": 800}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_return_is_received_graded_and_put_away_by_scanner(
    floor: Floor, hand: Callable[..., Screen], device: str, language: str
) -> None:
    desk = open_desk(floor)
    desk.announce(rma="RMA-7", external_order_no="WGO1")
    hire(floor, "WG-7", "Wu Tong", "returns")
    screen = hand(language=language, size=DESK, token=device)
    page = log_in(screen, "WG-7")
    page.wait_for_url("**/returns")
    words = _words(language)

    screen.scan("NOBODY-KNOWS")
    screen.word(words["nobody"])
    screen.scan("RMA-7")
    screen.word(words["matched"])
    screen.scan("B-MUG")
    screen.word(words["scanned"])
    screen.scan("A")
    page.locator(".plate__code").first.wait_for()
    screen.scan("B-MUG")  # the second unit, before the first one's shelf
    screen.word(words["scanned"])
    assert [one for one in screen.overflow() if not one.endswith(" px")] == []
    screen.troubles.clear()
    screen.scan("S")
    screen.scan("WG-SECOND")
    screen.scan(PIN)
    screen.word(words["s"])
    screen.scan("A-01-01-1")
    screen.word(words["closed"])

    (graded,) = desk.heard("return.graded")
    assert sorted(line["grade"] for line in graded["lines"]) == ["A", "S"]


def _words(language: str) -> dict[str, Any]:
    if language == "zh":
        return {
            "nobody": "没人报过",
            "matched": "已对上",
            "scanned": "扫到了",
            "s": "S 级",
            "closed": "这单做完了",
        }
    return {
        "nobody": "Not announced",
        "matched": "Matched",
        "scanned": "Scanned",
        "s": "Grade S",
        "closed": "Return done",
    }
