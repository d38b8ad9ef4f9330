"""Somebody who calls the floor: keeps asking until there is an answer, with the same ids.

A server that was killed, a cut line, a busy store: the call is repeated as it was. Each write
carries an Idempotency-Key, or ids of its own, so a repeat changes nothing twice.
"""

from __future__ import annotations

import random
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import httpx

from app.simulation.errors import DeadFloorError

GIVE_UP_S: Final = 120.0
"""After so long without any answer the floor is taken for dead."""
PATIENCE_S: Final = 30.0


class Refusal(Exception):  # noqa: N818  an answer, not a fault
    """The floor said no.

    Attributes:
        code: the dotted code.
        body: the whole problem document.
    """

    def __init__(self, status: int, body: dict[str, Any]) -> None:
        self.status = status
        self.body = body
        self.code = str(body.get("code", f"http.{status}"))
        super().__init__(f"{self.code}: {body.get('detail', '')}")


@dataclass
class Line:
    """The way to the floor, shared by all who call.

    Attributes:
        url: of the server.
        ensure: sees to it that a server that died is started again.
        lose: share of answers that get lost on the way back (0 to 1).
        gives_up_s: so many seconds without an answer, and the floor is taken for dead.
        faults: answers with 5xx that are not "come back later": bugs.
        stop: set when everybody shall go home.
    """

    url: str
    ensure: Callable[[], None] = lambda: None
    lose: float = 0.0
    gives_up_s: float = GIVE_UP_S
    faults: list[str] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)


class Voice:
    """One caller with a connection of its own."""

    def __init__(self, line: Line, *, seed: int, token: str = "") -> None:
        """Get ready to call.

        Args:
            line: the way to the floor.
            seed: of the lost answers.
            token: a machine's bearer token; people log in instead.
        """
        self.line = line
        self.dice = random.Random(seed)  # noqa: S311  who meets which fault
        self._badge: tuple[str, str, str] | None = None
        self._client = httpx.Client(
            base_url=line.url,
            timeout=PATIENCE_S,
            trust_env=False,
            headers={"Accept-Language": "en"}
            | ({"Authorization": f"Bearer {token}"} if token else {}),
        )
        self.seconds: list[float] = []

    def log_in(self, badge: str, pin: str, device: str) -> None:
        """Log in with a badge on an enrolled device; done again when the session ends."""
        self._badge = (badge, pin, device)
        self._client.headers["X-Device"] = device
        self._client.headers.pop("X-CSRF-Token", None)
        self._client.cookies.clear()
        answer = self._until_answered("POST", "/api/v1/session", {"badge": badge, "pin": pin})
        self._client.headers["X-CSRF-Token"] = answer.json()["csrf_token"]

    def get(self, path: str) -> Any:
        """Read.

        Raises:
            Refusal: the floor says no.
        """
        return self._until_answered("GET", path, None).json()

    def post(self, path: str, body: dict[str, Any] | None = None, *, keyed: bool = True) -> Any:
        """Write.

        Args:
            path: of the call.
            body: what is sent, the same in every repeat.
            keyed: send an Idempotency-Key; False for what carries ids of its own, and for
                what may be said twice.

        Raises:
            Refusal: the floor says no.
        """
        key = uuid.uuid4().hex if keyed else ""
        answer = self._until_answered("POST", path, body, key)
        return answer.json() if answer.content else {}

    def close(self) -> None:
        """Hang up."""
        self._client.close()

    def _until_answered(
        self, method: str, path: str, body: dict[str, Any] | None, key: str = ""
    ) -> httpx.Response:
        until, pause = time.monotonic() + self.line.gives_up_s, 0.05
        while time.monotonic() < until and not self.line.stop.is_set():
            answer = self._once(method, path, body, key)
            if answer is not None and answer.is_success:
                return answer
            if answer is not None and not self._shall_repeat(answer, path):
                raise Refusal(answer.status_code, _problem(answer))
            time.sleep(pause)
            pause = min(pause * 2, 1.0)
        raise DeadFloorError(f"{method} {path}")

    def _once(
        self, method: str, path: str, body: dict[str, Any] | None, key: str
    ) -> httpx.Response | None:
        """One try; None when no answer came through."""
        headers = {"Idempotency-Key": key} if key else {}
        began = time.perf_counter()
        try:
            answer = self._client.request(method, path, json=body, headers=headers)
        except httpx.TransportError:
            self.line.ensure()
            return None
        self.seconds.append(time.perf_counter() - began)
        if method == "POST" and self.line.lose and self.dice.random() < self.line.lose:
            return None
        return answer

    def _shall_repeat(self, answer: httpx.Response, path: str) -> bool:
        if answer.status_code == 401 and self._badge and path != "/api/v1/session":
            self.log_in(*self._badge)
            return True
        if answer.status_code >= 500 and answer.status_code != 503:
            self.line.faults.append(f"{answer.status_code} {path} {answer.text[:300]}")
            return False
        return answer.status_code == 503 or bool(_problem(answer).get("retryable"))


def _problem(answer: httpx.Response) -> dict[str, Any]:
    try:
        body = answer.json()
    except ValueError:
        body = None
    return body if isinstance(body, dict) else {"detail": answer.text[:200]}
