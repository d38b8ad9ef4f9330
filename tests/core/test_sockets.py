"""The socket: who is let in, and what is pushed after a commit."""

from sqlalchemy.orm import Session

from app.core.events import SYSTEM, record
from app.people.events import LoggedOut
from app.sockets import install_socket, pushes
from app.stations.events import PrintMoved
from tests.floor import Floor, Voice


def _connect(floor: Floor, voice: Voice):
    socket = install_socket(floor.app)
    return socket.test_client(floor.app, namespace="/floor", flask_test_client=voice.client)


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
