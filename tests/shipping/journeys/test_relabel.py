"""Another address after the label: the old paper is red for ever, the new one is right."""

from __future__ import annotations

from typing import Any

import pypdfium2
import pytest
import sqlalchemy as sa

from app.stations.models import FloorException
from tests.floor import Floor
from tests.journeys.racing import Dock
from tests.packing.station import Station

HUB = "/api/v1/hub/orders/tmall/A1"
NEW = {"city": "杭州市", "district": "西湖区", "address": "文三路900号"}


def post(bench: Station, path: str, body: Any = None) -> Any:
    return bench.packer.post(f"/api/v1/{path}", body)


def readdress(bench: Station) -> None:
    answer = bench.floor.hub.post(f"{HUB}/address", NEW)
    assert (answer.status_code, answer.json["mask"]) == (200, ["address_changed"])


def void(bench: Station, parcel: str, reason: str = "new address") -> Any:
    lead = bench.floor.person("supervisor")
    return bench.step(parcel, "void", {"reason": reason}, by=lead)


def relabelled(bench: Station, parcel: str) -> str:
    """Label a voided parcel anew; the new number."""
    assert bench.opened(parcel) == parcel
    bench.done(parcel, "preprint")
    return str(bench.done(parcel, "confirm")["waybill"])


def on_paper(bench: Station, parcel: str) -> str:
    """The words of the newest label."""
    newest = bench.packer.get(f"/api/v1/parcels/{parcel}/labels").json["labels"][-1]
    pdf = pypdfium2.PdfDocument(bench.packer.get(newest["url"]).data)
    return str(pdf[0].get_textpage().get_text_bounded())


def refused(bench: Station, parcel: str, sheet: str, waybill: str) -> list[str]:
    """What attach, cage and manifest say to a label."""
    answers = [
        bench.step(parcel, "attach", {"code": waybill}),
        post(bench, "cages/C1/scan", {"code": waybill}),
        post(bench, f"manifests/{sheet}/scan", {"code": waybill}),
    ]
    assert [one.status_code for one in answers] == [409] * 3
    assert {one.json["tone"] for one in answers} == {"stop"}
    for one in answers:
        if one.json["code"] == "label.voided":
            assert (one.json["parcel_no"], one.json["reason"]) == (parcel, "new address")
            assert waybill in one.json["detail"]
    return [one.json["code"] for one in answers]


def troubles(bench: Station) -> list[str]:
    rows = sa.select(FloorException.kind).where(FloorException.ended_at.is_(None))
    return [str(kind) for (kind,) in bench.floor.read(rows)]


def test_a_caged_parcel_with_another_address_gets_another_label(bench: Station) -> None:
    _, parcel, old = bench.attached("A1")
    post(bench, "cages/C1/scan", {"code": old})
    sheet = post(bench, "manifests", {"carrier": "SF"}).json["manifest"]
    readdress(bench)
    assert refused(bench, parcel, sheet, old) == ["order.intercepted"] * 3

    voided = void(bench, parcel)

    assert (voided.json["state"], voided.json["waybill"]) == ("weighed", None)
    seen = bench.look(parcel)
    assert (seen["order_state"], seen["stopped"], seen["cage"]) == ("packed", [], None)
    assert bench.packer.get("/api/v1/cages").json["cages"][0]["parcels"] == 0
    assert troubles(bench) == []
    assert refused(bench, parcel, sheet, old) == ["label.voided"] * 3
    owner = bench.packer.get(f"/api/v1/waybills/{old}").json
    assert owner == {"parcel_no": parcel, "void": "new address"}
    new = relabelled(bench, parcel)
    assert new != old
    assert bench.packer.get(f"/api/v1/waybills/{new}").json["void"] is None
    nobody = bench.packer.get("/api/v1/waybills/WY1")
    assert (nobody.status_code, nobody.json["code"]) == (404, "cage.unknown_parcel")
    words = on_paper(bench, parcel)
    assert "文三路" in words
    assert new.removeprefix("WY")[-4:] in words
    assert refused(bench, parcel, sheet, old) == ["label.voided"] * 3
    bench.done(parcel, "attach", {"code": new})
    assert post(bench, "cages/C1/scan", {"code": new}).status_code == 200
    assert refused(bench, parcel, sheet, old) == ["label.voided"] * 3
    assert post(bench, f"manifests/{sheet}/scan", {"code": new}).json["verdict"] == "ok"
    assert post(bench, f"manifests/{sheet}/close").status_code == 200
    assert bench.floor.hub.get(HUB).json["state"] == "shipped"
    late = post(bench, "cages/C1/scan", {"code": new}).json
    assert (late["code"], late["manifest"]) == ("cage.left", sheet)
    gone = bench.step(parcel, "attach", {"code": old}).json
    assert (gone["code"], gone["tone"]) == ("label.voided", "stop")


