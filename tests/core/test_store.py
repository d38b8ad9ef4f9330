import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core import db, events, writer
from app.core.audit import verify
from app.core.errors import Refused, StoreBusy
from app.core.sql import Statement, together
from app.people.events import TokenMade
from app.people.models import Warehouse
from app.returns.events import UnitGraded
from tests.floor import Floor
from tests.tampering import GUARDS


def _add(code: str):
    return lambda s: s.add(Warehouse(code=code, name=code))


def test_a_failing_job_takes_nobody_with_it(floor: Floor) -> None:
    def bad(session: Session) -> None:
        session.add(Warehouse(code="BAD", name="bad"))
        session.flush()
        raise Refused("request.bad")

    answers: list[object] = []

    def run(work) -> None:
        try:
            floor.write(work)
            answers.append("ok")
        except Refused as error:
            answers.append(error.code)

    threads = [
        threading.Thread(target=run, args=[w])
        for w in [_add("A"), bad, _add("B"), bad, _add("C")]
    ]
    for t in threads:
        t.start()
    for t in threads:
        t.join()

    assert sorted(map(str, answers)) == ["ok", "ok", "ok", "request.bad", "request.bad"]
    assert floor.count(Warehouse) == 4


NAMED = Statement("INSERT INTO warehouse (id, code, name) VALUES (?, ?, ?)")
RENAMED = Statement("UPDATE warehouse SET name = ? WHERE code = ?")


@pytest.mark.parametrize(("code", "changed"), [("the first", 1), ("NONE", 0)])
def test_changes_that_go_together_tell_of_the_last_one(floor: Floor, code, changed) -> None:
    first = floor.read(sa.select(Warehouse.code))[0][0]
    code = first if code == "the first" else code

    def work(session: Session) -> int:
        conn = session.connection()
        return together(conn, (NAMED, (77, "NEW", "new")), (RENAMED, ("other", code)))

    assert floor.write(work) == changed

    names = {row[0]: row[1] for row in floor.read(sa.select(Warehouse.code, Warehouse.name))}
    assert names["NEW"] == "new"
    assert (names[first] == "other") is bool(changed)


def test_every_event_is_sealed_in_the_commit_and_the_chain_verifies(floor: Floor) -> None:
    for n in range(5):
        floor.write(
            lambda s, n=n: events.record(s, events.SYSTEM, TokenMade(name=f"t{n}", role="hub"))
        )

    with Session(floor.app.extensions["store"].reader) as session:
        found = verify(session, 1)
        assert (found.checked, found.unsealed, found.broken_at) == (5, 0, None)
        assert [e["seq"] for e in events.feed(session, warehouse_id=1, after=2, limit=10)] == [
            3,
            4,
            5,
        ]


TAMPERED = [
    "UPDATE event SET actor = 'x' WHERE id = 3",
    "UPDATE event SET at = 'yesterday' WHERE id = 3",
    "UPDATE event SET body = '{' WHERE id = 3",
    "UPDATE event_words SET said = 'nobody said this' WHERE event_id = 3",
    """UPDATE event_words SET said = '{"reason": "other"}' WHERE event_id = 3""",
    "UPDATE event_seal SET event_id = 99 WHERE seq = 3",
    "DELETE FROM event_seal WHERE seq = 3",
]


@pytest.mark.parametrize("tampered", TAMPERED)
def test_the_verifier_names_the_first_changed_event(floor: Floor, tampered: str) -> None:
    about = {"return_no": "R1", "unit": 1, "sku": "S", "grade": "C", "second_by": None}
    graded = UnitGraded(**about, reason="Mr Wang bent it")
    for _ in range(5):
        floor.write(lambda s: events.record(s, events.SYSTEM, graded))
    with closing(sqlite3.connect(floor.app.extensions["store"].engine.url.database)) as file:
        for guard in GUARDS:
            file.execute(f"DROP TRIGGER {guard}")
        file.execute(tampered)
        file.commit()

    with Session(floor.app.extensions["store"].reader) as session:
        assert verify(session, 1).broken_at == 3


def test_the_reading_side_cannot_write(floor: Floor) -> None:
    with floor.app.app_context(), pytest.raises(sa.exc.OperationalError, match="readonly"):
        db.reading().execute(sa.text("DELETE FROM warehouse"))


def test_a_transaction_in_a_transaction_is_a_bug(floor: Floor) -> None:
    def work(_: Session) -> None:
        db.in_transaction(lambda s: None)

    with pytest.raises(RuntimeError, match="inside a transaction"):
        floor.write(work)


def test_jobs_that_meet_a_locked_store_are_refused_together(tmp_path: Path) -> None:
    engine = db.make_engine(f"sqlite:///{tmp_path}/locked.db")
    sa.event.listen(engine, "connect", lambda raw, _: raw.execute("PRAGMA busy_timeout=50"))
    engine.connect().close()  # the file is there
    tries: list[int] = []
    sa.event.listen(engine, "checkout", lambda *_: tries.append(1))
    jobs = [writer._Job(lambda s: s.execute(sa.text("SELECT 1"))) for _ in range(20)]
    with closing(sqlite3.connect(tmp_path / "locked.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        alone = writer.Writer(engine)

        alone._work_off(jobs)

    assert len(tries) == 1  # one by one the last would have waited twenty times as long
    for job in jobs:
        with pytest.raises(StoreBusy):
            job.outcome()
    alone.stop()
    engine.dispose()
