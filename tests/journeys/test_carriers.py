"""A carrier that answers badly: one number, one label, whatever gets lost."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pypdfium2
import pytest
import sqlalchemy as sa

from app.core.errors import StoreBusy
from app.core.events import EventRow
from app.core.vault import vault
from app.orders import locks as order_locks
from app.orders.rules import Mask
from app.orders.service import set_mask
from app.shipping import service as shipping
from app.shipping import waybills
from app.shipping.models import Label, Waybill
from app.stations.models import FloorException, PrintJob
from tests.journeys.counter import Counter
from tests.journeys.racing import run_all
from tests.packing.station import until
from tests.shipping.carrier_accounts import SECRET

UNKNOWN = (409, "label.waybill_unknown")


@pytest.mark.parametrize("dialect", ["kuaidi100", "cainiao"])
def test_the_carriers_number_and_route_code_stand_on_the_one_label(
    counter: Counter, dialect: str
) -> None:
    counter.account(dialect)
    parcel = counter.parcel()
    assert counter.carrier.calls.total() == 0  # nothing before the second confirm

    answers = [counter.confirm(parcel) for _ in range(5)]

    assert answers == [(200, counter.carrier.living()[0])] * 5
    assert counter.carrier.calls["create"] == 1
    assert counter.row(Waybill.state, Waybill.route_code) == ("issued", "571-A01-03")
    assert counter.labels() == counter.floor.count(PrintJob) == 1
    path = counter.floor.read(sa.select(Label.path).where(Label.kind == "live"))[0][0]
    page = pypdfium2.PdfDocument(vault(counter.floor.app.extensions["settings"]).read(path))[0]
    assert "571-A01-03" in page.get_textpage().get_text_bounded()


@pytest.mark.parametrize("fault", ["apply_then_reset", "nonsense", "exists"])
def test_a_lost_answer_is_found_by_a_query_and_never_asked_for_twice(
    counter: Counter, fault: str
) -> None:
    parcel = counter.parcel()
    counter.carrier.misbehave(fault)
    if fault == "exists":
        counter.carrier.misbehave("reset", on="query")  # which is looked up at once

    assert [counter.confirm(parcel) for _ in range(3)] == [UNKNOWN] * 3
    assert (counter.state(), counter.labels()) == ("unknown", 0)
    assert counter.troubles() == ["no_answer"]
    queried = counter.carrier.calls["query"]
    counter.later(20)
    assert counter.carrier.calls["query"] == queried  # its minute is not over
    counter.later(41)

    assert counter.state() == "issued"
    assert counter.confirm(parcel) == (200, counter.carrier.living()[0])
    assert (counter.carrier.calls["create"], len(counter.carrier.book)) == (1, 1)
    assert counter.labels() == counter.floor.count(PrintJob) == 1
    assert counter.troubles() == []


def test_queries_come_after_1_5_and_15_minutes(counter: Counter) -> None:
    parcel = counter.parcel()
    counter.carrier.misbehave("apply_then_reset")
    counter.carrier.misbehave("refuse_500", on="query", times=3)
    assert counter.confirm(parcel) == UNKNOWN

    asked: list[int] = []
    for minute in range(1, 37):
        counter.later(60)
        asked += [minute] * (counter.carrier.calls["query"] - len(asked))

    assert asked == [1, 6, 21, 36]
    assert counter.state() == "issued"
    assert counter.carrier.calls["create"] == 1


def test_what_never_arrived_may_be_asked_for_again_by_a_person(counter: Counter) -> None:
    parcel = counter.parcel()
    counter.carrier.misbehave("reset")
    assert counter.confirm(parcel) == UNKNOWN

    counter.later(61)
    assert counter.state() == "unknown"
    counter.later(301)
    counter.later(3600)

    assert counter.row(Waybill.state, Waybill.refusal) == ("requested", "lost")
    assert counter.troubles() == ["lost"]
    assert counter.carrier.calls["create"] == 1  # not by itself
    counter.clock.ahead = timedelta(0)
    assert counter.confirm(parcel) == (200, counter.carrier.living()[0])
    assert len(counter.carrier.book) == 1
    assert counter.troubles() == []


@pytest.mark.parametrize(
    ("fault", "code", "reason"),
    [
        ("no_balance", "label.carrier_balance", "balance"),
        ("bad_address", "label.carrier_address", "address"),
        ("too_heavy", "label.carrier_weight", "weight"),
    ],
)
def test_a_refusal_says_why_to_bench_and_supervisor(
    counter: Counter, fault: str, code: str, reason: str
) -> None:
    parcel = counter.parcel()
    named = {"code": "SF", "name": "顺丰速运", "cut_offs": ["16:00"]}
    counter.floor.write(lambda s: shipping.save_carrier(s, counter.dock.actor, **named))
    counter.carrier.misbehave(fault)

    refused = counter.packer.post(f"/api/v1/parcels/{parcel}/confirm").json
    assert (refused["code"], refused["carrier"]) == (code, "顺丰速运")
    assert "顺丰速运" in refused["detail"]
    assert counter.row(Waybill.state, Waybill.refusal) == ("requested", reason)
    assert counter.troubles() == [reason]
    counter.later(3600)
    assert counter.carrier.calls["create"] == 1  # nobody asks again unbidden
    counter.clock.ahead = timedelta(0)

    assert counter.confirm(parcel) == (200, counter.carrier.living()[0])
    assert counter.troubles() == []


@pytest.mark.parametrize(
    ("call", "body"),
    [("carrier", {"carrier": "YTO"}), ("address", {"address": "文三路900号"})],
)
def test_after_a_refusal_another_carrier_or_address_sends_the_parcel_back_to_be_confirmed(
    counter: Counter, call: str, body: dict[str, str]
) -> None:
    ((external, order_no),) = counter.dock.orders(1)
    parcel = counter.dock.archived(order_no)
    other = {"code": "YTO", "name": "YTO", "cut_offs": []}
    counter.floor.write(lambda s: shipping.save_carrier(s, counter.dock.actor, **other))
    counter.carrier.misbehave("bad_address")
    assert counter.confirm(parcel) == (409, "label.carrier_address")

    changed = counter.floor.hub.post(f"/api/v1/hub/orders/test/{external}/{call}", body)

    assert (changed.status_code, changed.json["mask"]) == (200, [])
    assert counter.troubles() == []
    assert counter.confirm(parcel) == (409, "label.too_early")
    counter.packer.post(f"/api/v1/parcels/{parcel}/preprint")
    status, number = counter.confirm(parcel)
    assert (status, number in counter.carrier.living()) == (200, call == "address")


def test_a_carrier_without_an_account_or_out_of_reach_is_told_apart(counter: Counter) -> None:
    parcel = counter.parcel()
    counter.account("kuaidi100", secret="")
    assert counter.confirm(parcel) == (409, "label.carrier_account")
    counter.account("kuaidi100", url="http://127.0.0.1:9/label/order")
    assert counter.confirm(parcel) == (409, "label.carrier_unreachable")
    counter.account("kuaidi100")

    assert counter.confirm(parcel)[0] == 200
    assert len(counter.carrier.book) == 1


ANOTHER_SERVER = """
import json, sys
from app import config
from app.core.events import Actor
from app.shipping import finishing
from app.web import create_app
env, parcel = json.loads(sys.argv[1]), sys.argv[2]
settings = config.load(env)
with create_app(settings).app_context():
    finishing.finish(finishing.press(settings), Actor("system", None, 1), parcel)
