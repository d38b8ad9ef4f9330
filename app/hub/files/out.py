"""Exporting to a file: what an import of the same kind reads back, and then adds nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from app.core import clock
from app.core.db import in_transaction, reading
from app.core.events import Actor
from app.hub.files import contents, orders_out, sheets
from app.hub.files.contents import Row
from app.inventory import service as inventory
from app.people.models import Warehouse


@dataclass(frozen=True)
class Exported:
    """What was written, or with ``check`` would be.

    Attributes:
        rows: rows of the table; entries of a json file.
    """

    kind: str
    file: str
    rows: int
    check: bool

    def as_data(self) -> dict[str, Any]:
        """For ``--json``."""
        return {"kind": self.kind, "check": self.check, "rows": self.rows, "file": self.file}

    def as_text(self, say: Callable[..., str], language: str) -> str:
        """For a terminal."""
        code = "file.would_export" if self.check else "file.exported"
        return say(code, language, rows=self.rows, file=self.file)


def save(kind: str, path: Path, *, check: bool = False) -> Exported:
    """Write what the site holds of one kind.

    Args:
        kind: one of KINDS.
        path: a new csv, xlsx, json or jsonl file.
        check: say what would be written, write nothing.

    Raises:
        Refused: ``file.ending``, ``file.exists``, ``file.no_folder``.
    """
    write = sheets.writer(path)
    session, actor = reading(), Actor("export")
    columns, rows = _contents(session, actor, kind, nested=sheets.is_json(path), check=check)
    count = sum(1 for _ in rows) if check else write(path, columns, rows)
    return Exported(kind, str(path), count, check)


def _contents(
    session: Session, actor: Actor, kind: str, *, nested: bool, check: bool
) -> tuple[list[str], Iterable[Row]]:
    site = actor.warehouse_id
    if kind == "orders":
        bodies = orders_out.bodies(session, site)
        if nested:
            return [], bodies
        return orders_out.columns(session, site), orders_out.lines(bodies)
    table = contents.TABLES[kind]
    rows: Iterable[Row] = table.rows(session, site)
    if kind == "stock":
        rows = _as_receipt(session, actor, list(rows), count=not check)
    return list(table.columns), rows if nested else _flat(rows)


def _flat(rows: Iterable[Row]) -> Iterator[Row]:
    """Rows without what no cell can hold."""
    for row in rows:
        yield {name: value for name, value in row.items() if not isinstance(value, dict)}


def _as_receipt(session: Session, actor: Actor, rows: list[Row], *, count: bool) -> list[Row]:
    """Give the stock a receipt number that this site has counted already.

    Without one, or with a strange one, reading the file back would double the stock.
    """
    site = session.get_one(Warehouse, actor.warehouse_id)
    receipt_no = f"{site.code} {clock.now().isoformat(timespec='milliseconds')}"
    session.rollback()  # no snapshot waits for the write
    if count:
        in_transaction(lambda s: inventory.count_receipt(s, actor, receipt_no, rows))
    return [{"receipt_no": receipt_no} | row for row in rows]
