"""The demo's start page: who are you today, and what shall go wrong. On a demo floor only.

The pages and calls here are registered when the app was made with a start file; what a
button does is done by the conductor of the demo, over its control on 127.0.0.1.
"""

from __future__ import annotations

import contextlib
import socket
import time
from dataclasses import dataclass
from typing import Any, Literal

import msgspec
from flask import Response, current_app, g, render_template, request

from app.core import clock
from app.core.api import Room
from app.core.body import Strict
from app.core.errors import Refused

bp = Room("simulation", __name__)

CUT_S = 60
PATIENCE_S = 15
"""A busy machine may take so long to cancel an order; seconds."""
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
STILL_THERE = ("/start", "/static/", "/api/v1/demo", "/healthz", "/readyz")
"""What a cut network leaves standing: the way to mend it."""


class Role(msgspec.Struct):
    """Somebody a visitor can be; *page* is where they begin."""

    role: str
    name: str
    name_en: str
    badge: str
    pin: str
    page: str
    icon: str


class Article(msgspec.Struct):
    """Goods of the demo, with the code that a scanner would read off them."""

    sku: str
    name: str
    name_en: str
    barcode: str
    bin: str
    picture: str
    colour: str | None


@dataclass
class Start:
    """What the start page knows.

    Attributes:
        control: URL of the conductor.
        goods: by bin, for people without a scanner.
        cut_until: by the monotonic clock; until then the floor's network is cut.
    """

    control: str
    roles: list[Role]
    goods: list[Article]
    speed: int
    cut_until: float = 0.0

    @property
    def cut_s(self) -> int:
        """Seconds until the network is back."""
        return max(0, round(self.cut_until - time.monotonic()))


class Who(Strict):
    """The role a visitor takes."""

    role: str


class Entry(msgspec.Struct):
    """What lets the visitor's browser in."""

    device: str
    badge: str
    pin: str
    page: str


class Trouble(Strict):
    """What shall go wrong; paper and drift are put right by asking again."""

    kind: Literal["network", "cancel", "paper", "drift", "restart"]


class FloorState(msgspec.Struct):
    """How the demo stands.

    Attributes:
        orders: taken in so far.
        people: virtual colleagues at work.
        network_s: seconds until the cut network is back.
        tote: a picked tote that waits for a bench, when there is one.
        back: the return that came last.
        cancelled: the order that a buyer cancelled last.
    """

    orders: int
    shipped: int
    people: int
    scales: int
    network_s: int
    paper_out: bool
    drifts: bool
    tote: str | None = None
    back: str | None = None
    cancelled: str | None = None


def read_start(raw: bytes) -> Start:
    """Read a start file: what the demo's conductor wrote for this server."""
    told = msgspec.json.decode(raw)
    return Start(
        control=told["control"],
        roles=msgspec.convert(told["roles"], list[Role]),
        goods=msgspec.convert(told["goods"], list[Article]),
        speed=told["speed"],
    )


def here() -> Start:
    """What this demo's start page knows."""
    start: Start = current_app.extensions["start"]
    return start


@bp.before_app_request
def cut_network() -> Response | None:
    """While the network is cut, break the connection as a dead access point would."""
    if not here().cut_s or request.path == "/" or request.path.startswith(STILL_THERE):
        return None
    line = request.environ.get("gunicorn.socket")
    if line is not None:
        with contextlib.suppress(OSError):
            line.shutdown(socket.SHUT_RDWR)
    g.request_id = ""
    return Response(status=503)


@bp.app_context_processor
def hand_scan() -> dict[str, Any]:
    """What a click on goods scans, for a visitor without a scanner; see handscan.js."""
    if request.path != "/pda" and not request.path.startswith("/bench/"):
        return {}
    return {
        "hand_scan": [
            {"sku": one.sku, "barcode": one.barcode, "names": [one.name, one.name_en]}
            for one in here().goods
        ]
    }


@bp.page("/start", needs=None)
def start_page() -> str:
    """Who are you today?"""
    from labels.barcodes import code128, qr_rows

    pda = _conduct("/device", {"role": "picker"})["device"]
    host, _, port = request.host.rpartition(":")
    return render_template(
        "simulation/start.html",
        roles=here().roles,
        bars=code128,
        qr=qr_rows(f"{request.host_url}enrol#{pda}"),
        phone=f"{request.host}/pda",
        is_local=host in LOOPBACK,
        port=port,
        page_data={
            "now": clock.now().isoformat(),
            "speed": here().speed,
            "state": msgspec.to_builtins(state()),
        },
    )


@bp.page("/start/codes", needs=None)
def codes_page() -> str:
    """What a scanner would read off the goods, to type or to scan from the screen."""
    from labels.barcodes import code128

    return render_template("simulation/codes.html", goods=here().goods, bars=code128)


@bp.get("/api/v1/demo", needs=None, answer=FloorState, errors=("demo.away",))
def demo_state() -> FloorState:
    """How the demo stands."""
    return state()


@bp.post(
    "/api/v1/demo/enter",
    needs=None,
    body=Who,
    answer=Entry,
    errors=("demo.unknown_role", "demo.away"),
)
def enter(body: Who) -> Entry:
    """Take a role: the badge and the device that wait for it."""
    role = next((one for one in here().roles if one.role == body.role), None)
    if role is None:
        raise Refused("demo.unknown_role", role=body.role)
    device = _conduct("/enter", {"role": role.role})["device"]
    return Entry(device, role.badge, role.pin, role.page)


@bp.post(
    "/api/v1/demo/trouble",
    needs=None,
    body=Trouble,
    answer=FloorState,
    errors=("demo.nothing_to_cancel", "demo.network_cut", "demo.away"),
)
def make_trouble(body: Trouble) -> FloorState:
    """Make something go wrong."""
    if body.kind == "cancel" and here().cut_s:
        raise Refused("demo.network_cut", n=here().cut_s)
    if body.kind == "network":
        here().cut_until = time.monotonic() + CUT_S
    answer = _conduct("/trouble", {"kind": body.kind, "seconds": CUT_S})
    if answer.get("refused"):
        raise Refused(answer["refused"])
    return state()


def state() -> FloorState:
    """How the demo stands, as its conductor and this server know it."""
    told = _conduct("/state", None)
    return msgspec.convert(told | {"network_s": here().cut_s}, FloorState)


def _conduct(path: str, body: dict[str, Any] | None) -> dict[str, Any]:
    import httpx

    url = here().control + path
    try:
        if body is None:
            answer = httpx.get(url, timeout=5, trust_env=False)
        else:
            answer = httpx.post(url, json=body, timeout=PATIENCE_S, trust_env=False)
        answer.raise_for_status()
    except httpx.HTTPError:
        raise Refused("demo.away") from None
    found: dict[str, Any] = answer.json()
    return found
