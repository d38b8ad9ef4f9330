"""The suggested box at the bench: proven, in parts, or honestly none."""

from __future__ import annotations

import sqlalchemy as sa

from app.catalog.models import Sku


def measured(bench, code, *size_mm, weight_g="100"):
    """A product in stock whose size somebody took."""
    bench.sku(code, weight_g)
    length, width, height = size_mm
    sizes = {"length_mm": length, "width_mm": width, "height_mm": height}
    bench.floor.write(
        lambda s: s.execute(sa.update(Sku).where(Sku.code == code).values(sizes))
    )


def opened(bench, *lines):
    _, tote = bench.order("A1", *lines)
    return bench.opened(tote)


def test_the_suggested_box_counts_its_tare_and_another_may_be_taken(bench):
    bench.box("3", "140", "10")  # 300 x 200 x 150 mm
    bench.box("4", "200")
    measured(bench, "MUG", 90, 90, 100)
    parcel = opened(bench, ("MUG", 2))

    said = bench.look(parcel)

    assert said["suggested_box"] == "3"
    assert said["boxing"] == {
        "parcels": [
            {
                "box": "3",
                "tare_g": 150.0,
                "grams": 350.0,
                "fill_percent": 18,
                "units": [{"line_no": 1, "sku": "MUG", "quantity": 2}],
            }
        ],
        "unmeasured": [],
        "too_big": [],
        "too_heavy": [],
    }
    bench.scan(parcel, "B-MUG", "B-MUG")
    taken = bench.done(parcel, "box", {"code": "4"})
    assert (taken["box"], taken["state"], taken["expected_g"]) == ("4", "sealed", 400)
    assert taken["boxing"] is None


def test_what_is_too_much_for_one_box_is_split_and_what_is_scanned_stays(bench):
    bench.box("3", "140")
    measured(bench, "NINE", 120, 120, 120)
    measured(bench, "CUBE", 50, 50, 50)
    parcel = opened(bench, ("NINE", 3), ("CUBE", 1))

    bench.scan(parcel, "B-CUBE")

    first, second = bench.look(parcel)["boxing"]["parcels"]
    assert {"line_no": 2, "sku": "CUBE", "quantity": 1} in first["units"]
    assert {one["sku"] for one in second["units"]} == {"NINE"}
    bench.scan(parcel, "B-NINE", "B-NINE")
    bench.done(parcel, "box", {"code": "3"})
    answer = bench.packer.post(f"/api/v1/orders/{bench.look(parcel)['order_no']}/parcels")
    assert [one["units"] for one in answer.json["boxing"]["parcels"]] == [
        [{"line_no": 1, "sku": "NINE", "quantity": 1}]
    ]


def test_an_unmeasured_product_gets_no_promise_but_any_box(bench):
    bench.box("3", "140")
    measured(bench, "CUBE", 50, 50, 50)
    parcel = opened(bench, ("CUBE", 1), ("CHARM", 1))

    said = bench.look(parcel)

    assert said["suggested_box"] is None
    assert (said["boxing"]["parcels"], said["boxing"]["unmeasured"]) == ([], ["CHARM"])
    bench.scan(parcel, "B-CUBE", "B-CHARM")
    assert bench.done(parcel, "box", {"code": "3"})["state"] == "sealed"


def test_goods_that_fit_no_box_and_goods_over_the_carriers_limit_are_named(bench):
    bench.box("3", "140")
    measured(bench, "POLE", 1200, 30, 30)
    measured(bench, "ANVIL", 100, 100, 100, weight_g="30000")
    parcel = opened(bench, ("POLE", 1), ("ANVIL", 1))

    said = bench.look(parcel)["boxing"]

    assert (said["too_big"], said["too_heavy"]) == (["POLE"], ["ANVIL"])


def test_how_goods_must_lie_comes_with_the_product_and_decides_about_the_box(bench):
    bench.box("3", "140")  # 300 x 200 x 150 mm
    measured(bench, "WINE", 80, 80, 290)
    parcel = opened(bench, ("WINE", 1))
    assert bench.look(parcel)["suggested_box"] == "3"

    product = {"sku": "WINE", "keep_upright": True, "fragile": True}
    posted = bench.floor.hub.post("/api/v1/hub/products", {"products": [product]})

    assert posted.json["results"][0]["status"] == "updated"
    said = bench.look(parcel)
    assert (said["suggested_box"], said["boxing"]["too_big"]) == (None, ["WINE"])
    assert (said["lines"][0]["keep_upright"], said["lines"][0]["fragile"]) == (True, True)
