"""What goes on paper: pure, data in, bytes out. Knows neither the app nor a device.

    parcel.json -spec-> Label -waybill-> Page of elements -pdf-> PDF -verify-> decoded again

Elements are millimetres and whole dots, so every renderer draws the same page.
Heavy libraries (reportlab, pdfium, zxing) load on first use, never on import.
"""

from labels.cards import CardBox, badge_cards, command_card
from labels.errors import (
    LabelError,
    LabelInvalidError,
    LabelMismatchError,
    NoFontError,
    TooLongError,
    UnprintableError,
)
from labels.files import FORMATS, png, render
from labels.handover import Handed, Manifest, manifest
from labels.spec import SIZES
from labels.trial import trial

__all__ = [
    "FORMATS",
    "SIZES",
    "CardBox",
    "Handed",
    "LabelError",
    "LabelInvalidError",
    "LabelMismatchError",
    "Manifest",
    "NoFontError",
    "TooLongError",
    "UnprintableError",
    "badge_cards",
    "command_card",
    "manifest",
    "png",
    "render",
    "trial",
]
