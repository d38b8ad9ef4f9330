"""The TSPL renderer: the whole label as one bitmap, so that no printer needs a font.

Code 128 and QR are dots of the same bitmap: TSPL's own choose their symbols differently from
maker to maker. No text of the label stands in the bytes, so nothing can end a command.

Source: TSPL/TSPL2 Programming manual: SIZE, GAP, DIRECTION, REFERENCE, CLS, BITMAP (0 is a
black dot), PRINT.
"""

from labels import raster
from labels.elements import Sheet

GAP_MM = 2
"""Between two labels of a roll."""


def draw(sheet: Sheet) -> bytes:
    """Draw a sheet as one TSPL job, one label."""
    picture = raster.draw(sheet)
    row = -(-picture.width // 8)
    wide, high = round(sheet.width / sheet.grid), round(sheet.height / sheet.grid)
    head = (
        f"SIZE {wide} mm,{high} mm\r\nGAP {GAP_MM} mm,0\r\nDIRECTION 1\r\nREFERENCE 0,0\r\n"
        f"CLS\r\nBITMAP 0,0,{row},{picture.height},0,"
    )
    return head.encode() + raster.white_padded(picture) + b"\r\nPRINT 1,1\r\n"
