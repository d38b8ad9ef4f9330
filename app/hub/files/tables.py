"""Tables as rows of named cells, whatever the file is."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from app.core.body import loads
from app.core.errors import Refused
from app.hub.files.sheets import unguarded

LARGEST = 256 * 1024 * 1024
"""Bytes of a file; it is read as a whole."""


@dataclass(frozen=True)
class Row:
    """One row.

    Attributes:
        number: its line in the file (the entry in a json file), from 1.
        cells: what is not blank, by column.
    """

    number: int
    cells: dict[str, Any]


@dataclass(frozen=True)
class Table:
    """A file's header and rows; json has no header of its own."""

    columns: list[str]
    rows: list[Row]
    is_json: bool = False


def read(path: Path, kind: str) -> Table:
    """Read a file by its ending.

    Raises:
        Refused: ``file.ending``, ``file.too_large``, ``file.unreadable``, ``file.empty``,
            ``file.header``, ``file.entries``.
    """
    readers = {
        ".csv": lambda: _csv(path),
        ".xlsx": lambda: _xlsx(path),
        ".json": lambda: _json(_entries(path, kind), kind),
        ".jsonl": lambda: _json(_lines(path), kind),
    }
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise Refused("file.ending", file=path.name)
    if path.stat().st_size > LARGEST:
        raise Refused("file.too_large", file=path.name)
    try:
        return reader()
    except (UnicodeDecodeError, csv.Error, ValueError) as error:
        raise Refused("file.unreadable", file=path.name, why=str(error)) from None


def _csv(path: Path) -> Table:
    text = path.read_bytes().decode("utf-8-sig")
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    return _table(
        (reader.line_num, [unguarded(cell) for cell in cells]) for cells in reader
    )


def _xlsx(path: Path) -> Table:
    import zipfile

    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, OSError) as error:
        raise Refused("file.unreadable", file=path.name, why=str(error)) from None
    try:
        sheet = book.worksheets[0]
        rows = enumerate(sheet.iter_rows(values_only=True), 1)
        return _table((number, [_text(cell) for cell in cells]) for number, cells in rows)
    finally:
        book.close()


def _text(cell: Any) -> str:
    """A spreadsheet's cell as its text: 3.0 is 3, a day is ISO 8601, a clock is 16:00.

    A spreadsheet knows no day but a midnight.
    """
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return (cell.date() if cell.time() == time() else cell).isoformat()
    if isinstance(cell, time) and not cell.second and not cell.microsecond:
        return f"{cell:%H:%M}"
    return cell.isoformat() if isinstance(cell, (date, time)) else str(cell)


def _table(lines: Iterable[tuple[int, list[str]]]) -> Table:
    numbered = ((number, [cell.strip() for cell in cells]) for number, cells in lines)
    filled = [(number, cells) for number, cells in numbered if any(cells)]
    if not filled:
        raise Refused("file.empty")
    columns = [name.lower() for name in filled[0][1]]
    while columns and not columns[-1]:
        columns.pop()
    twice = sorted({name for name in columns if columns.count(name) > 1})
    if twice or "" in columns:
        raise Refused("file.header", columns=", ".join(twice))
    return Table(columns, list(_rows(columns, filled[1:])))


def _rows(columns: list[str], lines: list[tuple[int, list[str]]]) -> Iterator[Row]:
    for number, cells in lines:
        if any(cells[len(columns) :]):
            raise ValueError(f"line {number} has more cells than the header")
        if any("\0" in cell for cell in cells):
            raise ValueError(f"line {number} holds a NUL character")
        yield Row(
            number, {name: cell for name, cell in zip(columns, cells, strict=False) if cell}
        )


def _entries(path: Path, kind: str) -> list[Any]:
    found = loads(path.read_bytes().removeprefix(b"\xef\xbb\xbf"))
    if isinstance(found, dict) and set(found) == {kind}:
        found = found[kind]
    if not isinstance(found, list):
        raise Refused("file.entries", kind=kind)
    return found


def _lines(path: Path) -> list[Any]:
    lines = path.read_bytes().removeprefix(b"\xef\xbb\xbf").split(b"\n")
    return [loads(line) for line in lines if line.strip()]


def _json(entries: list[Any], kind: str) -> Table:
    if not all(isinstance(entry, dict) for entry in entries):
        raise Refused("file.entries", kind=kind)
    rows = [
        Row(number, {key: value for key, value in entry.items() if value is not None})
        for number, entry in enumerate(entries, 1)
    ]
    columns = dict.fromkeys(key for row in rows for key in row.cells)
    return Table(list(columns), rows, is_json=True)
