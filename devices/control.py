"""A tiny HTTP control for virtual devices, on 127.0.0.1, so that another process can play.

A route is ``(method, path)`` and a function from the JSON body to the JSON answer. A
`ValueError` of the function is answered 400 with its sentence. Calls that come from a web page
(they carry an Origin) are refused: a page must not be able to change a weight.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

LONGEST_BODY = 65_536

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
        here = {"routes": routes, "png": staticmethod(png), "log_message": _say_nothing}
        handler = type("Handler", (_Handler,), here)
        self._server = ThreadingHTTPServer(("127.0.0.1", port), handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.2}, daemon=True
        ).start()

    def close(self) -> None:
        """Stop to listen."""
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    """One call; the class made in `ControlServer` carries the routes."""

    routes: Routes
    png: Files

    def do_GET(self) -> None:
        """Answer a picture or a route."""
        picture = type(self).png(self.path)
        if picture is None:
            self._answer("GET")
        else:
            self._send(200, "image/png", picture)

    def do_POST(self) -> None:
        """Answer a route."""
        self._answer("POST")

    def _answer(self, method: str) -> None:
        route = self.routes.get((method, self.path))
        if self.headers.get("Origin"):
            self._json(403, {"error": "not from a web page"})
        elif route is None:
            known = [" ".join(one) for one in self.routes]
            self._json(404, {"error": f"there are: {', '.join(known)}"})
        else:
            try:
                self._json(200, route(self._body()))
            except ValueError as problem:
                self._json(400, {"error": str(problem)})

    def _body(self) -> dict[str, Any]:
        length = int(self.headers.get("Content-Length") or 0)
        if not 0 <= length <= LONGEST_BODY:
            raise ValueError(f"a body has at most {LONGEST_BODY} bytes")
        body = json.loads(self.rfile.read(length) or b"{}")
        if not isinstance(body, dict):
            raise ValueError("the body is a JSON object")  # noqa: TRY004 - a 400, no bug
        return body

    def _json(self, status: int, answer: object) -> None:
        self._send(status, "application/json", json.dumps(answer).encode())

    def _send(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _say_nothing(*_: object) -> None:
    """Keep standard error for the caller."""
