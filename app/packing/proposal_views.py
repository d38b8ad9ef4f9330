"""The URLs of learned weights: what weighings propose, and what a supervisor says to it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated

import msgspec
from flask import render_template
from msgspec import Meta
from sqlalchemy.orm import Session

from app.core import clock, db
from app.core.api import caller
from app.core.body import Strict
from app.packing import proposing
from app.packing.urls import bp

MAY = "sku.weigh"


class ProposalLine(msgspec.Struct):
    """What a unit seems to weigh by so many weighings; grams of one unit."""

    sku: str
    name: str
    known_g: str
    proposed_g: str
    percent: float
    weighings: int
    lightest_g: str
    heaviest_g: str
    newest_at: datetime


class ProposalLines(msgspec.Struct):
    """What the weighings propose, by SKU code."""

    proposals: list[ProposalLine]


class Decision(Strict):
    """The proposal as it was seen; another one by now is refused."""

    sku: Annotated[str, Meta(min_length=1, max_length=64)]
    proposed_g: Annotated[str, Meta(pattern=r"^[0-9]{1,8}(\.[0-9]{1,3})?$")]


@bp.get("/api/v1/weight-proposals", needs=MAY, answer=ProposalLines)
def list_proposals() -> ProposalLines:
    """What the weighings propose for the catalogue."""
    return ProposalLines([_line(one) for one in proposing.proposals(db.reading())])


def _line(one: proposing.Proposal) -> ProposalLine:
    off = (one.proposed_g - one.known_g) * 100 / one.known_g if one.known_g else Decimal(100)
    return ProposalLine(
        sku=one.sku,
        name=one.name,
        known_g=_short(one.known_g),
        proposed_g=_short(one.proposed_g),
        percent=round(float(off), 1),
        weighings=one.weighings,
        lightest_g=_short(one.lightest_g),
        heaviest_g=_short(one.heaviest_g),
        newest_at=one.newest_at,
    )


def _short(grams: Decimal) -> str:
    """Exact, without zeros at the end."""
    text = f"{grams:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


DECIDED = ("packing.no_proposal", "packing.other_proposal", "catalog.bad_product")


@bp.post(
    "/api/v1/weight-proposals/accept",
    needs=MAY,
    body=Decision,
    answer=ProposalLines,
    errors=DECIDED,
)
def accept(body: Decision) -> ProposalLines:
    """Let the catalogue say the proposed weight from now on."""
    return _decide(body, accepted=True)


@bp.post(
    "/api/v1/weight-proposals/reject",
    needs=MAY,
    body=Decision,
    answer=ProposalLines,
    errors=DECIDED[:2],
)
def reject(body: Decision) -> ProposalLines:
    """Leave the catalogue as it is; only later weighings may propose again."""
    return _decide(body, accepted=False)


def _decide(body: Decision, *, accepted: bool) -> ProposalLines:
    actor, grams = caller().actor, Decimal(body.proposed_g)

    def work(session: Session) -> ProposalLines:
        proposing.decide(session, actor, body.sku, grams, accepted=accepted)
        return ProposalLines([_line(one) for one in proposing.proposals(session)])

    return db.in_transaction(work)


@bp.page("/weights", needs=MAY)
def weights_page() -> str:
    """Weights that weighings doubt, each to be accepted or turned down."""
    data = {
        "proposals": msgspec.to_builtins(list_proposals().proposals),
        "now": clock.now().isoformat(),
    }
    return render_template("packing/weights.html", page_data=data)
