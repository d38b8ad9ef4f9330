"""Rules of the site: versioned, audited settings."""

from __future__ import annotations

from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import clock
from app.core.events import Actor, record
from app.core.sql import Statement
from app.stations.events import SiteRuleSet
from app.stations.models import SiteRule

_NEWEST = Statement(
    "SELECT CAST(value AS TEXT) FROM site_rule WHERE warehouse_id = ? AND name = ? "
    "ORDER BY version DESC LIMIT 1"
)


def site_rule(
    session: Session, warehouse_id: int, name: str, default: dict[str, Any]
) -> dict[str, Any]:
    """The rule in force: *default*, overlaid by the values of its newest version."""
    row = _NEWEST.raw(session.connection(), warehouse_id, name).fetchone()
    return default | (msgspec.json.decode(row[0]) if row else {})


def set_site_rule(session: Session, actor: Actor, name: str, value: dict[str, Any]) -> int:
    """Give a rule of the site a new version; return its number."""
    last = session.scalar(
        sa.select(sa.func.max(SiteRule.version)).where(
            SiteRule.warehouse_id == actor.warehouse_id, SiteRule.name == name
        )
    )
    version = (last or 0) + 1
    session.add(
        SiteRule(
            warehouse_id=actor.warehouse_id,
            name=name,
            version=version,
            value=value,
            set_at=clock.now(),
            set_by=actor.name,
        )
    )
    fact = SiteRuleSet(name=name, version=version, value=value)
    record(session, actor, fact, subject=name)
    return version
