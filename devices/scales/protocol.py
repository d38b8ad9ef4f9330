"""What every protocol brings: a parser, the questions it knows, its line settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol as Shape

from devices.scales.reading import GRAMS_PER, Reading, Rejected


class SettingError(ValueError):
    """A protocol, unit or option that does not exist."""


class Parser(Shape):
    """An incremental parser: bytes in as they come, frames out when complete."""

    def feed(self, data: bytes) -> list[Reading | Rejected]:
        """Take the next bytes of the line; return the frames they completed."""
        ...


@dataclass(frozen=True)
class Line:
    """Serial line settings, as pyserial names them."""

    baudrate: int = 9600
    bytesize: int = 8
    parity: str = "N"
    stopbits: int = 1


Options = Mapping[str, str]


def no_frame_options(frame: bytes) -> dict[str, str]:  # noqa: ARG001
    """Say that a single frame tells nothing about the settings of its scale."""
    return {}


@dataclass(frozen=True, kw_only=True)
class Protocol:
    """One row of the table of protocols.

    Attributes:
        name: as in `wavegate scale … --protocol`.
        parser: makes a fresh parser from the options and the unit of the port. The unit is for
            frames that name none; without one they are rejected as ``no_unit``, never guessed.
        line: serial settings of the factory default.
        ask: bytes that make the scale answer once; empty when it streams by itself.
        go_on: what to send when the scale sent nothing but the key; for protocols that first
            ask whether the scale is ready.
        zero: bytes that set the scale to zero, empty when there is no such command.
        tare: bytes that take the load as tare, empty when there is no such command.
        says_stable: its frames carry a stability flag.
        names_unit: its frames say the unit, each for itself. Where they do not, one weight that
            is known is the only proof that port and scale mean the same.
        options: the option names and their allowed values; none listed means free text, which
            the parser itself checks.
        frame_options: options that one whole frame gives away by its length.
        line_end: what may be missing from a frame copied out of a manual.
    """

    name: str
    parser: Callable[[Options, str | None], Parser]
    line: Line
    ask: bytes = b""
    go_on: Mapping[bytes, bytes] = field(default_factory=dict)
    zero: bytes = b""
    tare: bytes = b""
    says_stable: bool = True
    names_unit: bool = True
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    frame_options: Callable[[bytes], dict[str, str]] = no_frame_options
    line_end: bytes = b""

    def new_parser(self, options: Options | None = None, unit: str | None = None) -> Parser:
        """Return a parser with checked options.

        Args:
            options: by name, for instance ``{"checksum": "on"}``.
            unit: the port's unit, a key of `GRAMS_PER`.

        Raises:
            SettingError: an option this protocol does not have, or a value it does not take,
                or no such unit.
        """
        if unit is not None and unit not in GRAMS_PER:
            raise SettingError(f"no unit {unit!r}; there are: {', '.join(GRAMS_PER)}")
        chosen = dict(options or {})
        for key, value in chosen.items():
            allowed = self.options.get(key)
            if allowed is None:
                known = ", ".join(self.options) or "none"
                raise SettingError(f"{self.name} has no option {key!r}; it has: {known}")
            if allowed and value not in allowed:
                raise SettingError(f"{key} is one of {', '.join(allowed)}, not {value!r}")
        return self.parser(chosen, unit)
