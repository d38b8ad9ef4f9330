"""Master data, row by row, whether it comes over HTTP or from a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType
from sqlalchemy.orm import Session

from app.catalog.service import save_product
from app.core.db import in_transaction
from app.core.errors import Refused
from app.core.events import Actor
from app.hub import fields
from app.hub.rows import (
    BenchBody,
    BinBody,
    BoxBody,
    CarrierBody,
    PersonBody,
    ProductBody,
    ReturnBody,
    StockBody,
    TraceBody,
)
from app.inventory.service import import_stock, save_bin
from app.packing.service import save_box
from app.people.service import save_person
from app.returns import service as returns
from app.returns.announcing import Announcement
from app.shipping import truth
from app.shipping.service import save_carrier
from app.stations.fitting import save_bench, scale_options

AT_ONCE = 200
"""Rows of one transaction."""
OPENING = "opening"
"""The receipt of stock that came without one: it counts once for ever."""


@dataclass(frozen=True)
class Outcome:
    """What became of one row.

    Attributes:
        status: ``added``, ``updated``, ``unchanged`` or ``refused``.
        error: why it was refused.
    """

    status: str
    error: Refused | None = None


class RowResult(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What became of one posted row."""

    status: str
    replayed: bool
    sku: str | UnsetType = UNSET
    receipt_no: str | UnsetType = UNSET
    waybill: str | UnsetType = UNSET
    rma: str | UnsetType = UNSET
    return_waybill: str | UnsetType = UNSET
    external_order_no: str | UnsetType = UNSET
    code: str | UnsetType = UNSET
    errors: list[dict[str, Any]] | UnsetType = UNSET


Save = Callable[[Session, Actor, Any], str]


def given(body: msgspec.Struct, *but: str) -> dict[str, Any]:
    """The fields that a body names."""
    values = {name: getattr(body, name) for name in body.__struct_fields__ if name not in but}
    return {name: value for name, value in values.items() if value is not None}


def several(text: str | list[str] | None) -> list[str]:
    """Values of one cell, separated by ``;``."""
    parts = text.split(";") if isinstance(text, str) else text or ()
    return [part.strip() for part in parts if part.strip()]


def _product(session: Session, actor: Actor, body: ProductBody) -> str:
    return save_product(
        session, actor, barcodes=several(body.barcode), **given(body, "barcode")
    )


def _bin(session: Session, actor: Actor, body: BinBody) -> str:
    return save_bin(session, actor, code=body.bin, **given(body, "bin"))


def _stock(session: Session, actor: Actor, body: StockBody) -> str:
    return import_stock(session, actor, bin_code=body.bin, **given(body, "bin"))


def _person(session: Session, actor: Actor, body: PersonBody) -> str:
    """The PIN has been replaced by its hash, outside of the transaction."""
    return save_person(
        session,
        actor,
        badge=body.badge,
        name=body.name,
        roles=body.roles,
        pin_hash=body.pin or None,
    )


def _bench(session: Session, actor: Actor, body: BenchBody) -> str:
    more = given(body, "bench", "size", "scale_options")
    if body.size is not None:
        more["label_size"] = body.size
    if body.scale_options is not None:
        more["scale_options"] = scale_options(body.scale_options)
    return save_bench(session, actor, code=body.bench, **more)


def _carrier(session: Session, actor: Actor, body: CarrierBody) -> str:
    return save_carrier(
        session,
        actor,
        code=body.code,
        name=body.name or body.code,
        cut_offs=several(body.cutoffs),
        **given(body, "code", "name", "cutoffs"),
    )


def _box(session: Session, actor: Actor, body: BoxBody) -> str:
    return save_box(session, actor, **given(body))


def _trace(session: Session, actor: Actor, body: TraceBody) -> str:
    return truth.hear(session, actor, body.waybill, body.carrier, body.kind, body.at)


def _return(session: Session, actor: Actor, body: ReturnBody) -> str:
    lines = [{"sku": line.sku, "quantity": line.quantity} for line in body.lines]
    said = Announcement(
        body.source_platform, lines, body.external_order_no, body.rma, body.return_waybill
    )
    return returns.announce(session, actor, said)


SAVERS: dict[str, tuple[type, Save]] = {
    "products": (ProductBody, _product),
    "bins": (BinBody, _bin),
    "stock": (StockBody, _stock),
    "people": (PersonBody, _person),
    "stations": (BenchBody, _bench),
    "carriers": (CarrierBody, _carrier),
    "boxes": (BoxBody, _box),
    "traces": (TraceBody, _trace),
    "returns": (ReturnBody, _return),
}
KEYS = ("sku", "receipt_no", "waybill", "rma", "return_waybill", "external_order_no")


