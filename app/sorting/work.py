"""One scan at one wall: where the work stands, and what to answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from app.catalog.queries import SkuFacts
from app.core.events import Actor
from app.sorting import slots as wall_slots
from app.sorting.models import WallScan, WallWork
from app.sorting.rules import Verdict, Waiting


@dataclass
class Answer:
    """What a scan came to.

    Attributes:
        say: the code of its sentence; *params* fill it (a dict is a text in zh and en).
        slot: the slot to look at, as it is labelled.
        units: so many go there.
        item: the goods that were scanned, as pages draw them.
    """

    verdict: Verdict
    say: str
    params: dict[str, Any] = field(default_factory=dict)
    slot: str | None = None
    units: int = 0
    item: dict[str, Any] | None = None


@dataclass
class Scene:
    """A scan, the wall's work (locked), and the row that the scan becomes."""

    session: Session
    actor: Actor
    work: WallWork
    row: WallScan
    slots: list[str]

    @property
    def site(self) -> int:
        """The warehouse."""
        return self.actor.warehouse_id

    @property
    def wall(self) -> str:
        """The wall's code."""
        return self.work.wall

    def waiting(self, *, sku_id: int | None = None, tote: str | None = None) -> list[Waiting]:
        """Units in totes of total picks (of a SKU, in a tote) that may be sorted here."""
        found = wall_slots.waiting(self.session, self.site)
        return [
            one
            for one in wall_slots.for_wall(found, set(self.slots))
            if sku_id in {None, one.sku_id} and tote in {None, one.tote}
        ]

    def slot(self, code: str) -> wall_slots.SlotView:
        """One slot of the wall."""
        views = wall_slots.slot_views(self.session, self.site, self.wall)
        return next(one for one in views if one.code == code)


@dataclass(frozen=True)
class ItemView:
    """Units of a SKU in the tote that is being sorted."""

    sku: str
    name: str
    barcode_tail: str
    looks: dict[str, Any]
    image_url: str | None
    units: int


def item_view(facts: SkuFacts, units: int) -> ItemView:
    """Goods as a page draws them."""
    return ItemView(
        sku=facts.code,
        name=facts.name,
        barcode_tail=facts.barcode_tail,
        looks=facts.looks,
        image_url=facts.image_url,
        units=units,
    )


def names(name: str, looks: dict[str, Any]) -> dict[str, str]:
    """A product's name in zh and en, as stored answers keep texts."""
    return {"zh": name, "en": str(looks.get("name_en") or name)}
