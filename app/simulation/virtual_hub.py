"""A virtual order hub: takes the floor's reports, checks them, and misbehaves on request.

In a test::

    hub = VirtualHub(secret)
    hub.misbehave("apply_then_500", times=1)

It verifies the Standard Webhooks signature of every call, applies each message id once, and
notes what came twice or out of its stream's order. From another process, over HTTP on
127.0.0.1 (see :mod:`devices.control`): ``POST /fault {"kind": "refuse_429", "times": 3}``,
``GET /state``.
"""

from __future__ import annotations

import contextlib
import json
import random
import socket
import threading
import time
from collections import Counter, deque
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

from standardwebhooks import Webhook, WebhookVerificationError
from typing_extensions import override

from devices.control import ControlServer

KINDS: Final = {
    "apply_then_500": "takes the message, then answers 500",
    "apply_then_reset": "takes the message, then breaks the connection",
    "apply_then_time_out": "takes the message and answers after `seconds`",
    "refuse_429": "answers 429 with Retry-After `seconds`",
    "refuse_503": "answers 503",
    "reset": "breaks the connection unread",
    "redirect": "answers 302 to a link-local address",
    "slow": "answers well, after `seconds`",
}
RESTLESS: Final = (
    "apply_then_500",
    "apply_then_reset",
    "refuse_429",
    "refuse_503",
    "reset",
    "slow",
)
"""What a restless hub chooses from: all that costs less than a second."""


@dataclass(frozen=True)
class Delivery:
    """One call of the floor.

    Attributes:
        stream: what it is about; order is kept within it.
        applied: this call had its effect (the first of its id).
        in_order: its number followed the stream's last one.
    """

    id: str
    stream: str
    seq: int
    type: str
    data: dict[str, Any]
    at: float
    applied: bool
    in_order: bool


