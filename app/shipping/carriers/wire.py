"""One form posted to a carrier, one JSON object back, or why not."""

from __future__ import annotations

import functools
import json
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from app.core.outside import outside
from app.shipping.carriers.terms import Account, Declined, Reason, Unknown

if TYPE_CHECKING:
    import httpx

TIMEOUT_S = 10.0
"""For the whole answer, seconds; ``timeout_s`` of an account may say otherwise."""
LONGEST = 1 << 20
"""Bytes of an answer."""


def is_usable(account: Account) -> bool:
    """Whether an account says where to post, and for how long to wait, so that one can."""
    try:
        wait_s = float(account.get("timeout_s") or TIMEOUT_S)
        where = urlsplit(account.get("url", ""))
    except ValueError:
        return False
    return where.scheme in {"http", "https"} and bool(where.hostname) and wait_s > 0


def post(account: Account, form: dict[str, str]) -> dict[str, Any] | Declined | Unknown:
    """Post *form* to the carrier, once.

    Only what surely never left this machine is a refusal; whatever else went wrong, the
    carrier may have done what it was asked.
    """
    import httpx

    outside("carrier")
    wait_s = float(account.get("timeout_s") or TIMEOUT_S)
    try:
        status, body = _posted(account["url"], form, wait_s)
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout):
        return Declined(Reason.UNREACHABLE)
    except httpx.HTTPError as error:
        return Unknown(type(error).__name__)
    if status != 200:
        return Unknown(f"HTTP {status}")
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return Unknown("no JSON")
    return answer if isinstance(answer, dict) else Unknown("no JSON object")


def _posted(url: str, form: dict[str, str], wait_s: float) -> tuple[int, bytes]:
    import httpx

    until, body = time.monotonic() + wait_s, b""
    with _client().stream("POST", url, data=form, timeout=wait_s) as answer:
        for part in answer.iter_bytes():
            body += part
            if len(body) > LONGEST or time.monotonic() > until:
                raise httpx.ReadTimeout("the answer does not end")
        return answer.status_code, body


@functools.cache
def _client() -> httpx.Client:
    """No connection is kept: one that the carrier closed meanwhile would look like a loss."""
    import httpx

    return httpx.Client(limits=httpx.Limits(max_keepalive_connections=0), trust_env=False)
