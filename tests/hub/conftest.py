"""A floor with goods: S1 has 100 units, S2 has 5, S0 none."""

import pytest

from tests import builders
from tests.floor import Floor


@pytest.fixture
def stocked(floor: Floor) -> Floor:
    shelf = builders.bin_(floor, "A-01-01-1")
    for code, units in (("S1", 100), ("S2", 5), ("S0", 0)):
        sku = builders.sku(floor, code)
        if units:
            builders.stock(floor, sku, shelf, units)
    return floor


@pytest.fixture
def taken(stocked: Floor) -> Floor:
    """The order A1 wants two units of S1."""
    builders.post_order(stocked, builders.order_body("A1", ("S1", 2)))
    return stocked
