"""Errors that are answers, as one sentence that says what to do; anything else is a bug."""

from __future__ import annotations

import errno
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.core.errors import Refused

DISK_FULL = "the disk is full: make room, then run this again"


def sentence(error: Exception) -> str | None:
    """The sentence of an error that is an answer; None for a bug."""
    import sqlalchemy as sa
    from alembic.util import CommandError

    from app.core.address import AddressTakenError
    from app.core.backup import BackupError
    from app.core.errors import Refused, StoreBusy
    from app.core.lock import AlreadyRunningError
    from app.core.schema import OldSchemaError
    from app.simulation.errors import StoppedError

    if isinstance(error, Refused):
        return _refused(error)
    if isinstance(error, StoreBusy):
        return f"the store cannot take writes now, nothing was changed: {_cause(str(error))}"
    if isinstance(error, sa.exc.OperationalError) or type(error) is sa.exc.DatabaseError:
        why = _cause(str(error.orig))
        return f"the database cannot be used: {why}; check WAVEGATE_DATABASE_URL"
    if isinstance(error, OSError):
        return _of_the_machine(error)
    told = (
        *(OldSchemaError, AlreadyRunningError, AddressTakenError, BackupError, StoppedError),
        CommandError,  # Alembic's
    )
    return str(error) if isinstance(error, told) else None


def _refused(error: Refused) -> str:
    from app.cli.frame import settings
    from app.web import gather_texts

    return gather_texts().say(error.code, settings().language, **error.params)


def _cause(text: str) -> str:
    """The first line of what a driver said, without the class of its error."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    found = re.sub(r"^\([\w.]+\)\s*", "", lines[0]) if lines else ""
    return DISK_FULL if "disk is full" in found else found or "no reason given"


def _of_the_machine(error: OSError) -> str:
    if error.errno == errno.ENOSPC:
        return DISK_FULL
    why = error.strerror or str(error)
    if error.filename is None:
        return why
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return f"{error.filename}: {why}; give this user the right to read and write there"
    if isinstance(error, (FileExistsError, NotADirectoryError)):
        return f"{error.filename}: a file is where a folder is needed; choose another place"
    return f"{error.filename}: {why}; choose another place"
