"""The room's listing, which its files of URLs fill."""

from __future__ import annotations

from app.core.api import Room

bp = Room("hub", __name__)
