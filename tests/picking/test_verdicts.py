"""Every verdict of contracts.md, through HTTP, with its sentence in both languages."""

from datetime import date, timedelta

import pytest

from app.catalog.models import Barcode, Sku
from app.core.events import SYSTEM
from app.inventory.models import Bin, Stock
from app.orders.models import Order
from app.picking.models import Scan
from app.picking.rules import Verdict
from app.picking.trip import told_apart
from app.stations.service import set_site_rule
from app.waves.models import PickList, PickTask
from tests import builders
from tests.floor import Floor
from tests.picking.shift import Picker, open_shop, order_body, picker, release

RED_BIN, TIN_BIN = "A-01-01-1", "B-05-02-1"
AT_ITEM = [RED_BIN]
AT_TOTE = [RED_BIN, "B-RED", "B-RED"]


@pytest.fixture
def ann(floor: Floor) -> Picker:
    """A picker with a cart of two orders: RED x2 into slot 1, TIN and BLUE into slot 2."""
    open_shop(floor)
    release(floor, order_body("1", ("RED", 2)), order_body("2", ("TIN", 1), ("BLUE", 2)))
    one = picker(floor)
    one.take()
    return one


@pytest.mark.parametrize(
    ("before", "code", "verdict", "says"),
    [
        ([], RED_BIN, "ok", "Take 2"),
        ([], TIN_BIN, "wrong_bin", f"This is {TIN_BIN}; go to {RED_BIN}"),
        ([], "B-RED", "wrong_bin", f"Scan the bin {RED_BIN} first"),
        ([], "B-BLUE", "wrong_bin", "This is BLUE mug red"),
        ([], "NONSENSE", "unknown_code", "Nobody knows NONSENSE"),
        ([], "T100", "ok", "T100 goes onto slot 1"),
        (["T100", "T101"], "T102", "wrong_bin", "T102 is a tote"),
        (["T100"], "T100", "wrong_bin", "T100 is a tote"),
        (AT_ITEM, "B-RED", "ok", "1/2, 1 to go"),
        (AT_ITEM, "RED", "ok", "1/2, 1 to go"),
        ([*AT_ITEM, "B-RED"], "B-RED", "ok", "All 2"),
        (AT_ITEM, "B-BLUE", "wrong_item", "Need RED mug, in A-01-01-1"),
        (AT_ITEM, "BLUE", "wrong_item", "This is BLUE mug red"),
        (AT_ITEM, TIN_BIN, "wrong_item", f"That is bin {TIN_BIN}"),
        (AT_ITEM, "T100", "wrong_item", "Not all are taken yet"),
        (AT_ITEM, RED_BIN, "already_done", "This is the bin"),
        (AT_ITEM, "BOX-RED", "over_quantity", "That is 6, only 2 wanted"),
        (AT_ITEM, "?", "unknown_code", "Nobody knows ?"),
        (AT_TOTE, "B-RED", "over_quantity", "2 are enough"),
        (AT_TOTE, RED_BIN, "already_done", "scan the tote on slot 1"),
        (AT_TOTE, "B-BLUE", "wrong_tote", "RED mug is complete"),
        (AT_TOTE, TIN_BIN, "wrong_tote", f"{TIN_BIN} is a bin"),
        (AT_TOTE, "T100", "task_done", "Next:"),
        (["T100", "T101", *AT_TOTE], "T101", "wrong_tote", "T101 is on slot 2"),
        (["T100", "T101", *AT_TOTE], "T102", "wrong_tote", "Slot 1 has T100, not T102"),
        (["T100", "T101", *AT_TOTE], "T100", "task_done", "Next:"),
        (AT_TOTE, "X9", "unknown_code", "Nobody knows X9"),
    ],
)
def test_what_a_scan_comes_to(
    ann: Picker, before: list[str], code: str, verdict: str, says: str
) -> None:
    assert set(ann.verdicts(*before)) <= {"ok"}

    answer = ann.scan(code)

    assert (answer["verdict"], answer.get("refusal", "").startswith("picking.")) == (
        verdict,
        verdict not in {"ok", "task_done"},
    )
    assert says in answer["say"], answer["say"]