def read(kind: str, raw: Any, *, strict: bool = True) -> Any:
    """Read one row of *kind*.

    Args:
        kind: a key of SAVERS.
        raw: plain JSON values; texts from a file when not *strict*.
        strict: take no text for a number.

    Raises:
        Refused: ``request.invalid`` with the field.
    """
    try:
        body: Any = msgspec.convert(raw, SAVERS[kind][0], strict=strict)
    except msgspec.ValidationError as error:
        raise Refused("request.invalid", errors=[fields.explain(error)]) from None
    wrong = fields.check_time("/at", getattr(body, "at", None))
    if isinstance(body, ProductBody):
        wrong += fields.check_finite("/looks", body.looks)
    if isinstance(body, CarrierBody):
        wrong += fields.check_clock("/cutoffs", several(body.cutoffs))
    if isinstance(body, BoxBody):
        wrong += fields.check_grams("/tare_g", body.tare_g)
    if isinstance(body, BinBody):
        wrong += [
            *fields.check_place("/x", body.x),
            *fields.check_place("/y", body.y),
        ]
    if wrong:
        raise Refused("request.invalid", errors=wrong)
    return body


def save(
    kind: str, actor: Actor, bodies: Sequence[Any], *, undo: bool = False
) -> list[Outcome]:
    """Save rows, 200 a transaction; one that is refused takes no other with it.

    Args:
        kind: a key of SAVERS.
        actor: who says so.
        bodies: from :func:`read`; a Refused stands for a row that could not be read.
        undo: only tell what would happen.
    """
    outcomes: list[Outcome] = []
    for start in range(0, len(bodies), AT_ONCE):
        outcomes += _save_some(kind, actor, bodies[start : start + AT_ONCE], undo=undo)
    return outcomes


class _UndoneError(Exception):
    """Carries what would have happened out of a transaction that is rolled back."""

    def __init__(self, outcomes: list[Outcome]) -> None:
        super().__init__()
        self.outcomes = outcomes


def _save_some(kind: str, actor: Actor, bodies: Sequence[Any], *, undo: bool) -> list[Outcome]:
    """Save rows in one transaction, with a savepoint each only where one is refused.

    A savepoint costs a third of what saving a row does, and most files are good.
    """
    try:
        return _in_one(lambda s: [_save_good(s, kind, actor, one) for one in bodies], undo=undo)
    except Refused as error:
        if error.code == "store.conflict":
            raise
    return _in_one(lambda s: [_save_one(s, kind, actor, one) for one in bodies], undo=undo)


def _in_one(work: Callable[[Session], list[Outcome]], *, undo: bool) -> list[Outcome]:
    def done(session: Session) -> list[Outcome]:
        outcomes = work(session)
        if undo:
            raise _UndoneError(outcomes)
        return outcomes

    try:
        return in_transaction(done)
    except _UndoneError as undone:
        return undone.outcomes


def _save_good(session: Session, kind: str, actor: Actor, body: Any) -> Outcome:
    if isinstance(body, Refused):
        return Outcome("refused", body)
    return Outcome(SAVERS[kind][1](session, actor, body))


def _save_one(session: Session, kind: str, actor: Actor, body: Any) -> Outcome:
    try:
        with session.begin_nested():
            return _save_good(session, kind, actor, body)
    except Refused as error:
        # without its frames: each would keep a row's session until the file ends
        return Outcome("refused", error.with_traceback(None))


def results(
    kind: str,
    actor: Actor,
    rows: Sequence[Any],
    spoken: Callable[[Refused], list[dict[str, str]]],
) -> list[RowResult]:
    """Save posted rows and say of each what became of it, in the order sent."""
    bodies = [_read_or_refuse(kind, raw) for raw in rows]
    outcomes = save(kind, actor, bodies)
    return [
        RowResult(
            **_keys(raw),
            status=outcome.status,
            replayed=outcome.status == "unchanged",
            code=outcome.error.code if outcome.error else UNSET,
            errors=spoken(outcome.error) if outcome.error else UNSET,
        )
        for raw, outcome in zip(rows, outcomes, strict=True)
    ]


def _read_or_refuse(kind: str, raw: Any) -> Any:
    try:
        return read(kind, raw)
    except Refused as error:
        return error


def _keys(raw: Any) -> dict[str, str]:
    row = raw if isinstance(raw, dict) else {}
    return {name: row[name] for name in KEYS if isinstance(row.get(name), str)}
