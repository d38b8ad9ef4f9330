"""Learned weights: proposed to a supervisor, accepted into the catalogue or turned down."""

from __future__ import annotations

from decimal import Decimal

import pytest
import sqlalchemy as sa

from app.catalog.models import Sku
from app.core import clock
from app.core.events import EventRow
from app.packing.models import Weighing
from tests.packing.station import KILO

URL = "/api/v1/weight-proposals"


@pytest.fixture
def lead(bench):
    return bench.floor.person("supervisor", name="Wang")


@pytest.fixture
def doubted(bench, lead):
    """Five weighings say 108 g of a mug that the catalogue has at 100 g."""
    bench.sku("MUG", "100")
    taught(bench, *["108"] * 5)
    return {"sku": "MUG", "proposed_g": "108"}


def taught(bench, *grams, sku="MUG"):
    """Weighings of one unit alone that passed at the first try."""
    number = f"A{bench.floor.count(Weighing)}"
    _, tote = bench.order(number, (KILO, 1))
    parcel = bench.opened(tote)
    bench.done(parcel, "park")

    def work(session):
        from app.packing.models import Parcel

        row = session.scalar(sa.select(Parcel).where(Parcel.number == parcel))
        for one in grams:
            session.add(
                Weighing(
                    parcel_id=row.id,
                    bench_id=row.bench_id,
                    at=clock.now(),
                    actor="PACK-1",
                    grams=int(Decimal(one)),
                    weight_g=Decimal(one),
                    expected_g=Decimal(100),
                    percent=Decimal(10),
                    verdict="pass",
                    raw_hex="",
                    source="scale",
                    evidence={},
                    sole_sku_id=bench.skus[sku],
                    unit_g=Decimal(one),
                )
            )

    bench.floor.write(work)


def proposed(lead):
    return [(one["sku"], one["proposed_g"]) for one in lead.get(URL).json["proposals"]]


def weight(bench):
    return bench.floor.read(sa.select(Sku.unit_weight_g).where(Sku.code == "MUG"))[0][0]


def test_a_proposal_shows_what_it_rests_on(bench, lead, doubted):
    taught(bench, "104.5", "111")

    (one,) = lead.get(URL).json["proposals"]

    assert one.pop("newest_at")
    assert one == {
        "sku": "MUG",
        "name": "MUG",
        "known_g": "100",
        "proposed_g": "108",
        "percent": 8.0,
        "weighings": 7,
        "lightest_g": "104.5",
        "heaviest_g": "111",
    }
    assert weight(bench) == 100


def test_an_accepted_weight_is_the_catalogues_and_on_record(bench, lead, doubted):
    answer = lead.post(f"{URL}/accept", doubted)

    assert (answer.status_code, answer.json["proposals"]) == (200, [])
    assert weight(bench) == 108
    tags = bench.floor.read(
        sa.select(EventRow.tag).where(EventRow.subject == "MUG").order_by(EventRow.id)
    )
    assert [tag for (tag,) in tags][-2:] == ["catalog.product.saved", "packing.weight.decided"]
    again = lead.post(f"{URL}/accept", doubted)
    assert (again.status_code, again.json["code"]) == (409, "packing.no_proposal")


def test_what_was_turned_down_is_proposed_by_five_later_weighings_alone(bench, lead, doubted):
    assert lead.post(f"{URL}/reject", doubted).json["proposals"] == []
    taught(bench, *["109"] * 4)
    assert proposed(lead) == []
    taught(bench, "109")

    assert proposed(lead) == [("MUG", "109")]
    assert weight(bench) == 100


def test_nobody_accepts_what_they_have_not_seen(bench, lead, doubted):
    taught(bench, *["112"] * 7)

    answer = lead.post(f"{URL}/accept", doubted)

    assert (answer.status_code, answer.json["code"]) == (409, "packing.other_proposal")
    assert "112" in answer.json["detail"]
    assert weight(bench) == 100


def test_a_learned_weight_never_lets_more_through(bench, lead, doubted):
    """Accepted or not, the band is ten percent of what the catalogue says."""
    taught(bench, *["190"] * 9)
    (one,) = lead.get(URL).json["proposals"]
    lead.post(f"{URL}/accept", {"sku": "MUG", "proposed_g": one["proposed_g"]})

    _, parcel = bench.packed("B1", ("MUG", 1))

    view = bench.look(parcel)
    assert (view["expected_g"], view["low_g"], view["high_g"]) == (190, 171, 209)


def test_a_page_for_those_who_may_decide(bench, lead, doubted):
    page = lead.get("/weights")

    assert page.status_code == 200
    assert "MUG" in page.text
    assert bench.packer.get("/weights").status_code == 403
