"""Bar codes as bits: Code 128 with no symbol more than needed, and QR."""

from functools import lru_cache
from typing import Any

from labels.elements import DOTS_PER_MM, Bars, Matrix
from labels.errors import LabelInvalidError, TooLongError

MAX_CHARS = 40
QUIET_MODULES = 10
QR_QUIET_MODULES = 4
WIDEST, NARROWEST = 0.5, 0.25
"""Module widths that scanners on the floor read well, millimetres."""


def checked(text: str, *, field: str = "code") -> str:
    """Let a code through that every scanner can read: 1 to 40 printable ASCII characters.

    Raises:
        LabelInvalidError: it is empty, too long, padded, or has other characters.
    """
    if not text:
        raise LabelInvalidError(field, "must not be empty: there is nothing to encode")
    if len(text) > MAX_CHARS:
        raise LabelInvalidError(field, f"{len(text)} characters, at most {MAX_CHARS}")
    if not (text.isascii() and text.isprintable()):
        raise LabelInvalidError(field, "a bar code holds printable ASCII characters only")
    if text != text.strip():
        raise LabelInvalidError(field, "must not begin or end with a space")
    return text


START_B, START_C, TO_B, TO_C = 104, 105, 100, 99
"""Symbols of Code 128 that are no data. Set A has no printable character that B has not."""


@lru_cache(maxsize=512)
def symbols(text: str) -> tuple[int, ...]:
    """The fewest symbols that say a text, the start first; without check and stop.

    Found from the end of the text: what the rest costs in each code set. Other encoders switch
    to digits too early in odd-length numbers, and that one symbol overflows a 76 mm label.
    """
    text = checked(text)
    after: list[dict[str, tuple[int, ...]]] = [{} for _ in range(len(text) + 1)]
    after[len(text)] = {"B": (), "C": ()}
    for at in range(len(text) - 1, -1, -1):
        in_b = (ord(text[at]) - 32, *after[at + 1]["B"])
        after[at] = {"B": in_b, "C": (TO_B, *in_b)}
        if (pair := text[at : at + 2]).isdigit() and len(pair) == 2:
            in_c = (int(pair), *after[at + 2]["C"])
            after[at] = {
                "B": min(in_b, (TO_C, *in_c), key=len),
                "C": min(in_c, (TO_B, *in_b), key=len),
            }
    return min((START_C, *after[0]["C"]), (START_B, *after[0]["B"]), key=len)


@lru_cache(maxsize=512)
def code128(text: str) -> str:
    """The bit string of a Code 128, 1 for a bar; the shortest there is."""
    return bits(symbols(text))


def bits(values: tuple[int, ...]) -> str:
    """Symbols, the start first, as bars and spaces with their check symbol and the stop."""
    from barcode.charsets import code128 as tables

    check = sum(max(place, 1) * value for place, value in enumerate(values)) % 103
    return "".join(tables.CODES[value] for value in (*values, check)) + f"{tables.STOP}11"


def bars(
    text: str,
    *,
    centre: float,
    y: float,
    height: float,
    room: float,
    field: str = "code",
    grid: float = DOTS_PER_MM,
) -> Bars:
    """A Code 128 centred on `centre`, as wide as whole dots and `room` allow; all millimetres.

    Args:
        text: what a scanner must read.
        centre: the middle of the code.
        y: its upper edge.
        height: of the bars.
        room: the width there is, quiet zones included.
        field: the name to blame when it does not fit.
        grid: dots in a millimetre of the head that prints it.

    Raises:
        TooLongError: even with the narrowest modules code and quiet zones exceed the room.
    """
    modules = code128(checked(text, field=field))
    across = len(modules) + 2 * QUIET_MODULES
    dots = min(int(WIDEST * grid), int(room * grid / across))
    if dots < NARROWEST * grid - 1e-9:
        raise TooLongError(field, f"a bar code of {text!r} is wider than {room:g} mm")
    left = on_grid(centre - len(modules) * dots / grid / 2, grid)
    return Bars(
        left, on_grid(y, grid), on_grid(height, grid), dots, dots / grid, modules, text
    )


@lru_cache(maxsize=512)
def qr_rows(text: str) -> tuple[str, ...]:
    """A QR code, error correction M, as rows of `1` and `0` without a quiet zone."""
    import zxingcpp

    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    image: Any = code.to_image(scale=1, add_quiet_zones=False)
    side, dark = image.shape[0], memoryview(image).tobytes().translate(_AS_CELLS).decode()
    return tuple(dark[row * side : (row + 1) * side] for row in range(side))


_AS_CELLS = b"1" + b"0" * 255
"""A black pixel is 0, a dark cell `1`."""


def qr(
    text: str, *, centre: float, y: float, room: float, grid: float = DOTS_PER_MM
) -> Matrix:
    """A QR code and its quiet zone in a square of `room` mm around `centre`, from `y` down."""
    rows = qr_rows(text)
    dots = int(room * grid / (len(rows) + 2 * QR_QUIET_MODULES))
    side = len(rows) * dots / grid
    left, top = on_grid(centre - side / 2, grid), on_grid(y + (room - side) / 2, grid)
    return Matrix(left, top, dots, dots / grid, rows, text)


def on_grid(mm: float, grid: float = DOTS_PER_MM) -> float:
    """The nearest whole dot, in millimetres."""
    return round(mm * grid) / grid
