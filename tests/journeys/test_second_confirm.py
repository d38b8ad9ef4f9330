"""The second confirm: however often it is pressed, it happens once, and whole or not at all."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from app.core import db
from app.inventory.models import Move
from app.shipping.models import Label, Waybill
from app.simulation.virtual_carrier import VirtualCarrier
from app.stations.models import PrintJob
from tests.floor import Floor, Voice
from tests.journeys.racing import Dock, broken, run_all
from tests.shipping.carrier_accounts import account, virtual_carrier

PRESSES = 5
WRITTEN = ("order", "move", "holding", "parcel", "waybill", "label", "print_job", "event")
"""Tables that a confirm writes to, or what follows it; the outbox beside."""


@pytest.fixture
def carrier() -> Iterator[VirtualCarrier]:
    with virtual_carrier() as made:
        yield made


SERVER = """
import json, sys, threading
from app import config
from app.web import create_app

env, path, people = json.loads(sys.argv[1])
app = create_app(config.load(env))
told = []

def press(cookie, token):
    client = app.test_client()
    client.set_cookie("wavegate_session", cookie)
    answer = client.post(path, headers={"X-CSRF-Token": token})
    told.append([answer.status_code, answer.json])

threads = [threading.Thread(target=press, args=one) for one in people]
print("ready", flush=True)
sys.stdin.readline()
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(json.dumps(told), flush=True)
app.extensions["store"].close()
"""


class Presses:
    """Two people who press confirm, here or at two other servers."""

    def __init__(self, floor: Floor, parcel: str) -> None:
        self.floor, self.path = floor, f"/api/v1/parcels/{parcel}/confirm"
        people = [floor.person("packer") for _ in range(2)]
        self._logins = [(_cookie(one), one.headers["X-CSRF-Token"]) for one in people]

    def here(self) -> list[tuple[int, Any]]:
        """All presses at once, in threads of one process."""
        told: list[tuple[int, Any]] = []

        def press(cookie: str, token: str) -> None:
            client = self.floor.app.test_client()
            client.set_cookie("wavegate_session", cookie)
            answer = client.post(self.path, headers={"X-CSRF-Token": token})
            told.append((answer.status_code, answer.json))

        run_all(*(lambda n=n: press(*self._logins[n % 2]) for n in range(PRESSES)))
        return told

    def at_two_servers(self) -> list[tuple[int, Any]]:
        """One person at each of two server processes, all presses at once."""
        known = self.floor.app.extensions["settings"]
        env = {
            "WAVEGATE_DATABASE_URL": known.database_url,
            "WAVEGATE_DATA_DIR": str(known.data_dir),
            "WAVEGATE_SECRET_KEY": known.secret_key,
            "WAVEGATE_CARRIER_ACCOUNTS": json.dumps(known.carrier_accounts),
        }
        servers = [
            subprocess.Popen(
                [sys.executable, "-c", SERVER, json.dumps([env, self.path, [login] * times])],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
            for login, times in zip(self._logins, (3, 2), strict=True)
        ]
        for server in servers:
            assert server.stdout is not None
            assert server.stdout.readline() == b"ready\n"
        for server in servers:
            assert server.stdin is not None
            server.stdin.write(b"\n")
            server.stdin.flush()
        said = [server.communicate(timeout=120)[0] for server in servers]
        return [(status, answer) for one in said for status, answer in json.loads(one)]


def _cookie(voice: Voice) -> str:
    found = voice.client.get_cookie("wavegate_session")
    assert found is not None
    return found.value


def archived(floor: Floor, carrier: VirtualCarrier) -> tuple[Dock, str]:
    """A parcel whose pre-print is archived, and a carrier who is asked for numbers."""
    known = floor.app.extensions["settings"]
    floor.app.extensions["settings"] = dataclasses.replace(
        known, carrier_accounts={"SF": account(carrier, "kuaidi100")}
    )
    dock = Dock(floor)
    return dock, dock.archived(dock.orders(1)[0][1])


def test_five_presses_by_two_people_are_one_submission(
    floor: Floor, carrier: VirtualCarrier, database_kind: str
) -> None:
    """On PostgreSQL through two server processes; SQLite has one, so through its threads."""
    _, parcel = archived(floor, carrier)
    presses = Presses(floor, parcel)

    told = presses.here() if database_kind == "sqlite" else presses.at_two_servers()

    assert [status for status, _ in told] == [200] * PRESSES
    assert carrier.calls["create"] == 1
    (number,) = carrier.living()
    # who pressed while the carrier was being asked hears no number yet, and never another
    assert {answer["waybill"] for _, answer in told} - {None} == {number}
    assert len({answer["transaction_id"] for _, answer in told}) == 1
    assert floor.count(Waybill) == floor.count(PrintJob) == 1
    assert floor.count(Label, Label.kind == "live") == 1
    assert floor.count(Move, Move.why == "pack") == 1
    folder = floor.app.extensions["settings"].data_dir
    assert len(list(folder.rglob("*.pdf"))) == 1  # none of a lost race is left

    again = presses.here()
    assert {(status, answer["waybill"]) for status, answer in again} == {(200, number)}
    assert carrier.calls["create"] == floor.count(PrintJob) == 1
    assert broken(floor) == {}


def everything(floor: Floor) -> dict[str, list[Any]]:
    """Every row of what a confirm may touch."""
    tables = db.Base.metadata.tables
    found = {}
    for name in (*WRITTEN, "outbox", "event_seal"):
        table = tables[name]
        rows = floor.read(sa.select(table).order_by(*table.primary_key.columns))
        found[name] = [tuple(row) for row in rows]
    return found


def fault(floor: Floor, kind: str, table: str) -> list[str]:
    """Make each write to a table fail from now on; what takes that back."""
    act = "UPDATE OF transaction_id" if table == "order" else "INSERT"
    trigger = f'CREATE TRIGGER fault BEFORE {act} ON "{table}"'
    if kind == "sqlite":
        make = [f"{trigger} BEGIN SELECT RAISE(ABORT, 'fault injected'); END"]
        undo = ["DROP TRIGGER fault"]
    else:
        refuse = "RAISE 'fault injected' USING ERRCODE = 'integrity_constraint_violation'"
        function = f"RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {refuse}; END $$"
        make = [
            f"CREATE FUNCTION fault() {function}",
            f"{trigger} FOR EACH ROW EXECUTE FUNCTION fault()",
        ]
        undo = [f'DROP TRIGGER fault ON "{table}"', "DROP FUNCTION fault()"]
    run(floor, make)
    return undo


def run(floor: Floor, statements: list[str]) -> None:
    floor.write(lambda s: [s.execute(sa.text(one)) for one in statements] and None)


def test_a_fault_in_any_write_undoes_them_all(
    floor: Floor, carrier: VirtualCarrier, database_kind: str
) -> None:
    """Order, ledger and waybill, and the event that tells of them."""
    _, parcel = archived(floor, carrier)
    packer = floor.person("packer")
    before = everything(floor)
    assert before["event"]

    for table in ("order", "move", "waybill", "event"):
        undo = fault(floor, database_kind, table)
        refused = packer.post(f"/api/v1/parcels/{parcel}/confirm")
        run(floor, undo)
        assert (table, refused.status_code, refused.json["code"]) == (
            table, 409, "store.conflict",
        )  # fmt: skip
        after = everything(floor)
        assert {name: rows for name, rows in after.items() if rows != before[name]} == {}
    assert carrier.calls["create"] == 0

    answer = packer.post(f"/api/v1/parcels/{parcel}/confirm").json
    assert [answer["waybill"]] == carrier.living()
    assert broken(floor) == {}
