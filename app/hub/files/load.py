"""Importing a file: the checks and the idempotency of the API, row by row."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa
from flask import current_app

from app.config import Settings
from app.core import problems
from app.core.db import reading
from app.core.errors import Refused
from app.core.events import Actor
from app.hub import fields, intake, master, reception
from app.hub.files import flat, tables
from app.hub.files.tables import Row, Table
from app.hub.master import Outcome
from app.hub.rows import PersonBody
from app.people import pins
from app.people.models import Person

KINDS = ("orders", "products", "stock", "bins", "people", "stations", "carriers", "boxes")
_WHOLE = re.compile(r"([0-9]+)(?:\.0+)?")
"""Units, also as some programs write them: 5.0."""
STOCK_KEY = ("receipt_no", "sku", "bin", "lot", "condition", "expiry")
SHOWN = 50
"""The most refused rows that a terminal is told one by one."""
Say = Callable[..., str]


@dataclass(frozen=True)
class RefusedRow:
    """A row that was not taken in, and why."""

    row: int
    pointer: str
    code: str
    detail: str


@dataclass
class Report:
    """What an import did, or with ``check`` would do.

    Attributes:
        rows: rows in the file, blank ones aside.
        entries: what they were about: orders, products, bins….
    """

    kind: str
    check: bool
    rows: int = 0
    entries: Counter[str] = field(default_factory=Counter)
    refused: list[RefusedRow] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def as_data(self) -> dict[str, Any]:
        """For ``--json``."""
        return {
            "kind": self.kind,
            "check": self.check,
            "rows": self.rows,
            **{name: self.entries[name] for name in ("added", "updated", "unchanged")},
            "refused": [
                {"row": one.row, "pointer": one.pointer, "code": one.code, "detail": one.detail}
                for one in self.refused
            ],
            "warnings": self.warnings,
        }

    def as_text(self, say: Say, language: str) -> str:
        """For a terminal."""
        counts = {name: self.entries[name] for name in ("added", "updated", "unchanged")}
        code = "file.checked" if self.check else "file.done"
        summary = say(code, language, rows=self.rows, refused=len(self.refused), **counts)
        rows = [
            say("file.row", language, row=one.row, field=_field(one), detail=one.detail)
            for one in self.refused[:SHOWN]
        ]
        if (left := len(self.refused) - SHOWN) > 0:
            rows.append(say("file.more_rows", language, count=left))
        return "\n".join([*self.warnings, *rows, summary])


def _field(one: RefusedRow) -> str:
    """The column or field that is meant, as it stands in the file."""
    return f" {one.pointer.removeprefix('/')}" if one.pointer else ""


def load(kind: str, path: Path, *, check: bool = False) -> Report:
    """Read a file in.

    Args:
        kind: one of KINDS.
        path: a csv, xlsx or json file.
        check: say what would happen, change nothing.

    Raises:
        Refused: the file as a whole cannot be used: ``file.…``.
    """
    settings: Settings = current_app.extensions["settings"]
    catalogue = problems.catalogue()

    def say(code: str, **params: Any) -> str:
        return catalogue.say(code, settings.language, **params)

    table = tables.read(path, kind)
    report = Report(kind, check, rows=len(table.rows))
    _check_columns(kind, table, report, say)
    loading = _Loading(report, Actor("import"), settings, say)
    if kind == "orders":
        loading.orders(table)
    else:
        loading.rows(table)
    return report


def _check_columns(kind: str, table: Table, report: Report, say: Say) -> None:
    if table.is_json and ("lines" in table.columns or not table.rows):
        return  # whole bodies name their fields themselves; an empty list has none
    known, needed = _columns(kind)
    have = {"quantity" if kind == "stock" and c == "stock" else c for c in table.columns}
    if missing := sorted(needed - have):
        raise Refused("file.columns_missing", columns=", ".join(missing))
    unknown = [name for name in table.columns if name not in known]
    if kind == "orders":
        unknown = [name for name in unknown if not name.startswith("invoice_")]
    if unknown:
        report.warnings.append(say("file.columns_unknown", columns=", ".join(unknown)))
    if kind == "stock" and "receipt_no" not in have:
        report.warnings.append(say("file.opening_stock"))


def _columns(kind: str) -> tuple[set[str], set[str]]:
    if kind == "orders":
        return flat.COLUMNS, flat.REQUIRED
    struct = msgspec.structs.fields(master.SAVERS[kind][0])
    known = {one.encode_name for one in struct}
    needed = {one.encode_name for one in struct if one.required}
    if kind == "stock":
        return known | {"stock"}, needed - {"receipt_no"}
    return known, needed


@dataclass
class _Loading:
    """One run over a file."""

    report: Report
    actor: Actor
    settings: Settings
    say: Say

    def orders(self, table: Table) -> None:
        site = reception.site_of(self.settings)
        differing = flat.check_same(table)
        for row, pointer, error in differing:
            self._refuse(row, error, pointer)
        bad_rows = {row for row, _, _ in differing}
        for entry in flat.orders(table, site.zone):
            if bad_rows & set(entry.rows):
                continue
            try:
                order = intake.read(entry.body, self.actor.warehouse_id, strict=entry.strict)
                result = reception.take(self.actor, order, site, undo=self.report.check)
            except Refused as error:
                self._refuse_order(entry, error)
            else:
                self.report.entries["unchanged" if result.replayed else "added"] += 1

    def _refuse_order(self, entry: flat.Entry, error: Refused) -> None:
        for one in fields.spoken(error.errors, self.say):
            row = entry.row_of(one["pointer"])
            self.report.refused.append(
                RefusedRow(row, one["pointer"], one["code"], one["detail"])
            )
        if not error.errors:
            self._refuse(entry.rows[0], error)

    def rows(self, table: Table) -> None:
        kind = self.report.kind
        unique, repeated = _unique(_shaped(kind, table.rows))
        self.report.entries["unchanged"] += repeated
        if kind == "stock":
            unique = _summed(unique)
        bodies = [_read_or_refuse(kind, row.cells) for row in unique]
        if kind == "people":
            bodies = [_with_hash(body) for body in bodies]
        outcomes = master.save(kind, self.actor, bodies, undo=self.report.check)
        for row, outcome in zip(unique, outcomes, strict=True):
            self._count(row, outcome)

    def _count(self, row: Row, outcome: Outcome) -> None:
        if outcome.error is None:
            self.report.entries[outcome.status] += 1
        elif not outcome.error.errors:
            self._refuse(row.number, outcome.error)
        else:
            for one in fields.spoken(outcome.error.errors, self.say):
                self.report.refused.append(
                    RefusedRow(row.number, one["pointer"], one["code"], one["detail"])
                )

    def _refuse(self, row: int, error: Refused, pointer: str = "") -> None:
        detail = self.say(error.code, **error.params)
        self.report.refused.append(RefusedRow(row, pointer, error.code, detail))


def _shaped(kind: str, rows: Iterable[Row]) -> list[Row]:
    """Rows with this kind's columns only, so that one file serves several kinds."""
    known, _ = _columns(kind)
    shaped = [
        Row(row.number, {name: value for name, value in row.cells.items() if name in known})
        for row in rows
    ]
    if kind != "stock":
        return [row for row in shaped if row.cells]
    for row in shaped:
        level = row.cells.pop("stock", None)
        if level is not None:
            row.cells.setdefault("quantity", level)
        row.cells.setdefault("receipt_no", master.OPENING)
    return [row for row in shaped if str(row.cells.get("quantity")) != "0"]


