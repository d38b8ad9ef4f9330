"""The figures of a day: what is an hour's work, and that only a good day is one."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from app.simulation.bench import day
from app.simulation.bench.load import LoadError

REPORT = {
    "shipped": 20,
    "lines": 60,
    "units_shipped": 120,
    "parcels": 21,
    "wall_s": 36.0,
    "scan_ms": {"p50": 5.0, "p95": 9.0, "p99": 12.5},
}


def ends(code: int, out: str, err: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.CompletedProcess((), code, out, err)


def test_a_day_is_told_by_the_hour(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(day, "_simulate", lambda *_: ends(0, json.dumps(REPORT)))

    found = day.run(tmp_path, orders=20, pickers=6, benches=3)

    assert (found.as_data()["orders_per_h"], found.as_data()["units_per_h"]) == (2000, 12000)
    assert "20 orders, 60 lines, 120 units, 21 parcels in 36.0 s" in found.as_text()
    bodies = (tmp_path / "orders.jsonl").read_text("utf-8").splitlines()
    assert len({json.loads(body)["external_order_no"] for body in bodies}) == 20


def test_a_bad_day_is_no_figure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(day, "_simulate", lambda *_: ends(1, "", "wavegate: a unit is lost"))

    with pytest.raises(LoadError, match="a unit is lost"):
        day.run(tmp_path, orders=1, pickers=1, benches=1)
