"""Why an order that is good has to wait."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.core.events import Actor
from app.hub.intake import Intake, RecipientBody
from app.hub.rules import KNOWN_TAGS, Site
from app.orders.rules import HoldReason, hold_named, identity, is_abroad, is_incomplete
from app.stations.service import site_rule
from labels import fonts, masking, spec
from labels.errors import NoFontError


@dataclass(frozen=True)
class Findings:
    """What was found about an order before it is stored.

    Attributes:
        reasons: why it must wait, in a fixed order; short stock is not known yet.
        unknown_skus: codes that no product has.
        unknown_tags: tags that no rule routes.
        unprintable: characters that no font here has.
        abroad: it crosses a border, whatever the hub's flag says.
    """

    reasons: list[HoldReason]
    unknown_skus: list[str]
    unknown_tags: list[str]
    unprintable: list[str]
    abroad: bool

    def detail(self) -> dict[str, list[str]]:
        """What a person needs to know to end the hold."""
        found = {
            "skus": self.unknown_skus,
            "tags": self.unknown_tags,
            "characters": self.unprintable,
        }
        return {key: values for key, values in found.items() if values}


def find(
    session: Session,
    actor: Actor,
    intake: Intake,
    site: Site,
    *,
    known_skus: Collection[str],
    at: datetime,
) -> Findings:
    """Look for reasons to hold an order."""
    body, to = intake.body, intake.body.recipient
    unknown_skus = sorted({identity(line.sku) for line in body.lines} - set(known_skus))
    unknown_tags = _unknown_tags(session, actor, body.tags or ())
    abroad = bool(body.cross_border) or is_abroad(
        to.country.upper(), to.province, site.home_country
    )
    characters = unprintable(to.name, whole_address(to))
    later = body.not_before is not None and body.not_before > at
    found = {
        HoldReason.PRESALE: bool(body.presale),
        HoldReason.NOT_BEFORE: later,
        HoldReason.CROSS_BORDER: abroad,
        HoldReason.INCOMPLETE_ADDRESS: is_incomplete(to.name, to.phone, to.address),
        HoldReason.UNKNOWN_SKU: bool(unknown_skus),
        HoldReason.UNPRINTABLE: bool(characters),
        HoldReason.UNROUTED: bool(unknown_tags),
    }
    if body.hold is not None:
        found[hold_named(body.hold.reason)[1]] = True
    reasons = [reason for reason in HoldReason if found.get(reason)]
    return Findings(reasons, unknown_skus, unknown_tags, characters, abroad)


def _unknown_tags(session: Session, actor: Actor, tags: Sequence[str]) -> list[str]:
    if not tags:
        return []
    rule = site_rule(session, actor.warehouse_id, "known_tags", {"tags": list(KNOWN_TAGS)})
    return sorted({identity(tag) for tag in tags} - set(rule["tags"]))


def whole_address(to: RecipientBody) -> str:
    """The address as it stands on the label."""
    parts = (to.province, to.city, to.district, to.address)
    return " ".join(part for part in parts if part)


def unprintable(name: str, address: str) -> list[str]:
    """The characters of a recipient that no font here has, once the label has masked it.

    A machine without any Chinese font is the site's trouble, not the order's: the label is
    refused there.
    """
    shown = spec.plain(f"{masking.name(name)} {masking.address(' '.join(address.split()))}")
    if shown.isascii() and shown.isprintable():
        return []
    try:
        return fonts.unprintable(shown)
    except NoFontError:
        return []
