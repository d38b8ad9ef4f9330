"""Basket tickets of a wave, from its lock to the totes on the cart."""

from __future__ import annotations

import pypdfium2
import sqlalchemy as sa

from app.waves.models import Tote
from labels import verify
from tests.floor import Floor
from tests.picking.shift import open_shop, order_body, picker, send


def codes(pdf: bytes) -> list[str]:
    """What each page's bar code says."""
    return [
        text
        for page in range(len(pypdfium2.PdfDocument(pdf)))
        for _, text in verify._codes(verify.raster(pdf, page=page), thorough=False)
    ]


def test_a_wave_has_a_ticket_for_each_order_then_for_each_tote(floor: Floor) -> None:
    open_shop(floor)
    lead = floor.person("supervisor")
    send(floor, order_body("1", ("RED", 2), ("TIN", 1)), order_body("2", ("BLUE", 1)))
    (wave,) = [one["wave"] for one in lead.post("/api/v1/waves", {}).json["waves"]]
    url = f"/api/v1/waves/{wave}/tickets.pdf"
    orders = [row["order_no"] for row in lead.get(f"/api/v1/waves/{wave}").json["orders"]]

    locked = lead.get(url)
    assert (locked.status_code, locked.content_type) == (200, "application/pdf")
    assert codes(locked.data) == sorted(orders)

    lists = lead.post(f"/api/v1/waves/{wave}/release").json["lists"]
    assert sorted(set(codes(lead.get(url).data))) == sorted(orders)

    for _ in lists:
        one = picker(floor)
        one.take()
        one.walk()
    totes = sorted(row[0] for row in floor.read(sa.select(Tote.code)))
    assert sorted(codes(lead.get(f"{url}?size=76x130").data)) == totes


def test_a_wave_without_baskets_is_said(floor: Floor) -> None:
    open_shop(floor)
    lead = floor.person("supervisor")
    send(floor, order_body("1", ("RED", 1)))
    (made,) = lead.post("/api/v1/waves", {}).json["waves"]
    lead.post(f"/api/v1/waves/{made['wave']}/cancel")

    empty = lead.get(f"/api/v1/waves/{made['wave']}/tickets.pdf")
    assert (empty.status_code, empty.json["code"]) == (409, "batch.no_basket")
    assert lead.get("/api/v1/waves/W0/tickets.pdf").json["code"] == "wave.unknown"
    assert lead.get(f"/api/v1/waves/{made['wave']}/tickets.pdf?size=A4").status_code == 422


def test_a_tote_whose_code_no_scanner_reads_gets_no_ticket(floor: Floor) -> None:
    open_shop(floor)
    lead = floor.person("supervisor")
    send(floor, order_body("1", ("RED", 1)))
    (made,) = lead.post("/api/v1/waves", {}).json["waves"]
    lead.post(f"/api/v1/waves/{made['wave']}/release")
    one = picker(floor)
    one.take()
    one.walk()
    url = f"/api/v1/waves/{made['wave']}/tickets.pdf"
    for code, why in (("筐一", "label.invalid"), ("x" * 40, "label.too_long")):
        floor.write(lambda s, c=code: s.execute(sa.update(Tote).values(code=c)) and None)
        refused = lead.get(url)
        assert (refused.status_code, refused.json["code"]) == (409, why)
