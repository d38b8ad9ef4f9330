"""A tiny HTTP control for virtual devices, on 127.0.0.1, so that another process can play.

A route is ``(method, path)`` and a function from the JSON body to the JSON answer. A
`ValueError` of the function is answered 400 with its sentence. Calls that come from a web page
(they carry an Origin) are refused: a page must not be able to change a weight.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from devices.local_http import LONGEST_BODY, Answer, Asked, LocalServer

Route = Callable[[dict[str, Any]], object]
Routes = Mapping[tuple[str, str], Route]
Files = Callable[[str], bytes | None]


def no_files(path: str) -> bytes | None:  # noqa: ARG001
    """Serve no file at all."""
    return None


class ControlServer:
    """Serves the routes until closed."""

    def __init__(self, routes: Routes, *, port: int = 0, png: Files = no_files) -> None:
        """Listen on 127.0.0.1.

        Args:
            routes: what to answer.
            port: TCP port, 0 for a free one.
            png: returns the picture at a path, None when there is none.
        """
        self._routes, self._png = routes, png
        self._server = LocalServer(self._answer, port=port)
        self.url = self._server.url

    def close(self) -> None:
        """Stop to listen."""
        self._server.close()

    def _answer(self, asked: Asked) -> Answer:
        picture = self._png(asked.path) if asked.method == "GET" else None
        if picture is not None:
            return Answer(200, "image/png", picture)
        if asked.headers.get("Origin"):
            return _json(403, {"error": "not from a web page"})
        route = self._routes.get((asked.method, asked.path))
        if route is None:
            known = [" ".join(one) for one in self._routes]
            return _json(404, {"error": f"there are: {', '.join(known)}"})
        try:
            return _json(200, route(_object(asked.body)))
        except ValueError as problem:
            return _json(400, {"error": str(problem)})


def _object(body: bytes | None) -> dict[str, Any]:
    if body is None:
        raise ValueError(f"a body has at most {LONGEST_BODY} bytes")
    told = json.loads(body or b"{}")
    if not isinstance(told, dict):
        raise ValueError("the body is a JSON object")  # noqa: TRY004 - a 400, no bug
    return told


def _json(status: int, answer: object) -> Answer:
    return Answer(status, "application/json", json.dumps(answer).encode())
