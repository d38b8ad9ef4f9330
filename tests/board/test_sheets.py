"""What a site prints for its floor comes from what it has, filtered as it asks."""

from __future__ import annotations

import pytest

from app.core.events import SYSTEM
from app.shipping import service as shipping
from labels import verify
from tests import builders
from tests.floor import Floor, Voice
from tests.picking.shift import open_shop, order_body, release


@pytest.fixture
def site(floor: Floor) -> Floor:
    open_shop(floor)
    for code in ("W1-A1", "W1-A2"):
        builders.bin_(floor, code, kind="wall", zone="W1")
    for code, name in (("SF", "顺丰速运"), ("YTO", "圆通速递")):
        floor.write(
            lambda s, c=code, n=name: shipping.save_carrier(
                s, SYSTEM, code=c, name=n, cut_offs=["16:00"]
            )
        )
    return floor


def codes(voice: Voice, path: str) -> list[str]:
    answer = voice.get(f"/api/v1/sheets/{path}")
    assert (answer.status_code, answer.content_type) == (200, "application/pdf"), answer.json
    return verify.decode(answer.data)


WANTED = {
    "bins.pdf": ["A-01-01-1", "A-02-03-1", "B-05-02-1"],
    "bins.pdf?zone=A&size=95x60": ["A-01-01-1", "A-02-03-1"],
    "bins.pdf?aisle=2": ["A-02-03-1"],
    "walls.pdf?zone=W1": ["W1-A1", "W1-A2"],
    "skus.pdf": ["B-BLUE", "B-RED", "B-TIN"],
    "skus.pdf?zone=B": ["B-TIN"],
    "skus.pdf?sku=RED": ["B-RED"],
    "cages.pdf": ["C1", "C2"],
    "codes.pdf?prefix=T&first=98&count=4&digits=3": ["T098", "T099", "T100", "T101"],
    "codes.pdf?prefix=CART-&count=2&digits=2&size=70x50": ["CART-01", "CART-02"],
}
REFUSED = {
    "bins.pdf?zone=Q": (404, "sheet.nothing"),
    "totes.pdf": (404, "sheet.nothing"),
    "cakes.pdf": (404, "sheet.unknown_kind"),
    "picks/NONE.pdf": (404, "sheet.unknown_list"),
    "bins.pdf?size=1x1": (409, "label.invalid"),
    "codes.pdf?prefix=XXXXXXXXXXXXXXXXXXXX&size=30x20": (409, "label.too_long"),
    "bins.pdf?aisle=x": (422, "request.invalid"),
    "codes.pdf?count=9999": (422, "request.invalid"),
}


def test_a_sheet_has_what_was_asked_for(site: Floor) -> None:
    lead = site.person("supervisor")
    assert {path: codes(lead, path) for path in WANTED} == WANTED


def test_what_cannot_be_printed_is_said(site: Floor) -> None:
    lead = site.person("supervisor")
    answers = {path: lead.get(f"/api/v1/sheets/{path}") for path in REFUSED}
    assert {path: (a.status_code, a.json["code"]) for path, a in answers.items()} == REFUSED


def test_a_pick_list_is_printed_as_it_is_walked(site: Floor) -> None:
    [number] = release(site, order_body("A1", ("RED", 2), ("BLUE", 1)))
    lead = site.person("supervisor")

    found = codes(lead, f"picks/{number}.pdf")

    assert found == [number, "A-01-01-1", "B-RED", "A-02-03-1", "B-BLUE"]
    page = lead.get("/sheets").text
    assert f"/api/v1/sheets/picks/{number}.pdf" in page
    assert site.person("picker").get("/sheets").status_code == 403
