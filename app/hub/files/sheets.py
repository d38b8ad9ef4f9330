"""Writing rows to a file: csv, xlsx, json or json lines. A broken-off file stays nowhere."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import IO, Any

from app.core.errors import Refused
from app.hub.files.contents import Row

Write = Callable[[Path, Sequence[str], Iterable[Row]], int]

FORMULA = re.compile(r"'*[=+\-@\t\r]")
HARMLESS = re.compile(r"[+-]?[0-9 ().-]*")
"""Signed numbers and telephone numbers: a spreadsheet computes nothing from them."""


def is_json(path: Path) -> bool:
    """Whether its entries can hold others."""
    return path.suffix.lower() in {".json", ".jsonl"}


def writer(path: Path) -> Write:
    """What writes a file with this ending.

    Raises:
        Refused: ``file.ending``, ``file.exists``, ``file.no_folder``.
    """
    writers = {".csv": _csv, ".xlsx": _xlsx, ".json": _json, ".jsonl": _json_lines}
    write = writers.get(path.suffix.lower())
    if write is None:
        raise Refused("file.ending", file=path.name)
    if path.exists():
        raise Refused("file.exists", file=path.name)
    if not path.resolve().parent.is_dir():
        raise Refused("file.no_folder", folder=str(path.parent))

    def whole(path: Path, columns: Sequence[str], rows: Iterable[Row]) -> int:
        part = path.with_name(f".{path.name}.part")
        try:
            count = write(part, columns, rows)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
        return count

    return whole


def guarded(text: str) -> str:
    """A cell that a spreadsheet would compute, with an apostrophe that stops it."""
    if FORMULA.match(text) and not HARMLESS.fullmatch(text):
        return f"'{text}"
    return text


def unguarded(text: str) -> str:
    """A cell as it was before :func:`guarded`."""
    if text.startswith("'") and guarded(text[1:]) == text:
        return text[1:]
    return text


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _csv(path: Path, columns: Sequence[str], rows: Iterable[Row]) -> int:
    count = 0
    # the mark tells Excel that it is UTF-8
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        sheet = csv.writer(file)
        sheet.writerow(columns)
        for row in rows:
            sheet.writerow([guarded(_cell(row.get(name))) for name in columns])
            count += 1
    return count


def _xlsx(path: Path, columns: Sequence[str], rows: Iterable[Row]) -> int:
    import openpyxl
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()

    def cell(value: Any) -> Any:
        made = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", _cell(value)))
        made.data_type = "s"  # a text, whatever it begins with
        return made

    sheet.append([cell(name) for name in columns])
    count = 0
    for row in rows:
        sheet.append([cell(row.get(name)) for name in columns])
        count += 1
    book.save(path)
    return count


def _entries(file: IO[str], rows: Iterable[Row], between: str) -> int:
    count = 0
    for count, row in enumerate(rows, 1):
        held = {name: value for name, value in row.items() if value is not None}
        file.write((between if count > 1 else "") + json.dumps(held, ensure_ascii=False))
    return count


def _json(path: Path, _: Sequence[str], rows: Iterable[Row]) -> int:
    with path.open("w", encoding="utf-8") as file:
        file.write("[\n")
        count = _entries(file, rows, ",\n")
        file.write("\n]\n")
    return count


def _json_lines(path: Path, _: Sequence[str], rows: Iterable[Row]) -> int:
    with path.open("w", encoding="utf-8") as file:
        count = _entries(file, rows, "\n")
        file.write("\n" if count else "")
    return count
