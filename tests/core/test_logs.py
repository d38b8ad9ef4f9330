"""A log line holds nothing of a person: no locals, no parameters, no rows."""

import json

import pytest
import sqlalchemy as sa
import structlog

from app.core import db, logs
from tests.floor import Floor

NAME = "张三丰"


@pytest.fixture
def lines(monkeypatch, capsys):
    """What a process writes to its log while *work* fails, line by line."""
    structlog.reset_defaults()
    logs.configure()

    def written(work):
        log = structlog.get_logger()
        try:
            work()
        except Exception:
            log.exception("job.failed", job="hub.send")
        return [json.loads(line) for line in capsys.readouterr().err.splitlines()]

    yield written
    structlog.reset_defaults()


def broken(recipient: str) -> None:
    label = f"to {recipient}"
    raise RuntimeError("no paper" if label else "")


def test_a_line_is_json_with_the_error_and_its_place_but_no_local(lines):
    (line,) = lines(lambda: broken(NAME))

    assert (line["event"], line["job"], line["level"]) == ("job.failed", "hub.send", "error")
    assert line["timestamp"].endswith("Z")
    (told,) = line["exception"]
    assert (told["exc_type"], told["exc_value"]) == ("RuntimeError", "no paper")
    assert told["frames"][-1]["name"] == "broken"
    assert NAME not in json.dumps(line, ensure_ascii=False)


@pytest.mark.parametrize("door", ["write", "read"])
def test_a_failed_statement_names_no_parameter(lines, floor: Floor, door: str):
    statement = sa.text("SELECT nothing FROM nowhere WHERE name = :name")
    work = {
        "write": lambda: floor.write(lambda s: s.execute(statement, {"name": NAME})),
        "read": lambda: floor.read(statement.bindparams(name=NAME)),
    }

    told = lines(work[door])

    assert "SELECT nothing FROM nowhere" in str(told)
    assert NAME not in str(told)


def test_a_broken_rule_shows_no_row_on_postgresql(lines, postgres_templates, tmp_path):
    with postgres_templates.fresh(tmp_path) as url:
        store = db.Store(url)
        table = "CREATE TEMP TABLE person_ (name text, age int CHECK (age > 0))"

        def work(session):
            session.execute(sa.text(table))
            session.execute(sa.text("INSERT INTO person_ VALUES (:n, 0)"), {"n": NAME})

        told = lines(lambda: store.write(work))
        store.close()

    assert "violates check constraint" in str(told)
    assert NAME not in str(told)


def test_a_web_request_that_breaks_is_told_with_its_id_alone(lines, floor: Floor, monkeypatch):
    def fail(*_):
        broken(NAME)

    monkeypatch.setattr("app.hub.views.reception.post_each", fail)

    def work():
        answer = floor.hub.post("/api/v1/hub/orders", json={"orders": [{"recipient": NAME}]})
        assert answer.status_code == 500
        assert NAME not in answer.text
        assert "no paper" not in answer.text

    (line,) = lines(work)

    assert line["event"] == "bug"
    assert line["request_id"]
    assert NAME not in str(line)


def test_any_line_of_a_request_bears_the_id_of_its_answer(lines, floor: Floor, monkeypatch):
    def full(*_):
        raise sa.exc.OperationalError("INSERT", {}, Exception("disk full"))

    monkeypatch.setattr("app.hub.views.reception.post_each", full)
    answers = []

    (line,) = lines(
        lambda: answers.append(floor.hub.post("/api/v1/hub/orders", json={"orders": [{}]}))
    )

    assert line["event"] == "store.trouble"
    assert line["request_id"] == answers[0].headers["X-Request-Id"]
