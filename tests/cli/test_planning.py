"""The wave planner from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.cli import planning
from app.waves.planner import compiled
from tests.cli.conftest import Run, refused
from tests.waves.planner.test_select import FILE

BEST = """family,instance,blocks,best,proven,size,source,note
sbpo,small,1,2.5,1,,,
sbpo,another,1,2.5,1,,,
"""
PICKING = """NAME : small
TYPE : SPRP
NUM_AISLES : 2
NUM_CELLS : 4
DEPOT_AISLE : 0
DEPOT_LOCATION : Top
DISTANCE_AISLE_TO_AISLE : 3
DISTANCE_CELL_TO_CELL : 1
DISTANCE_TOP_TO_CELL : 1
DISTANCE_BOTTOM_TO_CELL : 1
DISTANCE_TOP_OR_BOTTOM_TO_DEPOT : 0
PICKER_CAPACITY : 2
ARTICLE_SECTION
ID 0 WEIGHT 1
ID 1 WEIGHT 1
SKU_SECTION
ID 0 AISLE 0 CELL 1 QUANTITY 5
ID 1 AISLE 1 CELL 0 QUANTITY 5
ORDER_SECTION
NUM_ARTICLES_IN_ORDER 2
ID 0 QUANTITY 1
ID 1 QUANTITY 1
EOF
"""


@pytest.fixture(autouse=True)
def builders(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The compilers that would have been started aside; a test waits for none."""
    started: list[list[str]] = []
    monkeypatch.setattr(planning, "_start", started.append)
    monkeypatch.setattr(compiled, "build", lambda: True)
    return started


def solved(run: Run, folder: Path, family: str, text: str, *more: str) -> str:
    (folder / "in.txt").write_text(text, "utf-8")
    options = ("--format", family, "--seconds", "0.1", "--seed", "1", "--out", "out.txt", *more)
    ran = run("plan", "solve", *options, "in.txt")
    assert (ran.code, ran.err) == (0, ""), ran
    return (folder / "out.txt").read_text("utf-8")


def test_a_wave_is_chosen_from_a_file(run: Run, folder: Path) -> None:
    assert solved(run, folder, "sbpo", FILE).split() == ["2", "0", "2", "2", "0", "1"]


@pytest.mark.parametrize("blocks", ["1", "2"])
def test_a_list_is_walked_from_a_file(run: Run, folder: Path, blocks: str) -> None:
    found = json.loads(solved(run, folder, "sprp", PICKING, "--blocks", blocks))

    assert sorted(found["picks"]) == [[0, 1], [1, 1]]


def test_what_is_no_such_file_is_one_sentence(run: Run, folder: Path) -> None:
    (folder / "in.txt").write_text("no numbers", "utf-8")

    refused(
        run("plan", "solve", "--format", "sbpo", "--out", "out.txt", "in.txt"),
        "in.txt does not read as sbpo: check the file and --format",
    )


def test_what_is_not_compiled_yet_is_compiled_aside(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, builders: list[list[str]]
) -> None:
    monkeypatch.setattr(compiled, "ready", lambda *_: False)
    monkeypatch.setenv("HOME", str(folder))

    for _ in range(2):
        solved(run, folder, "sbpo", FILE)

    ((_, option, code),) = builders
    assert option == "-c"
    assert "app.waves.planner.select_kernels" in code
    compile(code, "aside", "exec")


def test_the_figures_say_how_near_the_best_and_how_fast(run: Run, folder: Path) -> None:
    (folder / "sbpo").mkdir()
    (folder / "sbpo" / "small.txt").write_text(FILE, "utf-8")
    (folder / "best.csv").write_text(BEST, "utf-8")

    ran = run("bench", "plan", "--data", ".", "--seconds", "0.2", "--orders", "300", "--json")

    assert ran.code == 0
    (figure,) = ran.data["families"]
    assert (figure["family"], figure["files"], figure["worst"]) == ("sbpo", 1, ["small"])
    assert figure["mean"] == figure["minimum"] == 1
    assert figure["over"] == max(0.0, figure["slowest_s"] / 0.2 - 1)
    day = ran.data["day"]
    assert day["orders"] == 300
    assert day["lists"] >= day["waves"] > 0


def test_a_sample_is_taken_from_all_over_a_family_and_what_fails_is_told(
    run: Run, folder: Path
) -> None:
    (folder / "sbpo").mkdir()
    for number in range(6):
        (folder / "sbpo" / f"f{number}.txt").write_text(FILE if number > 2 else "no", "utf-8")
    rows = [f"sbpo,f{number},1,2.5,1,,," for number in range(6)]
    (folder / "best.csv").write_text("\n".join([BEST.splitlines()[0], *rows]), "utf-8")
    few = ("--sample", "2", "--seconds", "0.1", "--orders", "50")

    ran = run("bench", "plan", "--data", ".", *few)

    assert ran.code == 0
    assert [line.split()[1] for line in ran.out.splitlines() if line[:6] == "  sbpo"] == [
        "f1",
        "f4",
    ]
    assert "mean 0.50000  min 0.00000  at best 1" in ran.out
    assert "worst: f1, f4" in ran.out


def test_without_files_the_day_alone_is_planned_and_that_is_said(run: Run) -> None:
    ran = run("bench", "plan", "--data", "nowhere", "--orders", "300")

    assert "300 orders" in ran.out
    assert "no benchmark files in nowhere" in ran.err
