"""The bench's pages, and what hangs beside it: its boxes and its card of commands."""

from __future__ import annotations

from typing import Literal

import msgspec
import sqlalchemy as sa
from flask import Response, render_template

from app.core import clock, db
from app.core.api import caller
from app.packing import queries
from app.packing.bodies import Boxes, BoxLine
from app.packing.models import Box
from app.packing.urls import bp
from app.stations.benches import benches
from app.stations.service import bench_by_code

BOXES_ON_CARD = 10


@bp.get("/api/v1/boxes", needs="pack.work", answer=Boxes)
def list_boxes() -> Boxes:
    """The boxes of the site, lightest first."""
    rows = db.reading().scalars(
        sa.select(Box)
        .where(Box.warehouse_id == caller().actor.warehouse_id)
        .order_by(Box.tare_g, Box.code)
    )
    return Boxes(
        [
            BoxLine(row.code, float(row.tare_g), row.length_mm, row.width_mm, row.height_mm)
            for row in rows
        ]
    )


@bp.page("/bench", needs="pack.work")
def benches_page() -> str:
    """Which bench is this?"""
    codes = [row.code for row in benches(db.reading(), caller().actor.warehouse_id)]
    return render_template("packing/benches.html", benches=codes)


@bp.page("/commands.pdf", needs="pack.work")
def command_card() -> Response:
    """The card by the packer's hand: every command, and the smallest boxes, as bar codes."""
    import labels

    boxes = [
        labels.CardBox(code=one.box, size=f"{one.length_mm}×{one.width_mm}×{one.height_mm} mm")
        for one in list_boxes().boxes[:BOXES_ON_CARD]
    ]
    language: Literal["zh", "en"] = "en" if caller().language == "en" else "zh"
    return Response(labels.command_card(language, boxes), content_type="application/pdf")


@bp.page("/bench/<code>", needs="pack.work", errors=("station.unknown_bench",))
def bench_page(code: str) -> str:
    """The bench's page; it goes on with what the bench is working on."""
    actor = caller().actor
    bench = bench_by_code(db.reading(), actor, code)
    here = queries.at_bench(db.reading(), bench.id, bench.code)
    parcel = here.parcel_no and queries.parcel_view(db.reading(), actor, here.parcel_no)
    lane = None
    if here.tote and not parcel:
        lane = queries.lane_view(db.reading(), bench.code, actor.warehouse_id, here.tote)
    data = {
        "bench": bench.code,
        "parcel": msgspec.to_builtins(parcel) if parcel else None,
        "lane": msgspec.to_builtins(lane) if lane else None,
        "size": bench.label_size,
        "boxes": msgspec.to_builtins(list_boxes().boxes),
        "now": clock.now().isoformat(),
    }
    return render_template(
        "packing/bench.html", bench=bench.code, person=caller().name, page_data=data
    )
