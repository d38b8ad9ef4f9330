"""Time: stored in UTC, asked of one place."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator
from typing_extensions import override


def now() -> datetime:
    """The present moment, in UTC, to the microsecond."""
    return datetime.now(UTC)


_BEGAN, _BEGAN_S = now(), time.monotonic()


def set_forward() -> timedelta:
    """How far the clock was set forward while this process ran; below zero: back."""
    return now() - _BEGAN - timedelta(seconds=time.monotonic() - _BEGAN_S)


def is_due(last: datetime | None, wait_s: float, at: datetime) -> bool:
    """Tell whether a row that waits is due.

    Args:
        last: the last try, or None when there was none.
        wait_s: seconds to wait after it.
        at: the present moment. A clock that was set back (``at < last``) must not make a
            row wait for ever, so that counts as due.
    """
    return last is None or at >= last + timedelta(seconds=wait_s) or at < last


class UtcDateTime(TypeDecorator[datetime]):
    """A moment. Refuses naive values and hands back aware ones on both databases."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    @override
    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Turn *value* to UTC; SQLite stores the text without an offset."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs an offset")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    @override
    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        """Hand back an aware value."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
