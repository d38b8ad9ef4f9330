"""The planner in a process of its own."""

import subprocess
import sys
from dataclasses import replace

import pytest

from app.waves import planner, planning
from app.waves.planner import Shape, example
from app.waves.planner.child import Question, answers
from app.waves.planner.improve import improve
from tests.waves.test_planner import is_sound

DAY = example.big_day(400, seed=3)
ONE_GROUP = replace(
    DAY,
    orders=tuple(replace(o, carrier="", rank=0, cut_off_at=DAY.at) for o in DAY.orders[:120]),
    policy=replace(DAY.policy, cart_slots=6),
)


def walked(plan: planner.Plan) -> float:
    return sum(trip.seconds for wave in plan.waves for trip in wave.trips)


def test_better_carts_are_sound_and_the_same_moves_find_the_same() -> None:
    first = planner.plan(ONE_GROUP)

    *_, better = improve(ONE_GROUP, first, moves=300)
    *_, again = improve(ONE_GROUP, first, moves=300)

    assert better == again
    assert walked(better) <= walked(first)
    is_sound(better, ONE_GROUP)


def test_carts_that_get_better_are_walked_where_the_wall_was_cheaper() -> None:
    """A wall that is hardly cheaper than the first carts is dearer than the better ones."""
    whole = replace(
        ONE_GROUP.policy, wave_orders=120, wave_lines=900, wall_slots=120, without=("zone",)
    )
    at_no_cost = planner.plan(replace(ONE_GROUP, policy=replace(whole, put_s=0.0)))
    wall, carts = at_no_cost.waves[0].choices[-1].prices
    units = sum(order.units for order in ONE_GROUP.orders if order.units > 1)
    put_s = (carts.seconds - wall.seconds) / units - 0.01
    asked = replace(ONE_GROUP, policy=replace(whole, put_s=put_s))
    first = planner.plan(asked)

    *_, better = improve(asked, first, moves=300)

    before, after = first.waves[0].choices[-1], better.waves[0].choices[-1]
    assert (before.way, after.way) == (Shape.WALL, Shape.CLUSTER)
    assert after.prices[0].seconds < before.prices[0].seconds
    is_sound(better, asked)
    for wave in better.waves:
        assert sum(one.prices[0].lists for one in wave.choices) == len(wave.trips)
        told = sum(one.prices[0].metres for one in wave.choices)
        assert told == pytest.approx(wave.metres)


def test_a_first_plan_comes_at_once_and_the_last_is_no_longer() -> None:
    told = list(answers(Question(ONE_GROUP, seconds=60.0, moves=50)))

    assert told[0].plan == planner.plan(ONE_GROUP)
    assert (told[0].done, told[-1].done) == (0, told[-1].waves)
    assert walked(told[-1].plan) <= walked(told[0].plan)


def test_a_process_of_its_own_gives_the_same_plans() -> None:
    with planning.Planning(ONE_GROUP, seconds=60.0, moves=50) as run:
        told = [answer.plan for answer in run.answers()]

    here = [answer.plan for answer in answers(Question(ONE_GROUP, 60.0, 50))]
    assert (told[0], told[-1]) == (here[0], here[-1])


def test_it_can_be_cancelled_while_it_works() -> None:
    with planning.Planning(ONE_GROUP, seconds=600.0) as run:
        first = next(run.answers())
        run.cancel()

    assert first.plan == planner.plan(ONE_GROUP)
    assert run._process.returncode is not None


def test_that_it_ended_without_a_plan_is_said() -> None:
    with planning.Planning(ONE_GROUP) as run:
        run._process.kill()
        run._process.wait()
        with pytest.raises(planning.PlannerStoppedError, match="planner"):
            list(run.answers())


def test_few_orders_are_planned_here_and_many_there(monkeypatch: pytest.MonkeyPatch) -> None:
    assert planning.plan(ONE_GROUP) == planner.plan(ONE_GROUP)
    monkeypatch.setattr(planning, "FEW", 10)

    is_sound(planning.plan(ONE_GROUP, seconds=0.0), ONE_GROUP)


def test_without_a_process_the_plan_is_made_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planning, "FEW", 10)
    monkeypatch.setattr("sys.executable", "/nowhere/python")

    assert planning.plan(ONE_GROUP) == planner.plan(ONE_GROUP)


def test_a_server_plans_without_loading_machine_code() -> None:
    asked = """
import sys
from app.waves import planning
from app.waves.planner import Shape, example
day = example.big_day(60)
assert planning.plan(day).waves and planning.one_wave(day).waves
print("llvmlite" in sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True, timeout=60
    )

    assert done.stdout.split() == ["False"]
