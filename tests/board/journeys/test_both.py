"""The board's figures and the audit, on both databases."""

from __future__ import annotations

from app.core.events import SYSTEM, seal_now
from app.orders.rules import OrderState
from app.stations.rules import ExceptionKind
from app.stations.service import raise_exception
from tests.board.test_board import aged, state_of
from tests.floor import Floor


def test_the_board_counts_ages_and_hours(floor: Floor) -> None:
    aged(floor, "O1", OrderState.PICKED, 100)
    aged(floor, "O2", OrderState.SHIPPED, 0)
    floor.write(lambda s: raise_exception(s, SYSTEM, ExceptionKind.SHORT, "O1"))

    board = floor.person("supervisor").get("/api/v1/board").json

    assert state_of(board, "picked")["mean_age_s"] // 60 == 100
    assert state_of(board, "shipped")["count"] == 1
    assert [hour["shipped"] for hour in board["throughput"] if hour["shipped"]] == [1]
    assert board["exceptions"]["open"] == 1
    assert floor.person("supervisor").get("/api/v1/orders?after=O1").status_code == 200


def test_the_audit_runs_on_an_untouched_floor(floor: Floor) -> None:
    floor.write(lambda s: raise_exception(s, SYSTEM, ExceptionKind.SHORT, "O1"))
    store = floor.app.extensions["store"]
    if not store.is_sqlite:
        seal_now(store)
    answer = floor.machine("reader").get("/api/v1/audit/invariants").json
    assert (all(answer["invariants"].values()), answer["violations"]) == (True, [])
