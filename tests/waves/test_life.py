"""Life after release: whatever people do, in whatever order, nothing is lost.

The suite looks for a moment. For as long as one likes, with other steps each time::

    WAVEGATE_HUNT_S=600 pytest -n0 tests/waves/test_life.py
"""

from __future__ import annotations

import itertools
import os
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from app import config
from app.core import db
from app.people import access
from app.web import create_app
from tests.databases import SqliteTemplates
from tests.floor import Floor
from tests.waves.crew import SKUS, WAYS, Crew

HUNT_S = float(os.environ.get("WAVEGATE_HUNT_S", "0"))
EXAMPLES, STEPS = 4, 24
"""Of the suite's moment; each step is a call or several, and a look at all the books."""

Fresh = Callable[[], AbstractContextManager[Floor]]
any_one = st.integers(0, 10_000)
either = st.integers(0, 1)
lines = st.dictionaries(st.sampled_from(SKUS), st.integers(1, 2), min_size=1, max_size=3)
priority = st.sampled_from(["normal", "normal", "urgent"])
many_orders = st.lists(st.tuples(lines, st.just("normal")), min_size=4, max_size=7)
some_orders = st.lists(st.tuples(lines, priority), min_size=1, max_size=4)
hub_calls = st.sampled_from(
    [
        ("cancel", {"reason": "x"}),
        ("hold", {"reason": "risk"}),
        ("resume", {"reason": "risk"}),
        ("resume", {"reason": "risk"}),
        ("priority", {"priority": "urgent"}),
        ("short-decision", {"decision": "wait"}),
        ("short-decision", {"decision": "ship_available"}),
    ]
)
leads = st.sampled_from(
    (
        *("jump", "jump", "hurry", "plan", "release", "release", "release", "cancel"),
        *("remove", "add", "split", "merge"),
    )
)
odd = st.sampled_from(("short", "short", "skip", "pause", "tote_full", "unpick", "take_out"))
wrong = st.sampled_from(("A-01-02-1", "B-S1", "B-S3", "T90001", "what?"))
picks = st.tuples(st.just("step"), either, st.integers(1, 8))
ACTS = st.one_of(
    st.tuples(st.just("orders_come"), some_orders, st.booleans()),
    st.tuples(st.just("command"), any_one, hub_calls),
    st.tuples(st.just("lead_does"), any_one, leads),
    st.tuples(st.just("sort"), any_one, st.integers(1, 6)),
    st.tuples(st.just("does_otherwise"), either, odd, st.integers(0, 2), any_one),
    st.tuples(st.just("scans_wrongly"), either, wrong),
    *(picks, picks, picks, picks),
)
"""What can happen at any moment. As rules of their own only a few would be drawn in a run."""


class Life(RuleBasedStateMachine):
    """Waves on a floor, and everybody at once."""

    fresh: Fresh

    def __init__(self) -> None:
        super().__init__()
        self.door = type(self).fresh()
        self.floor = self.door.__enter__()
        self.crew: Crew | None = None
        self.before: dict[str, int] = {}

    @initialize(way=st.sampled_from(sorted(WAYS)), first=many_orders)
    def a_wave_is_walked(self, way: str, first: list[tuple[dict[str, int], str]]) -> None:
        self.crew = Crew(self.floor, way)
        self.crew.orders_come(first, waved=True)
        for which in (0, 1):
            self.crew.step(which, 1)

    @rule(act=ACTS)
    def something_happens(self, act: tuple[Any, ...]) -> None:
        assert self.crew is not None
        self.crew.acting, self.before = "", self.crew.shown()
        getattr(self.crew, act[0])(*act[1:])

    @invariant()
    def everything_holds(self) -> None:
        if self.crew is not None:
            self.crew.what_is_shown_stays(self.before)
            self.crew.look()

    def teardown(self) -> None:
        try:
            if self.crew is not None:
                self.crew.come_to_an_end()
                self.crew.look()
        finally:
            self.door.__exit__(None, None, None)


@pytest.fixture
def fresh(sqlite_templates: SqliteTemplates, tmp_path: Path) -> Fresh:
    """Opens a floor of its own each time."""
    names = itertools.count(1)

    @contextmanager
    def opened() -> Iterator[Floor]:
        folder = tmp_path / f"{next(names)}"
        folder.mkdir()
        access.forget()
        with sqlite_templates.fresh(folder) as url:
            env = {"WAVEGATE_DATABASE_URL": url, "WAVEGATE_DATA_DIR": str(folder / "var")}
            app = create_app(config.load(env | {"WAVEGATE_LANGUAGE": "en"}, folder))
            yield Floor(app)
            with app.app_context():
                db.db.session.remove()
                db.db.engine.dispose()
            app.extensions["store"].close()

    return opened


@pytest.mark.timeout(2 * HUNT_S + 600)
def test_whatever_people_do_nothing_is_lost(fresh: Fresh) -> None:
    life: Any = type("Life", (Life,), {"fresh": staticmethod(fresh)})
    until = time.monotonic() + HUNT_S
    living = settings(
        max_examples=25 if HUNT_S else EXAMPLES,
        stateful_step_count=60 if HUNT_S else STEPS,
        derandomize=not HUNT_S,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(life, settings=living)
    while time.monotonic() < until:
        run_state_machine_as_test(life, settings=living)
