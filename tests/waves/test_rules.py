"""Rules by which waves are made: kept in versions, and by the clock, once."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from app.core import clock
from app.orders.models import Order
from app.simulation import sample_waves
from app.waves import jobs
from app.waves.models import Wave, WaveRule, WaveRuleRun
from app.waves.schedule import Schedule, due_now, next_due
from tests.floor import Floor
from tests.picking.shift import open_shop, order_body, send

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)  # in Shanghai
MINUTE = timedelta(minutes=1)


@pytest.fixture
def shop(floor: Floor) -> Floor:
    open_shop(floor)
    return floor


@pytest.fixture
def lead(shop: Floor):
    return shop.person("supervisor")


@pytest.mark.parametrize(
    ("leads", "minutes_left", "named"),
    [
        ((60,), 61, []),
        ((60,), 60, ["- 60 min"]),
        ((60, 30), 31, ["- 60 min"]),
        ((60, 30), 30, ["- 30 min"]),
        ((60,), -5, ["- 60 min"]),
        ((), 5, []),
    ],
)
def test_a_cut_off_is_due_so_long_before(leads, minutes_left, named) -> None:
    cut_off = NOON + minutes_left * MINUTE
    schedule = Schedule(before_cut_off_min=leads)

    due = due_now(schedule, [cut_off, cut_off], NOON, since=NOON, zone=SHANGHAI)

    assert [one.name[-len("- 60 min") :] for one in due] == named
    assert {one.cut_off_at for one in due} <= {cut_off}


@pytest.mark.parametrize(
    ("since", "now", "names"),
    [
        (NOON - 600 * MINUTE, NOON - MINUTE, []),
        (NOON - 600 * MINUTE, NOON, ["2026-11-22 12:00"]),
        (NOON + MINUTE, NOON + 2 * MINUTE, []),  # the rule came after its time
        (NOON - 600 * MINUTE, NOON + 300 * MINUTE, ["2026-11-22 16:00"]),
        (NOON - 600 * MINUTE, NOON + 900 * MINUTE, ["2026-11-22 16:00"]),  # past midnight
    ],
)
def test_a_time_of_day_is_due_once_it_has_come(since, now, names) -> None:
    due = due_now(Schedule(at=("12:00", "16:00")), [], now, since=since, zone=SHANGHAI)

    assert [one.name for one in due] == names


def test_the_next_moment_is_told() -> None:
    both = Schedule(before_cut_off_min=(60,), at=("13:00",))

    assert next_due(both, [NOON + 90 * MINUTE], NOON, SHANGHAI) == NOON + 30 * MINUTE
    assert next_due(both, [], NOON, SHANGHAI) == NOON + 60 * MINUTE
    assert next_due(Schedule(), [NOON], NOON, SHANGHAI) is None


def run(shop: Floor) -> int:
    with shop.app.app_context():
        return jobs.scheduled_waves()


def test_a_rule_makes_and_releases_its_waves_once(shop: Floor, lead) -> None:
    send(shop, order_body("1", ("RED", 1)), order_body("2", ("TIN", 1), priority="vip"))
    body = {
        "name": "截单前",
        "wish": {"group_by": ["priority"]},
        "schedule": {"before_cut_off_min": [2880]},
    }
    assert lead.post("/api/v1/wave-rules", body).json["version"] == 1

    assert run(shop) == 4  # two waves made, two released
    assert run(shop) == 0

    assert shop.count(Order, Order.state == "picking") == 2
    assert shop.count(Wave, Wave.rule == "截单前", Wave.rule_version == 1) == 2
    (told,) = lead.get("/api/v1/wave-rules").json["rules"]
    assert (told["name"], told["last_waves"]) == ("截单前", 2)
    send(shop, order_body("3", ("RED", 1)))
    assert run(shop) == 0  # the same cut-off, the same moment


def test_a_stopped_process_leaves_its_moment_to_the_next(shop: Floor, lead) -> None:
    send(shop, order_body("1", ("RED", 1)))
    rule = {"name": "r", "schedule": {"before_cut_off_min": [2880], "hold_min": 30}}
    lead.post("/api/v1/wave-rules", rule)
    assert run(shop) == 1
    assert shop.count(Wave, Wave.state == "locked", Wave.release_at.is_not(None)) == 1
    at = clock.now()

    shop.write(lambda s: s.execute(sa.update(WaveRuleRun).values(done_at=None, begun_at=at)))
    send(shop, order_body("2", ("RED", 1)))
    assert run(shop) == 0  # somebody is at it
    old = at - timedelta(minutes=5)
    shop.write(lambda s: s.execute(sa.update(WaveRuleRun).values(begun_at=old)))
    assert run(shop) == 1
    shop.write(lambda s: s.execute(sa.update(Wave).values(release_at=old)))
    assert run(shop) == 2
    assert shop.count(Order, Order.state == "picking") == 2


def test_a_paused_rule_waits_and_a_retired_one_is_gone(shop: Floor, lead) -> None:
    send(shop, order_body("1", ("RED", 1)))
    schedule = {"before_cut_off_min": [2880]}
    first = lead.post("/api/v1/wave-rules", {"name": "r", "schedule": schedule}).json

    paused = lead.post(f"/api/v1/wave-rules/{first['id']}/pause").json
    assert (paused["version"], paused["paused"], paused["next_at"]) == (2, True, None)
    assert lead.post(f"/api/v1/wave-rules/{first['id']}/pause").json["version"] == 2
    assert run(shop) == 0
    resumed = lead.post(f"/api/v1/wave-rules/{first['id']}/resume").json
    assert (resumed["version"], resumed["paused"]) == (3, False)
    assert run(shop) == 2

    assert lead.delete(f"/api/v1/wave-rules/{first['id']}").json == {"rules": []}
    again = lead.delete(f"/api/v1/wave-rules/{first['id']}")
    assert (again.status_code, again.json["code"]) == (404, "wave.rule_unknown")
    assert lead.post("/api/v1/wave-rules/x/pause").json["code"] == "wave.rule_unknown"
    assert shop.count(WaveRule) == 4


def test_what_a_rule_wants_is_checked(shop: Floor, lead) -> None:
    for wrong in (
        {"name": " r"},
        {"name": "r", "schedule": {"at": ["24:00"]}},
        {"name": "r", "wish": {"group_by": ["colour"]}},
        {"name": "r", "wish": {"zones": []}},
    ):
        assert lead.post("/api/v1/wave-rules", wrong).status_code == 422


def test_a_wish_chooses_by_shape_zone_and_tag(shop: Floor, lead) -> None:
    one, two, three = send(
        shop,
        order_body("1", ("RED", 1)),
        order_body("2", ("RED", 2), ("TIN", 1)),
        order_body("3", ("TIN", 3), tags=["gift"]),
    )

    def tell(**wish):
        waves = lead.post("/api/v1/waves/preview", wish).json["waves"]
        return sorted(order for wave in waves for order in wave["orders"])

    assert tell(shape="single_unit") == [one]
    assert tell(shape="single_line") == [one, three]
    assert tell(shape="multi_line") == [two]
    assert tell(zones=["A"]) == [one]
    assert tell(not_tag="gift") == [one, two]
    assert tell(cross_border=True) == []
    assert tell(cut_off_within_min=0) == []


def test_the_rules_of_the_demo_are_good_ones(shop: Floor, lead) -> None:
    for names in sample_waves.NAMES.values():
        for name, rule in zip(names, sample_waves.WISHES, strict=True):
            answer = lead.post("/api/v1/wave-rules", {"name": name, **rule})
            assert answer.status_code == 200, answer.json
    send(shop, order_body("1", ("RED", 1), ("TIN", 1)))

    (waiting,) = lead.post("/api/v1/waves", sample_waves.WAITING).json["waves"]

    assert waiting["orders"]