"""


def another_server(counter: Counter, parcel: str) -> subprocess.Popen[bytes]:
    """A process of its own that asks the carrier for the parcel's number."""
    known = counter.floor.app.extensions["settings"]
    env = {
        "WAVEGATE_DATABASE_URL": known.database_url,
        "WAVEGATE_DATA_DIR": str(known.data_dir),
        "WAVEGATE_SECRET_KEY": known.secret_key,
        "WAVEGATE_CARRIER_ACCOUNTS": json.dumps(known.carrier_accounts),
    }
    return subprocess.Popen([sys.executable, "-c", ANOTHER_SERVER, json.dumps(env), parcel])


def test_a_server_killed_while_it_asks_queries_when_it_is_back(counter: Counter) -> None:
    parcel = counter.parcel()
    counter.floor.write(lambda s: shipping.confirm(s, counter.dock.actor, parcel))
    counter.account("kuaidi100", timeout_s="60")
    counter.carrier.misbehave("apply_then_time_out", seconds=60)
    server = another_server(counter, parcel)
    until(lambda: counter.carrier.living() or server.poll() is not None, within_s=90)
    server.kill()
    server.wait()

    assert counter.confirm(parcel) == (200, None)  # somebody may still be at it
    counter.later(20)
    assert (counter.state(), counter.carrier.calls["query"]) == ("requested", 0)
    counter.later(41)

    assert counter.state() == "issued"
    assert counter.carrier.calls["create"] == 1
    assert counter.confirm(parcel) == (200, counter.carrier.living()[0])


