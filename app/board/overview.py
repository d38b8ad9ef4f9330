"""The whole board, read at one moment."""

from __future__ import annotations

from datetime import tzinfo

from sqlalchemy.orm import Session

from app.board import health, progress, queries
from app.board.figures import Board
from app.core import clock
from app.core.events import latest_seq


def read(session: Session, warehouse_id: int, zone: tzinfo) -> Board:
    """Read every figure of a site's board; no transaction of ours is open afterwards.

    Args:
        session: to read with.
        warehouse_id: the site.
        zone: the site's, in which its day begins at midnight.
    """
    at = clock.now()
    today = queries.day_start(at, zone)
    rule = queries.limits(session, warehouse_id)
    benches = health.stored(session, warehouse_id)
    board = Board(
        at=at,
        upto=latest_seq(session, warehouse_id),
        states=queries.states(session, warehouse_id, at, today, rule),
        waves=progress.waves(session, warehouse_id, at),
        exceptions=queries.trouble(session, warehouse_id, rule),
        people=queries.people(session, warehouse_id, at),
        benches=[],
        hub=queries.hub(session),
        throughput=queries.throughput(session, warehouse_id, at=at, today=today, rule=rule),
    )
    session.rollback()
    board.benches = health.lines(benches)
    return board
