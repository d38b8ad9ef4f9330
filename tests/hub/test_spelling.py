"""A recipient that cannot be printed: seen by who may spell it, and by nobody unrecorded."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from app.core.events import EventRow
from tests import builders
from tests.floor import Floor

ODD = "张𠮷"
STREET = "𠮷祥路8号3栋1201室"


@pytest.fixture
def held(stocked: Floor) -> str:
    """The number of an order whose street has a character that no font here has."""
    body = builders.order_body("A1")
    body["recipient"] |= {"name": ODD, "address": STREET}
    posted = builders.post_order(stocked, body)
    assert posted["status"] == "held"
    return str(posted["order_no"])


def seen(floor: Floor) -> int:
    return floor.count(EventRow, EventRow.tag == "orders.recipient.seen")


def test_the_page_shows_the_original_and_names_what_cannot_be_printed(
    stocked: Floor, held: str
) -> None:
    lead = stocked.person("supervisor")

    page = lead.get(f"/orders/{held}/spelling")

    assert page.status_code == 200
    assert '<mark class="spell__bad">𠮷</mark>祥路8号' in page.text
    assert "上海市 上海市 浦东新区" in page.text
    assert seen(stocked) == 1
    told = stocked.read(sa.select(EventRow.body).where(EventRow.subject == held))
    assert not any(ODD in str(body) or STREET in str(body) for (body,) in told)
    assert stocked.person("packer").get(f"/orders/{held}/spelling").status_code == 403
    assert seen(stocked) == 1


def test_an_order_that_can_be_printed_shows_nobody(stocked: Floor, held: str) -> None:
    lead = stocked.person("supervisor")
    number = {"source_platform": "tmall", "external_order_no": "A1"}
    said = lead.post("/api/v1/hub/orders/spelling", number | {"print_address": "吉祥路8号"})
    assert said.json["holds"] == []

    page = lead.get(f"/orders/{held}/spelling")

    assert page.status_code == 409
    assert "order.printable" in page.text
    assert "吉祥路" not in page.text
    assert lead.get("/orders/WGO9/spelling").status_code == 404
    assert seen(stocked) == 0


def test_a_region_that_cannot_be_printed_is_not_hidden_by_a_spelling(
    stocked: Floor, held: str
) -> None:
    stocked.hub.post("/api/v1/hub/orders/tmall/A1/address", {"district": "𠮷区"})

    answer = stocked.person("supervisor").post(
        "/api/v1/hub/orders/tmall/A1/spelling", {"print_address": "吉祥路8号"}
    )

    assert (answer.status_code, answer.json["code"]) == (422, "order.still_unprintable")
