"""What the hub room does by itself: tell the hub what happened."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from flask import current_app

from app.hub import sender

if TYPE_CHECKING:
    import httpx


def send_reports() -> int:
    """Send what is due; return how many messages were tried."""
    settings = current_app.extensions["settings"]
    if not settings.hub_url:
        return 0
    target = sender.Target(settings.hub_url, settings.hub_secret, settings.hub_retry_s)
    return sender.send_due(target, _client())


@functools.cache
def _client() -> httpx.Client:
    """One client for the life of the process: connections to the hub are kept.

    Redirects are failures (Standard Webhooks), and the environment's proxies are not asked.
    """
    import httpx

    return httpx.Client(timeout=sender.TIMEOUT_S, follow_redirects=False, trust_env=False)


JOBS = [("send_reports", 0.5, send_reports)]
