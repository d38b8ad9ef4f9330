"""What the room wants done in the background."""

from __future__ import annotations

from app.core import db
from app.inventory import telling


def tell_stock_changes() -> int:
    """Tell the hub what can be promised, SKU by SKU; how many SKUs."""
    return db.in_transaction(telling.tell_changes)


JOBS = [("tell_stock_changes", 10, tell_stock_changes)]
