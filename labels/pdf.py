"""The PDF renderer: pages of elements in, the same bytes every time out."""

import io
import math
from collections.abc import Sequence
from typing import Any

from labels import fonts, icons, waybill
from labels.elements import (
    DOTS_PER_MM,
    Bars,
    Box,
    Disc,
    Element,
    Icon,
    Ink,
    Matrix,
    Page,
    Rule,
    Text,
)
from labels.spec import Label
from labels.verify import check

POINTS = 72 / 25.4
"""Points in a millimetre."""
INKS: dict[Ink, tuple[float, float, float]] = {
    "black": (0, 0, 0),
    "white": (1, 1, 1),
    "grey": (0.8, 0.8, 0.8),
    "navy": (0.051, 0.102, 0.212),
}
_THICKEN = 0.035
"""Outline that makes a regular face bold, in sizes: the Chinese fonts have no bold."""
_DASH = (1.6, 1.2)


def render(label: Label, size: str, *, masked: bool = True, verify: bool = True) -> bytes:
    """One waybill label as a PDF with embedded fonts.

    Args:
        label: what it must say.
        size: one of `SIZES`.
        masked: hide name, phone and room; False only by permission and a carrier's need.
        verify: decode the finished label and compare; False only for measuring.

    Raises:
        LabelError: it cannot be drawn, or decoded again does not say what it must.
    """
    pdf = draw([waybill.page(label, size, masked=masked)], title=label.parcel_no)
    if verify:
        check(pdf, label)
    return pdf


def draw(pages: Sequence[Page], *, title: str) -> bytes:
    """Draw pages into one PDF; equal pages give equal bytes."""
    from reportlab import rl_config
    from reportlab.pdfgen.canvas import Canvas

    rl_config.useA85 = (
        0  # plain binary streams: a fifth smaller, and PDF has allowed them for ever
    )
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1, pageCompression=1)
    canvas.setTitle(title)
    canvas.setCreator("Wavegate")
    for page in pages:
        canvas.setPageSize((_down(page.width), _down(page.height)))
        pen = _Pen(canvas, page.height)
        for element in page.elements:
            pen.draw(element)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _down(mm: float) -> float:
    """A page length in points, never a hair over: a rasteriser would add a whole dot."""
    return math.floor(mm * POINTS * 10_000) / 10_000