def _unique(rows: list[Row]) -> tuple[list[Row], int]:
    """Rows without exact repetitions, and how many those were."""
    found: dict[str, Row] = {}
    for row in rows:
        found.setdefault(json.dumps(row.cells, sort_keys=True, default=str), row)
    return list(found.values()), len(rows) - len(found)


def _summed(rows: list[Row]) -> list[Row]:
    """A receipt's rows for one place as one row: a receipt counts once per place."""
    found: dict[tuple[Any, ...], Row] = {}
    for row in rows:
        key = tuple(row.cells.get(name) for name in STOCK_KEY)
        before = found.setdefault(key, row)
        if before is not row:
            parts = [_WHOLE.fullmatch(str(one.cells.get("quantity"))) for one in (before, row)]
            if all(parts):
                before.cells["quantity"] = str(sum(int(part[1]) for part in parts if part))
            else:
                found[*key, row.number] = row  # its own check names what is wrong
    return list(found.values())


def _read_or_refuse(kind: str, cells: dict[str, Any]) -> Any:
    try:
        return master.read(kind, cells, strict=False)
    except Refused as error:
        return error


def _with_hash(body: Any) -> Any:
    """A person with the hash of a new PIN; one that has not changed is left out."""
    if not isinstance(body, PersonBody) or body.pin is None:
        return body
    stored = reading().scalar(sa.select(Person.pin_hash).where(Person.badge == body.badge))
    try:
        same = stored is not None and pins.matches(stored, body.pin)
        return msgspec.structs.replace(body, pin=None if same else pins.hashed(body.pin))
    except Refused as error:
        return error