class VirtualHub:
    """A hub without shops."""

    def __init__(self, secret: str, *, port: int = 0, seed: int = 1) -> None:
        """Listen on 127.0.0.1.

        Args:
            secret: ``whsec_…``, the same as the floor's WAVEGATE_HUB_SECRET.
            port: TCP port, 0 for a free one.
            seed: of the faults that a restless hub chooses.
        """
        self._webhook = Webhook(secret)
        self._random = random.Random(seed)  # noqa: S311  faults, no secret
        self._guard = threading.Lock()
        self._planned: deque[tuple[str, float]] = deque()
        self._share, self._down_until = 0.0, 0.0
        self._control: ControlServer | None = None
        self.deliveries: list[Delivery] = []
        self.last_seq: dict[str, int] = {}
        self._seen: set[str] = set()
        self.calls = self.bad_signatures = 0
        handler = type("Handler", (_Handler,), {"hub": self})
        self._server = QuietServer(("127.0.0.1", port), handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/reports"
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.2}, daemon=True
        ).start()

    def misbehave(self, kind: str, *, times: int = 1, seconds: float = 1.0) -> None:
        """Meet the next calls with a fault of `KINDS`.

        Raises:
            ValueError: no such fault.
        """
        if kind not in KINDS:
            raise ValueError(f"no fault {kind!r}; there are: {', '.join(KINDS)}")
        with self._guard:
            self._planned.extend([(kind, seconds)] * times)

    def be_restless(self, share: float) -> None:
        """Meet this share of all calls (0 to 1) with one of `RESTLESS`."""
        self._share = share

    def go_down(self, seconds: float) -> None:
        """Break every connection for a while."""
        self._down_until = time.monotonic() + seconds

    def effects(self) -> list[Delivery]:
        """What had an effect, in the order in which it came."""
        with self._guard:
            return [one for one in self.deliveries if one.applied]

    def heard(self) -> set[str]:
        """The ids of all messages that had an effect."""
        return {one.id for one in self.effects()}

    def state(self) -> dict[str, Any]:
        """What ``GET /state`` answers."""
        with self._guard:
            applied = [one for one in self.deliveries if one.applied]
            return {
                "url": self.url,
                "calls": self.calls,
                "events": len(applied),
                "duplicates": len(self.deliveries) - len(applied),
                "out_of_order": sum(not one.in_order for one in applied),
                "bad_signatures": self.bad_signatures,
                "by_type": dict(Counter(one.type for one in applied)),
                "faults": KINDS,
            }

    def control(self, port: int = 0) -> str:
        """Serve the HTTP control on 127.0.0.1; return its URL."""
        self._control = ControlServer(
            {("POST", "/fault"): self._http_fault, ("GET", "/state"): lambda _: self.state()},
            port=port,
        )
        return self._control.url

    def close(self) -> None:
        """Stop to listen."""
        if self._control:
            self._control.close()
        self._server.shutdown()
        self._server.server_close()

    def next_fault(self) -> tuple[str, float]:
        """What the call at hand meets; an empty name when it is served well."""
        with self._guard:
            self.calls += 1
            if time.monotonic() < self._down_until:
                return "reset", 0.0
            if self._planned:
                return self._planned.popleft()
            if self._share and self._random.random() < self._share:
                return self._random.choice(RESTLESS), 0.2
            return "", 0.0

    def is_signed(self, headers: dict[str, str], body: bytes) -> bool:
        """Tell whether the floor signed this body with the shared secret."""
        try:
            self._webhook.verify(body, headers)
        except WebhookVerificationError:
            self.bad_signatures += 1
            return False
        return True

    def apply(self, event: dict[str, Any]) -> None:
        """Let a report have its effect, unless its id has had it already."""
        stream, _, seq = event["id"].rpartition(":")
        with self._guard:
            last = self.last_seq.get(stream, 0)
            first = event["id"] not in self._seen
            self.deliveries.append(
                Delivery(
                    id=event["id"],
                    stream=stream,
                    seq=int(seq),
                    type=event["type"],
                    data=event["data"],
                    at=time.time(),
                    applied=first,
                    in_order=int(seq) == last + 1,
                )
            )
            self._seen.add(event["id"])
            self.last_seq[stream] = max(last, int(seq))

    def _http_fault(self, body: dict[str, Any]) -> dict[str, Any]:
        kind, seconds = str(body.get("kind", "")), float(body.get("seconds", 1))
        if kind == "restless":
            self.be_restless(float(body.get("share", 0.3)))
        elif kind == "down":
            self.go_down(seconds)
        else:
            self.misbehave(kind, times=int(body.get("times", 1)), seconds=seconds)
        return self.state()


class QuietServer(ThreadingHTTPServer):
    """A thread for each caller."""

    daemon_threads = True

    @override
    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that hangs up is no news here."""


class _Handler(BaseHTTPRequestHandler):
    """One connection of the floor's sender."""

    hub: VirtualHub
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        """Take one report, well or badly."""
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        if len(body) < length:  # the floor died in the middle of a word
            self._hang_up()
            return
        kind, seconds = self.hub.next_fault()
        if kind == "reset":
            self._hang_up()
        elif kind == "refuse_429":
            self._answer(429, {"Retry-After": str(max(1, round(seconds)))})
        elif kind == "refuse_503":
            self._answer(503)
        elif kind == "redirect":
            self._answer(302, {"Location": "http://169.254.0.1/"})
        elif not self.hub.is_signed(dict(self.headers.items()), body):
            self._answer(401)
        else:
            self._take(body, kind, seconds)

    def _take(self, body: bytes, kind: str, seconds: float) -> None:
        self.hub.apply(json.loads(body))
        if kind in {"slow", "apply_then_time_out"}:
            time.sleep(seconds)
        if kind == "apply_then_reset":
            self._hang_up()
        else:
            self._answer(500 if kind == "apply_then_500" else 200)

    def _answer(self, status: int, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _hang_up(self) -> None:
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    @override
    def log_message(self, format: str, *args: Any) -> None:
        """Keep standard error for the caller."""
