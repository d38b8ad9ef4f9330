"""A page on 127.0.0.1 for whoever stands at the packing PC: is it me, or the server?

``/`` is for people, ``/state`` for programs. It shows no secret and takes no command.
"""

from __future__ import annotations

import html
import json
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from devices.agent.messages import LANGUAGES, word
from devices.local_http import Answer, Asked, LocalServer

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
        self._state = state
        self._server = LocalServer(self._answer, port=port)
        self.url = f"{self._server.url}/"

    def close(self) -> None:
        """Stop to listen."""
        self._server.close()

    def _answer(self, asked: Asked) -> Answer:
        there = urlsplit(asked.path)
        if urlsplit(f"//{asked.headers.get('Host', '')}").hostname not in HOSTS:
            return _text(403, "plain", "")  # a foreign name that was pointed at this PC
        if asked.method == "GET" and there.path == "/state":
            return Answer(200, "application/json", json.dumps(self._state()).encode())
        if asked.method == "GET" and there.path == "/":
            chinese = asked.headers.get("Accept-Language", "zh").startswith("zh")
            lang = parse_qs(there.query).get("lang", ["zh" if chinese else "en"])[0]
            return _text(200, "html", shown(self._state(), lang))
        return _text(404, "plain", "")


def _text(status: int, kind: str, text: str) -> Answer:
    return Answer(status, f"text/{kind}; charset=utf-8", text.encode())


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
