"""Bar codes as bits: Code 128 with no symbol more than needed, and QR."""

from functools import lru_cache
from typing import Any

from labels.elements import DOTS_PER_MM, Bars, Matrix
from labels.errors import LabelInvalidError, TooLongError

MAX_CHARS = 40
QUIET_MODULES = 10
QR_QUIET_MODULES = 4
WIDTHS = (4, 3, 2)
"""Module widths in dots of 1/8 mm, the most readable first."""


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


@lru_cache(maxsize=512)
def code128(text: str) -> str:
    """The bit string of a Code 128, 1 for a bar; the shortest there is.

    python-barcode's tables, our own choice of code sets: its encoder switches to digits too
    early in odd-length numbers, and that one symbol is what overflows a 76 mm label; and it
    loses a leading pair 99, which it takes for the switch itself.
    """
    from barcode.charsets import code128 as tables

    first, values = _symbols(checked(text), tables.B)
    values = [tables.START_CODES[first], *values]
    check = sum(max(place, 1) * value for place, value in enumerate(values)) % 103
    bits = "".join(tables.CODES[value] for value in (*values, check))
    return f"{bits}{tables.STOP}11"


def _symbols(text: str, set_b: dict[str, int]) -> tuple[str, list[int]]:
    """The code set to start in and the cheapest symbols, found from the end of the text."""
    to_b, to_c = 100, 99
    after: list[dict[str, list[int]]] = [{} for _ in range(len(text) + 2)]
    after[len(text)] = {"B": [], "C": []}
    for at in range(len(text) - 1, -1, -1):
        in_b = [set_b[text[at]], *after[at + 1]["B"]]
        pair = text[at : at + 2]
        in_c = [int(pair), *after[at + 2]["C"]] if len(pair) == 2 and pair.isdigit() else None
        if in_c is None:
            after[at] = {"B": in_b, "C": [to_b, *in_b]}
            continue
        after[at] = {
            "B": min(in_b, [to_c, *in_c], key=len),
            "C": min(in_c, [to_b, *in_b], key=len),
        }
    first = min("CB", key=lambda name: len(after[0][name]))
    return first, after[0][first]


def bars(
    text: str, *, centre: float, y: float, height: float, room: float, field: str = "code"
) -> Bars:
    """A Code 128 centred on `centre`, as wide as whole dots and `room` allow; all millimetres.

    Args:
        text: what a scanner must read.
        centre: the middle of the code.
        y: its upper edge.
        height: of the bars.
        room: the width there is, quiet zones included.
        field: the name to blame when it does not fit.

    Raises:
        TooLongError: even at two dots a module the code and its quiet zones exceed the room.
    """
    modules = code128(checked(text, field=field))
    dots = next(
        (
            each
            for each in WIDTHS
            if (len(modules) + 2 * QUIET_MODULES) * each <= room * DOTS_PER_MM
        ),
        None,
    )
    if dots is None:
        raise TooLongError(field, f"a bar code of {text!r} is wider than {room:g} mm")
    left = on_grid(centre - len(modules) * dots / DOTS_PER_MM / 2)
    return Bars(left, on_grid(y), on_grid(height), dots, modules, text)


@lru_cache(maxsize=512)
def qr_rows(text: str) -> tuple[str, ...]:
    """A QR code, error correction M, as rows of `1` and `0` without a quiet zone."""
    import zxingcpp

    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    image: Any = code.to_image(scale=1, add_quiet_zones=False)
    side, dark = image.shape[0], memoryview(image).tobytes()
    return tuple(
        "".join("0" if dark[row * side + column] else "1" for column in range(side))
        for row in range(side)
    )


def qr(text: str, *, centre: float, y: float, room: float) -> Matrix:
    """A QR code and its quiet zone in a square of `room` mm around `centre`, from `y` down."""
    rows = qr_rows(text)
    dots = int(room * DOTS_PER_MM / (len(rows) + 2 * QR_QUIET_MODULES))
    side = len(rows) * dots / DOTS_PER_MM
    return Matrix(on_grid(centre - side / 2), on_grid(y + (room - side) / 2), dots, rows, text)


def on_grid(mm: float) -> float:
    """The nearest whole dot, in millimetres."""
    return round(mm * DOTS_PER_MM) / DOTS_PER_MM
