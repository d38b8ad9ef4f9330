"""A wall to show, and the walls to choose from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.catalog.queries import sku_facts
from app.inventory.models import Bin
from app.inventory.rules import BinKind
from app.sorting.models import WallScan, WallWork
from app.sorting.rules import SlotState, Waiting, label_of
from app.sorting.slots import SlotView, for_wall, slot_views, waiting
from app.sorting.work import ItemView, item_view
from app.waves.models import Wave


@dataclass(frozen=True)
class ToteView:
    """A tote that waits to be sorted here."""

    code: str
    wave: str
    units: int


@dataclass(frozen=True)
class WallView:
    """A wall.

    Attributes:
        wave: of the tote that is being sorted.
        sorted: units in the slots; *units* these and those still in totes.
        tote: what is being sorted, and the *items* in it; *surplus* units go back.
        totes: that wait, the nearest cut-off first.
        want: the slot of the last unit put; *emptying*: the slot that is being emptied.
        asked_short: the tote was said to be empty once.
    """

    wall: str
    wave: str | None
    cut_off_at: datetime | None
    sorted: int
    units: int
    tote: str | None
    items: list[ItemView]
    surplus: int
    totes: list[ToteView]
    slots: list[SlotView]
    want: str | None
    emptying: str | None
    asked_short: bool


@dataclass(frozen=True)
class WallRow:
    """A wall, to choose: how many slots it has, and how they stand."""

    wall: str
    slots: int
    free: int
    full: int


def walls(session: Session, warehouse_id: int) -> list[WallRow]:
    """The site's walls."""
    query = (
        sa.select(Bin.zone)
        .where(Bin.warehouse_id == warehouse_id, Bin.kind == BinKind.WALL)
        .distinct()
        .order_by(Bin.zone)
    )
    found = []
    for wall in session.scalars(query).all():
        slots = slot_views(session, warehouse_id, wall)
        states = [one.state for one in slots]
        free, full = states.count(SlotState.FREE), states.count(SlotState.FULL)
        found.append(WallRow(wall, len(slots), free, full))
    return found


def wall_view(session: Session, warehouse_id: int, wall: str) -> WallView:
    """A wall with all that its page shows.

    Raises:
        Refused: ``wall.unknown``.
    """
    slots = slot_views(session, warehouse_id, wall)
    work = session.get(WallWork, (warehouse_id, wall)) or WallWork(asked_short=False)
    here = for_wall(waiting(session, warehouse_id), {slot.code for slot in slots})
    coming = [one for one in here if not one.going_back]
    in_tote = [one for one in here if one.tote == work.tote]
    turn = min(in_tote or coming, key=lambda one: one.cut_off_at, default=None)
    waves = _waves(session, {one.wave_id for one in here})
    done = sum(slot.units for slot in slots)
    return WallView(
        wall=wall,
        wave=waves[turn.wave_id] if turn else None,
        cut_off_at=turn.cut_off_at if turn else None,
        sorted=done,
        units=done + sum(one.quantity for one in coming),
        tote=work.tote,
        items=_items(session, [one for one in in_tote if not one.going_back]),
        surplus=sum(one.quantity for one in in_tote if one.going_back),
        totes=_totes(coming, waves),
        slots=slots,
        want=_want(session, work, slots),
        emptying=label_of(work.emptying) if work.emptying else None,
        asked_short=work.asked_short,
    )


def _want(session: Session, work: WallWork, slots: Sequence[SlotView]) -> str | None:
    """The slot of the last unit put, while it may still be looked for or taken out again."""
    put = session.get(WallScan, work.put_id) if work.put_id else None
    fresh = {slot.code for slot in slots if slot.state in {SlotState.PART, SlotState.FULL}}
    return label_of(put.slot) if put and put.slot in fresh else None


def _waves(session: Session, wave_ids: Iterable[int]) -> dict[int, str]:
    query = sa.select(Wave.id, Wave.number).where(Wave.id.in_(list(wave_ids)))
    return {key: number for key, number in session.execute(query)}  # noqa: C416  as above


def _totes(coming: Sequence[Waiting], waves: dict[int, str]) -> list[ToteView]:
    found: dict[tuple[str, int], list[Waiting]] = defaultdict(list)
    for one in coming:
        found[one.tote, one.wave_id].append(one)
    ordered = sorted(
        found.items(), key=lambda pair: (min(one.cut_off_at for one in pair[1]), pair[0])
    )
    return [
        ToteView(code, waves[wave_id], sum(one.quantity for one in some))
        for (code, wave_id), some in ordered
    ]


def _items(session: Session, found: Sequence[Waiting]) -> list[ItemView]:
    units: dict[int, int] = defaultdict(int)
    for one in found:
        units[one.sku_id] += one.quantity
    facts = sku_facts(session, units)
    return [item_view(facts[sku_id], count) for sku_id, count in sorted(units.items())]
