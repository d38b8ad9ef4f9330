from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from app.core import clock
from tests.floor import Floor
from tests.packing.station import Station, station


@pytest.fixture
def bench(floor: Floor, tmp_path: Path) -> Iterator[Station]:
    with station(floor, tmp_path) as made:
        yield made


@pytest.fixture
def days_on(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let days pass, or *by_hand* set the clock forward."""
    present = clock.now()

    def move(days: float, *, by_hand: bool = False) -> None:
        monkeypatch.setattr(clock, "now", lambda: present + timedelta(days=days))
        if not by_hand:
            monkeypatch.setattr(clock, "set_forward", lambda: timedelta(0))

    return move
