"""Who walks which list."""

import pytest

from app.waves.models import PickList, Tote, Wave
from tests.floor import Floor
from tests.picking.shift import open_shop, order_body, picker, release

RED_BIN = "A-01-01-1"


@pytest.fixture
def shop(floor: Floor) -> Floor:
    open_shop(floor)
    return floor


def test_a_list_tells_all_that_its_page_needs(shop: Floor) -> None:
    release(shop, order_body("1", ("RED", 2), ("TIN", 1)))
    ann = picker(shop)

    shown = ann.take(cart="CART-7")

    assert (shown["mode"], shown["state"], shown["cart"], shown["device_seq"]) == (
        "cluster",
        "claimed",
        "CART-7",
        0,
    )
    assert (shown["tasks_done"], shown["tasks_all"], shown["lines_per_hour"]) == (0, 2, None)
    assert [(s["slot"], s["totes"], s["units"]) for s in shown["slots"]] == [(1, [], 0)]
    first = shown["tasks"][0]
    assert (
        first["bin"],
        first["level"],
        first["quantity"],
        first["picked"],
        first["stopped"],
    ) == (RED_BIN, 1, 2, 0, False)
    assert first["sku"]["barcodes"] == {"B-RED": 1, "BOX-RED": 6}
    assert (first["sku"]["barcode_tail"], first["sku"]["looks"]["colour_en"]) == ("-RED", "red")
    assert shop.count(Wave, Wave.state == "picking") == 1


def test_a_reload_and_another_device_resume_at_the_same_line(shop: Floor) -> None:
    release(shop, order_body("1", ("RED", 2), ("TIN", 1)), order_body("2", ("RED", 1)))
    ann = picker(shop)
    number = ann.take()["number"]
    task = ann.look()["tasks"][0]
    ann.verdicts("T001", RED_BIN, "B-RED")

    assert ann.take()["number"] == number
    again = ann.look()
    assert (again["device_seq"], again["slots"][0]["totes"]) == (
        3,
        [{"code": "T001", "full": False}],
    )
    (resumed,) = [t for t in again["tasks"] if t["id"] == task["id"]]
    assert (resumed["at_bin"], resumed["picked"]) == (True, 1)


def test_the_nearest_cut_off_is_walked_first_and_zones_are_kept(shop: Floor) -> None:
    release(
        shop,
        order_body(
            "1",
            ("RED", 2),
            ship_by="2099-01-02T00:00:00+08:00",
            created_at="2099-01-01T00:00:00+08:00",
        ),
    )
    release(
        shop,
        order_body(
            "2",
            ("TIN", 2),
            ship_by="2098-01-02T00:00:00+08:00",
            created_at="2098-01-01T00:00:00+08:00",
        ),
    )
    ann = picker(shop)

    assert ann.take()["tasks"][0]["sku"]["code"] == "TIN"
    shop.write(
        lambda s: (
            s.execute(PickList.__table__.update().where(PickList.id == 1).values(zone="A"))
            and None
        )
    )
    bob = picker(shop)
    nothing = bob.voice.post("/api/v1/picks/next", {"zone": "B"})
    assert (nothing.status_code, nothing.json["code"]) == (404, "picking.no_work")
    assert bob.take(zone="A")["tasks"][0]["sku"]["code"] == "RED"


def test_a_cart_carries_one_list(shop: Floor) -> None:
    release(shop, order_body("1", ("RED", 2)), order_body("2", ("TIN", 1)))
    picker(shop).take(cart="CART-7")

    answer = picker(shop).voice.post("/api/v1/picks/next", {"cart": "CART-7"})

    assert (answer.status_code, answer.json["code"]) == (409, "picking.cart_in_use")


def test_a_paused_list_is_found_first_by_who_began_it(shop: Floor) -> None:
    release(shop, *[order_body(str(n), ("RED", 2), ("TIN", 1)) for n in range(7)])
    ann = picker(shop)
    first = ann.take()["number"]
    assert ann.voice.post(f"/api/v1/picks/{first}/pause").json == {
        "pick_list": first,
        "state": "open",
    }
    assert ann.voice.post(f"/api/v1/picks/{first}/pause").json["code"] == "picking.not_walking"

    assert ann.take()["number"] == first
    assert picker(shop).take()["number"] != first


def test_a_list_is_handed_to_a_colleague(shop: Floor) -> None:
    release(shop, order_body("1", ("RED", 2), ("TIN", 1)))
    ann = picker(shop)
    number = ann.take()["number"]
    bob = shop.person("picker", badge="WG-BOB", name="Bob")
    shop.person("packer", badge="WG-PAT")
    give = lambda badge: ann.voice.post(f"/api/v1/picks/{number}/hand-over", {"badge": badge})  # noqa: E731

    assert give("WG-PAT").json["code"] == "picking.unknown_colleague"
    assert give("WG-BOB").json == {"pick_list": number, "person": "Bob"}

    told = ann.scan(RED_BIN)
    assert (told["verdict"], told["say"].split(".")[0]) == (
        "reassigned",
        f"{number} is with Bob now",
    )
    assert bob.post("/api/v1/picks/next", {}).json["number"] == number


def test_somebody_with_a_list_in_hand_takes_no_second_one(shop: Floor) -> None:
    release(shop, *[order_body(str(n), ("RED", 2), ("TIN", 1)) for n in range(7)])
    ann, bob = picker(shop), picker(shop)
    ann.take()
    bob.take()

    answer = bob.voice.post(f"/api/v1/picks/{ann.pick_list}/hand-over", {})

    assert (answer.status_code, answer.json["code"]) == (409, "picking.colleague_busy")


def test_totes_are_free_again_when_nothing_lies_in_them(shop: Floor) -> None:
    release(shop, order_body("1", ("RED", 2)), order_body("2", ("TIN", 2)))
    ann = picker(shop)
    ann.take()
    ann.verdicts("T001", "T002")
    shop.hub.post("/api/v1/hub/orders/test/1/cancel", {"reason": "x"})
    shop.hub.post("/api/v1/hub/orders/test/2/cancel", {"reason": "x"})

    assert shop.count(PickList, PickList.state == "cancelled") == 1
    assert shop.count(Tote, Tote.state == "free") == 2


def test_unknown_lists_are_told(shop: Floor) -> None:
    ann = shop.person("picker")
    for answer in (
        ann.get("/api/v1/picks/WGL9"),
        ann.post("/api/v1/picks/WGL9/pause"),
        ann.post("/api/v1/picks/WGL9/hand-over", {}),
    ):
        assert (answer.status_code, answer.json["code"]) == (404, "picking.unknown_list")


def test_a_packer_may_not_pick(shop: Floor) -> None:
    assert (
        shop.person("packer").post("/api/v1/picks/next", {}).json["code"] == "auth.permission"
    )
