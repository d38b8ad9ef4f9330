"""The way to the server: it dials out, waits longer after each failure, and never gives up."""

from __future__ import annotations

import random
import ssl
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import httpx

from devices.agent.settings import Settings

API: Final = "/api/v1/agent"
CALL_S: Final = 5.0
"""For one call, seconds; the server answers at once but for a wait that was asked for."""
WAITS_S: Final = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0)
"""Between two tries; the last one for ever. Half to all of it, so that benches spread."""
REFUSED_FOR_GOOD: Final = frozenset({400, 404, 409, 410, 413, 422})
"""The server understood and says no; asking again the same changes nothing."""


class LinkError(Exception):
    """The server was not reached, or cannot work now; another try may help."""


class RefusedError(Exception):
    """The server says no to this very call.

    Attributes:
        code: as in the server's list of codes.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Link:
    """One agent's calls to its server; safe for threads."""

    def __init__(self, settings: Settings) -> None:
        self.server = settings.server
        self.trouble: str | None = "not_yet"
        self._closing = threading.Event()
        self._client = httpx.Client(
            base_url=settings.server + API,
            headers={"Authorization": f"Bearer {settings.token}"} if settings.token else {},
            timeout=CALL_S,
            verify=_trust(settings.ca),
            trust_env=False,  # a proxy of the PC's user is not on the way to the site's server
        )

    def get(self, path: str, *, wait_s: float = 0, **query: str) -> dict[str, Any]:
        """Ask once.

        Args:
            path: behind ``/api/v1/agent``.
            wait_s: how long the server may keep the question, seconds.
            query: what stands behind the question mark.

        Raises:
            LinkError: nobody answered, or not now.
            RefusedError: the server says no.
        """
        query["wait"] = f"{wait_s:g}"
        return self._once(lambda: self._client.get(path, params=query, timeout=wait_s + CALL_S))

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Tell once.

        Raises:
            LinkError: nobody answered, or not now.
            RefusedError: the server says no.
        """
        return self._once(lambda: self._client.post(path, json=body))

    def tell(
        self,
        path: str,
        body: Callable[[], dict[str, Any]],
        *,
        give_up: Callable[[], bool] = lambda: False,
    ) -> dict[str, Any] | None:
        """Tell until the server has answered.

        Args:
            path: behind ``/api/v1/agent``; the call must bear to be repeated.
            body: made anew for each try, since ages go on.
            give_up: asked before each further try.

        Returns:
            The answer; None when it was given up or the link was closed.

        Raises:
            RefusedError: the server says no.
        """
        failures = 0
        while not self._closing.is_set():
            try:
                return self.post(path, body())
            except LinkError:
                if give_up():
                    return None
                self.pause(failures)
                failures += 1
        return None

    def pause(self, failures: int) -> None:
        """Wait before another try."""
        longest = WAITS_S[min(failures, len(WAITS_S) - 1)]
        self._closing.wait(longest * random.uniform(0.5, 1))  # noqa: S311 - spread, no secret

    @property
    def closing(self) -> bool:
        """The agent is about to end."""
        return self._closing.is_set()

    def wait(self, seconds: float) -> None:
        """Sleep, but not past the end of the agent."""
        self._closing.wait(seconds)

    def close(self) -> None:
        """End all waiting and hang up."""
        self._closing.set()
        self._client.close()

    def _once(self, call: Callable[[], httpx.Response]) -> dict[str, Any]:
        try:
            answer = call()
            answer_is = answer.json() if answer.content else {}
        except (httpx.HTTPError, ValueError, RuntimeError) as error:  # RuntimeError: closed
            self.trouble = "unreachable"
            raise LinkError(str(error)) from None
        code = str(answer_is.get("code", "")) if isinstance(answer_is, dict) else ""
        if answer.is_success and isinstance(answer_is, dict):
            self.trouble = None
            return answer_is
        if answer.status_code in REFUSED_FOR_GOOD and code:
            self.trouble = None
            raise RefusedError(code)
        self.trouble = "token" if answer.status_code in {401, 403} else "server_busy"
        raise LinkError(f"{answer.status_code} {code}")


def enrol(settings: Settings, code: str, name: str) -> tuple[str, str]:
    """Trade an enrolment code for a token.

    Args:
        settings: the server; their token is not used.
        code: as the administrator was shown it.
        name: what this agent is to be called, for the audit.

    Returns:
        The token, and the bench it is for.

    Raises:
        LinkError: the server was not reached within a few seconds.
        RefusedError: the code is wrong, used or too old.
    """
    link = Link(settings)
    until = time.monotonic() + 3 * CALL_S
    try:
        answer = link.tell(
            "/enrol",
            lambda: {"code": code, "name": name},
            give_up=lambda: time.monotonic() > until,
        )
    finally:
        link.close()
    if answer is None:
        raise LinkError(f"nobody answers at {settings.server}")
    return str(answer["token"]), str(answer["bench"])


def _trust(ca: Path | None) -> ssl.SSLContext | bool:
    if ca is None:
        return True
    context = ssl.create_default_context()
    context.load_verify_locations(ca)
    return context
