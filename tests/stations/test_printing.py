"""The print loop with virtual printers: in order, never twice, never in a wrong state."""

from __future__ import annotations

import hashlib
import io
import threading
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from reportlab.pdfgen.canvas import Canvas

from app.core import clock
from app.core.events import SYSTEM
from app.core.vault import Vault
from app.stations import jobs, printing
from app.stations import service as stations
from app.stations.models import FloorException, PrintJob
from devices.printers.virtual import VirtualPrinter
from tests.floor import Floor
from tests.packing.station import Station, until


def page(text: str) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(72, 72), invariant=True)
    canvas.drawString(10, 30, text)
    canvas.save()
    return out.getvalue()


class Loop:
    """The print loop of one site, with labels that need no parcel."""

    def __init__(self, floor: Floor, folder: Path) -> None:
        self.floor = floor
        self.folder = folder
        self.forbidden: set[str] = set()
        self.came_out: list[str] = []
        self.printing = printing.Printing(
            permit=lambda _s, parcel_no, _label: "no" if parcel_no in self.forbidden else None,
            came_out=lambda _s, _a, parcel_no: self.came_out.append(parcel_no),
            vault=Vault(folder, [b"key"]),
        )

    def bench(self, code: str, url: str | None) -> int:
        self.floor.write(lambda s: stations.save_bench(s, SYSTEM, code=code, printer_url=url))
        found = self.floor.write(lambda s: stations.bench_by_code(s, SYSTEM, code))
        return int(found.id)

    def queue(self, bench_id: int, name: str, *, damaged: bool = False) -> int:
        text = page(name)
        (self.folder / f"{name}.pdf").write_bytes(text + (b"x" if damaged else b""))
        return int(
            self.floor.write(
                lambda s: stations.queue_print(
                    s,
                    SYSTEM,
                    bench_id=bench_id,
                    parcel_no=name,
                    label_id=1,
                    document=f"{name}.pdf",
                    sha256=hashlib.sha256(text).hexdigest(),
                )
            )
        )

    def run(self) -> None:
        with self.floor.app.app_context():
            threads = printing.begin(self.floor.app, self.printing)
        for thread in threads:
            thread.join(20)

    def states(self) -> dict[str, tuple[str, str | None]]:
        rows = self.floor.read(
            sa.select(PrintJob.parcel_no, PrintJob.state, PrintJob.reason).order_by(PrintJob.id)
        )
        return {name: (state, reason) for name, state, reason in rows}

    def troubles(self) -> list[tuple[str, str]]:
        rows = self.floor.read(
            sa.select(FloorException.kind, FloorException.subject)
            .where(FloorException.ended_at.is_(None))
            .order_by(FloorException.id)
        )
        return [tuple(row) for row in rows]

    def let_time_pass(self, seconds: float) -> None:
        ago = clock.now() - timedelta(seconds=seconds)
        done = sa.case((PrintJob.done_at.is_(None), None), else_=ago)
        self.floor.write(
            lambda s: s.execute(
                sa.update(PrintJob)
                .where(PrintJob.sent_at.is_not(None))
                .values(sent_at=ago, done_at=done)
            )
        )


@pytest.fixture
def loop(floor, tmp_path):
    return Loop(floor, tmp_path)


@pytest.fixture
def printer(tmp_path):
    made = VirtualPrinter(tmp_path / "tray")
    yield made
    made.close()


def test_the_labels_of_a_printer_leave_in_order_each_once(loop, printer):
    bench = loop.bench("B1", printer.url)
    for name in ("P1", "P2", "P3"):
        loop.queue(bench, name)

    loop.run()
    loop.run()

    assert loop.came_out == ["P1", "P2", "P3"]
    assert [state for state, _ in loop.states().values()] == ["confirmed"] * 3
    assert len(printer.jobs()) == 3


def test_a_label_whose_parcel_may_not_print_never_leaves(loop, printer):
    bench = loop.bench("B1", printer.url)
    loop.forbidden.add("P1")
    for name in ("P1", "P2"):
        loop.queue(bench, name)

    loop.run()

    assert loop.states() == {"P1": ("void", "no"), "P2": ("confirmed", None)}
    assert len(printer.jobs()) == 1


