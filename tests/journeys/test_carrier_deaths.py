"""A server that dies at any line between asking a carrier and writing its number down."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.core import db
from app.shipping import asking, finishing, service, waybills
from app.shipping.archive import Archive
from app.shipping.carriers import terms
from app.shipping.models import Waybill
from app.stations.models import PrintJob
from tests.journeys.counter import Counter

LINES = {
    "the turn is taken": (waybills, "claim"),
    "the carrier has answered": (asking, "_told"),
    "its answer is written down": (waybills, "note"),
    "the number is known": (asking, "number"),
    "the label is drawn": (finishing.paper, "draw"),
    "the label is stored": (Archive, "store"),
    "the number is issued": (service, "issue"),
}
"""What has just been done when the server dies: a commit is over by then."""
IN_A_COMMIT = ("claim", "note", "issue")


class Died(BaseException):
    """The end of the server: nothing in it may catch that."""


def die_after(patch: pytest.MonkeyPatch, owner: Any, name: str) -> None:
    inner, write, done = getattr(owner, name), db.Store.write, list[str]()

    def outer(*args: Any, **more: Any) -> Any:
        found = inner(*args, **more)
        if name not in IN_A_COMMIT:
            raise Died
        done.append(name)
        return found

    def written(*args: Any, **more: Any) -> Any:
        found = write(*args, **more)
        if done:
            raise Died
        return found

    patch.setattr(owner, name, outer)
    patch.setattr(db.Store, "write", written)


@pytest.mark.parametrize(
    ("line", "fault"),
    [*((line, "") for line in LINES), ("the carrier has answered", "apply_then_reset")],
)
def test_one_number_and_one_label_come_of_a_death_at_any_line(
    counter: Counter, line: str, fault: str
) -> None:
    parcel = counter.parcel()
    if fault:
        counter.carrier.misbehave(fault)
    counter.floor.write(lambda s: service.confirm(s, counter.dock.actor, parcel))
    settings = counter.floor.app.extensions["settings"]
    with pytest.MonkeyPatch.context() as patch, counter.floor.app.app_context():
        die_after(patch, *LINES[line])
        with pytest.raises((Died, asking.Refused)):
            finishing.finish(finishing.press(settings), counter.dock.actor, parcel)

    for seconds in (61, 61, 301, 901):
        counter.later(seconds)
    if not counter.labels():  # the carrier said twice that it made none: a person asks again
        assert counter.carrier.calls["create"] == 0
        assert counter.row(Waybill.refusal) == ("lost",)
        counter.clock.ahead = timedelta(0)  # or the packer is logged out
        assert counter.confirm(parcel)[0] == 200
        counter.later(61)

    assert counter.carrier.calls["create"] == 1
    (number,) = counter.carrier.living()
    assert counter.row(Waybill.state, Waybill.number) == ("issued", number)
    assert counter.labels() == counter.floor.count(PrintJob) == 1
    assert counter.troubles() == []


def test_a_second_number_takes_the_place_of_none(counter: Counter) -> None:
    """A carrier that forgets what it gave: the number that is written down stands."""
    parcel = counter.parcel()
    counter.floor.write(lambda s: service.confirm(s, counter.dock.actor, parcel))
    turn = counter.floor.write(lambda s: waybills.claim(s, counter.dock.actor, parcel))
    assert turn is not None
    first, second = terms.Given("SF1000000001"), terms.Given("SF2000000002")

    stands = [
        counter.floor.write(lambda s, g=given: waybills.note(s, counter.dock.actor, turn, g))
        for given in (first, second)
    ]
    counter.later(61)

    assert [one.number for one in stands] == [first.number] * 2
    rows = counter.floor.read(sa.select(Waybill.state, Waybill.number))
    assert [tuple(row) for row in rows] == [("issued", first.number)]
    assert counter.labels() == 1


@pytest.mark.parametrize(
    "wrong", [{"url": ""}, {"url": "carrier.example"}, {"timeout_s": "soon"}]
)
def test_an_account_that_cannot_be_used_asked_for_nothing(
    counter: Counter, wrong: dict[str, str]
) -> None:
    counter.account("kuaidi100", **wrong)
    parcel = counter.parcel()

    assert counter.confirm(parcel) == (409, "label.carrier_account")
    counter.account("kuaidi100")
    assert counter.confirm(parcel) == (200, counter.carrier.living()[0])
