"""What is wrong with an item in hand: unknown, another order's, one too many, read twice."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from app.catalog.queries import SkuFacts, sku_facts
from app.inventory.models import Holding
from app.inventory.rules import tote_place
from app.packing.contents import Line
from app.packing.models import PackScan
from app.packing.rules import BOUNCE_S, TYPED_FROM
from app.packing.scans import Answer, Desk, Scan, called, no
from app.waves.models import Tote


def is_bounce(desk: Desk, one: Scan) -> bool:
    """The same code within 80 ms of trigger time: one trigger that came twice."""
    if one.at is None:
        return False
    last = desk.session.scalar(
        sa.select(PackScan.triggered_at)
        .where(PackScan.parcel_id == desk.parcel.id, PackScan.code == one.code)
        .where(PackScan.triggered_at.is_not(None))
        .order_by(PackScan.triggered_at.desc())
        .limit(1)
    )
    return last is not None and abs((one.at - last).total_seconds()) < BOUNCE_S


def unknown(desk: Desk, one: Scan) -> Answer:
    """No item's code; it may be a tote's."""
    tote = desk.session.scalar(
        sa.select(Tote.code).where(
            Tote.warehouse_id == desk.parcel.warehouse_id, Tote.code == one.code.strip()
        )
    )
    if tote is not None and _is_own_tote(desk, tote):
        return no(one, "already_done", "packing.tote_is_open", scanned=tote)
    if tote is not None:
        return no(one, "wrong_tote", "packing.scan_an_item", scanned=tote)
    return no(one, "unknown_code", "packing.scan_unknown", scanned=one.code[:80])


def _is_own_tote(desk: Desk, tote: str) -> bool:
    """Read twice, or the next of the order's totes put on the bench."""
    inside = Holding.order_id == desk.order.id, Holding.place == tote_place(tote)
    return bool(desk.session.scalar(sa.select(sa.exists().where(*inside))))


def wrong(desk: Desk, one: Scan, sku_id: int) -> Answer:
    """Say what was scanned and what is wanted."""
    facts = sku_facts(desk.session, [sku_id])[sku_id]
    lines = desk.contents.lines
    alike = [line for line in lines if line.facts.name == facts.name]
    wanted = next((line for line in [*alike, *lines] if line.left), [*alike, *lines][0])
    return no(
        one,
        "wrong_item",
        "packing.scan_wrong_item",
        scanned=called(facts),
        wanted=called(wanted.facts),
        goods=[_looks(facts), _looks(wanted.facts)],
    )


def _looks(facts: SkuFacts) -> dict[str, Any]:
    return {
        "sku": facts.code,
        "name": facts.name,
        "looks": facts.looks,
        "image_url": facts.image_url,
        "barcode_tail": facts.barcode_tail,
    }


def too_many(desk: Desk, one: Scan, line: Line, units: int) -> Answer | None:
    """More than the line wants, or than the box may weigh; None when it fits."""
    unseen = line.here - line.checked
    values: dict[str, Any] = {"item": called(line.facts), "wanted": line.wanted}
    if units > unseen + line.left:
        return no(one, "over_quantity", "packing.scan_over", line.line_no, **values)
    fits = unseen + desk.contents.fits(line)
    if units > fits:
        most_kg = f"{desk.contents.most_g / 1000:g}"
        return no(
            one, "over_quantity", "packing.parcel_full", **values, most_kg=most_kg, fits=fits
        )
    return None


def typed(desk: Desk, one: Scan, line: Line) -> Answer | None:
    """A count typed for goods that the scale cannot miss: twice the same, or each scanned."""
    if one.quantity == 1 or line not in desk.contents.scan_each():
        return None
    if line.wanted <= TYPED_FROM:
        return no(one, "ambiguous", "packing.scan_each", item=called(line.facts))
    before = desk.session.execute(
        sa.select(PackScan.code, PackScan.quantity, PackScan.verdict)
        .where(PackScan.parcel_id == desk.parcel.id)
        .order_by(PackScan.at.desc(), PackScan.scan_id.desc())
        .limit(1)
    ).first()
    if before is not None and tuple(before) == (one.code[:200], one.quantity, "ambiguous"):
        return None
    return no(
        one, "ambiguous", "packing.type_again", item=called(line.facts), units=one.quantity
    )
