"""A signature drawn with a finger: kept as a small black and white PNG, printed as dots."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from labels.errors import LabelInvalidError

if TYPE_CHECKING:
    from PIL.Image import Image

WIDEST, HIGHEST = 2400, 1600
"""Dots of the largest screen that is taken; more is no signature but a picture."""
KEPT = (640, 320)
DARK = 128
_ONE_BIT = "1"


def clean(png: bytes) -> bytes:
    """Read a drawn signature and write it anew: black on white, cut to its ink, nothing else.

    Raises:
        LabelInvalidError: it is no PNG, is far too large, or shows nothing.
    """
    drawn = _ink(_opened(png))
    drawn.thumbnail(KEPT)
    out = io.BytesIO()
    drawn.point(lambda level: 0 if level < DARK else 255).convert(_ONE_BIT).save(out, "PNG")
    return out.getvalue()


def rows(png: bytes, *, wide: int, high: int) -> tuple[str, ...]:
    """The signature's dots, row by row, ``1`` for ink, in at most *wide* x *high* of them."""
    from PIL import Image

    with Image.open(io.BytesIO(png), formats=["PNG"]) as kept:
        drawn = kept.convert("L")
    scale = min(wide / drawn.width, high / drawn.height)
    size = max(1, int(drawn.width * scale)), max(1, int(drawn.height * scale))
    dots = drawn.resize(size).tobytes()
    return tuple(
        "".join("1" if level < DARK else "0" for level in dots[at : at + size[0]])
        for at in range(0, len(dots), size[0])
    )


def _opened(png: bytes) -> Image:
    """The picture on white paper, in grey."""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(png), formats=["PNG"]) as image:
            small = image.width <= WIDEST and image.height <= HIGHEST
            over = image.convert("RGBA") if small else None  # its dots are read here alone
    except Exception:  # noqa: BLE001  a broken PNG breaks the reader in many ways
        raise LabelInvalidError("signature", "no picture") from None
    if over is None:
        raise LabelInvalidError("signature", "too large")
    paper = Image.new("RGBA", over.size, "white")
    return Image.alpha_composite(paper, over).convert("L")


def _ink(drawn: Image) -> Image:
    box = drawn.point(lambda level: 255 if level < DARK else 0).getbbox()
    if box is None:
        raise LabelInvalidError("signature", "nothing is drawn")
    return drawn.crop(box)
