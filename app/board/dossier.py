"""A parcel's evidence in words: the tables that the page and the PDF both show."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Any

from app.board import weighed
from app.board.evidence import Evidence
from app.board.telling import tell

if TYPE_CHECKING:
    from app.shipping.queries import LabelLine
    from labels import Report

Pictures = Sequence[tuple[bytes, tuple[int, int], str]]


@dataclass(frozen=True)
class Telling:
    """How it is told: ``say(code, **params)``, and the site's time zone."""

    say: Callable[..., str]
    zone: tzinfo

    def time(self, at: datetime | None) -> str:
        """A moment at the site, to the second."""
        return at.astimezone(self.zone).strftime("%Y-%m-%d %H:%M:%S") if at else ""

    def word(self, name: str, **params: Any) -> str:
        """A word of the evidence's own."""
        return self.say(f"board.evidence.{name}", **params)


@dataclass(frozen=True)
class Table:
    """Rows of cells; a column is its title and its share of the width."""

    key: str
    title: str
    columns: tuple[tuple[str, float], ...]
    rows: tuple[tuple[str, ...], ...]


def facts(found: Evidence, how: Telling) -> list[tuple[str, str]]:
    """What the parcel is, in pairs of name and value."""
    order, parcel, whom = found.order, found.parcel, found.whom
    manifest = found.manifest
    pairs = [
        ("order", order.number),
        ("hub_number", f"{order.source_platform} · {order.external_order_no}"),
        ("state", how.say(f"packing.state.{parcel.state}")),
        ("waybill", " · ".join(one.number for one in found.waybills if one.number)),
        ("transaction", parcel.transaction_id or ""),
        ("bench", found.bench),
        ("weight", how.say("ui.grams", n=parcel.measured_g) if parcel.measured_g else ""),
        ("cage", parcel.cage or ""),
        ("manifest", manifest.number if manifest else ""),
        ("signed_by", manifest.signed_by or "" if manifest else ""),
        ("handed_over", how.time(parcel.handed_over_at)),
        ("whom", f"{whom.name} {whom.phone}".strip() or how.word("purged")),
        ("address", whom.address),
        ("made_at", how.time(found.at)),
    ]
    return [(how.word(name), value) for name, value in pairs if value]


def tables(found: Evidence, how: Telling) -> list[Table]:
    """Everything else, one table a kind; a kind of which there is nothing says so."""
    return [
        _contents(found, how),
        _scans(found, how),
        _weighings(found, how),
        _gate(found, how),
        _labels(found, how),
        _carrier(found, how),
        _hub(found, how),
        _people(found, how),
        _timeline(found, how),
    ]


def as_report(found: Evidence, how: Telling, pictures: Mapping[str, Pictures]) -> Report:
    """The same as a document, with its pictures by what they show."""
    import labels

    parts: list[Any] = [
        labels.Table(one.title, one.columns, one.rows or _nothing(one, how))
        for one in tables(found, how)
    ]
    for title, some in pictures.items():
        if some:
            parts.insert(4, labels.Pictures(how.word(title), tuple(some)))
    return labels.Report(
        title=how.word("title"),
        number=found.parcel.number,
        facts=tuple(facts(found, how)),
        parts=tuple(parts),
        foot=chain_line(found, how),
    )


def chain_line(found: Evidence, how: Telling) -> str:
    """Where it stands in the record chain, and the chain's head."""
    proven = found.proven
    return how.word(
        "chain" if proven.intact else "chain_broken",
        first=proven.first,
        last=proven.last,
        head=proven.head,
        hash=proven.head_hash,
    )


def _nothing(table: Table, how: Telling) -> tuple[tuple[str, ...], ...]:
    return ((how.word("none"), *[""] * (len(table.columns) - 1)),)


def _table(
    key: str, how: Telling, columns: Sequence[tuple[str, float]], rows: Sequence[Sequence[Any]]
) -> Table:
    named = tuple((how.word(name), share) for name, share in columns)
    cells = tuple(tuple("" if cell is None else str(cell) for cell in row) for row in rows)
    return Table(key, how.word(key), named, cells)


def _contents(found: Evidence, how: Telling) -> Table:
    columns = (("sku", 3), ("name", 6), ("quantity", 1), ("checked", 1.4))
    return _table("contents", how, columns, found.units)


def _scans(found: Evidence, how: Telling) -> Table:
    columns = (("time", 3), ("where", 1.6), ("code", 5), ("verdict", 2.4), ("who", 2))
    rows = [
        (how.time(one.at), how.word(one.where), one.code, _verdict(one.verdict, how), one.by)
        for one in found.scans
    ]
    return _table("scans", how, columns, rows)


