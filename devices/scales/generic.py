r"""Generic: the scale nobody listed, described by a regular expression.

Wiring and settings: as the scale's manual says. It streams, or its own key sends the weight.

Options:

=========  ================================================================================
pattern=   a regular expression with the group ``value`` and, where the frame has them,
           ``sign``, ``unit``, ``status`` and ``mode``
stable=    what ``status`` says at rest; several words with ``|`` between them
unstable=  what ``status`` says while the pan moves
reverse=   ``on`` when the characters of ``value`` come last one first
decimals=  how many of the digits are decimals, for a value without a point
end=       what a frame ends in: ``line`` (CR or LF, the default), ``etx`` or ``=``
=========  ================================================================================

Example: a Sterling 7600 answers ``SGWGross   0.010 lb``; ``pattern=SGW(?P<mode>\w+)
+(?P<value>[\d.]+) (?P<unit>\w+)`` reads 4.5359237 g, gross, and nothing about rest.
Without a pattern a frame is a sign, a number and a unit, and nothing else.

The pattern may fit anywhere in the frame, but what it leaves over may hold no digit and no
minus: half a number is no weight. A frame whose unit is missing has the port's. A mode is
net (N, NT, NET), gross (G, GS, B, GROSS) or nothing known; a tare, a total or a count is no
load. A status that is none of the words told is refused when both options were given, means
moving when only ``stable=`` was, and means nothing when only ``unstable=`` was.

Source: avodah-dev/scale-interface (the Sterling echoes the command, although its manual shows
no echo). Traps: a pattern that takes more than the scale's manual shows takes noise, too.

Reasons of a rejected frame: ``no_match``, ``unread`` (digits left over), ``digits``, ``sign``,
``no_unit``, ``unit``, ``pieces``, ``tare``, ``total``, ``status``, ``too_long``.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from devices.scales.framing import LineParser
from devices.scales.pattern import Pattern
from devices.scales.protocol import Line, Options, Protocol, SettingError
from devices.scales.reading import GRAMS_PER, Reading, Rejected, weighed
from devices.scales.shown import PIECES, number

PLAIN: Final = r"^\s*(?P<sign>[+-]?)\s*(?P<value>\d+(?:\.\d+)?)\s*(?P<unit>[A-Za-z]+)\s*$"
GROUPS: Final = frozenset({"value", "sign", "unit", "status", "mode"})
ENDS: Final = {"line": b"\r\n", "etx": b"\x03", "=": b"="}
NET: Final = {
    "N": True,
    "NT": True,
    "NET": True,
    "G": False,
    "GS": False,
    "B": False,
    "B/G": False,
    "GROSS": False,
}
NO_LOAD: Final = {
    "T": "tare",
    "TR": "tare",
    "PT": "tare",
    "TARE": "tare",
    "TOTAL": "total",
    "QT": "pieces",
    "PCS": "pieces",
}
NEGATIVE: Final[dict[str, bool]] = {"": False, "+": False, "0": False, "-": True}

_PART_OF_A_NUMBER = re.compile(r"[\d-]")


class GenericReader:
    """Reads frames by the options of one port."""

    def __init__(self, options: Options, unit: str | None) -> None:
        """Check the options.

        Raises:
            SettingError: a bad pattern.
        """
        self._pattern = Pattern(options.get("pattern", PLAIN))
        if "value" not in self._pattern.names or not self._pattern.names <= GROUPS:
            known = ", ".join(sorted(GROUPS - {"value"}))
            raise SettingError(f"pattern needs the group value and may have {known}")
        self._decimals = int(options.get("decimals", "0"))
        self._reversed = options.get("reverse") == "on"
        self._stable = _words(options.get("stable"))
        self._unstable = _words(options.get("unstable"))
        self._end = ENDS[options.get("end", "line")]
        self._unit = unit

    def parser(self) -> LineParser:
        """Return a parser of the frames as they come."""
        return LineParser(self.read, end=self._end)

    def read(self, raw: bytes) -> Reading | Rejected:
        """Return what one whole frame says."""
        frame = raw[:-1].decode("latin-1").strip("\r\n")
        found = self._pattern.search(frame)
        if found is None:
            return Rejected("no_match", raw)
        before, after = frame[: found.start], frame[found.end :]
        if _PART_OF_A_NUMBER.search(before + after) or before.endswith("."):
            return Rejected("unread", raw)
        said = {name: found.groups.get(name, "").strip() for name in GROUPS}
        return self._weigh(said, raw)

    def _weigh(self, said: dict[str, str], raw: bytes) -> Reading | Rejected:
        mode, unit = said["mode"].upper(), said["unit"].lower() or self._unit
        value = self._value(said["value"])
        if value is None or said["sign"] not in NEGATIVE:
            return Rejected("digits" if value is None else "sign", raw)
        if unit is None or unit not in GRAMS_PER:
            counted = unit in PIECES
            return Rejected("pieces" if counted else "unit" if unit else "no_unit", raw)
        if mode in NO_LOAD or self._is_strange(said["status"]):
            return Rejected(NO_LOAD.get(mode, "status"), raw)
        return weighed(
            -abs(value) if NEGATIVE[said["sign"]] else value,
            unit,
            stable=self._rests(said["status"]),
            net=NET.get(mode),
            raw=raw,
        )

    def _value(self, text: str) -> Decimal | None:
        shown = number((text[::-1] if self._reversed else text).strip().encode("latin-1"))
        whole = "." not in text
        return shown.scaleb(-self._decimals) if shown is not None and whole else shown

    def _is_strange(self, status: str) -> bool:
        both = self._stable is not None and self._unstable is not None
        return both and bool(status) and self._rests(status) is None

    def _rests(self, status: str) -> bool | None:
        stable, unstable = self._stable, self._unstable
        if stable is not None and status in stable:
            return True
        if unstable is not None and status in unstable:
            return False
        return False if status and stable is not None and unstable is None else None


def _words(option: str | None) -> frozenset[str] | None:
    """Return the words told, or None when none were; an empty word stands for no status."""
    return None if option is None else frozenset(word.strip() for word in option.split("|"))


def _parser(options: Options, unit: str | None) -> LineParser:
    return GenericReader(options, unit).parser()


PROTOCOL: Final = Protocol(
    name="generic",
    parser=_parser,
    line=Line(),
    says_stable=False,
    names_unit=False,
    options={
        "pattern": (),
        "stable": (),
        "unstable": (),
        "reverse": ("on", "off"),
        "decimals": tuple("0123456789"),
        "end": tuple(ENDS),
    },
    line_end=b"\r\n",
)
"""The row of the generic protocol in the table of protocols."""
