r"""Where a job begins and ends in the stream of bytes that a virtual printer reads.

============  ========================  ====================================================
language      begins                    ends
============  ========================  ====================================================
PDF           ``%PDF-``                 ``%%EOF`` before a question, or before silence
ZPL           ``^XA``                   ``^XZ``
TSPL          ``SIZE ``                 the line ``PRINT m,n``
ESC/POS       ``ESC @``                 a cut, ``GS V``
============  ========================  ====================================================

A PDF may hold several end marks; bytes of a bitmap may look like anything and are stepped over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

EOF: Final = b"%%EOF"
_BITMAP = re.compile(rb"BITMAP\s+(\d+),(\d+),(\d+),(\d+),\d,")
_PRINT = re.compile(rb"PRINT [ \d,]*\r?\n")
_RASTER: Final = b"\x1dv0"
_CUT: Final = b"\x1dV"


def end_of(data: bytes, questions: tuple[bytes, ...], *, quiet: bool) -> int:
    """Return where the job at the front of *data* ends, -1 when its end has not come.

    Args:
        data: begins with a job.
        questions: what may follow a PDF.
        quiet: nothing has come for a while.
    """
    if data.startswith(b"%PDF-"):
        return _end_of_pdf(data, questions, quiet=quiet)
    if data.startswith(b"^XA"):
        end = data.find(b"^XZ")
        return end + 3 if end >= 0 else -1
    return _end_of_slip(data) if data.startswith(b"\x1b@") else _end_of_tspl(data)


def bitmaps(data: bytes) -> Iterator[tuple[int, int, int, bytes]]:
    """Yield the bitmaps of a TSPL label: x, y, bytes a row, bytes."""
    for found, raw in _bitmaps(data):
        yield int(found[1]), int(found[2]), int(found[3]), raw


def rasters(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the raster graphics of an ESC/POS slip: bytes a row, bytes."""
    at = data.find(_RASTER)
    while at >= 0 and at + 8 <= len(data):
        row, high = _little(data, at + 4), _little(data, at + 6)
        yield row, data[at + 8 : at + 8 + row * high]
        at = data.find(_RASTER, at + 8 + row * high)


def _end_of_pdf(data: bytes, questions: tuple[bytes, ...], *, quiet: bool) -> int:
    if quiet:
        end = data.rfind(EOF)
        after = end + len(EOF)
        return after + _line_end(data[after:]) if end >= 0 else -1
    end = data.find(EOF)
    while end >= 0:
        after = end + len(EOF)
        after += _line_end(data[after:])
        if data[after:].startswith(questions):
            return after
        end = data.find(EOF, after)
    return -1


def _line_end(data: bytes) -> int:
    return len(data) - len(data.lstrip(b"\r\n"))


def _end_of_tspl(data: bytes) -> int:
    at = 0
    for found, raw in _bitmaps(data):
        printed = _PRINT.search(data, at, found.start())
        if printed:
            return printed.end()
        at = found.end() + len(raw)
        if len(raw) < int(found[3]) * int(found[4]):
            return -1
    printed = _PRINT.search(data, at)
    return printed.end() if printed else -1


def _bitmaps(data: bytes) -> Iterator[tuple[re.Match[bytes], bytes]]:
    found = _BITMAP.search(data)
    while found:
        end = found.end() + int(found[3]) * int(found[4])
        yield found, data[found.end() : end]
        found = _BITMAP.search(data, end)


def _end_of_slip(data: bytes) -> int:
    """Return the end of the first cut outside of a graphic: ``GS V m``, from 65 on with n."""
    at = 0
    while True:
        graphic, cut = data.find(_RASTER, at), data.find(_CUT, at)
        if cut < 0 or cut + 3 > len(data):
            return -1
        if 0 <= graphic < cut:
            if graphic + 8 > len(data):
                return -1
            at = graphic + 8 + _little(data, graphic + 4) * _little(data, graphic + 6)
            continue
        end = cut + (4 if data[cut + 2] >= 65 else 3)
        return end if end <= len(data) else -1


def _little(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 2], "little")
