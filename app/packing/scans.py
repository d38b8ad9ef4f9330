"""One scan at the bench: what it says, its answer, and the memory that answers it once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.catalog.queries import SkuFacts
from app.core import clock
from app.core.events import Actor
from app.orders.models import Order
from app.packing.contents import Contents
from app.packing.models import PackScan, Parcel


@dataclass(frozen=True)
class Scan:
    """One scan of an item at the bench.

    Attributes:
        scan_id: the client's own id; a repeat gets its first verdict.
        quantity: how often the code counts; above 1 it was typed.
        at: the scanner's moment, or None when it says none.
    """

    scan_id: str
    code: str
    quantity: int = 1
    at: datetime | None = None


@dataclass(frozen=True)
class Answer:
    """What became of one scan; ``say`` is a message code, ``values`` fill it in."""

    scan_id: str
    verdict: str
    say: str
    values: dict[str, Any] = field(default_factory=dict)
    refusal: str | None = None
    line_no: int | None = None


@dataclass
class Desk:
    """One parcel on the bench while its scans are judged."""

    session: Session
    actor: Actor
    order: Order
    parcel: Parcel
    contents: Contents


def first_answers(session: Session, ids: Sequence[str]) -> dict[str, Answer]:
    """What was answered to those of these scans that came before."""
    rows = session.scalars(sa.select(PackScan).where(PackScan.scan_id.in_(ids)))
    return {row.scan_id: msgspec.json.decode(row.answer, type=Answer) for row in rows}


def keep(desk: Desk, one: Scan, answer: Answer) -> None:
    """Remember the answer: a repeat of the scan gets the same."""
    desk.session.add(
        PackScan(
            scan_id=one.scan_id,
            parcel_id=desk.parcel.id,
            code=one.code[:200],
            quantity=one.quantity,
            verdict=answer.verdict,
            answer=msgspec.json.encode(asdict(answer)).decode(),
            triggered_at=one.at,
            actor=desk.actor.name,
            at=clock.now(),
        )
    )
    desk.session.flush()


def no(
    one: Scan, verdict: str, refusal: str, line_no: int | None = None, **values: Any
) -> Answer:
    """The answer to a scan that changed nothing."""
    return Answer(one.scan_id, verdict, refusal, values, refusal, line_no)


def called(facts: SkuFacts) -> str:
    """How a packer hears of goods: by name, and the end of the barcode."""
    return f"{facts.name} …{facts.barcode_tail}" if facts.barcode_tail else facts.name
