"""The floor's socket: it pushes, clients send nothing. Losing a message loses nothing.

``news {upto}`` says that there are facts up to a place in the chain; the page asks for them
over HTTP. Some facts are pushed themselves, because a person waits for them: a label's fate
(``print``), a list that was planned anew (``task``), the end of a session (``logout``).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask_socketio import SocketIO, join_room
from sqlalchemy.orm import Session

from app.core import events
from app.core.api import caller
from app.people.models import Person
from app.waves.models import PickList

SITE = 1
MOST = 500
"""Facts looked at for one push; after a burst the pages catch up by the feed alone."""
REPLANNED = {"open", "cancelled", "putback"}
TAGS = ("stations.print.moved", "waves.task.moved", "people.login.ended")

Push = tuple[str, dict[str, Any], str]
"""A message's name, its body, and the room that hears it."""


def install_socket(app: Flask) -> SocketIO:
    """Let people and readers in, each into the rooms of their site and person."""
    socket = SocketIO(
        app,
        async_mode="threading",
        transports=["websocket"],  # type: ignore[call-arg]  # Engine.IO's option, passed on
        message_queue=app.extensions["settings"].redis_url or None,
        max_http_buffer_size=100_000,
    )

    @socket.on("connect", namespace="/floor")
    def let_in() -> bool:
        who = caller()
        if who.kind == "nobody":
            return False
        join_room(f"warehouse:{who.actor.warehouse_id}")
        if who.person_id is not None:
            join_room(f"person:{who.person_id}")
        return True

    return socket


def start_news(app: Flask, socket: SocketIO) -> events.Newsroom:
    """Push after each real commit; the caller stops the returned thread."""
    reader = app.extensions["store"].reader
    told = 0

    def tell(upto: int) -> None:
        nonlocal told
        socket.emit("news", {"upto": upto}, namespace="/floor", to=f"warehouse:{SITE}")
        with Session(reader) as session:
            for name, body, room in pushes(session, max(told, upto - MOST), upto):
                socket.emit(name, body, namespace="/floor", to=room)
        told = upto

    room = events.Newsroom(app.extensions["store"], tell)
    room.start()
    return room


def pushes(session: Session, after: int, upto: int) -> Iterator[Push]:
    """What of the facts in ``(after, upto]`` is pushed itself."""
    lists: set[str] = set()
    found = events.feed(session, warehouse_id=SITE, after=after, limit=MOST, tags=TAGS)
    for fact in found:
        if fact["seq"] > upto:
            break
        body = fact["body"]
        if fact["tag"] == "stations.print.moved":
            yield (
                "print",
                {"job": str(body["job"]), "state": body["state"]},
                f"warehouse:{SITE}",
            )
        elif fact["tag"] == "people.login.ended":
            yield from _log_out(session, body["badge"], body["why"])
        elif body["state"] in REPLANNED:
            lists.add(body["pick_list"])
    for number, version in _versions(session, lists):
        yield "task", {"pick_list": number, "version": version}, f"warehouse:{SITE}"


def _log_out(session: Session, badge: str, why: str) -> Iterator[Push]:
    person_id = session.scalar(sa.select(Person.id).where(Person.badge == badge))
    yield "logout", {"why": why}, f"person:{person_id}"


def _versions(session: Session, lists: set[str]) -> list[tuple[str, int]]:
    if not lists:
        return []
    query = sa.select(PickList.number, PickList.plan_version).where(PickList.number.in_(lists))
    return [(number, version) for number, version in session.execute(query)]
