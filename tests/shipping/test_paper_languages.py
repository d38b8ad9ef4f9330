"""A bench's printer gets its own language; the archive and the screen keep the PDF."""

from __future__ import annotations

import hashlib

import pytest
import sqlalchemy as sa

from app.core.events import SYSTEM
from app.core.vault import vault
from app.shipping import labelling
from app.shipping.models import Label
from app.shipping.rules import PRINTING_RULE
from app.stations.models import Bench, PrintJob
from app.stations.site import set_site_rule
from devices.printers.virtual import VirtualPrinter
from labels import verify


def speaks(bench, language, size="100x150", **more):
    values = {"language": language, "label_size": size} | more
    change = sa.update(Bench).where(Bench.code == "B1").values(**values)
    bench.floor.write(lambda s: s.execute(change) and None)


def files(bench):
    folder = bench.floor.app.extensions["settings"].data_dir
    return {path.suffix: path for path in folder.rglob("labels/**/*.*")}


def queued(bench):
    """The bytes that the printer gets."""
    ((path, digest),) = bench.floor.read(sa.select(PrintJob.document, PrintJob.sha256))
    document = vault(bench.floor.app.extensions["settings"]).read(path)
    assert hashlib.sha256(document).hexdigest() == digest
    return document


@pytest.mark.parametrize(
    ("language", "begins"), [("zpl", b"^XA"), ("tspl", b"SIZE 76 mm"), ("png", b"\x89PNG")]
)
def test_a_printer_gets_its_language_and_the_archive_the_pdf(bench, language, begins):
    speaks(bench, language, "76x130")

    _, parcel, waybill = bench.confirmed("A1")

    document = queued(bench)
    assert document.startswith(begins)
    assert verify.decode(document) == [waybill] * 3
    url = bench.floor.person("supervisor").get(f"/api/v1/parcels/{parcel}/labels").json
    pdf = bench.packer.get(url["labels"][-1]["url"])
    assert pdf.data.startswith(b"%PDF")
    assert verify.decode(pdf.data) == [waybill] * 3


@pytest.mark.parametrize("language", ["zpl", "tspl"])
def test_a_virtual_printer_puts_the_label_on_paper(bench, language, tmp_path):
    printer = VirtualPrinter(tmp_path / language, language=language)
    speaks(bench, language, printer_url=printer.url)

    try:
        _, _, waybill = bench.confirmed("A1")
        bench.print_all()
    finally:
        printer.close()

    (job,) = printer.jobs()
    assert job.state == "printed"
    picture = tmp_path / language / f"page-{job.pages[0]:05d}.png"
    assert verify.decode(picture.read_bytes()) == [waybill] * 3


def test_a_preprint_is_archived_as_pdf_alone(bench):
    speaks(bench, "zpl")
    _, parcel = bench.packed("A1")
    bench.weigh(parcel, 1000)

    bench.done(parcel, "preprint")

    assert set(files(bench)) == {".pdf"}


def test_a_reprint_comes_out_in_the_printers_language(bench):
    _, parcel, waybill = bench.confirmed("A1")
    bench.print_all()
    speaks(bench, "tspl")

    bench.done(parcel, "reprint", {"reason": "torn"})

    last = sa.select(PrintJob.document).order_by(PrintJob.id.desc()).limit(1)
    document = vault(bench.floor.app.extensions["settings"]).read(bench.floor.read(last)[0][0])
    assert document.startswith(b"SIZE ")
    assert verify.decode(document) == [waybill] * 3


def test_a_site_whose_printers_lack_z64_gets_acs_and_its_own_resolution(bench):
    rule = {"packing": "acs", "bars": "graphic", "dpi": 300}
    lead = bench.floor.person("supervisor")
    before = lead.get("/api/v1/label-printing").json
    assert lead.post("/api/v1/label-printing", rule).json == rule
    assert lead.get("/api/v1/label-printing").json == rule
    assert before == {"packing": "z64", "bars": "native", "dpi": 203}
    speaks(bench, "zpl")

    _, _, waybill = bench.confirmed("A1")

    document = queued(bench)
    assert b":Z64:" not in document
    assert b"^BC" not in document
    assert document.startswith(b"^XA^PW1181")
    assert verify.decode(document) == [waybill] * 3


def test_only_who_fits_stations_changes_how_labels_print_and_only_to_what_is_known(bench):
    rule = {"packing": "acs", "bars": "graphic", "dpi": 203}
    lead = bench.floor.person("supervisor")

    refused = bench.packer.post("/api/v1/label-printing", rule)
    unknown = lead.post("/api/v1/label-printing", rule | {"dpi": 600})

    assert (refused.status_code, refused.json["code"]) == (403, "auth.permission")
    assert unknown.status_code == 422
    assert lead.get("/api/v1/label-printing").json["packing"] == "z64"


def test_a_rule_that_no_renderer_knows_is_refused_before_a_number_is_used(bench):
    bench.floor.write(lambda s: set_site_rule(s, SYSTEM, PRINTING_RULE, {"packing": "zip"}))
    speaks(bench, "zpl")
    _, parcel = bench.packed("A1")
    bench.weigh(parcel, 1000)
    bench.done(parcel, "preprint")

    answer = bench.step(parcel, "confirm")

    assert (answer.status_code, answer.json["code"]) == (409, "label.invalid")
    assert bench.floor.count(PrintJob) == 0


def test_without_its_row_neither_file_stays(bench, monkeypatch):
    speaks(bench, "zpl")
    _, parcel = bench.packed("A1")
    bench.weigh(parcel, 1000)
    bench.done(parcel, "preprint")
    before = set(files(bench).values())

    def broken(*_, **__):
        raise RuntimeError("the store went away")

    monkeypatch.setattr(labelling, "queue", broken)
    answer = bench.step(parcel, "confirm")

    assert answer.status_code == 500
    assert bench.floor.count(Label, Label.kind == "live") == 0
    assert set(files(bench).values()) == before
