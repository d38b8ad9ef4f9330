"""The floor's socket: it pushes, clients send nothing. Losing a message loses nothing.

``news {upto}`` says that there are facts up to a place in the chain; the page asks for them
over HTTP. Some facts are pushed themselves, because a person waits for them: a label's fate
(``print``), a list that was planned anew (``task``), the end of a session (``logout``). What a
scale shows (``scale``) goes to the pages of its bench alone; it is no fact.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from flask import Flask, request
from flask_socketio import SocketIO, join_room
from sqlalchemy.orm import Session
from typing_extensions import override

from app.core import db, events, ids
from app.core.api import caller
from app.core.errors import Refused
from app.core.news import Newsroom
from app.people import access
from app.people.models import Person
from app.stations import benches, devices
from app.waves.models import PickList

SITE = 1
MOST = 500
"""Facts looked at for one push; after a burst the pages catch up by the feed alone."""
REPLANNED = {"open", "cancelled", "putback"}
TAGS = (
    "stations.print.moved",
    "waves.task.moved",
    "waves.list.replanned",
    "people.login.ended",
    "people.person.saved",
    "people.token.revoked",
)

Push = tuple[str, dict[str, Any], str]
"""A message's name, its body, and the room that hears it."""


LOOK_S = 0.15
"""Between two looks at the watched scales, seconds."""


def install_socket(app: Flask) -> SocketIO:
    """Let people and readers in, each into the rooms of their site, bench and person.

    A bench's page names its bench when it connects: ``auth: {bench: "B1"}``.
    """
    socket = SocketIO(
        app,
        async_mode="threading",
        transports=["websocket"],  # type: ignore[call-arg]  # Engine.IO's option, passed on
        message_queue=app.extensions["settings"].redis_url or None,
        max_http_buffer_size=100_000,
    )
    scales = app.extensions["scales"] = Scales(app, socket)
    inside: dict[str, str] = {}
    app.extensions["inside"] = inside

    @socket.on("connect", namespace="/floor")
    def let_in(auth: Any = None) -> bool:
        who = caller()
        if who.kind == "nobody":
            return False
        join_room(f"warehouse:{who.actor.warehouse_id}")
        mine = f"person:{who.person_id}" if who.kind == "person" else f"machine:{who.name}"
        join_room(mine)
        inside[_sid()] = mine
        bench = auth.get("bench") if isinstance(auth, dict) else None
        if isinstance(bench, str) and who.may("pack.work"):
            _sit_down(scales, bench)
        return True

    @socket.on("disconnect", namespace="/floor")
    def let_go(*_: Any) -> None:
        scales.leave(_sid())
        inside.pop(_sid(), None)

    return socket


def _sid() -> str:
    return str(request.sid)  # type: ignore[attr-defined]  # Flask-SocketIO puts it there


def _sit_down(scales: Scales, code: str) -> None:
    """Let the page hear its bench's scale; a bench that is not there has none."""
    try:
        bench = benches.bench_by_code(db.reading(), caller().actor, code)
    except Refused:
        return
    finally:
        db.reading().rollback()
    join_room(scales.room(bench.id))
    scales.watch(bench.id, _sid())


class Scales(threading.Thread):
    """Pushes what the scales show, each to the pages of its bench and only while one looks.

    A page hears of every change, coalesced to one message a look.
    """

    def __init__(self, app: Flask, socket: SocketIO) -> None:
        super().__init__(name="scales", daemon=True)
        self._app, self._socket = app, socket
        self._watched: dict[str, int] = {}
        self._told: dict[int, dict[str, Any]] = {}
        self._guard = threading.Lock()
        self._awake = threading.Event()
        self._ended = threading.Event()
        self._name = ids.token("r")[:8]

    def room(self, bench_id: int) -> str:
        """Who hears a bench's scale: pages of this process, whose scales are asked here."""
        return f"station:{bench_id}:{self._name}"

    def watch(self, bench_id: int, sid: str) -> None:
        """Begin to push a bench's scale to a page; it is told at once what it shows."""
        with self._guard:
            self._watched[sid] = bench_id
            self._told.pop(bench_id, None)
        self._awake.set()

    def leave(self, sid: str) -> None:
        """A page has gone."""
        with self._guard:
            self._watched.pop(sid, None)
            if not self._watched:
                self._awake.clear()

    @override
    def run(self) -> None:
        """Look until :meth:`stop`; a database that is away for a while is no end."""
        while not self._ended.is_set():
            self._awake.wait()
            try:
                self.look()
            except sa.exc.SQLAlchemyError:
                self._ended.wait(1)
            self._ended.wait(LOOK_S)

    def stop(self) -> None:
        """End the thread."""
        self._ended.set()
        self._awake.set()
        if self.is_alive():
            self.join(timeout=5)

    def look(self) -> None:
        """Push what has changed on the watched scales."""
        with self._guard:
            watched = set(self._watched.values())
        if not watched:
            return
        with self._app.app_context():
            here = [one for one in benches.benches(db.reading(), SITE) if one.id in watched]
            db.reading().rollback()  # no snapshot waits for a device
            shown = {one.id: _shown(one) for one in here}
        for bench_id, body in shown.items():
            with self._guard:
                same = self._told.get(bench_id) == body
                self._told[bench_id] = body
            if not same:
                room = self.room(bench_id)
                self._socket.emit("scale", body, namespace="/floor", to=room)


def _shown(bench: benches.BenchData) -> dict[str, Any]:
    live = devices.live(bench)
    if live is None:
        return {"grams": None, "stable": False, "state": "none"}
    return {"grams": live.grams, "stable": live.stable, "state": live.state}


def start_news(app: Flask, socket: SocketIO) -> Newsroom:
    """Push after each real commit, and the scales; the caller stops the returned thread."""
    app.extensions["scales"].start()
    reader = app.extensions["store"].reader
    told = 0

    def tell(upto: int) -> None:
        nonlocal told
        socket.emit("news", {"upto": upto}, namespace="/floor", to=f"warehouse:{SITE}")
        with Session(reader) as session:
            for name, body, room in pushes(session, max(told, upto - MOST), upto):
                if name == "logout":
                    access.forget()  # the page that asks again is judged by what holds now
                socket.emit(name, body, namespace="/floor", to=room)
                if name == "logout":
                    _show_out(app, socket, room)
        told = upto

    room = Newsroom(app.extensions["store"], tell)
    room.start()
    return room


def _show_out(app: Flask, socket: SocketIO, room: str) -> None:
    """Close the sockets of a session that has ended; a page that may come back does."""
    inside: dict[str, str] = app.extensions["inside"]
    for sid in [sid for sid, mine in list(inside.items()) if mine == room]:
        socket.server.disconnect(sid, namespace="/floor")  # type: ignore[attr-defined]  # python-socketio's


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
        elif fact["tag"] == "people.person.saved":  # the page comes back with the roles of now
            yield from _log_out(session, body["badge"], "changed")
        elif fact["tag"] == "people.token.revoked":
            yield "logout", {"why": "revoked"}, f"machine:{body['name']}"
        elif fact["tag"] == "waves.list.replanned" or body["state"] in REPLANNED:
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
