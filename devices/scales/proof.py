"""What proves that a port reads its scale right: an empty pan, then a weight that is known.

Pure. A port is set up by somebody who looks at a manual and a menu. Where the frames name no
unit, or a bit is told to mean its opposite, nothing on the line can contradict a mistake; one
known weight can: pound and kilogram, digits read from the wrong end and a shifted point all
show another number.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from devices.scales import PROTOCOLS, protocol_named
from devices.scales.reading import Reading

ALLOWED_DIVISIONS: Final = 2
"""How far the scale may be off its known weight, in steps of its display."""
LEAST_DIVISIONS: Final = 100
"""A weight lighter than this proves little: two steps of ten are a fifth of it."""


def needs_proof(protocol: str, options: Mapping[str, str]) -> bool:
    """Tell whether this port must be proved before its weights may decide.

    Args:
        protocol: a name in `devices.scales.PROTOCOLS`.
        options: of the port.

    Raises:
        SettingError: there is no such protocol.
    """
    return needs_unit(protocol) or options.get("motion") == "inverted"


def needs_unit(protocol: str) -> bool:
    """Tell whether the frames leave the unit to the settings of the port.

    Raises:
        SettingError: there is no such protocol.
    """
    return not protocol_named(protocol).names_unit


def least_known_g(division_g: Decimal) -> Decimal:
    """Return the lightest weight that proves a scale of this division, grams."""
    return LEAST_DIVISIONS * division_g


def is_right(shown_g: Decimal, known_g: Decimal, division_g: Decimal) -> bool:
    """Tell whether the scale shows its known weight."""
    return abs(shown_g - known_g) <= ALLOWED_DIVISIONS * division_g


def look_alikes(
    protocol: str, frame: bytes, unit: str | None, known_g: Decimal, division_g: Decimal
) -> list[str]:
    """Return other protocols that read the same known weight out of this frame.

    Such a weight proves nothing between them: 11000 is 11000 from either end.

    Args:
        protocol: what the port was told.
        frame: the bytes of one frame, as the scale sent them.
        unit: the port's unit.
        known_g: what lies on the pan.
        division_g: one step of the display, grams.
    """
    others = (row for row in PROTOCOLS.values() if row.name not in {protocol, "generic"})
    return [
        row.name
        for row in others
        if not row.names_unit
        and any(
            isinstance(one, Reading)
            and one.weight_g is not None
            and is_right(one.weight_g, known_g, division_g)
            for one in row.new_parser(unit=unit).feed(frame)
        )
    ]
