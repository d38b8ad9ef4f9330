"""A label small enough to be recognised, and too small to be scanned or stuck on."""

import io
from typing import TYPE_CHECKING

from labels.files import png

if TYPE_CHECKING:
    from PIL import Image

WIDE_PX, BLUR_PX = 150, 1.6
CROSS, CROSS_PX = (200, 30, 30), 5


def thumb(pdf: bytes, *, crossed: bool = False) -> tuple[bytes, tuple[int, int]]:
    """A label's first page as a small PNG, and its size in pixels.

    Args:
        pdf: the label.
        crossed: it is good no more, and is crossed out from corner to corner.

    At this width a module of its bar code is about a pixel; zxing still reads that, so its
    edges are softened until nothing is left to read. What is only looked at never leaves as
    a label.
    """
    from PIL import Image, ImageFilter

    picture, size = small(png(pdf), WIDE_PX)
    with Image.open(io.BytesIO(picture)) as sharp:
        soft = sharp.filter(ImageFilter.GaussianBlur(BLUR_PX))
    return _png(_crossed_out(soft) if crossed else soft), size


def _crossed_out(picture: "Image.Image") -> "Image.Image":
    from PIL import ImageDraw

    marked = picture.convert("RGB")
    right, bottom = marked.width - 1, marked.height - 1
    pen = ImageDraw.Draw(marked)
    for line in ((0, 0, right, bottom), (0, bottom, right, 0)):
        pen.line(line, fill=CROSS, width=CROSS_PX)
    return marked


def small(picture: bytes, wide_px: int) -> tuple[bytes, tuple[int, int]]:
    """A picture made smaller as PNG, and its size in pixels."""
    from PIL import Image

    with Image.open(io.BytesIO(picture)) as whole:
        scale = min(1.0, wide_px / whole.width)
        size = (max(1, round(whole.width * scale)), max(1, round(whole.height * scale)))
        grey = whole.convert("L" if whole.mode in {"1", "L"} else "RGB")
        made = grey.resize(size, Image.Resampling.LANCZOS)
    return _png(made), size


def _png(picture: "Image.Image") -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
