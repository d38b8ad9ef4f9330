"""A page on 127.0.0.1 for whoever stands at the packing PC: is it me, or the server?

``/`` is for people, ``/state`` for programs. It shows no secret and takes no command.
"""

from __future__ import annotations

import html
import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from typing_extensions import override

from devices.agent.messages import LANGUAGES, word

State = Callable[[], dict[str, Any]]
HOSTS: Final = frozenset({"127.0.0.1", "localhost"})
GOOD: Final = frozenset({"ok", "ready", "none"})

_PAGE: Final = """<!doctype html><html lang="{lang}"><head><meta charset="utf-8">
<meta http-equiv="refresh" content="2"><title>{title}</title><style>
body {{ font: 1.25rem/1.5 system-ui, sans-serif; margin: 2rem; color: #1b1f24 }}
dl {{ display: grid; grid-template-columns: max-content 1fr; gap: .5rem 2rem }}
dd {{ margin: 0; font-weight: 600 }} .bad {{ color: #b3151c }} .good {{ color: #11672f }}
a {{ color: inherit }}
</style></head><body><h1>{title}</h1><dl>{rows}</dl>
<p><a href="/?lang={other}">{other_name}</a></p></body></html>
"""


class Page:
    """Serves the state until closed."""

    def __init__(self, state: State, port: int) -> None:
        """Listen on 127.0.0.1.

        Args:
            state: makes what is shown.
            port: a TCP port.
        """
        handler = type("Handler", (_Handler,), {"state": staticmethod(state)})
        self._server = ThreadingHTTPServer(("127.0.0.1", port), handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}/"
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.2}, daemon=True
        ).start()

    def close(self) -> None:
        """Stop to listen."""
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    """One look at the page; the class made in `Page` carries the state."""

    state: State

    def do_GET(self) -> None:
        """Answer the page or the state."""
        asked = urlsplit(self.path)
        state = type(self).state
        if urlsplit(f"//{self.headers.get('Host', '')}").hostname not in HOSTS:
            self._send(403, "text/plain", b"")  # a foreign name that was pointed at this PC
        elif asked.path == "/state":
            self._send(200, "application/json", json.dumps(state()).encode())
        elif asked.path == "/":
            lang = parse_qs(asked.query).get("lang", [self._language()])[0]
            self._send(200, "text/html", shown(state(), lang).encode())
        else:
            self._send(404, "text/plain", b"")

    @override
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: standard error is the agent's."""

    def _language(self) -> str:
        return "zh" if self.headers.get("Accept-Language", "zh").startswith("zh") else "en"

    def _send(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)


def shown(state: dict[str, Any], lang: str) -> str:
    """The page in zh or en."""
    lang = lang if lang in LANGUAGES else "zh"
    other = "en" if lang == "zh" else "zh"
    weight = "–" if state["grams"] is None else f"{state['grams']} g"
    rows = (
        ("server", f"{word(state['link'], lang)} ({state['server']})", state["link"]),
        ("bench", state["bench"] or "–", "ok"),
        ("scale", f"{weight}, {word(state['scale'], lang)}", state["scale"]),
        ("printer", word(state["printer"], lang), state["printer"]),
        ("labels", str(state["labels"]), "ok"),
    )
    return _PAGE.format(
        lang=lang,
        title=html.escape(word("title", lang)),
        rows="".join(_row(word(name, lang), said, value) for name, said, value in rows),
        other=other,
        other_name=word("language", other),
    )


def _row(name: str, said: str, state: str) -> str:
    look = "good" if state in GOOD else "bad"
    return f'<dt>{html.escape(name)}</dt><dd class="{look}">{html.escape(said)}</dd>'
