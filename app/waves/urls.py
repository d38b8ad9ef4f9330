"""The room's listing, which its files of URLs fill."""

from app.core.api import Room

bp = Room("waves", __name__)
