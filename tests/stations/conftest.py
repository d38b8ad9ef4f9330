from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.floor import Floor
from tests.packing.station import Station, station


@pytest.fixture
def bench(floor: Floor, tmp_path: Path) -> Iterator[Station]:
    with station(floor, tmp_path) as made:
        yield made