def test_a_refused_scan_changes_nothing_and_the_right_one_goes_on(ann: Picker) -> None:
    ann.verdicts(RED_BIN, "B-BLUE", "NONSENSE", TIN_BIN)

    answer = ann.scan("B-RED")

    assert (answer["verdict"], answer["next"]["picked"]) == ("ok", 1)
    assert ann.look()["wrong_scans"] == 3


def test_a_wrong_item_shows_what_it_is_and_where_it_lives(ann: Picker) -> None:
    ann.scan(RED_BIN)

    scanned = ann.scan("B-BLUE")["scanned"]

    assert (scanned["sku"]["code"], scanned["bin"], scanned["sku"]["looks"]["colour"]) == (
        "BLUE",
        "A-02-03-1",
        "红",
    )


def test_sentences_are_said_in_the_language_of_who_asks(ann: Picker) -> None:
    action = ann.action(code="B-BLUE")
    tell = lambda lang: ann.voice.client.post(  # noqa: E731
        "/api/v1/scans", json=action, headers=ann.voice.headers | {"Accept-Language": lang}
    ).json["results"][0]["say"]

    assert tell("en") == "This is BLUE mug red. Scan the bin A-01-01-1 first"
    assert tell("zh") == "这是BLUE 红。先扫库位 A-01-01-1"


def test_a_tote_of_another_list_is_another_orders(floor: Floor, ann: Picker) -> None:
    ann.verdicts(RED_BIN, "B-RED", "B-RED", "T100")
    release(floor, order_body("3", ("TIN", 3)))
    bob = picker(floor)
    bob.take()
    bob.verdicts(TIN_BIN, "B-TIN", "B-TIN", "B-TIN")

    answer = bob.scan("T100")

    assert (answer["verdict"], "belongs to another order" in answer["say"]) == (
        "other_order",
        True,
    )
    assert bob.scan("T200")["verdict"] == "list_done"


def test_a_code_with_two_meanings_is_ambiguous(floor: Floor, ann: Picker) -> None:
    builders.bin_(floor, "B-BLUE")
    ann.scan(RED_BIN)

    assert ann.scan("B-BLUE")["verdict"] == "ambiguous"


def test_case_packs_and_typed_quantities_count_units(floor: Floor) -> None:
    open_shop(floor)
    release(floor, order_body("1", ("RED", 14)))
    ann = picker(floor)
    ann.take()
    ann.scan(RED_BIN)

    assert ann.scan("BOX-RED")["next"]["picked"] == 6
    assert ann.scan("B-RED", quantity=3)["next"]["picked"] == 9
    assert ann.scan("BOX-RED")["verdict"] == "over_quantity"
    assert ann.scan("B-RED", quantity=6)["verdict"] == "over_quantity"
    assert ann.scan("B-RED", quantity=5)["next"]["step"] == "tote"


def test_a_bounce_is_told_from_a_second_unit(ann: Picker) -> None:
    ann.scan(RED_BIN)
    at = lambda ms: f"2026-11-22T10:00:00.{ms:03d}+08:00"  # noqa: E731

    assert ann.scan("B-RED", at=at(100))["verdict"] == "ok"
    assert ann.scan("B-RED", at=at(170))["verdict"] == "bounce"
    assert ann.scan("B-RED", at=at(181))["next"]["picked"] == 2


def test_a_sites_slow_scanners_are_known_to_server_and_page(floor: Floor, ann: Picker) -> None:
    floor.write(lambda s: set_site_rule(s, SYSTEM, "bounce", {"window_ms": 200}))
    ann.scan(RED_BIN)

    assert '"bounce_ms": 200' in ann.voice.get("/pda").text
    assert ann.scan("B-RED", at="2026-11-22T10:00:00.100+08:00")["verdict"] == "ok"
    assert ann.scan("B-RED", at="2026-11-22T10:00:00.300+08:00")["verdict"] == "bounce"


