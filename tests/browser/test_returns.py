"""The returns desk, worked by scanner alone."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from PIL import Image
from playwright.sync_api import Route, ViewportSize

from app.catalog.models import Sku
from app.returns.models import Return, ReturnUnit
from tests.browser.conftest import PDA, Screen, hire, log_in
from tests.floor import Floor
from tests.returns.desk import PIN, open_desk

DESK = {"width": 1280, "height": 800}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_return_is_received_graded_and_put_away_by_scanner(
    floor: Floor, hand: Callable[..., Screen], device: str, language: str
) -> None:
    desk = open_desk(floor)
    desk.announce(rma="RMA-7", external_order_no="WGO1")
    named = sa.update(Sku).where(Sku.code == "MUG")
    names = {"name": "马克杯", "looks": {"name_en": "Mug"}}
    floor.write(lambda s: s.execute(named.values(**names)) and None)
    hire(floor, "WG-7", "Wu Tong", "returns")
    screen = hand(language=language, size=DESK, token=device)
    page = log_in(screen, "WG-7")
    page.wait_for_url("**/returns")
    words = _words(language)

    screen.scan("NOBODY-KNOWS")
    screen.word(words["nobody"])
    screen.scan("RMA-7")
    screen.word(words["matched"])
    page.route("**/units", _lose_the_answer, times=1)
    screen.scan("B-MUG")
    screen.word(words["refused"])
    now = datetime.now(UTC)
    page.clock.set_fixed_time(now)
    screen.scan("B-MUG")  # nobody knows whether the first scan was heard: it was
    screen.word(words["scanned"])
    assert floor.count(ReturnUnit) == 1
    told = page.locator("#verdict .verdict__say").inner_text()
    assert told == ("马克杯" if language == "zh" else "Mug")
    page.set_viewport_size(ViewportSize(**PDA))
    assert page.locator(".hero__pic").bounding_box()["height"] > 100
    page.set_viewport_size(ViewportSize(**DESK))
    page.locator("[data-grade=C]").click()  # a slip: it has only just come
    page.clock.set_fixed_time(now + timedelta(seconds=1))
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


def test_a_photo_too_large_to_send_is_made_smaller_first(
    floor: Floor, hand: Callable[..., Screen], device: str, tmp_path: Path
) -> None:
    desk = open_desk(floor)
    hire(floor, "WG-7", "Wu Tong", "returns")
    screen = hand(size=DESK, token=device)
    page = log_in(screen, "WG-7")
    page.wait_for_url("**/returns")
    screen.scan("WGO1")
    screen.word("Matched")

    large, film = tmp_path / "large.bmp", tmp_path / "film.heic"
    Image.new("RGB", (2400, 1200), "red").save(large)
    film.write_bytes(bytes(9_000_000))
    page.locator("#file").set_input_files(film)
    screen.word("Not done")
    page.get_by_text("send JPEG, PNG or WebP").wait_for()
    page.locator("#file").set_input_files(large)
    screen.word("Photo kept")

    (number,) = [row[0] for row in floor.read(sa.select(Return.number))]
    (photo,) = desk.clerk.get(f"/api/v1/returns/{number}").json["photos"]
    kept = desk.clerk.get(f"/api/v1/returns/{number}/photos/{photo}.jpg")
    assert Image.open(io.BytesIO(kept.data)).size == (2048, 1024)
    screen.troubles.clear()


def _lose_the_answer(route: Route) -> None:
    route.fetch()
    route.abort()


def _words(language: str) -> dict[str, Any]:
    if language == "zh":
        return {
            "nobody": "没人报过",
            "matched": "已对上",
            "refused": "没做成",
            "scanned": "扫到了",
            "s": "S 级",
            "closed": "这单做完了",
        }
    return {
        "nobody": "Not announced",
        "matched": "Matched",
        "refused": "Not done",
        "scanned": "Scanned",
        "s": "Grade S",
        "closed": "Return done",
    }