def test_a_dead_printer_keeps_only_its_own_labels_waiting(loop, printer, tmp_path):
    dead = VirtualPrinter(tmp_path / "dead")
    dead.fault("offline")
    lame, well = loop.bench("B1", dead.url), loop.bench("B2", printer.url)
    for name in ("P1", "P2"):
        loop.queue(lame, name)
    loop.queue(well, "P3")

    loop.run()

    assert loop.states() == {
        "P1": ("failed", "refused"),
        "P2": ("queued", None),
        "P3": ("confirmed", None),
    }
    assert loop.troubles() == [("print_failed", "P1")]
    dead.close()


def test_without_paper_nothing_is_lost_and_with_paper_all_come_out_in_order(loop, printer):
    bench = loop.bench("B1", printer.url)
    printer.fault("paper_out")
    for name in ("P1", "P2"):
        loop.queue(bench, name)
    loop.run()
    assert loop.states()["P1"] == ("failed", "paper_out")

    printer.fault("none")
    loop.run()  # too soon after the failure
    assert loop.came_out == []
    loop.let_time_pass(printing.RETRY_S + 1)
    loop.run()

    assert loop.came_out == ["P1", "P2"]
    assert loop.troubles() == []


def test_a_label_that_may_have_come_out_is_never_sent_again_by_itself(loop, printer):
    bench = loop.bench("B1", printer.url)
    printer.fault("cut", at_byte=40)
    loop.queue(bench, "P1")
    loop.run()
    printer.fault("none")
    loop.let_time_pass(3600)

    loop.run()

    assert loop.states()["P1"][0] == "unknown"
    assert loop.troubles() == [("print_unknown", "P1")]
    assert loop.came_out == []


def test_a_claim_lost_in_a_crash_is_unknown_not_printed_again(loop, printer):
    bench = loop.bench("B1", printer.url)
    loop.queue(bench, "P1")
    loop.queue(bench, "P2")
    found, claimed = loop.floor.write(
        lambda s: printing.claim(s, printer.url, loop.printing.permit)
    )
    assert found
    assert claimed is not None
    loop.run()
    assert loop.came_out == []  # somebody is at the printer, as far as one can know
    loop.let_time_pass(61)

    with loop.floor.app.app_context():
        assert jobs.lose_forgotten_prints() == 1
    loop.run()

    assert loop.states() == {"P1": ("unknown", "crashed"), "P2": ("confirmed", None)}


def test_a_document_that_was_changed_on_the_disk_does_not_leave(loop, printer):
    bench = loop.bench("B1", printer.url)
    loop.queue(bench, "P1", damaged=True)

    loop.run()

    assert loop.states()["P1"] == ("failed", "document_missing")
    assert printer.jobs() == []


def test_a_bench_without_a_printer_says_so_at_once(loop):
    loop.queue(loop.bench("B1", None), "P1")

    loop.run()

    assert loop.states()["P1"][0] == "queued"
    assert loop.troubles() == [("print_failed", "P1")]


def use_spare(loop, code, other):
    packer = loop.floor.person("packer")
    return packer.post(f"/api/v1/benches/{code}/spare", {"bench": other})


def test_what_waits_at_a_dead_printer_comes_out_in_order_at_a_spare_one(
    loop, printer, tmp_path
):
    dead = VirtualPrinter(tmp_path / "dead")
    dead.fault("offline")
    lame = loop.bench("B1", dead.url)
    loop.bench("B2", printer.url)
    for name in ("P1", "P2"):
        loop.queue(lame, name)
    loop.run()
    assert loop.troubles() == [("print_failed", "P1")]

    told = use_spare(loop, "B1", "B2").json
    loop.queue(lame, "P3")
    loop.let_time_pass(printing.RETRY_S + 1)
    loop.run()

    assert told == {"bench": "B1", "spare": "B2", "moved": 2}
    assert loop.came_out == ["P1", "P2", "P3"]
    assert loop.troubles() == []
    dead.close()