def test_without_trigger_times_nothing_is_a_bounce(ann: Picker) -> None:
    assert ann.verdicts(RED_BIN, "B-RED", "B-RED") == ["ok", "ok", "ok"]


def test_a_refused_scan_repeated_at_once_is_refused_again(ann: Picker) -> None:
    at = "2026-11-22T10:00:00+08:00"
    ann.scan(RED_BIN)

    assert [ann.scan("B-BLUE", at=at)["verdict"] for _ in range(2)] == ["wrong_item"] * 2


def test_an_expired_lot_stays_in_its_bin(floor: Floor, ann: Picker) -> None:
    yesterday = date.today() - timedelta(days=2)  # noqa: DTZ011
    floor.write(
        lambda s: (
            s.execute(Stock.__table__.update().values(expiry=yesterday, lot="L1")) and None
        )
    )
    ann.scan(RED_BIN)

    answer = ann.scan("B-RED")

    assert (answer["verdict"], "Lot L1 expired" in answer["say"]) == ("expired_lot", True)


def test_gs1_tells_lot_expiry_and_count(floor: Floor, ann: Picker) -> None:
    floor.write(
        lambda s: s.add(Barcode(warehouse_id=1, code="4006381333931", sku_id=1, pack_qty=1))
    )
    floor.write(lambda s: s.execute(Stock.__table__.update().values(lot="L1")) and None)
    ann.scan(RED_BIN)

    assert ann.scan("]C1010400638133393117200101")["verdict"] == "expired_lot"
    wrong_lot = ann.scan("]C1010400638133393110L2")
    assert (wrong_lot["verdict"], wrong_lot["refusal"]) == (
        "wrong_item",
        "picking.wrong_item.lot",
    )
    assert ann.scan("]E04006381333931")["next"]["picked"] == 1
    assert ann.scan("]C1010400638133393110L1")["next"]["picked"] == 2


def test_a_serial_is_asked_for_and_taken(floor: Floor) -> None:
    open_shop(floor)
    floor.write(lambda s: s.execute(Sku.__table__.update().values(wants_serial=True)) and None)
    release(floor, order_body("1", ("RED", 2)))
    ann = picker(floor)
    ann.take()
    ann.scan(RED_BIN)

    assert ann.scan("B-RED")["verdict"] == "serial_needed"
    assert ann.scan("SN-0001")["next"]["picked"] == 1
    assert ann.scan("SN-0002")["verdict"] == "unknown_code"
    assert ann.verdicts("B-RED", "SN-0002") == ["serial_needed", "ok"]


def test_an_order_that_must_stop_leaves_the_list(floor: Floor, ann: Picker) -> None:
    ann.verdicts(RED_BIN, "B-RED")
    floor.hub.post("/api/v1/hub/orders/test/1/hold", {"reason": "ask"})

    stop = ann.scan("B-RED")

    assert (stop["verdict"], stop["tone"]) == ("intercepted", "stop")
    # the unit that was just scanned is in the hand as well
    assert "Put the 2 × RED mug back in A-01-01-1" in stop["say"], stop["say"]
    assert (stop["put_back"], stop["next"]["bin"]) == (2, "A-02-03-1")
    assert (
        ann.verdicts("A-02-03-1", "B-BLUE", "B-BLUE", "T001", TIN_BIN, "B-TIN", "T001")[-1]
        == "list_done"
    )
    nothing = ann.voice.post("/api/v1/picks/next", {})
    assert (nothing.status_code, nothing.json["code"]) == (404, "picking.no_work")

    floor.hub.post("/api/v1/hub/orders/test/1/resume", {"reason": "ask"})

    ann.take()
    assert ann.verdicts(RED_BIN, "B-RED", "B-RED", "T002")[-1] == "list_done"
    assert floor.count(Order, Order.state == "picked") == 2


