"""The sizes of label stock: where each band of the waybill begins."""

from dataclasses import dataclass

from labels.elements import DOTS_PER_MM

PAD = 1.2
"""Clear space inside a band, in millimetres."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One size of stock: band edges in millimetres from the top, and the letter scale.

    `grid` is the dots in a millimetre of the head that prints it.
    """

    width: float
    height: float
    margin: float
    inset: float
    head: float
    code: float
    route: float
    bars: float
    receiver: float
    sender: float
    goods: float
    column: float
    facts: float
    scale: float
    code_size: float
    bar_top: float
    bar_height: float
    stub_top: float
    stub_height: float
    row: float
    date: str
    grid: float = DOTS_PER_MM


PLANS = {
    "76x130": Plan(
        width=76, height=130, margin=2, inset=3.5, head=11.5, code=26.5, route=34.6, bars=57.6,
        receiver=76.4, sender=87.6, goods=103.2, column=54.5, facts=46.5, scale=0.84,
        code_size=11, bar_top=36.75, bar_height=14, stub_top=109.5, stub_height=9, row=3.9,
        date="%m-%d %H:%M",
    ),
    "100x150": Plan(
        width=100, height=150, margin=3, inset=5, head=14, code=32.1, route=42.1, bars=69.1,
        receiver=91.3, sender=104, goods=121.3, column=72, facts=60, scale=1,
        code_size=14.2, bar_top=44.5, bar_height=16, stub_top=130.5, stub_height=8.75, row=4.5,
        date="%Y-%m-%d %H:%M",
    ),
    "100x180": Plan(
        width=100, height=180, margin=3, inset=5, head=14, code=33, route=43, bars=74,
        receiver=100, sender=115, goods=144.2, column=72, facts=60, scale=1,
        code_size=14.8, bar_top=45.5, bar_height=20, stub_top=154, stub_height=14, row=4.6,
        date="%Y-%m-%d %H:%M",
    ),
}  # fmt: skip
