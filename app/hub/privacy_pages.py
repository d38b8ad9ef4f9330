"""The page of personal data: how long it is kept, who gets it in full, and a buyer's wish."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo
from typing import Any, cast

import sqlalchemy as sa
from flask import current_app, render_template
from sqlalchemy.orm import Session

from app.config import Settings
from app.core import db
from app.core.api import Room, caller
from app.hub import purging, unmasking
from app.people.models import Person
from app.shipping.models import Carrier
from app.shipping.rules import UNMASKED_RULE
from app.stations.models import SiteRule

bp = Room("privacy_page", __name__)
DUE = ("orders", "refusals", "photos", "drivers", "files", "backups")
CHANGES = 8
"""The newest that are shown."""


@dataclass(frozen=True)
class Change:
    """A version of one of the two rules."""

    at: str
    name: str
    rule: str
    value: dict[str, Any]


@bp.page("/privacy", needs="privacy.manage")
def privacy_page() -> str:
    """Set how long personal data is kept and who gets it in full; delete it when asked."""
    session, site = db.reading(), caller().actor.warehouse_id
    settings = cast(Settings, current_app.extensions["settings"])
    waiting = purging.waiting(session, settings, site)
    carriers = session.execute(
        sa.select(Carrier.code, Carrier.name)
        .where(Carrier.warehouse_id == site)
        .order_by(Carrier.code)
    ).all()
    return render_template(
        "hub/privacy.html",
        days=purging.days_kept(session, site),
        due=[(name, getattr(waiting, name)) for name in DUE],
        carriers=[(code, name) for code, name in carriers],
        unmasked=unmasking.carriers(session, site),
        may_unmask=caller().may("pii.view"),
        changes=_changes(session, site, settings.timezone),
    )


def _changes(session: Session, site: int, zone: tzinfo) -> list[Change]:
    rows = session.execute(
        sa.select(SiteRule, Person.name)
        .outerjoin(Person, Person.badge == SiteRule.set_by)
        .where(SiteRule.warehouse_id == site)
        .where(SiteRule.name.in_((purging.RULE, UNMASKED_RULE)))
        .order_by(SiteRule.set_at.desc())
        .limit(CHANGES)
    )
    return [
        Change(
            rule.set_at.astimezone(zone).strftime("%Y-%m-%d %H:%M"),
            name or rule.set_by,
            rule.name,
            rule.value,
        )
        for rule, name in rows
    ]
