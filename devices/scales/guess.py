"""Which protocols can read what a line says? Pure: bytes in, names out.

A protocol is a candidate when it reads at least three frames and has nothing to object to. Only
one candidate is an answer; several are a question to the person who stands at the scale:
``=000.3000`` is 3.000 in tF=1 of a Yaohua and 0.3 in tF=2, and no program can know which. What
the guess says is to be proved, see `proof`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from devices.scales import PROTOCOLS
from devices.scales.protocol import Protocol
from devices.scales.reading import Reading, Rejected

FRAMES: Final = 3
"""Fewer frames may be chance."""
ANY_UNIT: Final = "kg"
"""Stands for the unit of frames that name none: it is not part of the guess."""


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What came over a line.

    Attributes:
        data: the bytes in their order; the first frame may be cut.
        asked: the question before them, empty when the scale spoke by itself.
        baudrate: bits per second of the line; None for one that has its own.
    """

    data: bytes
    asked: bytes = b""
    baudrate: int | None = None


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A protocol that reads all that was heard.

    Attributes:
        protocol: its name.
        options: what its frames gave away, for instance ``{"checksum": "on"}``.
        baudrate: at which the frames came.
        frames: how many it read.
        shown: the last weight in the unit it would have, as text; None when it shows none.
    """

    protocol: str
    options: dict[str, str] = field(default_factory=dict)
    baudrate: int | None = None
    frames: int = 0
    shown: str | None = None


def guess(heard: Iterable[Heard]) -> list[Candidate]:
    """Return every protocol that reads what was heard, in the order of the table."""
    several = list(heard)
    found = (_candidate(row, several) for row in PROTOCOLS.values() if row.name != "generic")
    return [one for one in found if one is not None]


def _candidate(row: Protocol, heard: list[Heard]) -> Candidate | None:
    for one in heard:
        if one.asked not in {b"", row.ask}:
            continue  # another protocol's question: the answer to it may be a complaint
        for options in _option_sets(row):
            readings = _readings(row, options, one.data)
            if len(readings) >= FRAMES:
                return Candidate(
                    protocol=row.name,
                    options=options,
                    baudrate=one.baudrate,
                    frames=len(readings),
                    shown=_shown(row, readings[-1]),
                )
    return None


def _option_sets(row: Protocol) -> list[dict[str, str]]:
    """The stricter setting first: frames that pass a check byte have one."""
    return [{"checksum": "on"}, {}] if "checksum" in row.options else [{}]


def _readings(row: Protocol, options: dict[str, str], data: bytes) -> list[Reading]:
    unit = None if row.names_unit else ANY_UNIT
    frames = row.new_parser(options, unit).feed(data)
    if frames and isinstance(frames[0], Rejected):
        frames = frames[1:]  # listening began in the middle of it
    readings = [one for one in frames if isinstance(one, Reading)]
    return readings if len(readings) == len(frames) else []


def _shown(row: Protocol, last: Reading) -> str | None:
    if last.weight_g is None:
        return None
    grams = format(last.weight_g.normalize(), "f")
    return f"{grams} g" if row.names_unit else format((last.weight_g / 1000).normalize(), "f")
