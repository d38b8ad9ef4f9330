"""A bench refuses to open while a device is not ready, names it, and says what to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from app.core.events import SYSTEM
from app.stations import devices
from app.stations import service as stations
from tests.packing.station import KILO, Station, until


def tell(bench: Station, language: str) -> dict[str, Any]:
    """Open a tote at the bench; what it is told."""
    _, tote = bench.order("A1", (KILO, 1))
    answer = bench.packer.post(
        "/api/v1/benches/B1/open", {"code": tote}, headers={"Accept-Language": language}
    )
    assert answer.status_code == 409, answer.json
    return dict(answer.json)


def fails(kind: str) -> Callable[[Station], None]:
    """The scale begins to fail; wait until its state is seen at the bench."""

    def begin(bench: Station) -> None:
        shown = "/api/v1/benches/B1/scale"
        until(lambda: bench.packer.get(shown).json["state"] == "ok")
        bench.scale.fault(kind)
        until(lambda: bench.packer.get(shown).json["state"] != "ok")

    return begin


def unproved(bench: Station) -> None:
    bench.floor.write(
        lambda s: stations.save_bench(
            s,
            SYSTEM,
            code="B1",
            scale_url=bench.scale.url,
            protocol="yaohua-tf1",
            scale_unit="kg",
            printer_url=bench.printer.url,
        )
    )


STATES: list[tuple[str, Callable[[Station], None], dict[str, tuple[str, str]]]] = [
    (
        "scale.silent",
        fails("silent"),
        {"zh": ("秤没有读数", "检查电源和线"), "en": ("the scale says nothing", "check power")},
    ),
    (
        "scale.disconnected",
        fails("vanish"),
        {
            "zh": ("秤没有连上", "检查电源和线"),
            "en": ("the scale is not connected", "check power"),
        },
    ),
    (
        "scale.overload",
        fails("overload"),
        {"zh": ("秤超载", "清空秤盘"), "en": ("the scale is overloaded", "clear the pan")},
    ),
    (
        "scale.under_zero",
        fails("underload"),
        {"zh": ("秤显示负数", "再按归零"), "en": ("less than nothing", "press zero")},
    ),
    (
        "scale.not_zero",
        lambda bench: bench.scale.place(40),
        {"zh": ("秤没有归零", "清空秤盘"), "en": ("does not read zero", "clear the pan")},
    ),
    (
        "scale.not_commissioned",
        unproved,
        {"zh": ("没有用已知砝码验过", "设备页面"), "en": ("known weight", "devices page")},
    ),
    (
        "printer.paper_out",
        lambda bench: bench.printer.fault("paper_out"),
        {"zh": ("打印机没纸", "装标签纸"), "en": ("printer is out of paper", "load labels")},
    ),
    (
        "printer.head_open",
        lambda bench: bench.printer.fault("head_open"),
        {"zh": ("打印机盖", "没合上"), "en": ("printer's lid", "open")},
    ),
]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("code", "begin", "said"), STATES, ids=[state[0] for state in STATES])
def test_the_device_and_what_to_do_are_named(
    bench: Station,
    code: str,
    begin: Callable[[Station], None],
    said: dict[str, tuple[str, str]],
    language: str,
) -> None:
    begin(bench)

    told = tell(bench, language)

    assert told["code"] == "station.not_ready"
    assert [(one["pointer"], one["code"]) for one in told["errors"]] == [
        ("/" + code.partition(".")[0], f"station.{code}")
    ]
    for words in said[language]:
        assert words in told["detail"]
    assert "B1" in told["detail"]


def test_a_pan_that_only_trembles_at_zero_is_told_from_one_that_is_not_empty(
    bench: Station,
) -> None:
    found = bench.floor.write(lambda s: stations.bench_by_code(s, SYSTEM, "B1"))
    until(lambda: (shown := devices.live(found)) and shown.state == "ok")
    shown = devices.live(found)
    assert shown is not None

    trembling = replace(shown, state="unstable", grams=2)
    loaded = replace(shown, state="unstable", grams=3)

    assert devices.zero_trouble(trembling, found) == "station.scale.unstable"
    assert devices.zero_trouble(loaded, found) == "station.scale.not_zero"


def test_an_unproved_scale_weighs_no_parcel_that_is_open_already(bench: Station) -> None:
    _, tote = bench.order("A1", (KILO, 1))
    parcel = bench.opened(tote)
    bench.scan(parcel, f"B-{KILO}")
    unproved(bench)

    answer = bench.packer.post(f"/api/v1/parcels/{parcel}/weigh")

    assert (answer.status_code, answer.json["code"]) == (
        409,
        "packing.weight.not_commissioned",
    )


def test_an_inverted_motion_bit_is_proved_too(bench: Station) -> None:
    row = {"code": "B2", "scale_url": bench.scale.url, "protocol": "toledo-continuous"}
    for motion, wanted in (("normal", False), ("inverted", True)):
        options = {"motion": motion}
        bench.floor.write(
            lambda s, options=options: stations.save_bench(
                s, SYSTEM, **row, scale_options=options
            )
        )
        found = bench.floor.write(lambda s: stations.bench_by_code(s, SYSTEM, "B2"))
        assert devices.lacks_proof(found) is wanted
