"""What a visitor of the demo makes go wrong, and puts right."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from app.simulation.book import Known
from app.simulation.troubles import NOTHING, Troubles
from app.simulation.voice import Refusal


class Floor:
    """A demo floor as its buttons see it: kit, book and hub in one."""

    def __init__(self, **states: list[str]) -> None:
        self.states = states
        self.cancelled: list[str] = []
        self.too_late = False
        self.faults: list[tuple[str, dict[str, Any]]] = []
        self.bench = SimpleNamespace(printer=self, scale=self)
        self.benches = [self.bench]

    def in_state(self, *states: str) -> list[Known]:
        return [
            Known("shop", number, f"WGO{number}")
            for state in states
            for number in self.states.get(state, [])
        ]

    def machine(self, *_: object) -> Floor:
        return self

    def post(self, _: str, body: dict[str, str]) -> None:
        if self.too_late:
            raise Refusal(409, {"code": "order.conflict"})
        self.cancelled.append(body["external_order_no"])

    def close(self) -> None:
        pass

    def fault(self, kind: str, **more: Any) -> None:
        self.faults.append((kind, more))


def buttons(floor: Any) -> Troubles:
    return Troubles(floor, floor)


def test_a_second_cancel_takes_another_order_and_those_in_hand_first():
    floor = Floor(accepted=["4"], waved=["3", "2"], picked=["1"])
    press = buttons(floor)

    assert [press.make("cancel", 60) for _ in range(5)] == [{}, {}, {}, {}, NOTHING]
    assert floor.cancelled == ["1", "2", "3", "4"]
    assert press.cancelled == "WGO4"


def test_a_cancel_that_the_floor_refuses_is_told_and_not_counted():
    floor = Floor(waved=["1"])
    floor.too_late = True
    press = buttons(floor)

    assert press.make("cancel", 60) == NOTHING
    assert press.cancelled is None


@pytest.mark.parametrize(
    ("kind", "fault"), [("paper", ("paper_out", {})), ("drift", ("drift", {"percent": 5}))]
)
def test_pressing_again_puts_paper_and_scales_right(kind, fault):
    floor = Floor()
    press = buttons(floor)

    press.make(kind, 60)
    assert (press.paper_out, press.drifts) == (kind == "paper", kind == "drift")
    press.make(kind, 60)
    assert (press.paper_out, press.drifts) == (False, False)
    assert floor.faults == [fault, ("none", {})]
