"""What somebody does who owns the schema: change what is append-only."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

TABLES = ("event", "event_seal", "move")
GUARDS = [f"{table}_no_{act}" for table in TABLES for act in ("update", "delete")]


def drop_guards(session: Session) -> None:
    """Take the triggers away that keep facts from being changed."""
    if session.get_bind().dialect.name == "sqlite":
        orders = [f"DROP TRIGGER {guard}" for guard in GUARDS]
    else:
        orders = [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in TABLES]
    for order in orders:
        session.execute(sa.text(order))


def tamper(session: Session, damage: sa.Executable) -> None:
    """Do *damage* to facts."""
    drop_guards(session)
    session.execute(damage)


def damaging(damage: sa.Executable) -> Any:
    """The same, as work for a floor's ``write``."""
    return lambda session: tamper(session, damage)
