"""Facts about products."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ProductSaved(Event):
    """A product was added or changed; ``changed`` names its fields."""

    tag: ClassVar[str] = "catalog.product.saved"
    sku: str
    changed: tuple[str, ...]
