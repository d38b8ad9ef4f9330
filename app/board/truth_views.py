"""URLs of the truth clocks' queues: what to chase, what to audit."""

from __future__ import annotations

import msgspec
from flask import render_template

from app.board import truth
from app.board.truth import Truth
from app.board.urls import bp
from app.core import clock, db
from app.core.api import caller
from app.core.events import latest_seq


@bp.get("/api/v1/truth", needs="board.view", answer=Truth)
def truth_queues() -> Truth:
    """List parcels whose carriers are silent, or say otherwise than we do."""
    return truth.read(db.reading(), caller().actor.warehouse_id)


@bp.page("/truth", needs="board.view")
def truth_page() -> str:
    """Show both queues, to take and to end."""
    session, site = db.reading(), caller().actor.warehouse_id
    may_work = caller().may("exception.work")
    data = {
        "now": clock.now().isoformat(),
        "upto": latest_seq(session, site),
        "may_work": may_work,
        "truth": msgspec.to_builtins(truth.read(session, site)),
    }
    return render_template("board/truth.html", may_work=may_work, page_data=data)
