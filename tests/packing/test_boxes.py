"""Which box is suggested."""

from __future__ import annotations

import pytest

from app.packing.boxes import BoxSize, suggest

SMALL, LONG, BIG = (
    BoxSize("1", (100, 100, 100)),
    BoxSize("2", (400, 80, 60)),
    BoxSize("3", (300, 200, 150)),
)


@pytest.mark.parametrize(
    ("units", "box"),
    [
        ([((50, 50, 50), 1)], "1"),
        ([((50, 50, 50), 6)], "1"),  # 75 percent of the room
        ([((50, 50, 50), 7)], "2"),  # 87.5 percent is too tight
        ([((10, 10, 390), 1)], "2"),  # longer than the others
        ([((120, 120, 120), 1)], "3"),
        ([((120, 120, 120), 9)], None),
        ([((500, 10, 10), 1)], None),
        ([((50, 50, 50), 1), (None, 1)], None),
    ],
)
def test_the_smallest_box_that_holds_the_goods_is_suggested(units, box):
    assert suggest([BIG, SMALL, LONG], units) == box
