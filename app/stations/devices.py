"""The gateway to the devices at a bench: its scale and its printer.

One process owns a scale's line, so its port is opened once and kept. Each call here is a call
to the outside: before or after a transaction, never inside.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal

import devices.printers
from app.core.outside import outside
from app.stations import agent_line, agents, turns
from app.stations.agent_line import AgentPort, AgentSettled
from app.stations.benches import BenchData
from devices.scales import PROTOCOLS, SettingError
from devices.scales.port import ScaleError, ScalePort
from devices.scales.proof import needs_proof
from devices.scales.reading import GRAMS_PER
from devices.scales.watch import Live

NEAR_ZERO_S = 1.5
"""How long a bench may take to show an empty pan when it is opened, seconds."""
LOOK_S = 0.05
PRINT_S = 10.0
LISTEN_S = 20.0
"""How long a line may be listened to, seconds; then its owner takes it again by itself."""

UNITS = tuple(GRAMS_PER)
"""What a scale may be set to."""

turn = turns.turn

_ports: dict[int, _Kept] = {}
_one_of_several = threading.Event()
_left_alone: set[int] = set()
_guard = threading.Lock()


@dataclass(frozen=True)
class _Kept:
    """An open port; *name* tells its frames from those of any other port, ever."""

    bench: BenchData
    port: ScalePort | AgentPort
    name: str


class NoWeightError(Exception):
    """The scale proves no weight.

    Attributes:
        reason: the last part of the code ``packing.weight.<reason>``.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def readable(frame: bytes) -> str:
    """A frame as text; what cannot be printed is a dot, whatever its high bit says."""
    low = (byte & 0x7F for byte in frame)
    return "".join(chr(byte) if 0x20 <= byte < 0x7F else "·" for byte in low)


@dataclass(frozen=True)
class Reading:
    """One settled weight.

    Attributes:
        weight_g: exact grams.
        grams: whole grams, half to even.
        raw_hex: the frame as it came.
        frame_id: names this frame among all frames of this scale.
        frame_no: what :func:`mark_parcel` takes once the weighing is committed.
        age_ms: since the frame came.
        source: ``scale``, or ``agent`` for a scale at the packing PC.
    """

    weight_g: Decimal
    grams: int
    raw_hex: str
    frame_id: str
    frame_no: int
    age_ms: int
    source: str


def leave_scales_to_agent() -> None:
    """This process is one of several: the local agent owns the scales of this machine."""
    _one_of_several.set()


def weigh(bench: BenchData) -> Reading:
    """A weight that may decide, from this bench's scale.

    Raises:
        NoWeightError: with the reason that stood at the end, or ``not_commissioned``.
    """
    if lacks_proof(bench):
        raise NoWeightError("not_commissioned")
    return settled(bench)


def lacks_proof(bench: BenchData) -> bool:
    """Its scale may be read wrongly without a sign, and nobody proved the contrary."""
    if bench.protocol not in PROTOCOLS or bench.commissioned_at is not None:
        return False
    return needs_proof(bench.protocol, bench.scale_options)


def settled(bench: BenchData) -> Reading:
    """A weight at rest, fresh, after an empty pan; whether it is right is not proved.

    Raises:
        NoWeightError: with the reason that stood at the end.
    """
    outside("scale")
    kept = _port(bench)
    if kept is None:
        raise NoWeightError("no_reading")
    try:
        found = kept.port.settled()
    except ScaleError as error:
        raise NoWeightError(error.reason) from None
    by_agent = isinstance(found, AgentSettled)
    run = found.run if isinstance(found, AgentSettled) else kept.name
    return Reading(
        weight_g=found.weight_g,
        grams=found.grams,
        raw_hex=found.raw_hex,
        frame_id=f"{bench.code}/{run}/{found.frame_id}",
        frame_no=found.frame_id,
        age_ms=int(found.age_s * 1000),
        source="agent" if by_agent else "scale",
    )


def mark_parcel(bench: BenchData, frame_no: int | None) -> None:
    """After a committed weighing: the pan must be empty before the next weight counts.

    Without a frame it must be empty from now on.
    """
    outside("scale")
    if kept := _port(bench):
        kept.port.mark_parcel(frame_no)


def live(bench: BenchData) -> Live | None:
    """What the scale shows now; None when the bench has no scale."""
    outside("scale")
    kept = _port(bench)
    return kept.port.latest() if kept else None


def wait_empty(bench: BenchData, within_s: float = NEAR_ZERO_S) -> bool:
    """Demand an empty pan from now on, and tell whether it shows one within this time."""
    outside("scale")
    kept = _port(bench)
    if kept is None:
        return False
    kept.port.mark_parcel()
    until = time.monotonic() + within_s
    while not (seen := kept.port.latest().zero_seen) and time.monotonic() < until:
        time.sleep(LOOK_S)
    return seen


def zero(bench: BenchData) -> bool:
    """Ask the scale to set itself to zero; False when it takes no such command."""
    outside("scale")
    kept = _port(bench)
    return kept is not None and kept.port.zero()


