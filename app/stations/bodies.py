"""What the station page sends and gets: settings, live state, proofs."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from app.core.body import Strict

Url = Annotated[str, Meta(min_length=1, max_length=200)]
Baud = Annotated[int, Meta(ge=300, le=115_200)]
Known = Annotated[int, Meta(ge=1, le=1_000_000)]
OptionName = Annotated[str, Meta(max_length=20)]
OptionValue = Annotated[str, Meta(max_length=200)]


class ScaleBody(Strict):
    """How a bench's scale is to be read; null takes it away, or leaves it to the protocol."""

    scale_url: Url | None
    protocol: Annotated[str, Meta(max_length=32)] | None
    division_g: Annotated[int, Meta(ge=1, le=10_000)]
    unit: Annotated[str, Meta(max_length=4)] | None = None
    options: dict[OptionName, OptionValue] = msgspec.field(default_factory=dict)
    baudrate: Baud | None = None


class ListenBody(Strict):
    """A line to listen to."""

    scale_url: Url
    baudrate: Baud | None = None


class KnownWeight(Strict):
    """What lies on the pan, grams."""

    known_g: Known


class Proof(msgspec.Struct):
    """Who proved the scale, when, and with which weight."""

    at: datetime
    by: str
    known_g: int


class Station(msgspec.Struct, kw_only=True):
    """A bench's devices as they are set up and as they are now.

    ``state`` and ``trouble`` are words of the scale; ``raw_text`` shows what cannot be printed
    as dots. ``needs_proof``: no weight counts before the scale is commissioned.
    """

    bench: str
    scale_url: str | None
    protocol: str | None
    division_g: int
    unit: str | None
    options: dict[str, str]
    baudrate: int | None
    commissioned: Proof | None
    needs_proof: bool
    can_zero: bool
    can_tare: bool
    state: str
    grams: int | None
    stable: bool
    zero_seen: bool
    unit_shown: str | None
    age_ms: int | None
    raw_hex: str
    raw_text: str
    rejected: str | None
    printer_url: str | None
    language: str
    label_size: str
    spare: str | None


class Fitted(msgspec.Struct):
    """What holds now of a bench's scale."""

    bench: str
    commissioned: Proof | None
    needs_proof: bool


class Guessed(msgspec.Struct):
    """A protocol that reads what the line says."""

    protocol: str
    options: dict[str, str]
    baudrate: int | None
    shown: str | None


class Heard(msgspec.Struct):
    """What a line said; ``chosen`` is the only candidate, null when none or several fit."""

    candidates: list[Guessed]
    chosen: str | None
    raw_hex: str
    raw_text: str


class Ports(msgspec.Struct):
    """The serial ports of the server."""

    ports: list[Port]


class Port(msgspec.Struct):
    """A serial port: its lasting address, where it is now, and what it calls itself."""

    url: str
    path: str
    name: str


class Weighed(msgspec.Struct):
    """What the scale showed of a known weight."""

    known_g: int
    shown_g: int
    off_g: int
    right: bool


class Told(msgspec.Struct):
    """The scale was told something."""

    bench: str


class TestPrint(msgspec.Struct):
    """What became of the test label: confirmed, sent, failed or unknown, and why."""

    outcome: str
    reason: str | None