class _Pen:
    """Draws elements on one page; turns millimetres from the top into points from the foot."""

    def __init__(self, canvas: Any, height: float) -> None:
        self.canvas = canvas
        self.top = height * POINTS

    def draw(self, element: Element) -> None:
        """Draw one element of any kind."""
        match element:
            case Text():
                self._text(element)
            case Bars():
                self._bars(element)
            case Matrix():
                self._matrix(element)
            case Box():
                self._box(element)
            case Rule():
                self._rule(element)
            case Disc():
                self._disc(element)
            case Icon():
                self._icon(element)

    def _text(self, text: Text) -> None:
        canvas, size = self.canvas, text.size * POINTS
        canvas.setFillColorRGB(*INKS[text.ink])
        shift = {"start": 0.0, "middle": 0.5, "end": 1.0}[text.anchor]
        left = -shift * fonts.width(text.text, bold=text.bold) * size
        line = canvas.beginText()
        cos, sin = math.cos(math.radians(text.turn)), math.sin(math.radians(text.turn))
        x, y = text.x * POINTS + left * cos, self.top - text.y * POINTS + left * sin
        line.setTextTransform(cos, sin, -sin, cos, x, y)
        thick = False
        for face, run in fonts.runs(text.text, bold=text.bold):
            if (text.bold and not face.bold) != thick:
                thick = not thick
                canvas.setStrokeColorRGB(*INKS[text.ink])
                canvas.setLineWidth(size * _THICKEN)
                line.setTextRenderMode(2 if thick else 0)
            line.setFont(face.name, size)
            line.textOut(run)
        if thick:
            line.setTextRenderMode(0)
        canvas.drawText(line)

    def _bars(self, bars: Bars) -> None:
        self._cells([bars.modules], bars.x, bars.y, bars.dots, bars.height)

    def _matrix(self, matrix: Matrix) -> None:
        step = matrix.dots / DOTS_PER_MM
        self._cells(list(matrix.rows), matrix.x, matrix.y, matrix.dots, step)

    def _cells(self, rows: list[str], x: float, y: float, dots: int, height: float) -> None:
        """Fill the ones of each row as whole dots, neighbours as one rectangle.

        Written as one literal of small integers in a scaled field: a QR code is 200 rectangles.
        """
        canvas, step = self.canvas, dots / DOTS_PER_MM * POINTS
        canvas.saveState()
        canvas.setFillColorRGB(0, 0, 0)
        canvas.translate(x * POINTS, self.top - y * POINTS)
        canvas.scale(step, -height * POINTS)
        cells = [
            f"{start} {row} {length} 1 re"
            for row, bits in enumerate(rows)
            for start, length in dark_runs(bits)
        ]
        canvas.addLiteral(" ".join(cells) + " f")
        canvas.restoreState()

    def _box(self, box: Box) -> None:
        if box.fill:
            self.canvas.setFillColorRGB(*INKS[box.fill])
        self._line(box.stroke, dashed=box.dashed)
        shape = (
            box.x * POINTS,
            self.top - (box.y + box.height) * POINTS,
            box.width * POINTS,
            box.height * POINTS,
        )
        paint = {"stroke": int(box.stroke > 0), "fill": int(box.fill is not None)}
        if box.radius:
            self.canvas.roundRect(*shape, box.radius * POINTS, **paint)
        else:
            self.canvas.rect(*shape, **paint)

    def _rule(self, rule: Rule) -> None:
        self._line(rule.stroke, dashed=rule.dashed)
        self.canvas.line(
            rule.x1 * POINTS,
            self.top - rule.y1 * POINTS,
            rule.x2 * POINTS,
            self.top - rule.y2 * POINTS,
        )

    def _disc(self, disc: Disc) -> None:
        self.canvas.setFillColorRGB(0, 0, 0)
        self._line(disc.stroke, dashed=False)
        self.canvas.circle(
            disc.x * POINTS,
            self.top - disc.y * POINTS,
            disc.radius * POINTS,
            stroke=int(not disc.filled),
            fill=int(disc.filled),
        )

    def _line(self, stroke: float, *, dashed: bool) -> None:
        self.canvas.setStrokeColorRGB(0, 0, 0)
        self.canvas.setLineWidth(stroke * POINTS)
        self.canvas.setDash(*([each * POINTS for each in _DASH],) if dashed else ())

    def _icon(self, icon: Icon) -> None:
        canvas, scale = self.canvas, icon.size / icons.FIELD * POINTS
        canvas.saveState()
        canvas.translate(icon.x * POINTS, self.top - icon.y * POINTS)
        canvas.scale(scale, -scale)
        canvas.setLineCap(1)
        canvas.setLineJoin(1)
        canvas.setFillColorRGB(*INKS[icon.ink])
        canvas.setStrokeColorRGB(*INKS[icon.ink])
        for stroke in icons.ICONS[icon.name]:
            canvas.setLineWidth(stroke.width)
            canvas.setDash(*([3.6, 2.6],) if stroke.dashed else ())
            path = canvas.beginPath()
            for verb, numbers in icons.moves(stroke):
                {"M": path.moveTo, "L": path.lineTo, "C": path.curveTo, "Z": path.close}[verb](
                    *numbers
                )
            canvas.drawPath(path, stroke=int(stroke.width > 0), fill=int(stroke.filled))
        canvas.restoreState()


def dark_runs(cells: str) -> list[tuple[int, int]]:
    """Where the ones begin and how many follow each other."""
    found: list[tuple[int, int]] = []
    at = 0
    for run in cells.replace("10", "1 0").replace("01", "0 1").split():
        if run[0] == "1":
            found.append((at, len(run)))
        at += len(run)
    return found
