"""The station page over HTTP: a real virtual scale and printer, a supervisor before them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

import labels
from app.core.events import SYSTEM, EventRow
from app.stations import devices
from app.stations import service as stations
from app.stations.models import Bench, PrintJob
from devices.printers.virtual import VirtualPrinter
from devices.scales.virtual import VirtualScale
from labels import verify
from tests.floor import Floor, Voice
from tests.packing.station import until

TF1 = "yaohua-tf1"


class Fitter:
    """A supervisor at bench B1, whose scale and printer are really there."""

    def __init__(self, floor: Floor, scale: VirtualScale, printer: VirtualPrinter) -> None:
        self.floor, self.scale, self.printer = floor, scale, printer
        self.voice: Voice = floor.person("supervisor", badge="WG-S1")
        floor.write(
            lambda s: stations.save_bench(s, SYSTEM, code="B1", printer_url=printer.url)
        )

    def post(self, verb: str, body: Any = None) -> Any:
        return self.voice.post(f"/api/v1/station/B1/{verb}", body)

    def look(self) -> Any:
        return self.voice.get("/api/v1/station/B1").json

    def fit(self, protocol: str, unit: str | None = None, **more: Any) -> Any:
        body = {"scale_url": self.scale.url, "protocol": protocol, "division_g": 1}
        return self.post("scale", body | {"unit": unit} | more)

    def lay(self, grams: int) -> None:
        """Lay something on and let it come to rest."""
        self.scale.place(grams)
        time.sleep(0.4)

    def rest(self, grams: int) -> None:
        """Lay something on and wait until the bench's scale shows it, at rest."""
        self.scale.place(grams)
        until(lambda: (now := self.look())["stable"] and now["grams"] == grams)

    def prove(self, known_g: int, shown_g: int | None = None) -> Any:
        """An empty pan, then a weight of which somebody says how heavy it is."""
        self.lay(0)
        emptied = self.post("empty")
        assert emptied.status_code == 200, emptied.json
        self.lay(known_g if shown_g is None else shown_g)
        return self.post("commission", {"known_g": known_g})

    def facts(self, tag: str) -> list[str]:
        return [
            row[0]
            for row in self.floor.read(
                sa.select(EventRow.body).where(EventRow.tag == tag).order_by(EventRow.id)
            )
        ]


def switched_on(floor: Floor, folder: Path, protocol: str, **more: Any) -> Iterator[Fitter]:
    scale = VirtualScale(protocol, **more)
    printer = VirtualPrinter(folder / "tray")
    try:
        yield Fitter(floor, scale, printer)
    finally:
        devices.close_all()
        scale.close()
        printer.close()


@pytest.fixture
def fitter(floor: Floor, tmp_path: Path) -> Iterator[Fitter]:
    """The scale speaks MT-SICS, whose frames say all by themselves."""
    yield from switched_on(floor, tmp_path, "mt-sics")


@pytest.fixture
def blind(floor: Floor, tmp_path: Path) -> Iterator[Fitter]:
    """The scale speaks a Yaohua format without a unit."""
    yield from switched_on(floor, tmp_path, TF1)


def test_a_bench_shows_its_settings_its_weight_and_the_last_frame(fitter: Fitter) -> None:
    assert fitter.look()["state"] == "none"
    fitter.fit("mt-sics")
    fitter.rest(1205)

    now = fitter.look()

    assert (now["state"], now["grams"], now["stable"]) == ("ok", 1205, True)
    assert (now["unit"], now["unit_shown"], now["commissioned"]) == (None, "kg", None)
    assert bytes.fromhex(now["raw_hex"]) == b"S S      1.205 kg\r\n"
    assert now["raw_text"] == "S S      1.205 kg··"
    assert now["age_ms"] < 2000
    assert (now["can_zero"], now["can_tare"], now["needs_proof"]) == (True, True, False)


def test_a_scale_without_a_unit_weighs_nothing_before_it_is_proved(blind: Fitter) -> None:
    told = blind.fit(TF1, "kg").json

    assert told["needs_proof"] is True
    with pytest.raises(devices.NoWeightError, match="not_commissioned"):
        devices.weigh(bench(blind.floor))

    answer = blind.prove(1205)

    assert answer.status_code == 200, answer.json
    kept = answer.json["commissioned"]
    assert (kept["by"], kept["known_g"]) == ("WG-S1", 1205)
    assert answer.json["needs_proof"] is False
    blind.rest(0)
    blind.rest(800)
    assert devices.weigh(bench(blind.floor)).weight_g == Decimal(800)
    fact = blind.facts("stations.scale.commissioned")
    assert len(fact) == 1
    assert '"known_g":1205' in fact[0].replace(" ", "")


def bench(floor: Floor) -> Any:
    return floor.write(lambda s: stations.bench_by_code(s, SYSTEM, "B1"))


