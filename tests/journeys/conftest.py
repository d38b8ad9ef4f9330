"""What the journeys of carriers share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.core import clock
from tests.floor import Floor
from tests.journeys.counter import Clock, Counter
from tests.shipping.carrier_accounts import virtual_carrier


@pytest.fixture
def counter(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter]:
    """A bench, a carrier that may answer badly, and a clock that can be put forward."""
    ticking = Clock()
    monkeypatch.setattr(clock, "now", ticking.now)
    with virtual_carrier() as carrier:
        yield Counter(floor, carrier, ticking)
