"""What the hub reads: an order, the reports, the digest, the units."""

import hashlib

import pytest
import sqlalchemy as sa

from app.orders.rules import OrderState
from app.packing.models import Parcel
from app.packing.rules import ParcelState
from tests.builders import order_body, post_order
from tests.floor import Floor
from tests.hub.test_cancel import parcels, set_state

URL = "/api/v1/hub/orders"
ORDER = f"{URL}/tmall/A1"


def test_the_status_tells_everything(taken: Floor) -> None:
    parcels(taken, ParcelState.CAGED, ParcelState.VOID)
    taken.write(
        lambda s: (
            s.execute(sa.update(Parcel).where(Parcel.id == 1).values(measured_g=250)) and None
        )
    )
    set_state(taken, OrderState.STAGED)

    status = taken.hub.get(ORDER).json

    assert status["flags"] == dict.fromkeys(
        ("picked", "sorted", "checked", "weighed", "archived", "labelled", "attached"), True
    )
    assert status["parcels"][0]["grams"] == 250
    assert [event["tag"] for event in status["timeline"]] == ["orders.order.accepted"]
    assert "张三丰" not in str(status)
    named = {"source_platform": "tmall", "external_order_no": "A1"}
    assert taken.hub.post(f"{URL}/status", named).json == status
    assert taken.hub.get(f"{URL}/tmall/A9").status_code == 404


def test_every_report_has_the_same_shape_whatever_it_is_about(stocked: Floor) -> None:
    post_order(stocked, order_body("A1", ("NEW", 1)))

    events = stocked.hub.get("/api/v1/hub/events").json["events"]

    told = {event["type"]: event["data"] for event in events}
    assert told.keys() == {"order.accepted", "order.held", "exception.raised"}
    shape = "source_platform external_order_no order_no seq trace_id transaction_id operator"
    assert all(set(shape.split()) <= data.keys() for data in told.values())
    assert (told["order.held"]["seq"], told["exception.raised"]["order_no"]) == (2, None)
    ids = {data[name] for data in told.values() for name in data if name.endswith("_id")}
    assert {type(one) for one in ids} <= {str, type(None)}


def test_the_feed_pages_without_a_gap(stocked: Floor) -> None:
    for n in range(5):
        post_order(stocked, order_body(f"A{n}"))
    whole = stocked.hub.get("/api/v1/hub/events").json
    accepted = [event for event in whole["events"] if event["type"] == "order.accepted"]

    paged, after = [], 0
    while page := stocked.hub.get(f"/api/v1/hub/events?after={after}&limit=2").json["events"]:
        paged += page
        after = stocked.hub.get(f"/api/v1/hub/events?after={after}&limit=2").json["next"]

    assert paged == whole["events"]
    assert after == whole["next"]
    assert [event["data"]["seq"] for event in accepted] == [1] * 5
    assert stocked.hub.get(f"/api/v1/hub/events?after={after}").json == {
        "events": [],
        "next": after,
    }


def test_a_chain_may_be_longer_than_32_bits(floor: Floor) -> None:
    after = 2**40
    told = floor.hub.get(f"/api/v1/hub/events?after={after}&limit=99999")
    assert told.json == {"events": [], "next": after}


@pytest.mark.parametrize(
    "query", ["after=-1", "limit=0", "after=x", "after=1&after=2", "more=1"]
)
def test_a_bad_page_is_refused(floor: Floor, query: str) -> None:
    assert floor.hub.get(f"/api/v1/hub/events?{query}").status_code == 422


def test_the_digest_hashes_each_hour(floor: Floor) -> None:
    for number, created in (("B", "09:59"), ("a", "09:00"), ("C", "10:00"), ("D", "12:00")):
        post_order(floor, order_body(number, created_at=f"2026-11-22T{created}:00+08:00"))
    floor.hub.post(f"{URL}/tmall/C/cancel", {})

    answer = floor.hub.get(
        "/api/v1/hub/digest?from=2026-11-22T09:00:00+08:00&to=2026-11-22T04:00:00Z"
    )

    hours = answer.json["hours"]
    assert [(hour["hour"], hour["count"]) for hour in hours] == [
        ("2026-11-22T01:00:00Z", 2),
        ("2026-11-22T02:00:00Z", 1),
    ]
    lines = b"tmall\tB\t1\ntmall\ta\t1\n"
    assert hours[0]["sha256"] == hashlib.sha256(lines).hexdigest()


@pytest.mark.parametrize(
    "query",
    [
        "from=2026-11-22T09:00:00Z",
        "from=x&to=y",
        "from=2026-11-22T09:00:00&to=2026-11-22T10:00:00",
        "from=2026-11-22T09:00:00Z&to=2026-11-22T09:00:00Z",
        "from=2020-11-22T09:00:00Z&to=2026-11-22T09:00:00Z",
        "from=0001-01-01T00:00:00Z&to=0001-01-02T00:00:00Z",
    ],
)
def test_a_bad_stretch_is_refused(floor: Floor, query: str) -> None:
    assert floor.hub.get(f"/api/v1/hub/digest?{query}").status_code == 422


def test_units_that_changed(stocked: Floor) -> None:
    from app.inventory.telling import tell_changes

    stocked.write(tell_changes)
    whole = stocked.hub.get("/api/v1/hub/stock").json
    assert {row["sku"]: row["available"] for row in whole["stock"]} == {
        "S0": 0,
        "S1": 100,
        "S2": 5,
    }

    post_order(stocked, order_body("A1", ("S2", 2)))
    stocked.write(tell_changes)
    changed = stocked.hub.get(f"/api/v1/hub/stock?changed_after={whole['next']}").json
    assert changed["stock"] == [{"sku": "S2", "available": 3}]
    assert (
        stocked.hub.get(f"/api/v1/hub/stock?changed_after={changed['next']}").json["stock"]
        == []
    )


def test_units_come_by_pages_when_asked_for(stocked: Floor) -> None:
    url = "/api/v1/hub/stock"
    whole = [row["sku"] for row in stocked.hub.get(url).json["stock"]]
    read = [""]
    while page := stocked.hub.get(f"{url}?limit=2&after={read[-1]}").json["stock"]:
        read += [row["sku"] for row in page]

    assert read == ["", *whole] == ["", "S0", "S1", "S2"]
    assert stocked.hub.get(f"{url}?limit=0").json["code"] == "request.invalid"
