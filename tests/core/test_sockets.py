"""The socket: who is let in, what is pushed after a commit, and what the scales show."""

from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from app.core.events import SYSTEM, record
from app.people import keys
from app.people.events import LoggedOut
from app.people.service import save_person
from app.sockets import install_socket, pushes, start_news
from app.stations.events import PrintMoved
from tests.floor import Floor, Voice
from tests.packing.station import station, until


def _connect(floor: Floor, voice: Voice, auth: dict[str, Any] | None = None):
    socket = floor.app.extensions.get("socketio") or install_socket(floor.app)
    return socket.test_client(
        floor.app,
        namespace="/floor",
        flask_test_client=voice.client,
        headers=voice.headers,
        auth=auth,
    )


def _scale(page: Any) -> list[Any]:
    told = page.get_received("/floor")
    return [one["args"][0] for one in told if one["name"] == "scale"]


def test_somebody_who_is_logged_in_is_let_in(floor: Floor) -> None:
    assert _connect(floor, floor.person("supervisor")).is_connected("/floor")


def test_nobody_is_kept_out(floor: Floor) -> None:
    assert not _connect(floor, floor.nobody).is_connected("/floor")


def test_a_label_s_fate_and_the_end_of_a_session_are_pushed(floor: Floor) -> None:
    floor.person("packer", badge="WG-0031")
    moved = PrintMoved(
        job=7, parcel_no="WGP0000018", bench="03", state="failed", reason="paper_out"
    )

    floor.write(lambda s: record(s, SYSTEM, moved, LoggedOut(badge="WG-0031", why="revoked")))

    with Session(floor.app.extensions["store"].reader) as session:
        found = list(pushes(session, 0, 2))
    assert [(name, body) for name, body, _ in found] == [
        ("print", {"job": "7", "state": "failed"}),
        ("logout", {"why": "revoked"}),
    ]
    assert found[1][2].startswith("person:")


def test_a_scale_is_pushed_to_the_pages_of_its_bench_alone(
    floor: Floor, tmp_path: Path
) -> None:
    with station(floor, tmp_path) as bench:
        mine = _connect(floor, bench.packer, {"bench": "B1"})
        others = [
            _connect(floor, bench.packer, auth)
            for auth in (None, {"bench": "B9"}, {"bench": 1})
        ]
        others.append(_connect(floor, floor.person("picker"), {"bench": "B1"}))
        beside = _connect(floor, bench.packer, {"bench": "B2"})
        scales = floor.app.extensions["scales"]
        heard: list[Any] = []

        def shows(grams: int) -> bool:
            scales.look()
            heard.extend(_scale(mine))
            return bool(heard) and heard[-1] == {"grams": grams, "stable": True, "state": "ok"}

        until(lambda: shows(0))
        bench.scale.place(1205)
        until(lambda: shows(1205))

        scales.look()
        scales.look()
        assert _scale(mine) == []  # nothing has changed
        assert [_scale(page) for page in others] == [[], [], [], []]
        assert _scale(beside) == [{"grams": None, "stable": False, "state": "none"}]


def test_a_page_that_comes_later_is_told_at_once_and_one_that_left_is_not(
    floor: Floor, tmp_path: Path
) -> None:
    with station(floor, tmp_path) as bench:
        first = _connect(floor, bench.packer, {"bench": "B1"})
        scales = floor.app.extensions["scales"]
        scales.start()
        found: list[Any] = []
        until(lambda: found.extend(_scale(first)) or found)

        second = _connect(floor, bench.packer, {"bench": "B1"})
        until(lambda: found.clear() or found.extend(_scale(second)) or found)
        second.disconnect("/floor")
        first.disconnect("/floor")
        scales.stop()

        bench.scale.place(500)
        scales.look()
        assert not second.is_connected("/floor")
        assert not scales.is_alive()


def test_the_sockets_of_who_left_and_of_who_has_other_roles_are_closed(floor: Floor) -> None:
    packer, other = floor.person("packer", badge="WG-0031"), floor.person("packer")
    changed = floor.person("packer", badge="WG-0032", name="Li Ming")
    pages = [_connect(floor, one) for one in (packer, changed, other)]
    news = start_news(floor.app, floor.app.extensions["socketio"])
    now = {"badge": "WG-0032", "name": "Li Ming", "roles": "picker", "pin_hash": None}
    try:
        packer.delete("/api/v1/session")
        floor.write(lambda s: save_person(s, SYSTEM, **now) and None)

        until(lambda: not any(page.is_connected("/floor") for page in pages[:2]))
        assert pages[2].is_connected("/floor")
        assert len(floor.app.extensions["inside"]) == 1
    finally:
        news.stop()
        floor.app.extensions["scales"].stop()


def test_the_socket_of_a_machine_that_is_let_in_no_more_is_closed(floor: Floor) -> None:
    pages = [_connect(floor, floor.machine("reader", name)) for name in ("wall-1", "wall-2")]
    assert all(page.is_connected("/floor") for page in pages)
    news = start_news(floor.app, floor.app.extensions["socketio"])
    try:
        floor.write(lambda s: keys.revoke_tokens(s, SYSTEM, "wall-1"))

        until(lambda: not pages[0].is_connected("/floor"))
        assert pages[1].is_connected("/floor")
    finally:
        news.stop()
        floor.app.extensions["scales"].stop()
