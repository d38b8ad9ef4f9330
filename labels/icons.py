"""Our icons as strokes on a 24 x 24 field, y downwards: absolute moves, lines and curves only."""

import re
from dataclasses import dataclass

FIELD = 24
"""Width and height of the field an icon is drawn on."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """One path: `M x y`, `L x y`, `C` with three points, `Z`; `width` 0 draws no outline."""

    path: str
    width: float
    filled: bool = False
    dashed: bool = False


ICONS: dict[str, tuple[Stroke, ...]] = {
    "mark": (
        Stroke(
            "M3.5 3 L3.5 21 M20.5 3 L20.5 21",
            3,
        ),
        Stroke(
            "M3.5 13.5 C5.6 9.2 7.8 9.2 9.9 12 C12 14.8 14.6 15.3 16.9 11.4 L20.5 7",
            2.4,
        ),
    ),
    "seal": (
        Stroke(
            "M12 2 L20 5 L20 11.5 C20 16.5 16.7 20 12 22 C7.3 20 4 16.5 4 11.5 L4 5 Z",
            2,
        ),
        Stroke(
            "M8 12 L11 15 L16 9.5",
            2.2,
        ),
    ),
    "short": (
        Stroke(
            "M3 8.5 L21 8.5 L21 20 L3 20 Z",
            2,
            dashed=True,
        ),
        Stroke(
            "M8 14.2 L16 14.2 M6 4.5 L18 4.5",
            2.4,
        ),
    ),
    "undo": (
        Stroke(
            "M8 4 L3 9 L8 14 M3.5 9 L15 9 C18.31 9 21 11.69 21 15 C21 18.31 18.31 21 15 "
            "21 L9 21",
            2.2,
        ),
    ),
    "park": (
        Stroke(
            "M6 3 L18 3 C19.66 3 21 4.34 21 6 L21 18 C21 19.66 19.66 21 18 21 L6 21 C4.34 "
            "21 3 19.66 3 18 L3 6 C3 4.34 4.34 3 6 3 Z",
            2,
        ),
        Stroke(
            "M9.5 17.5 L9.5 6.5 L13 6.5 C14.82 6.5 16.3 7.98 16.3 9.8 C16.3 11.62 14.82 "
            "13.1 13 13.1 L9.5 13.1",
            2.2,
        ),
    ),
    "print": (
        Stroke(
            "M6.5 8.5 L6.5 2.5 L17.5 2.5 L17.5 8.5 M6.5 17.5 L4 17.5 C3.17 17.5 2.5 16.83 "
            "2.5 16 L2.5 10 C2.5 9.17 3.17 8.5 4 8.5 L20 8.5 C20.83 8.5 21.5 9.17 21.5 10 "
            "L21.5 16 C21.5 16.83 20.83 17.5 20 17.5 L17.5 17.5",
            2,
        ),
        Stroke(
            "M6.5 14 L17.5 14 L17.5 21.5 L6.5 21.5 Z",
            2,
        ),
    ),
    "person": (
        Stroke(
            "M7.5 7.5 C7.5 5.01 9.51 3 12 3 C14.49 3 16.5 5.01 16.5 7.5 C16.5 9.99 14.49 "
            "12 12 12 C9.51 12 7.5 9.99 7.5 7.5 Z",
            2,
        ),
        Stroke(
            "M3.5 21.5 C4.1 16.9 7.5 14.5 12 14.5 C16.5 14.5 19.9 16.9 20.5 21.5",
            2,
        ),
    ),
    "box": (
        Stroke(
            "M12 2.5 L20.5 7.1 L20.5 16.9 L12 21.5 L3.5 16.9 L3.5 7.1 Z M3.5 7.1 L12 11.8 "
            "L20.5 7.1 M12 11.8 L12 21.5",
            2,
        ),
    ),
    "pda": (
        Stroke(
            "M8.5 1.5 L15.5 1.5 C16.88 1.5 18 2.62 18 4 L18 20 C18 21.38 16.88 22.5 15.5 "
            "22.5 L8.5 22.5 C7.12 22.5 6 21.38 6 20 L6 4 C6 2.62 7.12 1.5 8.5 1.5 Z",
            2,
        ),
        Stroke(
            "M9.5 5.5 L14.5 5.5 M9.5 18.5 L14.5 18.5",
            2,
        ),
    ),
    "scale": (
        Stroke(
            "M3 6 L21 6 M12 6 L12 10 M5 21 L5 12.5 C5 11.12 6.12 10 7.5 10 L16.5 10 "
            "C17.88 10 19 11.12 19 12.5 L19 21 Z",
            2,
        ),
        Stroke(
            "M9 17 C9 15.34 10.34 14 12 14 C13.66 14 15 15.34 15 17 M12 17 L13.5 14.5",
            1.8,
        ),
    ),
    "wave": (
        Stroke(
            "M2 9 C5.3 4 8.7 4 12 9 C15.3 14 18.7 14 22 9 M2 17 C5.3 12 8.7 12 12 17 "
            "C15.3 22 18.7 22 22 17",
            2,
        ),
    ),
    "badge": (
        Stroke(
            "M5.5 6 L18.5 6 C19.88 6 21 7.12 21 8.5 L21 19 C21 20.38 19.88 21.5 18.5 21.5 "
            "L5.5 21.5 C4.12 21.5 3 20.38 3 19 L3 8.5 C3 7.12 4.12 6 5.5 6 Z",
            2,
        ),
        Stroke(
            "M10 2.5 L14 2.5 L14 8 L10 8 Z",
            2,
        ),
        Stroke(
            "M6.9 13 C6.9 11.95 7.75 11.1 8.8 11.1 C9.85 11.1 10.7 11.95 10.7 13 C10.7 "
            "14.05 9.85 14.9 8.8 14.9 C7.75 14.9 6.9 14.05 6.9 13 Z",
            0,
            filled=True,
        ),
        Stroke(
            "M5.8 18 C6.2 16.2 7.2 15.4 8.8 15.4 C10.4 15.4 11.4 16.2 11.8 18 Z M14.5 13 "
            "L18 13 M14.5 17 L18 17",
            1.6,
            filled=True,
        ),
    ),
    "return": (
        Stroke(
            "M12 2.5 L20.5 7.1 L20.5 16.9 L12 21.5 L3.5 16.9 L3.5 7.1 Z",
            2,
        ),
        Stroke(
            "M10.5 8.5 L7.5 11.5 L10.5 14.5 M8 11.5 L13 11.5 C14.66 11.5 16 12.84 16 14.5 "
            "C16 16.16 14.66 17.5 13 17.5",
            1.9,
        ),
    ),
    "gear": (
        Stroke(
            "M5.7 12 C5.7 8.52 8.52 5.7 12 5.7 C15.48 5.7 18.3 8.52 18.3 12 C18.3 15.48 "
            "15.48 18.3 12 18.3 C8.52 18.3 5.7 15.48 5.7 12 Z",
            2,
        ),
        Stroke(
            "M9.8 12 C9.8 10.78 10.78 9.8 12 9.8 C13.22 9.8 14.2 10.78 14.2 12 C14.2 "
            "13.22 13.22 14.2 12 14.2 C10.78 14.2 9.8 13.22 9.8 12 Z",
            0,
            filled=True,
        ),
        Stroke(
            "M12 1.5 L12 5.5 M12 18.5 L12 22.5 M1.5 12 L5.5 12 M18.5 12 L22.5 12 M4.6 4.6 "
            "L7.4 7.4 M16.6 16.6 L19.4 19.4 M4.6 19.4 L7.4 16.6 M16.6 7.4 L19.4 4.6",
            2.2,
        ),
    ),
}


def moves(stroke: Stroke) -> list[tuple[str, tuple[float, ...]]]:
    """A path as verbs with their numbers."""
    found: list[tuple[str, tuple[float, ...]]] = []
    for part in re.findall(r"[MLCZ][^MLCZ]*", stroke.path):
        found.append((part[0], tuple(float(number) for number in part[1:].split())))
    return found