def test_a_label_that_may_be_on_paper_does_not_go_to_the_spare_printer(loop, printer, tmp_path):
    lame = VirtualPrinter(tmp_path / "lame")
    bench = loop.bench("B1", lame.url)
    loop.bench("B2", printer.url)
    lame.fault("cut", at_byte=40)
    loop.queue(bench, "P1")
    loop.run()

    assert use_spare(loop, "B1", "B2").json["moved"] == 0
    loop.let_time_pass(3600)
    loop.run()

    assert loop.states()["P1"] == ("unknown", "cut")
    assert printer.jobs() == []
    lame.close()


def test_a_bench_goes_back_to_its_own_printer(loop, printer, tmp_path):
    own = VirtualPrinter(tmp_path / "own")
    bench = loop.bench("B1", own.url)
    loop.bench("B2", printer.url)
    use_spare(loop, "B1", "B2")
    loop.queue(bench, "P1")

    told = use_spare(loop, "B1", None).json
    loop.queue(bench, "P2")
    loop.run()

    assert told == {"bench": "B1", "spare": None, "moved": 0}
    assert (len(printer.jobs()), len(own.jobs())) == (1, 1)
    own.close()


def test_the_bench_shows_the_printer_its_labels_come_out_at(loop, printer):
    loop.bench("B1", None)
    loop.bench("B2", printer.url)
    packer = loop.floor.person("packer")
    own = {"state": "none", "spare": None, "stand_ins": ["B2"]}
    assert packer.get("/api/v1/benches/B1/printer").json == own

    use_spare(loop, "B1", "B2")

    printer.fault("paper_out")
    spare = {"state": "paper_out", "spare": "B2", "stand_ins": ["B2"]}
    assert packer.get("/api/v1/benches/B1/printer").json == spare
    shown = packer.get("/api/v1/benches").json["benches"]
    assert [(one["bench"], one["spare"]) for one in shown] == [("B1", "B2"), ("B2", None)]


def test_a_printer_that_cannot_print_these_labels_is_no_spare(loop, printer):
    loop.bench("B1", "tcp://127.0.0.1:9")
    loop.bench("B2", printer.url)
    loop.bench("B3", None)
    loop.bench("B4", "tcp://127.0.0.1:9")
    loop.floor.write(
        lambda s: stations.save_bench(
            s, SYSTEM, code="B5", printer_url=printer.url, language="tspl"
        )
    )
    assert use_spare(loop, "B4", "B2").status_code == 200

    shown = loop.floor.person("packer").get("/api/v1/benches/B1/printer").json
    assert shown["stand_ins"] == ["B2"]
    answers = [use_spare(loop, "B1", other) for other in ("B1", "B3", "B4", "B5", "B9")]

    assert [(one.status_code, one.json["code"]) for one in answers] == [
        *[(409, "station.spare_unfit")] * 4,
        (404, "station.unknown_bench"),
    ]


def test_two_loops_at_one_printer_send_each_label_once(loop, printer):
    bench = loop.bench("B1", printer.url)
    for n in range(6):
        loop.queue(bench, f"P{n}")

    def drain():
        with loop.floor.app.app_context():
            while printing.send_next(loop.printing, printer.url):
                pass

    threads = [threading.Thread(target=drain) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    loop.run()

    assert sorted(loop.came_out) == [f"P{n}" for n in range(6)]
    assert len(printer.jobs()) == 6


def test_the_bench_shows_what_its_scale_shows(bench: Station):
    path = "/api/v1/benches/B1/scale"
    until(lambda: bench.packer.get(path).json["state"] == "ok")
    bench.scale.place(750)

    until(lambda: bench.packer.get(path).json["grams"] == 750)

    assert bench.packer.get("/api/v1/benches/B2/scale").json["state"] == "none"
    assert [b["bench"] for b in bench.packer.get("/api/v1/benches").json["benches"]] == [
        "B1",
        "B2",
    ]


@pytest.mark.parametrize("fault", ["paper_out", "head_open"])
def test_the_bench_shows_how_its_printer_is(bench: Station, fault):
    ask = "/api/v1/benches/B1/printer"
    assert bench.packer.get(ask).json["state"] == "ready"
    bench.printer.fault(fault)
    assert bench.packer.get(ask).json["state"] == fault
    assert bench.packer.get("/api/v1/benches/B2/printer").json["state"] == "none"
    assert bench.packer.get("/api/v1/benches/B9/printer").status_code == 404
