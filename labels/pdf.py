"""The PDF renderer: placed sheets in, the same bytes every time out."""

import io
import math
import threading
import zlib
from collections.abc import Sequence
from typing import Any

from labels import fonts, icons
from labels.elements import Bars, Box, Disc, Icon, Ink, Mark, Matrix, Picture, Sheet, Text

POINTS = 72 / 25.4
"""Points in a millimetre."""
INKS: dict[Ink, tuple[float, float, float]] = {
    "black": (0, 0, 0),
    "white": (1, 1, 1),
    "grey": (0.8, 0.8, 0.8),
    "navy": (0.051, 0.102, 0.212),
}

_drawing = threading.Lock()
"""reportlab's fonts read their file with one cursor: one document at a time."""


def draw(sheets: Sequence[Sheet], *, title: str) -> bytes:
    """Draw sheets into one PDF; equal sheets give equal bytes."""
    from reportlab import rl_config
    from reportlab.pdfbase import pdfdoc
    from reportlab.pdfgen.canvas import Canvas

    with _drawing:
        rl_config.useA85 = 0  # plain binary streams: a fifth smaller, allowed for ever
        vars(pdfdoc.PDFZCompress)["encode"] = _deflate
        out = io.BytesIO()
        canvas: Any = Canvas(out, invariant=1, pageCompression=1)
        canvas.setTitle(title)
        canvas.setCreator("Wavegate")
        for sheet in sheets:
            unit = POINTS / sheet.grid
            canvas.setPageSize((_down(sheet.width * unit), _down(sheet.height * unit)))
            canvas._preamble = ""  # noqa: SLF001  it has Helvetica loaded, which none uses
            canvas.translate(0, sheet.height * unit)
            canvas.scale(unit, unit)
            pen = _Pen(canvas)
            for mark in sheet.marks:
                pen.draw(mark)
            canvas.showPage()
        canvas.save()
    return out.getvalue()


def _deflate(content: bytes | str) -> bytes:
    """Half the time of reportlab's own setting for a tenth more bytes."""
    return zlib.compress(content.encode() if isinstance(content, str) else content, 1)


def _down(points: float) -> float:
    """A page length, never a hair over: a rasteriser would add a whole dot."""
    return math.floor(points * 10_000) / 10_000


def _stand(text: Text) -> str:
    """Begin a text where it stands, turned as it is."""
    cos, sin = math.cos(math.radians(text.turn)), math.sin(math.radians(text.turn))
    turned = f"{cos:.6g} {sin:.6g} {-sin:.6g} {cos:.6g}" if text.turn else "1 0 0 1"
    return f"BT {turned} {text.x} {-text.y} Tm"


class _Pen:
    """Draws marks on a page whose unit is one dot; y is turned upwards as PDF has it.

    A colour or a width that the page has already is not set again: a label has a hundred marks.
    """

    def __init__(self, canvas: Any) -> None:
        self.canvas = canvas
        self._fill: Ink | None = None
        self._stroke: tuple[Ink | None, float] = (None, -1.0)

    def _paint(self, ink: Ink) -> None:
        if ink != self._fill:
            self._fill = ink
            self.canvas.setFillColorRGB(*INKS[ink])

    def _line(self, stroke: float, ink: Ink = "black") -> None:
        if (ink, stroke) != self._stroke:
            self._stroke = (ink, stroke)
            self.canvas.setStrokeColorRGB(*INKS[ink])
            self.canvas.setLineWidth(stroke)

    def draw(self, mark: Mark) -> None:
        """Draw one mark of any kind."""
        match mark:
            case Text():
                self._text(mark)
            case Bars():
                self._cells((mark.modules,), mark, mark.height)
            case Matrix():
                self._cells(mark.rows, mark, mark.dots)
            case Box():
                self._box(mark)
            case Disc():
                self._disc(mark)
            case Icon():
                self._icon(mark)
            case Picture():
                self._picture(mark)

    def _picture(self, picture: Picture) -> None:
        from reportlab.lib.utils import ImageReader

        image = ImageReader(io.BytesIO(picture.png))
        foot = -picture.y - picture.height
        self.canvas.drawImage(image, picture.x, foot, picture.width, picture.height)

    def _text(self, text: Text) -> None:
        """Written as one literal: a label has fifty runs of text."""
        from reportlab.pdfbase import pdfmetrics

        self._paint(text.ink)
        document, said = self.canvas._doc, [_stand(text)]  # noqa: SLF001  no other door
        for face, run in fonts.runs(text.text, bold=text.bold):
            font: Any = pdfmetrics.getFont(face.thick if text.bold else face.name)
            for subset, codes in font.splitString(run, document):
                name = font.getSubsetInternalName(subset, document)
                said.append(f"{name} {text.size} Tf <{codes.hex()}> Tj")
        self.canvas.addLiteral(" ".join([*said, "ET"]))

    def _cells(self, rows: Sequence[str], code: Bars | Matrix, height: float) -> None:
        """Fill the ones of each row, neighbours as one rectangle.

        Written as one literal of small integers in a scaled field: a QR code is 200 rectangles.
        """
        canvas = self.canvas
        canvas.saveState()
        canvas.setFillColorRGB(0, 0, 0)
        canvas.translate(code.x, -code.y)
        canvas.scale(code.dots, -height)
        cells = [
            f"{start} {row} {length} 1 re"
            for row, bits in enumerate(rows)
            for start, length in dark_runs(bits)
        ]
        canvas.addLiteral(" ".join(cells) + " f")
        canvas.restoreState()

    def _box(self, box: Box) -> None:
        """A frame's line lies inside its box; rules are boxes that are filled alone."""
        if box.fill:
            self._paint(box.fill)
            if not (box.stroke or box.radius):
                foot = -box.y - box.height
                self.canvas.addLiteral(f"{box.x} {foot} {box.width} {box.height} re f")
                return
        self._line(box.stroke)
        inset = box.stroke / 2
        shape = (
            box.x + inset,
            -box.y - box.height + inset,
            box.width - box.stroke,
            box.height - box.stroke,
        )
        paint = {"stroke": int(box.stroke > 0), "fill": int(box.fill is not None)}
        if box.radius:
            self.canvas.roundRect(*shape, box.radius, **paint)
        else:
            self.canvas.rect(*shape, **paint)

    def _disc(self, disc: Disc) -> None:
        self._paint("black")
        self._line(disc.stroke)
        self.canvas.circle(
            disc.x,
            -disc.y,
            disc.radius if disc.filled else disc.radius - disc.stroke / 2,
            stroke=int(not disc.filled),
            fill=int(disc.filled),
        )

    def _icon(self, icon: Icon) -> None:
        canvas, scale = self.canvas, icon.size / icons.FIELD
        canvas.saveState()
        canvas.translate(icon.x, -icon.y)
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