@pytest.mark.parametrize(
    ("protocol", "unit", "code"),
    [
        ("yaohua-tf2", "kg", "station.weight.stale"),
        (TF1, "lb", "station.commission.off"),
        (TF1, None, "station.commission.unit"),
    ],
    ids=["digits from the wrong end", "pounds for kilograms", "no unit"],
)
def test_a_scale_read_wrongly_is_not_commissioned(
    blind: Fitter, protocol: str, unit: str | None, code: str
) -> None:
    blind.fit(protocol, unit)

    if unit is None:  # noqa: SIM108  two ways, not two values
        answer = blind.post("commission", {"known_g": 1205})
    else:
        answer = blind.prove(1205)

    assert (answer.status_code, answer.json["code"]) == (409, code)
    assert blind.look()["commissioned"] is None
    assert blind.facts("stations.scale.commissioned") == []


@pytest.mark.parametrize(
    ("shown", "right"), [(998, True), (1002, True), (997, False), (1003, False)]
)
def test_a_known_weight_may_be_two_divisions_off(
    fitter: Fitter, shown: int, right: bool
) -> None:
    fitter.fit("mt-sics")

    answer = fitter.prove(1000, shown)

    assert (answer.status_code == 200) is right, answer.json
    assert (fitter.look()["commissioned"] is not None) is right


def test_a_weight_of_a_few_divisions_proves_nothing(fitter: Fitter) -> None:
    fitter.fit("mt-sics", division_g=5)

    answer = fitter.prove(495)

    assert (answer.status_code, answer.json["code"]) == (409, "station.commission.too_light")
    assert "500" in answer.json["detail"]


def test_the_pan_must_have_been_empty_before_the_known_weight(fitter: Fitter) -> None:
    fitter.fit("mt-sics")
    fitter.lay(0)
    fitter.post("empty")
    fitter.lay(1000)
    assert fitter.post("commission", {"known_g": 1000}).status_code == 200

    again = fitter.post("commission", {"known_g": 1000})

    assert (again.status_code, again.json["code"]) == (409, "station.weight.not_zeroed")


def test_a_pan_that_is_not_empty_is_not_taken_for_empty(fitter: Fitter) -> None:
    fitter.fit("mt-sics")
    fitter.lay(40)

    answer = fitter.post("empty")

    assert (answer.status_code, answer.json["code"]) == (409, "station.scale.not_zero")


CHANGES: list[dict[str, Any]] = [
    {"scale_url": "socket://127.0.0.1:9"},
    {"protocol": "ohaus"},
    {"unit": "kg"},
    {"division_g": 2},
    {"baudrate": 4800},
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda one: next(iter(one)))
def test_another_scale_or_setting_is_not_proved(fitter: Fitter, change: dict[str, Any]) -> None:
    fitter.fit("mt-sics")
    assert fitter.prove(1000).status_code == 200
    assert fitter.fit("mt-sics").json["commissioned"] is not None  # nothing has changed

    body = {"scale_url": fitter.scale.url, "protocol": "mt-sics", "division_g": 1} | change
    assert fitter.post("scale", body).json["commissioned"] is None
    assert len(fitter.facts("stations.bench.saved")) == 3  # added, set up, changed


def test_a_list_of_stations_keeps_what_was_set_up_at_the_bench(fitter: Fitter) -> None:
    fitter.fit("mt-sics", "kg")
    fitter.prove(1000)
    row = {
        "code": "B1",
        "scale_url": fitter.scale.url,
        "protocol": "mt-sics",
        "printer_url": fitter.printer.url,
    }

    fitter.floor.write(lambda s: stations.save_bench(s, SYSTEM, **row, label_size="76x130"))

    now = fitter.look()
    assert (now["unit"], now["label_size"]) == ("kg", "76x130")
    assert now["commissioned"]["known_g"] == 1000
    fitter.floor.write(lambda s: stations.save_bench(s, SYSTEM, **row, scale_unit="g"))
    assert fitter.look()["commissioned"] is None


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"scale_url": "ftp://x", "protocol": "mt-sics"}, "station.scale_url"),
        (
            {"scale_url": "spy:///dev/null?file=/tmp/x", "protocol": "mt-sics"},
            "station.scale_url",
        ),
        ({"scale_url": "agent://B2", "protocol": "mt-sics"}, "station.agent_url"),
        ({"scale_url": "socket://h:1", "protocol": "morse"}, "station.unknown_protocol"),
        (
            {"scale_url": "socket://h:1", "protocol": "mt-sics", "unit": "st"},
            "station.scale_unit",
        ),
        (
            {"scale_url": "socket://h:1", "protocol": "mt-sics", "options": {"a": "b"}},
            "station.scale_options",
        ),
        (
            {
                "scale_url": "socket://h:1",
                "protocol": "toledo-continuous",
                "options": {"motion": "maybe"},
            },
            "station.scale_options",
        ),
    ],
    ids=["url", "spy", "agent", "protocol", "unit", "option", "value"],
)
def test_a_scale_that_can_never_work_is_refused(
    fitter: Fitter, body: dict[str, Any], code: str
) -> None:
    answer = fitter.post("scale", body | {"division_g": 1})

    assert (answer.status_code, answer.json["code"]) == (422, code)


