"""Proving a bench's scale: who is on the line, is the pan empty, does a known weight come out?

Each call here is a call to the outside, like those of :mod:`devices`, and uses the rules of
``devices.scales.proof``: the station page and the command line prove a scale alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import quote

from serial.tools import list_ports

from app.core.errors import Refused
from app.core.outside import outside
from app.stations import devices
from app.stations.benches import BenchData
from app.stations.fitting import Shown
from devices.scales import PROTOCOLS, SettingError, proof
from devices.scales.guess import Candidate, Heard, guess
from devices.scales.lines import GONE, check_url
from devices.scales.listen import listen

EMPTY_S = 4.0
"""How long the pan may take to show nothing once somebody says that it is empty."""
REFUSALS = (
    "station.scale.none",
    "station.weight.no_reading",
    "station.weight.unstable",
    "station.weight.stale",
    "station.weight.negative",
    "station.weight.zero",
    "station.weight.overload",
    "station.weight.unit_changed",
    "station.weight.not_zeroed",
)
"""Why a scale shows no weight that counts."""
EMPTY_REFUSALS = (
    "station.commission.unit",
    "station.scale.none",
    "station.scale.setting",
    "station.scale.disconnected",
    "station.scale.silent",
    "station.scale.overload",
    "station.scale.under_zero",
    "station.scale.not_zero",
    "station.scale.unstable",
)
"""Why a pan is not empty, as far as the scale shows."""
UNPROVEN = (
    "station.commission.unit",
    "station.commission.too_light",
    "station.commission.off",
    "station.commission.look_alike",
    "station.commission.changed",
)
"""Why a weight proves nothing."""


@dataclass(frozen=True)
class SerialPort:
    """A serial port of this machine; *url* finds the adapter again in whatever order."""

    url: str
    path: str
    name: str


@dataclass(frozen=True)
class ScaleKind:
    """A protocol as a page or a terminal offers it.

    Attributes:
        options: their names and allowed values; none listed means free text.
        zero: there is a command that sets the scale to zero.
        tare: there is a command that takes the load as tare.
    """

    name: str
    baudrate: int
    needs_unit: bool
    options: dict[str, list[str]]
    zero: bool
    tare: bool


def kinds() -> list[ScaleKind]:
    """Every protocol there is."""
    return [
        ScaleKind(
            row.name,
            row.line.baudrate,
            proof.needs_unit(row.name),
            {name: list(values) for name, values in row.options.items()},
            zero=bool(row.zero),
            tare=bool(row.tare),
        )
        for row in PROTOCOLS.values()
    ]


def serial_ports() -> list[SerialPort]:
    """The serial ports of this machine, USB adapters by what tells them apart."""
    outside("scale")
    found = []
    for one in sorted(list_ports.comports(), key=lambda port: str(port.device)):
        url = str(one.device)
        if one.vid is not None and one.pid is not None:
            told = (
                f"serial={quote(one.serial_number)}"
                if one.serial_number
                else f"location={quote(one.location or '')}"
            )
            url = f"usb://{one.vid:04X}:{one.pid:04X}?{told}"
        found.append(SerialPort(url, str(one.device), str(one.description or "")))
    return found


def hear(
    bench: BenchData, scale_url: str, baudrate: int | None
) -> tuple[list[Heard], list[Candidate]]:
    """Listen to a line that nobody reads meanwhile, and say who may be speaking there.

    Args:
        bench: it lets its own scale go while this listens.
        scale_url: the line; it need not be the bench's yet.
        baudrate: of a serial line; None tries the usual ones.

    Raises:
        Refused: ``station.scale_url``, ``station.scale.disconnected``.
    """
    outside("scale")
    try:
        check_url(scale_url)
    except SettingError:
        raise Refused("station.scale_url", url=scale_url) from None
    if scale_url.startswith("virtual://"):
        raise Refused("station.scale_url", url=scale_url)
    with devices.turn(bench), devices.let_go(bench):
        try:
            heard = listen(scale_url, baudrate)
        except GONE:
            raise Refused("station.commission.no_line", url=scale_url) from None
    return heard, guess(heard)


def empty_pan(bench: BenchData) -> None:
    """Somebody says that the pan is empty: from here on the scale must show that first.

    Raises:
        Refused: one of EMPTY_REFUSALS.
    """
    _need_settings(bench)
    if devices.wait_empty(bench, EMPTY_S):
        return
    shown = devices.live(bench)
    if shown is None:
        raise Refused("station.scale.setting")
    raise Refused(devices.zero_trouble(shown, bench) or "station.scale.not_zero")


def known_weight(bench: BenchData, known_g: int) -> Shown:
    """Read what lies on the pan, by the same rules as a parcel.

    Raises:
        Refused: one of REFUSALS.
    """
    _need_scale(bench)
    with devices.turn(bench):
        try:
            found = devices.settled(bench)
        except devices.NoWeightError as error:
            raise Refused(f"station.weight.{error.reason}", bench=bench.code) from None
        devices.mark_parcel(bench, None)  # it is no parcel: it must come off first
    return Shown(known_g=known_g, shown_g=found.grams, raw_hex=found.raw_hex)


def is_right(bench: BenchData, shown: Shown) -> bool:
    """Whether the scale showed its known weight."""
    return proof.is_right(
        Decimal(shown.shown_g), Decimal(shown.known_g), Decimal(bench.division_g)
    )


def prove(bench: BenchData, known_g: int) -> Shown:
    """Read a known weight that proves how this scale is read.

    Raises:
        Refused: one of REFUSALS or of UNPROVEN.
    """
    protocol = _need_settings(bench)
    division = Decimal(bench.division_g)
    if known_g < (least := proof.least_known_g(division)):
        raise Refused("station.commission.too_light", least=int(least))
    shown = known_weight(bench, known_g)
    if not is_right(bench, shown):
        raise Refused(
            "station.commission.off",
            shown=shown.shown_g,
            known=known_g,
            off=f"{shown.shown_g - known_g:+d}",
            most=proof.ALLOWED_DIVISIONS * bench.division_g,
        )
    same = proof.look_alikes(
        protocol,
        bytes.fromhex(shown.raw_hex),
        bench.scale_unit,
        Decimal(known_g),
        division,
    )
    if same:
        raise Refused("station.commission.look_alike", known=known_g, other=", ".join(same))
    return shown


def _need_settings(bench: BenchData) -> str:
    """The protocol of a scale that is set up far enough to be read."""
    _need_scale(bench)
    assert bench.protocol is not None  # a scale has one: check_scale
    if proof.needs_unit(bench.protocol) and bench.scale_unit is None:
        raise Refused("station.commission.unit", protocol=bench.protocol)
    return bench.protocol


def _need_scale(bench: BenchData) -> None:
    if bench.scale_url is None:
        raise Refused("station.scale.none", bench=bench.code)
