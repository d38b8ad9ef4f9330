"""Why a scale is not proved and a test label not printed: each refusal, at the real devices."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from app.core.events import SYSTEM
from app.stations import commissioning, devices
from app.stations import service as stations
from app.stations.models import Bench
from tests.packing.station import until
from tests.stations.test_station_page import TF1, Fitter, bench, blind, fitter

__all__ = ["blind", "fitter"]


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("silent", "station.scale.silent"),
        ("vanish", "station.scale.disconnected"),
        ("overload", "station.scale.overload"),
        ("underload", "station.scale.under_zero"),
        ("restless", "station.scale.unstable"),
    ],
)
def test_a_scale_in_trouble_has_no_empty_pan(fitter: Fitter, fault: str, code: str) -> None:
    fitter.fit("mt-sics", division_g=100)  # what trembles by less than two of them is empty
    fitter.rest(0)
    fitter.scale.fault(fault)
    until(lambda: code.endswith(fitter.look()["state"]))  # the last good frame has had its time

    answer = fitter.post("empty")

    assert (answer.status_code, answer.json["code"]) == (409, code)


def test_while_somebody_listens_to_its_line_a_scale_shows_nothing(fitter: Fitter) -> None:
    fitter.fit("mt-sics")

    with devices.let_go(bench(fitter.floor)):
        answer = fitter.post("empty")

    assert (answer.status_code, answer.json["code"]) == (409, "station.scale.setting")
    assert fitter.post("empty").status_code == 200


@pytest.mark.parametrize(
    ("grams", "fault", "code"),
    [
        (1000, "vanish", "station.weight.no_reading"),
        (1000, "restless", "station.weight.unstable"),
        (1000, "overload", "station.weight.overload"),
        (1000, "negative", "station.weight.negative"),
        (1000, "unit", "station.weight.unit_changed"),
        (0, "none", "station.weight.zero"),
    ],
)
def test_what_decides_about_no_parcel_proves_no_scale(
    fitter: Fitter, grams: int, fault: str, code: str
) -> None:
    fitter.fit("mt-sics")
    fitter.rest(0)
    assert fitter.post("empty").status_code == 200
    fitter.scale.place(grams)
    fitter.scale.fault(fault)

    for verb in ("test-weight", "commission"):
        answer = fitter.post(verb, {"known_g": 1000})
        assert (verb, answer.status_code, answer.json["code"]) == (verb, 409, code)
    assert fitter.look()["commissioned"] is None
    assert fitter.facts("stations.scale.tested") == []


def test_a_weight_that_reads_the_same_from_either_end_proves_nothing(blind: Fitter) -> None:
    blind.fit(TF1, "kg")

    answer = blind.prove(1100)

    assert (answer.status_code, answer.json["code"]) == (409, "station.commission.look_alike")
    assert answer.json["other"] == "yaohua-tf2"
    assert blind.look()["commissioned"] is None


def test_a_scale_set_up_anew_while_it_was_read_is_not_commissioned(
    fitter: Fitter, monkeypatch: pytest.MonkeyPatch
) -> None:
    prove = commissioning.prove

    def slow(*args: Any) -> Any:
        shown = prove(*args)
        fitter.floor.write(lambda s: s.execute(sa.update(Bench).values(division_g=2)) and None)
        return shown

    monkeypatch.setattr(commissioning, "prove", slow)
    fitter.fit("mt-sics")

    answer = fitter.prove(1000)

    assert (answer.status_code, answer.json["code"]) == (409, "station.commission.changed")
    assert fitter.look()["commissioned"] is None


def test_without_the_agent_of_its_printer_no_test_label_is_printed(fitter: Fitter) -> None:
    fitter.floor.write(
        lambda s: stations.save_bench(s, SYSTEM, code="B1", printer_url="agent://")
    )

    answer = fitter.post("test-print")

    assert answer.json == {"outcome": "failed", "reason": "offline"}
    assert fitter.printer.jobs() == []


def test_a_scale_that_is_not_there_is_not_told_to_zero_itself(fitter: Fitter) -> None:
    fitter.fit("mt-sics", scale_url="socket://127.0.0.1:9")

    answer = fitter.post("zero")

    assert (answer.status_code, answer.json["code"]) == (409, "station.scale.not_told")


def test_a_bench_without_a_scale_has_none_to_tare(fitter: Fitter) -> None:
    answer = fitter.post("tare")

    assert (answer.status_code, answer.json["code"]) == (409, "station.scale.none")
