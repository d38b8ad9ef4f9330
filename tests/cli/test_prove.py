"""`wavegate scale guess` and `commission`, at scales that are really there."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from devices.scales.virtual import VirtualScale
from tests.cli.conftest import Run, refused

Powered = Callable[[str], VirtualScale]


@pytest.fixture
def powered() -> Iterator[Powered]:
    """Switch a virtual scale on."""
    on: list[VirtualScale] = []

    def switch(protocol: str) -> VirtualScale:
        on.append(VirtualScale(protocol))
        return on[-1]

    yield switch
    for scale in on:
        scale.close()


@pytest.fixture
def blind(run: Run, site: Path, powered: Powered) -> VirtualScale:
    """Bench B1 has a scale whose frames name no unit."""
    scale = powered("yaohua-tf1")
    (site / "s.csv").write_text(
        f"bench,scale_url,protocol,scale_options\nB1,{scale.url},yaohua-tf1,\n", "utf-8"
    )
    assert run("import", "stations", "s.csv").code == 0
    return scale


def kept(site: Path) -> tuple[object, ...]:
    with closing(sqlite3.connect(site / "var" / "wavegate.db")) as store:
        row = store.execute(
            "SELECT scale_unit, commissioned_by, commissioned_g, commissioned_at IS NULL"
            " FROM bench"
        )
        return tuple(row.fetchone())


def proving(scale: VirtualScale, laid_g: int, *options: str) -> tuple[int, str]:
    """Answer the command at its terminal: empty the pan, then lay this much on."""
    command = [sys.executable, "-m", "app.cli", "scale", "commission", "--by", "WG-7", *options]
    folder = {"PYTHONPATH": str(Path(__file__).parents[2]), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=os.environ | folder,
    ) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        said = b""
        while heard := running.stdout.read1(4096):
            said += heard
            if said.endswith(b"press Enter: "):
                scale.place(laid_g if b"Lay " in said else 0)
                time.sleep(0.5)
                running.stdin.write(b"\n")
                running.stdin.flush()
    return running.returncode, said.decode()


def test_guess_names_the_only_protocol_or_all_that_fit(run: Run, powered: Powered) -> None:
    clear, blind = powered("mt-sics"), powered("yaohua-tf1")
    blind.place(3000)
    time.sleep(0.3)

    told, asked = run("scale", "guess", clear.url).data, run("scale", "guess", blind.url).data

    assert (told["chosen"], asked["chosen"]) == ("mt-sics", None)
    assert {"yaohua-tf1", "yaohua-tf2"} <= {one["protocol"] for one in asked["candidates"]}


def test_guess_says_that_nobody_is_there(run: Run) -> None:
    refused(run("scale", "guess", "socket://127.0.0.1:9"), "cannot be opened")


@pytest.mark.parametrize("unit", ["kg", "lb"])
def test_a_scale_is_commissioned_only_when_it_shows_its_known_weight(
    site: Path, blind: VirtualScale, unit: str
) -> None:
    blind.place(400)

    options = ("--bench", "B1", "--unit", unit, "--known-g", "1205", "--json")
    code, said = proving(blind, 1205, *options)

    if unit == "kg":
        assert code == 0, said
        told = json.loads(said.splitlines()[-1].rpartition("press Enter: ")[2])
        assert (told["shown_g"], told["known_g"], told["by"]) == (1205, 1205, "WG-7")
        assert kept(site) == ("kg", "WG-7", 1205, 0)
    else:
        assert code == 1, said
        assert "547 g" in said
        assert kept(site) == ("lb", None, None, 1)


def test_an_unknown_bench_and_a_missing_unit_are_said(site: Path, blind: VirtualScale) -> None:
    unknown = proving(blind, 1205, "--bench", "B9", "--known-g", "1205")
    no_unit = proving(blind, 1205, "--bench", "B1", "--known-g", "1205")

    assert (unknown[0], no_unit[0]) == (1, 1)
    assert "B9" in unknown[1]
    assert "choose the unit" in no_unit[1]
    assert kept(site) == (None, None, None, 1)
