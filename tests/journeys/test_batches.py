"""A batch of pre-prints whose server is killed goes on where it was, on both databases."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import timedelta

import sqlalchemy as sa

from app.core import clock
from app.shipping.models import Batch
from app.shipping.rules import BATCH_LEASE_S
from tests.floor import Floor
from tests.journeys.racing import broken
from tests.shipping.batching import Desk

PARCELS = 4

ANOTHER_SERVER = """
import json, os, signal, sys
from app import config
from app.shipping import batch_work, finishing
from app.shipping.archive import Archive
from app.web import create_app

store, stored = Archive.store_all, []

def store_and_die(archive, documents):
    stored.append(store(archive, documents))
    if len(stored) == 2:  # they are on the disk, and no row names them
        os.kill(os.getpid(), signal.SIGKILL)
    return stored[-1]

Archive.store_all = store_and_die
batch_work.GROUP = 2
settings = config.load(json.loads(sys.argv[1]))
with create_app(settings).app_context():
    batch_work.work_off(finishing.press(settings))
"""


def test_a_server_killed_while_it_draws_archives_no_parcel_twice(floor: Floor) -> None:
    desk = Desk(floor)
    parcels = [desk.packed() for _ in range(PARCELS)]
    number = desk.batch(*parcels).json["batch"]
    known = floor.app.extensions["settings"]
    env = {
        "WAVEGATE_DATABASE_URL": known.database_url,
        "WAVEGATE_DATA_DIR": str(known.data_dir),
        "WAVEGATE_SECRET_KEY": known.secret_key,
    }

    server = subprocess.run(
        [sys.executable, "-c", ANOTHER_SERVER, json.dumps(env)], check=False
    )
    assert server.returncode == -9, "it was killed in the middle of its work"
    assert desk.labels() == dict.fromkeys(parcels[:2], 1)
    assert desk.look(number)["archived"] == 2

    assert desk.draw() == 0  # whoever has it may still be at it
    gone = clock.now() - timedelta(seconds=BATCH_LEASE_S)
    floor.write(lambda s: s.execute(sa.update(Batch).values(claimed_at=gone)) and None)
    assert desk.draw()

    done = desk.look(number)
    assert (done["state"], done["archived"], done["left_out"]) == ("done", PARCELS, 0)
    assert desk.labels() == dict.fromkeys(parcels, 1)
    assert desk.states(*parcels) == ["archived"] * PARCELS
    assert desk.sheet(number).data.startswith(b"%PDF-")
    assert broken(floor) == {}
