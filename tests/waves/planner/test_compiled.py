"""Where compiled code is kept, and what happens where it cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.waves.planner import compiled, select_fill_kernels, tour_kernels
from app.waves.planner.compiled import Floats, Ints, best, ints

MODULE = "app.waves.planner.tour_kernels"


@pytest.fixture(autouse=True)
def nothing_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "_LOADED", {})
    monkeypatch.setattr(compiled, "_missed_at", {})


def keep_in(monkeypatch: pytest.MonkeyPatch, *places: Path) -> None:
    monkeypatch.setattr(compiled, "_places", lambda _module: iter(places))


def shortest() -> float:
    way = Floats("d", [0, 5, 1, 9, 5, 0, 1, 1, 1, 1, 0, 9, 9, 1, 9, 0])
    chance = Ints("q", [7])
    return best(tour_kernels.tour)(5, 4, way, ints(4), Ints("q", [0, 1, 2, 3]), chance)


def test_code_goes_to_the_next_place_where_the_first_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a file").write_text("no folder")
    kept = tmp_path / "home" / "tour.code"
    keep_in(monkeypatch, tmp_path / "a file" / "tour.code", kept)

    assert not compiled.ready(MODULE)
    assert compiled.build(MODULE)

    assert [path.name for path in kept.parent.iterdir()] == ["tour.code"]
    assert best(tour_kernels.tour) is not tour_kernels.tour
    assert shortest() == 3


def test_where_nothing_can_be_kept_the_loops_run_as_python(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(compiled.machine_code, "compile_entries", lambda *_: b"code")
    keep_in(monkeypatch)

    assert not compiled.build(MODULE)
    assert best(tour_kernels.tour) is tour_kernels.tour
    assert shortest() == 3


def test_without_numba_nothing_is_built(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def missing(*_: object) -> None:
        raise ImportError("numba")

    keep_in(monkeypatch, tmp_path / "tour.code")
    monkeypatch.setattr(compiled.machine_code, "compile_entries", missing)

    assert not compiled.build(MODULE)


def test_a_folder_that_others_may_write_to_is_none_of_ours(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(compiled.tempfile, "gettempdir", lambda: str(tmp_path))
    ours = tmp_path / f"wavegate-{compiled._uid()}"
    ours.mkdir(mode=0o700)

    assert ours in {path.parent for path in compiled._places(MODULE)}
    ours.chmod(0o777)
    assert ours not in {path.parent for path in compiled._places(MODULE)}


def test_code_is_made_anew_when_a_number_from_elsewhere_changes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    module = select_fill_kernels.__name__
    before = compiled._name.__wrapped__(module)

    monkeypatch.setattr(select_fill_kernels, "TABLE", select_fill_kernels.TABLE + 1)

    assert compiled._name.__wrapped__(module) != before