def test_listening_names_the_only_protocol_that_fits(fitter: Fitter) -> None:
    fitter.fit("ohaus")
    fitter.look()  # the bench's own port is open and lets go

    heard = fitter.post("listen", {"scale_url": fitter.scale.url}).json

    assert heard["chosen"] == "mt-sics", heard
    assert "kg" in heard["raw_text"]


def test_listening_lists_two_formats_and_chooses_none(blind: Fitter) -> None:
    blind.lay(3000)

    heard = blind.post("listen", {"scale_url": blind.scale.url}).json

    found = {one["protocol"]: one["shown"] for one in heard["candidates"]}
    assert heard["chosen"] is None
    assert (found[TF1], found["yaohua-tf2"]) == ("3", "0.3")


def test_a_line_that_is_not_there_says_so(fitter: Fitter) -> None:
    answer = fitter.post("listen", {"scale_url": "/dev/no-such-port"})

    assert (answer.status_code, answer.json["code"]) == (409, "station.commission.no_line")


def test_a_known_weight_is_compared_and_kept_on_record(fitter: Fitter) -> None:
    fitter.fit("mt-sics")
    fitter.lay(0)
    fitter.post("empty")
    fitter.lay(995)

    told = fitter.post("test-weight", {"known_g": 1000}).json

    assert told == {"known_g": 1000, "shown_g": 995, "off_g": -5, "right": False}
    assert len(fitter.facts("stations.scale.tested")) == 1


def test_zero_and_tare_reach_a_scale_that_knows_them(fitter: Fitter) -> None:
    fitter.fit("mt-sics")
    fitter.rest(300)
    assert fitter.post("tare").status_code == 200
    until(lambda: fitter.look()["grams"] == 0)
    assert fitter.post("zero").status_code == 200
    assert len(fitter.facts("stations.scale.told")) == 2


def test_a_protocol_without_commands_says_to_use_the_scales_own_key(blind: Fitter) -> None:
    blind.fit(TF1, "kg")
    blind.look()

    answer = blind.post("zero")

    assert (answer.status_code, answer.json["code"]) == (409, "station.scale.no_command")
    assert (blind.look()["can_zero"], blind.look()["can_tare"]) == (False, False)


def test_a_test_label_is_printed_once_and_is_no_waybill(fitter: Fitter) -> None:
    key = {"Idempotency-Key": "test-print-1"}
    path = "/api/v1/station/B1/test-print"

    first = fitter.voice.post(path, headers=key)
    second = fitter.voice.post(path, headers=key)

    assert first.json["outcome"] in {"confirmed", "sent"}
    assert second.json == first.json
    assert [(job.state, len(job.pages)) for job in fitter.printer.jobs()] == [("printed", 1)]
    assert len(fitter.facts("stations.printer.tested")) == 1
    assert fitter.floor.count(PrintJob) == 0


def test_a_printer_without_paper_fails_the_test_and_says_so(fitter: Fitter) -> None:
    fitter.printer.fault("paper_out")

    told = fitter.post("test-print").json

    assert told == {"outcome": "failed", "reason": "paper_out"}


@pytest.mark.parametrize("size", labels.SIZES)
@pytest.mark.parametrize("language", ["pdf", "png", "zpl", "tspl"])
def test_the_test_label_says_test_in_every_language_of_a_printer(
    language: str, size: str
) -> None:
    made = labels.trial(language, size, "B1", "2026-11-22 08:00")

    begins = {"pdf": b"%PDF", "png": b"\x89PNG", "zpl": b"^XA", "tspl": b"SIZE"}
    assert made.startswith(begins[language])
    assert verify.decode(made) == ["WG:TEST"]


def test_a_bench_without_devices_says_which_is_missing(floor: Floor) -> None:
    floor.write(lambda s: stations.save_bench(s, SYSTEM, code="B1"))
    voice = floor.person("admin")

    told = {
        verb: voice.post(f"/api/v1/station/B1/{verb}", body).json["code"]
        for verb, body in [
            ("empty", None),
            ("test-weight", {"known_g": 100}),
            ("commission", {"known_g": 100}),
            ("test-print", None),
        ]
    }

    assert told == {
        "empty": "station.scale.none",
        "test-weight": "station.scale.none",
        "commission": "station.scale.none",
        "test-print": "station.printer.none",
    }
    assert floor.count(Bench) == 1


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_pages_open_in_both_languages(fitter: Fitter, lang: str) -> None:
    fitter.voice.client.post(
        "/language",
        data={"lang": lang, "next": "/", "csrf_token": fitter.voice.headers["X-CSRF-Token"]},
    )

    for path in ("/station", "/station/B1"):
        page = fitter.voice.get(path)
        assert page.status_code == 200
        assert ("设备" if lang == "zh" else "Devices") in page.text
        assert "station.ui." not in page.text.split('id="page-data"')[0]
    assert fitter.voice.get("/station/NOPE").status_code == 404


def test_a_packer_has_no_business_here(floor: Floor) -> None:
    packer = floor.person("packer")

    assert packer.get("/api/v1/station/ports").json["code"] == "auth.permission"
    assert floor.person("supervisor").get("/api/v1/station/ports").status_code == 200
