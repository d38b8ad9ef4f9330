"""The peer that most teams would write: FastAPI, pydantic, SQLAlchemy's async ORM, asyncpg.

Run like those of :mod:`peers`. FastAPI reads annotations at run time, so this module has no
``from __future__ import annotations``.
"""

from typing import Annotated

import sqlalchemy as sa
from fastapi import FastAPI, Header, HTTPException
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from app.simulation.bench import plain
from app.simulation.bench.peers import CONNECTIONS, TOKEN, database


class Base(DeclarativeBase):
    """The peer's own tables; those of :mod:`plain`."""


class Task(Base):
    """What is to be picked."""

    __tablename__ = "task"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]
    quantity: Mapped[int]
    picked: Mapped[int]


class ScanRow(Base):
    """A scan that was applied."""

    __tablename__ = "scan"
    scan_id: Mapped[str] = mapped_column(primary_key=True)
    task_id: Mapped[int]
    answer: Mapped[str]


class EventRow(Base):
    """A fact."""

    __tablename__ = "event"
    id: Mapped[int] = mapped_column(primary_key=True)
    tag: Mapped[str]
    body: Mapped[str]


class OutboxRow(Base):
    """A message for the hub."""

    __tablename__ = "outbox"
    id: Mapped[int] = mapped_column(primary_key=True)
    stream: Mapped[str]
    event_id: Mapped[int]


class Body(BaseModel):
    """What the peer takes."""

    scan_id: str
    task_id: int


class Answer(BaseModel):
    """What the peer says."""

    verdict: str


def fastapi_orm() -> FastAPI:
    """Make the app."""
    url = sa.make_url(database()).set(drivername="postgresql+asyncpg")
    engine = create_async_engine(url, pool_size=CONNECTIONS)
    sessions = async_sessionmaker(engine, expire_on_commit=False)
    app = FastAPI()

    @app.post("/scan")
    async def scan(body: Body, authorization: Annotated[str, Header()] = "") -> Answer:
        if authorization != TOKEN:
            raise HTTPException(401)
        async with sessions() as session, session.begin():
            if found := await session.get(ScanRow, body.scan_id):
                return Answer.model_validate_json(found.answer)
            task = await session.get_one(Task, body.task_id, with_for_update=True)
            if task.picked >= task.quantity:
                raise HTTPException(409)
            task.picked += 1
            event = EventRow(tag="scan.ok", body=plain.FACT)
            row = ScanRow(scan_id=body.scan_id, task_id=task.id, answer=plain.ANSWER)
            session.add_all([row, event])
            await session.flush()
            session.add(OutboxRow(stream=f"task:{task.id}", event_id=event.id))
        return Answer(verdict="ok")

    return app
