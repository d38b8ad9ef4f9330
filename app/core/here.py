"""Where this thread is: the request, the app and what is kept for it, without Flask's proxies.

An attribute of a proxy is found after Python has looked for it on the proxy itself and failed
with an exception: a microsecond, which is little, unless each scan pays it twenty times.
"""

from __future__ import annotations

from typing import Any, cast

from flask import Flask, Request
from flask.globals import app_ctx, request_ctx


def asked() -> Request:
    """The request being answered."""
    return cast(Request, request_ctx._get_current_object().request)  # type: ignore[attr-defined]  # noqa: SLF001  LocalProxy's documented way


def kept() -> Any:
    """What Flask calls ``g``."""
    return app_ctx._get_current_object().g  # type: ignore[attr-defined]  # noqa: SLF001  as above


def extensions() -> dict[str, Any]:
    """What the app was put together from."""
    app = cast(Flask, app_ctx._get_current_object().app)  # type: ignore[attr-defined]  # noqa: SLF001  as above
    return app.extensions