def test_one_order_of_a_bulk_pick_is_stopped(floor: Floor) -> None:
    open_shop(floor)
    release(floor, *[order_body(str(n), ("RED", 1)) for n in (1, 2, 3)])
    ann = picker(floor)
    ann.take()
    ann.verdicts(RED_BIN, "B-RED")
    floor.hub.post("/api/v1/hub/orders/test/1/hold", {"reason": "ask"})
    assert ann.scan("B-RED")["put_back"] == 0  # the next order takes it
    ann.verdicts("B-RED")
    floor.hub.post("/api/v1/hub/orders/test/2/hold", {"reason": "ask"})

    stop = ann.scan("T001")

    assert (stop["verdict"], "Put the 1 ×" in stop["say"]) == ("intercepted", True)
    assert stop["put_back"] == 1
    assert ann.scan("T001")["verdict"] == "list_done"
    assert floor.count(Order, Order.state == "picked") == 1


def test_a_cancelled_order_is_told_at_the_next_scan(floor: Floor, ann: Picker) -> None:
    ann.verdicts(RED_BIN, "B-RED")
    floor.hub.post("/api/v1/hub/orders/test/1/cancel", {"reason": "x"})

    stop = ann.scan("B-RED")

    assert stop["verdict"] == "intercepted"
    assert "back in A-01-01-1" in stop["say"]
    assert ann.scan("A-02-03-1")["verdict"] == "ok"


def test_who_may_scan_a_list(floor: Floor, ann: Picker) -> None:
    bob = picker(floor)
    bob.pick_list = ann.pick_list
    taken = bob.scan(RED_BIN)
    assert (taken["verdict"], "is with WG-" in taken["say"]) == ("reassigned", True)

    ann.voice.post(f"/api/v1/picks/{ann.pick_list}/pause")
    assert ann.scan(RED_BIN)["verdict"] == "not_claimed"
    bob.pick_list = "WGL9"
    assert bob.scan(RED_BIN)["verdict"] == "not_claimed"

    ann.take()
    assert ann.walk()[-1] == "list_done"
    assert ann.scan(RED_BIN)["verdict"] == "already_done"


def test_a_page_one_step_behind_is_no_error(ann: Picker) -> None:
    first = ann.look()["tasks"][0]["id"]
    ann.verdicts(RED_BIN, "B-RED", "B-RED", "T001")

    assert ann.scan("T001", task=first)["verdict"] == "already_done"
    assert ann.scan("A-02-03-1", task=first, plan_version=1)["verdict"] == "ok"


def test_the_verdicts_are_the_contracts(floor: Floor) -> None:
    promised = (
        "ok, task_done, list_done, wrong_bin, wrong_item, wrong_tote, over_quantity, "
        "unknown_code, ambiguous, other_order, already_done, bounce, expired_lot, "
        "serial_needed, intercepted, reassigned, not_claimed"
    )
    assert [str(verdict) for verdict in Verdict] == promised.split(", ")


def test_every_scan_is_kept_with_its_verdict(floor: Floor, ann: Picker) -> None:
    ann.verdicts(RED_BIN, "B-BLUE", "B-RED")

    rows = floor.read(
        Scan.__table__.select()
        .with_only_columns(Scan.code, Scan.verdict)
        .order_by(Scan.device_seq)
    )
    assert [tuple(row) for row in rows] == [
        (RED_BIN, "ok"),
        ("B-BLUE", "wrong_item"),
        ("B-RED", "ok"),
    ]
    assert floor.count(PickTask, PickTask.state == "claimed") == 1
    assert floor.count(PickList, PickList.state == "claimed") == 1
    assert floor.count(Bin) == 3


@pytest.mark.parametrize(
    ("name", "marks", "told"),
    [
        ("Mug, red", ("Red", None), "Mug, red"),
        ("Wool socks", ("Red", "S"), "Wool socks Red S"),
        ("纯棉 T 恤 蓝色 S", ("蓝色", "S"), "纯棉 T 恤 蓝色 S"),
        ("马克杯", ("红色", None), "马克杯 红色"),
    ],
)
def test_a_name_is_told_apart_once(name: str, marks: tuple[str | None, ...], told: str) -> None:
    assert told_apart(name, *marks) == told
