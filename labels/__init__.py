"""What goes on paper: pure, data in, bytes out. Knows neither the app nor a device.

    parcel.json -spec-> Label -waybill-> Page (mm) -place-> Sheet (whole dots)
    Sheet -pdf-> PDF    -raster-> dots -> PNG, ZPL, TSPL    -verify-> decoded again

One sheet is all that a renderer gets, so every language prints the same label.
Heavy libraries (reportlab, pdfium, zxing) load on first use, never on import.
"""

from labels.binding import Binder
from labels.cards import CardBox, badge_cards, command_card
from labels.errors import (
    LabelError,
    LabelInvalidError,
    LabelMismatchError,
    NoFontError,
    TooLongError,
    UnprintableError,
)
from labels.files import FORMATS, Form, make, png, render
from labels.handover import Handed, Manifest, manifest
from labels.picks import Pick, PickPaper, pick_paper
from labels.report import Pictures, Report, Table, report
from labels.sheets import Tag, sheets
from labels.spec import SIZES
from labels.thumb import small, thumb
from labels.tickets import Basket, tickets
from labels.trial import trial

__all__ = [
    "FORMATS",
    "SIZES",
    "Basket",
    "Binder",
    "CardBox",
    "Form",
    "Handed",
    "LabelError",
    "LabelInvalidError",
    "LabelMismatchError",
    "Manifest",
    "NoFontError",
    "Pick",
    "PickPaper",
    "Pictures",
    "Report",
    "Table",
    "Tag",
    "TooLongError",
    "UnprintableError",
    "badge_cards",
    "command_card",
    "make",
    "manifest",
    "pick_paper",
    "png",
    "render",
    "report",
    "sheets",
    "small",
    "thumb",
    "tickets",
    "trial",
]
