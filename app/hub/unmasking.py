"""Which carriers get labels on which nothing is hidden: the fewest, and by whose word."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.errors import Refused
from app.core.events import Actor
from app.shipping.models import Carrier
from app.shipping.rules import UNMASKED, UNMASKED_RULE
from app.stations.site import set_site_rule, site_rule


def carriers(session: Session, warehouse_id: int) -> list[str]:
    """The codes of the carriers whose labels show everything."""
    return list(site_rule(session, warehouse_id, UNMASKED_RULE, UNMASKED)["carriers"])


def set_carriers(session: Session, actor: Actor, codes: Sequence[str]) -> None:
    """Say which carriers cannot do with hidden names; a new version of the rule, on record.

    Raises:
        Refused: ``privacy.unknown_carrier``.
    """
    known = set(
        session.scalars(
            sa.select(Carrier.code).where(Carrier.warehouse_id == actor.warehouse_id)
        )
    )
    for code in codes:
        if code not in known:
            raise Refused("privacy.unknown_carrier", carrier=code)
    set_site_rule(session, actor, UNMASKED_RULE, {"carriers": sorted(set(codes))})