def test_the_hub_letting_it_go_on_leaves_no_paper_with_the_old_address(bench: Station) -> None:
    _, parcel, old = bench.confirmed("A1")
    readdress(bench)

    bench.floor.hub.post(f"{HUB}/resume", {"reason": "address_changed"})

    seen = bench.look(parcel)
    assert (seen["state"], seen["stopped"], seen["measured_g"]) == ("weighed", [], 1000)
    bench.print_all()
    assert bench.printer.jobs() == []
    for line in bench.packer.get(f"/api/v1/parcels/{parcel}/labels").json["labels"]:
        assert bench.packer.get(line["url"]).json["code"] == "label.too_early"
    late = bench.step(parcel, "attach", {"code": old}).json
    assert (late["code"], late["reason"]) == ("label.voided", "address_changed")
    assert f"Label {old} is void (address changed)" in late["detail"]
    relabelled(bench, parcel)
    assert "文三路" in on_paper(bench, parcel)


@pytest.mark.parametrize("scanned_off", [True, False])
def test_a_label_voided_on_the_vehicle_holds_the_vehicle(
    bench: Station, *, scanned_off: bool
) -> None:
    _, parcel, old = bench.attached("A1")
    sheet = post(bench, "manifests", {"carrier": "SF"}).json["manifest"]
    path = f"manifests/{sheet}"
    post(bench, f"{path}/scan", {"code": old})
    readdress(bench)
    void(bench, parcel)

    held = post(bench, f"{path}/close")
    assert (held.json["code"], held.json["parcels"]) == ("manifest.intercepted", [parcel])
    if scanned_off:
        off = post(bench, f"{path}/scan", {"code": old}).json
        assert (off["verdict"], off["tone"], off["parcels"]) == ("voided", "stop", 0)
    new = relabelled(bench, parcel)
    bench.done(parcel, "attach", {"code": new})

    assert post(bench, f"{path}/close").json["code"] == "manifest.empty"
    assert post(bench, f"{path}/scan", {"code": new}).json["verdict"] == "ok"
    assert post(bench, f"{path}/close").json["state"] == "closed"


def test_a_preprint_with_the_old_address_is_voided_too(bench: Station) -> None:
    _, parcel = bench.packed("A1")
    bench.weigh(parcel, 1000)
    bench.done(parcel, "preprint")
    readdress(bench)
    assert bench.step(parcel, "confirm").json["code"] == "order.intercepted"

    assert void(bench, parcel).json["state"] == "weighed"

    assert bench.step(parcel, "confirm").json["missing"] == ["preprint"]
    relabelled(bench, parcel)
    assert "文三路" in on_paper(bench, parcel)


def test_an_address_nobody_can_deliver_to_stays_stopped(bench: Station) -> None:
    _, parcel, _ = bench.attached("A1")
    bench.floor.hub.post(f"{HUB}/address", {"phone": "?"})

    assert void(bench, parcel).json["state"] == "weighed"

    assert bench.look(parcel)["stopped"] == ["address_changed"]
    assert troubles(bench) == ["intercept"]
    bench.floor.hub.post(f"{HUB}/address", {"phone": "13800138000"})
    bench.floor.hub.post(f"{HUB}/resume", {"reason": "address_changed"})
    assert troubles(bench) == []
    relabelled(bench, parcel)


def test_an_order_goes_on_once_no_parcel_says_the_old_address(floor: Floor) -> None:
    dock = Dock(floor)
    ((external, order_no),) = dock.orders(1, units=2)
    lead, path = floor.person("supervisor"), f"/api/v1/hub/orders/test/{external}"
    masks = [floor.hub.post(f"{path}/address", NEW).json["mask"]]
    parcels = dock.in_two_parcels(order_no)
    masks.append(floor.hub.post(f"{path}/address", {"city": "宁波市"}).json["mask"])

    for parcel in parcels:
        voided = lead.post(f"/api/v1/parcels/{parcel}/void", {"reason": "new address"})
        assert voided.status_code == 200
        masks.append(floor.hub.get(path).json["mask"])

    assert masks == [[], ["address_changed"], ["address_changed"], []]