def tare(bench: BenchData) -> bool:
    """Ask the scale to take the load as tare; False when it takes no such command."""
    outside("scale")
    kept = _port(bench)
    return kept is not None and kept.port.tare()


@contextmanager
def let_go(bench: BenchData) -> Iterator[None]:
    """Leave the bench's scale alone for a while, so that somebody else may listen."""
    with _guard:
        kept = _ports.pop(bench.id, None)
        _left_alone.add(bench.id)
    if kept is not None:
        kept.port.close()
    if _one_of_several.is_set():
        agent_line.let_go(bench.id, LISTEN_S)
    try:
        yield
    finally:
        with _guard:
            _left_alone.discard(bench.id)
        if _one_of_several.is_set():
            agent_line.let_go(bench.id, 0)


def scale_trouble(bench: BenchData) -> str | None:
    """Why the scale is not ready for work, or None: it answers and shows an empty pan.

    Returns:
        A code ``station.scale.<state>``.
    """
    outside("scale")
    if bench.scale_url is None:
        return None
    if lacks_proof(bench):
        return "station.scale.not_commissioned"
    kept = _port(bench)
    if kept is None:
        return "station.scale.setting"
    until = time.monotonic() + NEAR_ZERO_S
    while (trouble := zero_trouble(kept.port.latest(), bench)) and time.monotonic() < until:
        time.sleep(LOOK_S)
    return trouble


def zero_trouble(shown: Live, bench: BenchData) -> str | None:
    """Why what is shown is no empty pan, or None: a code ``station.scale.<state>``."""
    if shown.state in {"disconnected", "silent", "overload"}:
        return f"station.scale.{shown.state}"
    near = shown.grams is not None and abs(shown.grams) <= 2 * bench.division_g
    if shown.state == "under_zero" and not near:
        return "station.scale.under_zero"
    if not near:
        return "station.scale.not_zero"
    return "station.scale.unstable" if shown.state == "unstable" else None


def printer_trouble(bench: BenchData) -> str | None:
    """Why the printer is not ready, or None; one that does not say counts as ready.

    Returns:
        A code ``station.printer.<state>``.
    """
    state = printer_state(bench)
    return None if state in {"none", "ready", "unknown"} else f"station.printer.{state}"


def printer_state(bench: BenchData) -> str:
    """How the printer is: none, ready, unknown (it does not say), or its trouble."""
    outside("printer")
    if bench.printer_url is None:
        return "none"
    if agents.is_agent(bench.printer_url):
        return agent_line.printer_state(bench.warehouse_id, bench.printer_url)
    return devices.printers.status(bench.printer_url, language=bench.language).state


def print_bytes(
    printer_url: str, document: bytes, language: str
) -> devices.printers.SendResult:
    """Send one label, once; *language* is the printer's."""
    outside("printer")
    return devices.printers.send(printer_url, document, PRINT_S, language)


def print_test(bench: BenchData, page: bytes) -> devices.printers.SendResult:
    """Print a page that is no label, wherever the bench's labels come out."""
    url = bench.printer_url or ""
    if agents.is_agent(url):
        return agent_line.test_print(bench.warehouse_id, url, page, bench.language)
    return print_bytes(url, page, bench.language)


def close_all() -> None:
    """Let every scale go: at the end of the process."""
    with _guard:
        open_ports = list(_ports.values())
        _ports.clear()
    for kept in open_ports:
        kept.port.close()


def _port(bench: BenchData) -> _Kept | None:
    with _guard:
        if bench.id in _left_alone or _has_two_agents(bench):
            return None
        kept = _ports.get(bench.id)
        if kept is not None and _line(kept.bench) == _line(bench):
            return kept
        if kept is not None:
            del _ports[bench.id]
            kept.port.close()
        port = _opened(bench)
        if port is None:
            return None
        _ports[bench.id] = _Kept(bench, port, secrets.token_hex(4))
        return _ports[bench.id]


def _opened(bench: BenchData) -> ScalePort | AgentPort | None:
    if bench.scale_url is None or bench.protocol is None:
        return None
    if agents.is_agent(bench.scale_url):
        return AgentPort(bench.id)
    if _one_of_several.is_set():
        return AgentPort(bench.id)
    try:
        return ScalePort(
            bench.scale_url,
            bench.protocol,
            division_g=bench.division_g,
            unit=bench.scale_unit,
            options=bench.scale_options,
            baudrate=bench.scale_baudrate,
        )
    except SettingError:
        return None


def _has_two_agents(bench: BenchData) -> bool:
    """A packing PC that has the printer alone would speak for the local agent's scale, too."""
    here = bench.scale_url is not None and not agents.is_agent(bench.scale_url)
    own_printer = agents.SCHEME + bench.code  # a spare one has an agent of its own
    return _one_of_several.is_set() and here and bench.printer_url == own_printer


def _line(bench: BenchData) -> tuple[object, ...]:
    """What a port depends on; another printer does not close the scale."""
    return (
        bench.scale_url,
        bench.protocol,
        bench.division_g,
        bench.scale_unit,
        bench.scale_options,
        bench.scale_baudrate,
    )
