"""What the gate suspects and what it has learned, as the packer sees it."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import weighed

ENGLISH = ("Still to scan", "Choose the box")


def to_scale(screen, bench, number: str, sku: str = "MUG", words=ENGLISH) -> None:
    """An order of one unit, in box 3, before the scale."""
    _, tote = bench.order(number, (sku, 1))
    screen.scan(tote)
    screen.see(words[0])
    screen.scan(f"B-{sku}")
    screen.see(words[1])
    screen.scan("WG:BOX:3")


def test_a_parcel_inside_the_band_but_unlike_its_equals_is_looked_at_once_more(packer, bench):
    for n in range(3):
        _, parcel = bench.packed(f"E{n}", ("MUG", 1))
        bench.done(parcel, "box", {"code": "3"})
        assert bench.weigh(parcel, 267).json["verdict"] == "pass"
        bench.done(parcel, "park")
    screen = packer()
    to_scale(screen, bench, "A1")
    weighed(screen, bench, 285)
    screen.see("Look at the preview")
    screen.see("Not as usual")
    screen.see("3 equal parcels weighed about 267 g")


def test_a_difference_that_another_box_explains_is_put_right_by_its_code(packer, bench):
    bench.box("4", "342", "25")
    screen = packer("zh")
    to_scale(screen, bench, "A1", words=("还要扫", "选纸箱"))
    screen.see("把包裹放上秤")
    bench.scale.place(467)
    expect(screen.page.locator("#cause")).to_contain_text("装的是 4 号箱？")
    expect(screen.page.locator("#cause")).to_contain_text("应重就是 467 克")
    screen.scan("WG:BOX:4")
    bench.scale.clear()
    screen.see("把包裹放上秤")
    bench.scale.place(467)
    screen.see("看一下预打单。没")


def test_a_sku_with_a_tighter_band_shows_it(packer, bench, floor):
    body = {"percent": 10, "skus": {"SOCK": 4}}
    assert floor.person("admin").post("/api/v1/gate", body).status_code == 200
    screen = packer()
    to_scale(screen, bench, "A1", "SOCK")
    weighed(screen, bench, 240)  # 229 g are expected; 4 percent more are 238
    screen.see("4 %")
    expect(screen.page.locator("#grams")).to_have_text("240g")
    screen.word("11 g too heavy: no label")
