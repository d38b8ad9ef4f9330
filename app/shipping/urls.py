"""The room's listing, which its files of URLs fill, and what they declare alike."""

from app.core.api import Room

bp = Room("shipping", __name__)

TOO_EARLY = ("packing.unknown_parcel", "order.intercepted", "label.too_early", "label.void")
