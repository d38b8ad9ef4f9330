"""Paper that was replaced or given up is evidence: nobody gets it to print, by no way."""

from __future__ import annotations

import io

from PIL import Image

from app.shipping import permits
from app.stations.models import PrintJob
from tests.packing.station import Station

RED = 150


def archive(bench: Station, parcel: str) -> list[dict]:
    return bench.packer.get(f"/api/v1/parcels/{parcel}/labels").json["labels"]


def standings(bench: Station, parcel: str) -> list[str]:
    return [one["standing"] for one in archive(bench, parcel)]


def paper(bench: Station, parcel: str) -> list[tuple[int, str | None]]:
    """What each version's PDF and picture answer, which must be the same."""
    found = []
    for one in archive(bench, parcel):
        both = [bench.packer.get(one["url"].replace("pdf", form)) for form in ("pdf", "png")]
        pdf, png = [(a.status_code, (a.json or {}).get("code")) for a in both]
        assert pdf == png
        found.append(pdf)
    return found


def crossed(bench: Station, parcel: str) -> list[bool]:
    """Which versions the evidence crosses out, in red; all of them are still there."""
    lead = bench.floor.person("supervisor")
    found = []
    for one in archive(bench, parcel):
        url = f"/api/v1/parcels/{parcel}/evidence/labels/{one['version']}.png"
        with Image.open(io.BytesIO(lead.get(url).data)) as picture:
            colours = picture.convert("RGB").getcolors(picture.width * picture.height)
            found.append(any(r > RED and g < r / 3 for _, (r, g, _b) in colours or []))
    return found


GOOD, REPLACED = (200, None), (409, "label.replaced")


def test_of_two_pre_prints_only_the_newest_is_paper(bench: Station) -> None:
    _, parcel = bench.packed("A1")
    bench.weigh(parcel, 1000)
    bench.done(parcel, "preprint")
    assert paper(bench, parcel) == [GOOD]

    bench.weigh(parcel, 1010)
    assert paper(bench, parcel) == [(409, "label.too_early")]
    assert standings(bench, parcel) == ["void"]
    bench.done(parcel, "preprint")

    assert paper(bench, parcel) == [REPLACED, GOOD]
    assert standings(bench, parcel) == ["replaced", "good"]
    assert crossed(bench, parcel) == [True, False]


def test_a_copy_takes_the_place_of_the_label_and_a_void_takes_both(bench: Station) -> None:
    _, parcel, _ = bench.confirmed("A1")
    live = archive(bench, parcel)[-1]
    bench.done(parcel, "reprint", {"reason": "torn"})

    assert paper(bench, parcel) == [GOOD, REPLACED, GOOD]
    with bench.floor.app.app_context():
        why = bench.floor.write(
            lambda s: [permits.may_print(s, parcel, int(live["id"])),
                       permits.may_print(s, parcel, 99)]
        )  # fmt: skip
    assert why == ["label.replaced", "unknown"]

    lead = bench.floor.person("supervisor")
    assert bench.step(parcel, "void", {"reason": "x"}, by=lead).status_code == 200
    assert standings(bench, parcel) == ["void"] * 3
    assert paper(bench, parcel) == [(409, "label.too_early")] * 3
    bench.done(parcel, "preprint")
    new = bench.done(parcel, "confirm")["waybill"]
    assert standings(bench, parcel) == ["replaced", "void", "void", "good", "good"]
    assert crossed(bench, parcel) == [True, True, True, False, False]
    shown = paper(bench, parcel)
    assert shown == [REPLACED, (409, "label.closed"), (409, "label.closed"), GOOD, GOOD]

    bench.print_all()
    assert bench.floor.count(PrintJob, PrintJob.state == "confirmed") == 1
    assert len(bench.printer.jobs()) == 1
    assert archive(bench, parcel)[-1]["waybill"] == new
    page = lead.get(f"/parcels/{parcel}/evidence").text
    assert page.count("<strong>void</strong>") == 2
    assert "<strong>replaced</strong>" in page
