"""Where somebody may go, and where they start."""

from __future__ import annotations

HOMES = (
    ("pick.work", "/pda", "people.ui.pda", "i-pda"),
    ("pack.work", "/bench", "people.ui.bench", "i-scale"),
    ("sort.work", "/wall", "people.ui.wall", "i-bin"),
    ("board.view", "/board", "people.ui.board", "i-clock"),
    ("wave.view", "/waves", "people.ui.waves", "i-wave"),
    ("exception.work", "/exceptions", "people.ui.exceptions", "i-hold"),
    ("board.view", "/truth", "people.ui.truth", "i-hub"),
    ("label.batch", "/batches", "people.ui.batches", "i-label"),
    ("return.work", "/returns", "people.ui.returns", "i-return"),
    ("order.view", "/orders", "people.ui.orders", "i-search"),
    ("sku.weigh", "/weights", "packing.weights.title", "i-scale"),
    ("dispatch.work", "/dispatch", "people.ui.dispatch", "i-truck"),
    ("putback.work", "/putback", "people.ui.putback", "i-undo"),
    ("station.fit", "/station", "station.ui.title", "i-gear"),
    ("sheet.print", "/sheets", "people.ui.sheets", "i-print"),
    ("people.manage", "/people", "people.ui.people", "i-person"),
    ("people.unlock", "/locked", "people.ui.locked", "i-badge"),
    ("privacy.manage", "/privacy", "privacy.ui.title", "i-seal"),
)
"""Permission, page, its name, its icon: where somebody may go, in the order of offering."""


def home_of(permissions: frozenset[str]) -> str:
    """The page somebody starts on: the board for those who lead, else their first work."""
    if "exception.work" in permissions:
        return "/board"
    return next((path for name, path, _, _ in HOMES if name in permissions), "/home")
