"""Reading finished ZPL and TSPL back into dots, as the printer that gets them would.

It knows what our renderers write and nothing else: any other byte is a mismatch, for a printer
would do something with it that nobody looked at. The graphics are unpacked from the bytes, and
Code 128 is drawn from the symbols that ^BC was told.
"""

import base64
import binascii
import re
import zlib

from PIL import Image, ImageChops

from labels import barcodes
from labels.errors import LabelMismatchError
from labels.pdf import dark_runs

_WHOLE = re.compile(
    r"\^XA\^PW(?P<wide>\d+)\^LL(?P<high>\d+)\^LH0,0\n"
    r"(?P<fields>(?:\^FO[^\n]*\^FS\n)*)\^XZ\n"
)
_GRAPHIC = re.compile(r"\^FO0,(\d+)\^GFA,(\d+),(\d+),(\d+),([^^~]+)\^FS")
_BARS = re.compile(r"\^FO(\d+),(\d+)\^BY(\d+)\^BCN,(\d+),N,N,N,N\^FD([^^~]+)\^FS")
_TSPL = re.compile(
    rb"SIZE \d+ mm,\d+ mm\r\nGAP 2 mm,0\r\nDIRECTION 1\r\nREFERENCE 0,0\r\nCLS\r\n"
    rb"BITMAP 0,0,(\d+),(\d+),0,"
)
_END = b"\r\nPRINT 1,1\r\n"
_STARTS = {">:": barcodes.START_B, ">;": barcodes.START_C}
_SIGNS = {"><": "^", ">0": ">", ">=": "~"}
_ACS = re.compile(r"([G-Yg-z]*)([0-9A-F])|([,!:])")


def zpl(document: bytes) -> Image.Image:
    """The dots of a ZPL label, 1 for white.

    Raises:
        LabelMismatchError: it holds something that we do not write.
    """
    try:
        return _zpl(document.decode("ascii"))
    except (ValueError, LookupError, zlib.error) as error:
        raise _strange("ZPL") from error


def _zpl(document: str) -> Image.Image:
    found = _WHOLE.fullmatch(document)
    if found is None:
        raise _strange("ZPL")
    paper = Image.new("1", (int(found["wide"]), int(found["high"])), 1)
    for field in found["fields"].splitlines():
        if graphic := _GRAPHIC.fullmatch(field):
            top, size, again, row = (int(number) for number in graphic.groups()[:4])
            raw = _unpacked(graphic[5], row)
            if not len(raw) == size == again:
                raise _strange("a graphic's size")
            _ink(paper, top, row, raw)
        elif bars := _BARS.fullmatch(field):
            x, y, dots, high = (int(number) for number in bars.groups()[:4])
            code = barcodes.bits(_symbols(bars[5]))
            for start, length in dark_runs(code):
                left = x + start * dots
                paper.paste(0, (left, y, left + length * dots, y + high))
        else:
            raise _strange("a field")
    return paper


def tspl(document: bytes) -> Image.Image:
    """The dots of a TSPL label in rows of whole bytes, 1 for white.

    Raises:
        LabelMismatchError: it holds something that we do not write.
    """
    found = _TSPL.match(document)
    if found is None:
        raise _strange("TSPL")
    row, high = int(found[1]), int(found[2])
    raw, end = document[found.end() :][: row * high], document[found.end() + row * high :]
    if len(raw) != row * high or end != _END:
        raise _strange("the bitmap's size")
    return Image.frombytes("1", (row * 8, high), raw)


def _strange(what: str) -> LabelMismatchError:
    return LabelMismatchError("", f"{what} is not as it was written")


def _ink(paper: Image.Image, top: int, row: int, raw: bytes) -> None:
    picture = Image.frombytes("1", (row * 8, len(raw) // row), raw)
    paper.paste(ImageChops.invert(picture), (0, top))


def _unpacked(data: str, row: int) -> bytes:
    if not data.startswith(":Z64:"):
        return _from_acs(data, row)
    _, _, body, check = data.split(":")
    if binascii.crc_hqx(body.encode(), 0) != int(check, 16):
        raise _strange("a checksum")
    return zlib.decompress(base64.b64decode(body, validate=True))


def _from_acs(data: str, row: int) -> bytes:
    lines: list[str] = []
    line = ""
    for found in _ACS.finditer(data):
        counts, digit, sign = found.groups()
        if sign == ":":
            lines.append(lines[-1])
        elif sign:
            lines.append(line + ("0" if sign == "," else "F") * (2 * row - len(line)))
            line = ""
        else:
            line += digit * max(1, sum(map(_times, counts)))
            if len(line) == 2 * row:
                lines.append(line)
                line = ""
    return bytes.fromhex("".join(lines) + line)


def _times(letter: str) -> int:
    return ord(letter) - ord("F") if letter.isupper() else 20 * (ord(letter) - ord("f"))


def _symbols(data: str) -> tuple[int, ...]:
    """What ^BC makes of its data."""
    start, *others = _pieces(data)
    values = [_STARTS.get(start, -1)]
    in_c = start == ">;"
    for piece in others:
        if piece in {">5", ">6"}:
            in_c = piece == ">5"
            values.append(barcodes.TO_C if in_c else barcodes.TO_B)
        elif in_c:
            values.append(int(piece))
        else:
            values.append(ord(_SIGNS.get(piece, piece)) - 32)
    return tuple(values)


def _pieces(data: str) -> list[str]:
    """Invocations, pairs of digits in set C and single signs in set B."""
    pieces: list[str] = []
    in_c, at = False, 0
    while at < len(data):
        long = 2 if data[at] == ">" or in_c else 1
        pieces.append(data[at : at + long])
        at += long
        in_c = {">;": True, ">5": True, ">6": False, ">:": False}.get(pieces[-1], in_c)
    return pieces