def test_an_answer_that_could_not_be_kept_is_queried(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    parcel = counter.parcel()

    def full(*_: Any) -> None:
        raise StoreBusy

    with monkeypatch.context() as patch:
        patch.setattr(waybills, "note", full)
        assert counter.packer.post(f"/api/v1/parcels/{parcel}/confirm").status_code == 503
    counter.later(61)

    assert counter.row(Waybill.state, Waybill.number) == (
        "issued",
        counter.carrier.living()[0],
    )
    assert counter.carrier.calls["create"] == 1


def test_two_who_confirm_at_once_ask_once(counter: Counter) -> None:
    parcel = counter.parcel()
    people = [counter.floor.person("packer") for _ in range(4)]
    path = f"/api/v1/parcels/{parcel}/confirm"
    codes: list[int] = []

    def press(n: int) -> Callable[[], None]:
        return lambda: codes.append(people[n].post(path).status_code)

    run_all(*map(press, range(4)))
    counter.later(6)

    assert codes == [200] * 4
    assert counter.carrier.calls["create"] == 1
    assert counter.labels() == counter.floor.count(PrintJob) == 1


def test_a_stopped_order_is_not_asked_for_but_its_lost_number_is_found(
    counter: Counter,
) -> None:
    ((_, order_no),) = counter.dock.orders(1)
    parcel = counter.dock.archived(order_no)
    counter.carrier.misbehave("apply_then_reset")
    counter.confirm(parcel)
    stop = Mask.REFUND_ASKED
    counter.floor.write(
        lambda s: set_mask(
            s, counter.dock.actor, order_locks.order_by_number(s, order_no), stop
        )
    )

    counter.later(61)

    assert counter.row(Waybill.state, Waybill.number) == (
        "unknown",
        counter.carrier.living()[0],
    )
    assert counter.labels() == 0
    counter.clock.ahead = timedelta(0)
    assert counter.confirm(parcel) == (409, "order.intercepted")


@pytest.mark.parametrize("fault", ["", "apply_then_reset", "refuse_500"])
def test_a_voided_number_is_cancelled_at_its_carrier(counter: Counter, fault: str) -> None:
    parcel = counter.parcel()
    _, old = counter.confirm(parcel)
    if fault:
        counter.carrier.misbehave(fault, on="cancel")

    assert counter.void(parcel).json["state"] == "weighed"
    counter.later(0)
    counter.later(301)
    counter.later(3600)

    assert counter.carrier.living() == []
    state, number, cancelled, due = counter.row(
        Waybill.state, Waybill.number, Waybill.cancelled_at, Waybill.due_at
    )
    assert (state, number, bool(cancelled), due) == ("void", old, True, None)
    assert counter.carrier.calls["cancel"] == 1 + (fault == "refuse_500")


def test_a_cancel_that_nobody_answers_is_told_and_tried_again(counter: Counter) -> None:
    parcel = counter.parcel()
    counter.confirm(parcel)
    counter.carrier.misbehave("refuse_500", on="cancel", times=3)
    counter.void(parcel)

    tried = []
    for seconds in (0, 61, 301, 901):
        counter.later(seconds)
        tried.append((counter.carrier.calls["cancel"], counter.troubles()))

    assert tried == [(1, []), (2, []), (3, ["not_cancelled"]), (4, [])]
    assert counter.carrier.living() == []


def test_a_number_nobody_heard_of_is_cancelled_too(counter: Counter) -> None:
    parcel = counter.parcel()
    counter.carrier.misbehave("apply_then_reset")
    counter.confirm(parcel)

    counter.void(parcel)
    counter.later(0)

    assert counter.carrier.living() == []
    assert counter.row(Waybill.state, Waybill.due_at) == ("void", None)


def test_a_cancel_that_comes_too_late_is_a_supervisors_trouble(counter: Counter) -> None:
    parcel = counter.parcel()
    counter.confirm(parcel)
    counter.carrier.misbehave("too_late", on="cancel")

    counter.void(parcel)
    counter.later(0)
    counter.later(3600)

    assert counter.troubles() == ["too_late"]
    assert counter.carrier.calls["cancel"] == 1


def test_a_number_of_another_parcel_is_not_taken(counter: Counter) -> None:
    one, two = counter.parcel(), counter.parcel()
    counter.confirm(one)
    (booked,) = counter.carrier.book.values()
    counter.carrier.act("create", "another", "", {}).number = booked.number  # type: ignore[union-attr]
    counter.floor.write(lambda s: shipping.confirm(s, counter.dock.actor, two))
    turn = counter.floor.write(lambda s: waybills.claim(s, counter.dock.actor, two))
    counter.carrier.book[turn.bill.order_id] = counter.carrier.book["another"]

    counter.later(61)

    states = counter.floor.read(sa.select(Waybill.state).order_by(Waybill.id))
    assert [row[0] for row in states] == ["issued", "unknown"]


def test_no_secret_and_no_person_is_written_down(
    counter: Counter, capfd: pytest.CaptureFixture[str]
) -> None:
    for fault in ("apply_then_reset", "bad_address", "no_balance"):
        parcel = counter.parcel()
        counter.carrier.misbehave(fault)
        counter.confirm(parcel)
    counter.later(61)

    said = "".join(str(row) for row in counter.floor.read(sa.select(EventRow.body)))
    said += "".join(str(row) for row in counter.floor.read(sa.select(*Waybill.__table__.c)))
    said += "".join(str(row) for row in counter.floor.read(sa.select(FloorException.detail)))
    said += "".join(capfd.readouterr())
    assert "waybill" in said
    assert SECRET not in said
    assert SECRET not in repr(counter.floor.app.extensions["settings"])
    told = counter.carrier.book[next(iter(counter.carrier.book))].said["recMan"]
    assert told["name"]
    assert told["printAddr"]
    assert told["printAddr"] not in said
