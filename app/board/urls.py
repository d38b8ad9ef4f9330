"""The room's listing, which its files of URLs fill."""

from app.core.api import Room

bp = Room("board", __name__)
