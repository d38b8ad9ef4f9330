"""Personal data leaves on time: so many days after the end of its order, files included.

Files go first, then the row says so: what is cut off in between is done again. A backup in
the data folder goes at the same age, since it holds the same people.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.config import Settings
from app.core import clock, db, events, words
from app.core.errors import Refused
from app.core.events import SYSTEM, Actor
from app.core.vault import Vault, vault
from app.orders import forgetting
from app.orders.models import Order
from app.orders.rules import OPEN_STATES
from app.packing import forgetting as packed
from app.people.models import Warehouse
from app.returns import forgetting as returned
from app.returns import photos
from app.shipping import purging as shipped
from app.shipping.purging import drivers_due, files_of, forget_drivers, kept_in
from app.stations import forgetting as stations
from app.stations.site import set_site_rule, site_rule

RULE, DEFAULT = "retention", {"days": 90}
AT_ONCE = 100
WORDS_AT_ONCE = 2000
BACKUPS = "backups"


class Purged(msgspec.Struct):
    """How much a run deleted, or would have."""

    orders: int = 0
    refusals: int = 0
    photos: int = 0
    drivers: int = 0
    words: int = 0
    files: int = 0
    backups: int = 0

    def add(self, other: Purged) -> None:
        """Add another run's."""
        for name in self.__struct_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    @property
    def all(self) -> int:
        """Everything but files and words, which belong to the rest."""
        return self.orders + self.refusals + self.photos + self.drivers + self.backups


def days_kept(session: Session, warehouse_id: int) -> int:
    """How many days after the end of an order a site keeps whom it was for."""
    return int(site_rule(session, warehouse_id, RULE, DEFAULT)["days"])


def keep_days(session: Session, actor: Actor, days: int) -> None:
    """Set how many days a site keeps personal data; a new version of the rule, on record."""
    set_site_rule(session, actor, RULE, {"days": days})


def purge(settings: Settings) -> Purged:
    """Delete a bounded piece of what is due at every site; nothing when nothing is."""
    found, at = Purged(), clock.now()
    session = db.reading()
    sites = session.scalars(sa.select(Warehouse.id)).all()
    before = {site: at - timedelta(days=days_kept(session, site)) for site in sites}
    session.rollback()
    files = vault(settings)
    for site, moment in before.items():
        actor = Actor(SYSTEM.name, None, site)
        found.add(_purge_orders(files, actor, moment))
        found.add(_purge_photos(files, actor, moment))
        count = db.in_transaction(
            partial(forgetting.forget_refusals, actor=actor, before=moment, limit=AT_ONCE)
        )
        found.add(Purged(refusals=count))
        count = db.in_transaction(
            partial(forget_drivers, actor=actor, before=moment, limit=AT_ONCE)
        )
        found.add(Purged(drivers=count))
        count = db.in_transaction(partial(_forget_old_words, actor=actor, before=moment))
        found.add(Purged(words=count))
    if before:
        oldest = min(before.values())
        found.add(Purged(backups=_purge_backups(settings.data_dir, oldest)))
        if not found.all:  # what rows name has gone
            found.add(Purged(files=_purge_strays(files, oldest)))
    return found


def waiting(session: Session, settings: Settings, warehouse_id: int) -> Purged:
    """What is due now, at most one run's."""
    before = clock.now() - timedelta(days=days_kept(session, warehouse_id))
    orders = forgetting.due(session, warehouse_id, before, AT_ONCE)
    pictures = photos.due(session, warehouse_id, before, AT_ONCE)
    return Purged(
        orders=len(orders),
        refusals=forgetting.refusals_due(session, warehouse_id, before),
        photos=sum(map(len, pictures.values())),
        drivers=drivers_due(session, warehouse_id, before),
        files=sum(len(files_of(session, vault(settings), key)) for key in orders),
        backups=len(_old_backups(settings.data_dir, before)),
    )


def erase(settings: Settings, actor: Actor, order_no: str) -> None:
    """Delete an ended order's personal data now: somebody asked for it.

    Raises:
        Refused: ``order.unknown``, ``order.still_open``.
    """
    session = db.reading()
    row = session.execute(
        sa.select(Order.id, Order.state).where(
            Order.number == order_no, Order.warehouse_id == actor.warehouse_id
        )
    ).first()
    session.rollback()
    if row is None:
        raise Refused("order.unknown", order_no=order_no)
    if row.state in OPEN_STATES:
        raise Refused("order.still_open", order_no=order_no)
    _forget(vault(settings), actor, row.id, "asked")


def _purge_orders(files: Vault, actor: Actor, before: datetime) -> Purged:
    keys = forgetting.due(db.reading(), actor.warehouse_id, before, AT_ONCE)
    db.reading().rollback()
    gone = [_forget(files, actor, key, "due") for key in keys]
    return Purged(orders=len(keys), files=sum(gone))


def _forget(files: Vault, actor: Actor, order_id: int, why: str) -> int:
    paths = files_of(db.reading(), files, order_id)
    db.reading().rollback()
    gone = files.forget(*paths)
    db.in_transaction(lambda s: _forget_rows(s, actor, order_id, why, gone))
    return gone


def _forget_rows(session: Session, actor: Actor, order_id: int, why: str, files: int) -> None:
    """Whom it was for, and what people typed about it in any room."""
    number = session.scalar(sa.select(Order.number).where(Order.id == order_id)) or ""
    returns = returned.numbers_of(session, order_id)
    subjects = [number, *shipped.subjects_of(session, order_id), *returns]
    packed.forget_words(session, order_id)
    shipped.forget_words(session, order_id, number)
    returned.forget_words(session, order_id)
    stations.forget_words(session, actor.warehouse_id, subjects)
    events.forget_words(session, subjects)
    forgetting.forget(session, actor, order_id, why=why, files=files)


def _forget_old_words(session: Session, actor: Actor, before: datetime) -> int:
    """What was typed so long ago about whatever no order takes with it."""
    site = actor.warehouse_id
    return (
        words.forget_before(session, site, before, WORDS_AT_ONCE)
        + stations.forget_words_before(session, site, before)
        + returned.forget_words_before(session, site, before)
        + forgetting.forget_cancels(session, before)
    )


def _purge_photos(files: Vault, actor: Actor, before: datetime) -> Purged:
    due = photos.due(db.reading(), actor.warehouse_id, before, AT_ONCE)
    db.reading().rollback()
    found = Purged()
    for return_id, paths in due.items():
        found.files += files.forget(*paths)
        found.photos += len(paths)
        db.in_transaction(partial(photos.forget, actor=actor, return_id=return_id, paths=paths))
    return found


def _purge_strays(files: Vault, before: datetime) -> int:
    """Files that no row names, left by a crash between the file and its row."""
    gone, last = 0, f"{before - timedelta(days=1):%Y-%m-%d}"
    for folder, day in files.days():
        if day < last:
            session = db.reading()
            kept = [*kept_in(session, folder), *photos.kept_in(session, folder)]
            session.rollback()
            gone += files.clear(folder, kept)
    return gone


def _purge_backups(data_dir: Path, before: datetime) -> int:
    old = _old_backups(data_dir, before)
    for file in old:
        file.unlink()
    return len(old)


def _old_backups(data_dir: Path, before: datetime) -> list[Path]:
    """Backups that the program itself keeps; others are the operator's."""
    kept = (data_dir / BACKUPS).glob("*.db")
    return [file for file in kept if file.stat().st_mtime < before.timestamp()]