def _verdict(verdict: str, how: Telling) -> str:
    return how.say(f"board.verdict.{verdict}")


def _weighings(found: Evidence, how: Telling) -> Table:
    columns = (
        ("time", 3),
        ("weight", 1.5),
        ("expected", 1.6),
        ("off", 1.3),
        ("verdict", 1.4),
        ("source", 2.2),
        ("raw", 5),
    )
    rows = [
        (
            how.time(one.at),
            how.say("ui.grams", n=weighed.plain(one.weight_g)),
            how.say("ui.grams", n=weighed.plain(one.expected_g)),
            weighed.off(one.weight_g, one.expected_g),
            how.word(one.verdict),
            " · ".join(filter(None, (one.source, one.actor, one.reason, one.approved_by))),
            " ".join(filter(None, (weighed.spaced(one.raw_hex), one.frame_id))),
        )
        for one in found.weighings
    ]
    return _table("weighings", how, columns, rows)


def _gate(found: Evidence, how: Telling) -> Table:
    rows = [
        (how.time(one.at), how.word(name), _said(value))
        for one in found.weighings
        for name, value in one.evidence.items()
        if name in GATE and value not in (None, [], False)
    ]
    return _table("gate", how, (("time", 3), ("what", 3), ("value", 10)), rows)


GATE = ("division_g", "box_and_filler_g", "units", "light", "blind_spots", "causes", "usual")
"""What is told of what the gate saw, of all that a weighing keeps."""


def _said(value: Any) -> str:
    """A piece of evidence on one line."""
    if isinstance(value, dict):
        told = (f"{k} {_said(v)}" for k, v in value.items() if v not in (None, ""))
        return " · ".join(told)
    if isinstance(value, list):
        return "; ".join(map(_said, value))
    return "✓" if value is True else str(value)


def _worth(one: LabelLine, how: Telling) -> str:
    """What kind of label it is, and whether it still is one."""
    kind = how.word(one.kind)
    return kind if one.standing == "good" else f"{kind} · {how.word(one.standing)}"


def _labels(found: Evidence, how: Telling) -> Table:
    columns = (("version", 0.8), ("kind", 1.6), ("time", 3), ("who", 1.6), ("waybill", 2.8))
    rows = [
        (
            one.version,
            _worth(one, how),
            how.time(one.made_at),
            one.made_by,
            one.waybill,
            one.sha256,
            " ".join(how.time(job.sent_at) for job in one.printed if job.sent_at),
        )
        for one in found.labels
    ]
    return _table("versions", how, (*columns, ("sha256", 5), ("printed", 2.6)), rows)


def _carrier(found: Evidence, how: Telling) -> Table:
    rows: list[tuple[str | None, ...]] = [
        (how.time(at), one.carrier, one.number, word, why)
        for one in found.waybills
        for at, word, why in (
            (one.requested_at, how.word("asked"), None),
            (one.issued_at, how.word("given"), one.route_code or one.carrier_ref),
            (one.tried_at, how.word("tried"), one.said or one.refusal),
            (one.voided_at, how.word("voided"), one.void_reason),
            (one.cancelled_at, how.word("cancelled"), None),
        )
        if at is not None
    ]
    rows += [
        (how.time(one.at), one.carrier, one.waybill, one.kind, how.time(one.received_at))
        for one in found.traces
    ]
    columns = (("time", 3), ("carrier", 1.6), ("waybill", 3), ("what", 2), ("note", 4))
    return _table("carrier_talk", how, columns, rows)


def _hub(found: Evidence, how: Telling) -> Table:
    rows = [
        (one.stream, one.seq, one.hub_type, how.word(f"hub_{one.state}"), one.tries,
         how.time(one.sent_at))
        for one, _ in found.hub
    ]  # fmt: skip
    columns = (("stream", 4), ("no", 0.8), ("what", 3), ("state", 2), ("tries", 1), ("time", 3))
    return _table("hub", how, columns, rows)


def _people(found: Evidence, how: Telling) -> Table:
    return _table("people", how, (("badge", 3), ("name", 5), ("count", 1)), found.people)


def _timeline(found: Evidence, how: Telling) -> Table:
    told = tell(found.facts, how.say)
    rows = [
        (fact.seq, how.time(fact.at), one.say, fact.name, fact.device, one.more)
        for fact, one in zip(found.facts, told, strict=True)
    ]
    columns = (
        ("place", 0.9),
        ("time", 3),
        ("what", 3.4),
        ("who", 2),
        ("device", 2),
        ("note", 5),
    )
    return _table("timeline", how, columns, rows)
