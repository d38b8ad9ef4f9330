"""Files, tokens, the audit trail, scales and labels from the command line."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import io
import json
import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from app.core import schema
from tests.cli.conftest import Run, left, refused
from tests.labels.samples import parcel


def test_an_import_says_each_row_and_check_changes_nothing(run: Run, site: Path) -> None:
    (site / "p.csv").write_text("sku,name,colour\nS1,杯,red\n,碗,blue\n", "utf-8")

    first = run("import", "products", "p.csv", "--check")
    ran = run("import", "products", "p.csv", "--json")

    assert first.code == 1
    assert first.out.splitlines() == [
        "Columns ignored: colour",
        "row 3 sku: This field is missing",
        "Nothing was changed. 2 rows would come to: 1 added, 0 updated, 0 unchanged, 1 refused",
    ]
    assert ran.code == 1
    assert ran.data["added"] == 1
    assert ran.data["refused"][0]["row"] == 3
    (site / "p.csv").write_text("sku,name\nS1,杯\n", "utf-8")
    assert run("import", "products", "p.csv", "--json").data["unchanged"] == 1


@pytest.mark.usefixtures("site")
def test_a_terminal_is_told_the_first_wrong_rows_and_how_many_more(
    run: Run, folder: Path
) -> None:
    rows = "\n".join(f"A-01-01-{n},far too long a zone" for n in range(80))
    (folder / "bins.csv").write_text(f"bin,zone\n{rows}\n", "utf-8")

    said = run("import", "bins", "bins.csv").out.splitlines()

    assert len(said) == 52
    assert said[0].startswith("row 2 zone: ")
    assert said[-2:] == [
        "… and 30 more: --json lists them all",
        "80 rows: 0 added, 0 updated, 0 unchanged, 80 refused",
    ]


def test_a_box_said_twice_adds_nothing(run: Run, site: Path) -> None:
    boxes = site / "boxes.csv"
    header = "code,tare_g,length_mm,width_mm,height_mm"
    boxes.write_text(f"{header}\nS,41.2345,200,150,90\n", "utf-8")

    said = [run("import", "boxes", str(boxes), "--json").data for _ in range(2)]

    assert [(one["added"], one["updated"], one["unchanged"]) for one in said] == [
        (1, 0, 0),
        (0, 0, 1),
    ]


@pytest.mark.usefixtures("site")
def test_a_pipe_hears_utf_8_whatever_the_locale(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "bins.csv").write_text("bin,zone\nA-01-01-1,A\n", "utf-8")
    monkeypatch.setenv("WAVEGATE_LANGUAGE", "zh")
    assert isinstance(sys.stdout, io.TextIOWrapper)
    sys.stdout.reconfigure(encoding="latin-1", errors="strict")

    assert run("import", "bins", "bins.csv").out.startswith("1 行：新增 1")


def test_a_dry_run_makes_no_site(run: Run, folder: Path) -> None:
    (folder / "p.csv").write_text("sku,name\nS1,杯\n", "utf-8")

    assert run("import", "products", "p.csv", "--check", "--json").data["added"] == 1
    assert left(folder) == {"p.csv"}


BAD_FILES = (
    ("p.txt", b"sku\n", "give a .csv, .xlsx"),
    ("p.csv", b"", "The file is empty"),
    ("p.csv", b"s\0k\0u\0\n", "Columns are missing"),
    ("p.csv", b"sku,name\nS1,a\0b\n", "line 2 holds a NUL character"),
    ("p.json", b"{}", 'Give a list of objects, or {"products": […]}'),
    ("p.csv", b"\xff\xfes\x00", "save it as UTF-8"),
    ("p.csv", b'sku\n"S1\n', "cannot be read"),
    ("p.csv", b"colour\nred\n", "Columns are missing: sku"),
    ("p.xlsx", b"PK no", "cannot be read"),
    ("p.json", b"[", "not good JSON"),
    ("p.json", b"[" * 100_000, "too deep"),
    ("p.json", b'[{"sku": "A", "sku": "B"}]', "stands twice"),
)


@pytest.mark.parametrize("bad", BAD_FILES)
def test_a_broken_file_is_one_sentence(
    run: Run, site: Path, bad: tuple[str, bytes, str]
) -> None:
    name, raw, sentence = bad
    (site / name).write_bytes(raw)

    refused(run("import", "products", name), sentence)


def test_a_bench_with_impossible_devices_is_refused(run: Run, site: Path) -> None:
    (site / "s.csv").write_text(
        "bench,scale_url,protocol,printer_url\n"
        "B1,ftp://x,mt-sics,\nB2,socket://h:1,nope,\nB3,socket://h:1,,\nB4,,,lpt1://x\n"
        "B5,socket://h:1,mt-sics,socket://h\n",
        "utf-8",
    )

    told = run("import", "stations", "s.csv", "--json").data

    assert told["added"] == 1
    assert [(one["row"], one["code"]) for one in told["refused"]] == [
        (2, "station.scale_url"),
        (3, "station.unknown_protocol"),
        (4, "station.unknown_protocol"),
        (5, "station.printer_url"),
    ]


def test_a_token_is_printed_once_and_kept_as_a_digest(run: Run, site: Path) -> None:
    plain = run("token", "create", "--role", "hub").out.strip()
    token = run("token", "create", "--role", "reader", "--name", "BI", "--json").data["token"]
    device = run("device", "enrol", "PDA-01", "--json").data["token"]

    assert re.fullmatch(r"wg_[\w-]{40,}", plain)
    assert device.startswith("wgd_")
    kept = b"".join(path.read_bytes() for path in (site / "var").glob("wavegate.db*"))
    assert not any(secret.encode() in kept for secret in (plain, token, device))


def test_the_audit_trail_names_the_first_bad_place(run: Run, site: Path) -> None:
    for n in range(3):
        run("device", "enrol", f"PDA-{n}")
    good = run("audit", "verify", "--json")
    with contextlib.closing(sqlite3.connect(site / "var" / "wavegate.db")) as conn, conn:
        conn.execute("DROP TRIGGER event_no_update")
        conn.execute("UPDATE event SET subject = 'PDA-9' WHERE subject = 'PDA-1'")

    bad = run("audit", "verify")

    assert good.code == 0
    assert good.data["broken_at"] is None
    assert bad.code == 1
    assert re.match(r"the chain breaks at sequence number \d+; ", bad.out)


def test_who_verifies_the_trail_seals_nothing(run: Run, site: Path) -> None:
    run("device", "enrol", "PDA-1")
    with contextlib.closing(sqlite3.connect(site / "var" / "wavegate.db")) as conn, conn:
        conn.execute("DROP TRIGGER event_seal_no_delete")
        conn.execute("DELETE FROM event_seal WHERE seq = (SELECT max(seq) FROM event_seal)")

    for _ in range(2):
        assert run("audit", "verify", "--json").data["unsealed"] == 1
    assert "; 1 are not sealed yet" in run("audit", "verify").out


def test_frames_are_decoded_line_by_line(run: Run, folder: Path) -> None:
    frames = (
        b"53205320\n53 20 53 20 20 20 20 20 20 31 2e 32 30 35 20 6b 67\nzz\n\xff\n\n49 34\n"
    )

    ran = run("scale", "decode", "--protocol", "mt-sics", "--json", stdin=frames)

    assert ran.code == 0
    told = [json.loads(line) for line in ran.out.splitlines()]
    assert len(told) == 5
    assert told[1]["weight_g"] == 1205.0
    assert (told[1]["unit"], told[1]["stable"]) == ("kg", True)
    assert told[2] == told[3] == {"reject": "not_hex"}
    assert list(told[4]) == ["reject"]
    assert left(folder) == set()


def test_a_scale_that_is_not_there_is_a_sentence(run: Run) -> None:
    ran = run(
        "scale", "read", "socket://127.0.0.1:1", "--protocol", "mt-sics", "--seconds", "0.3"
    )

    assert ran.code == 1
    assert json.loads(ran.out)["state"] == "disconnected"
    assert "nothing that reads as mt-sics came from socket://127.0.0.1:1" in ran.err


def test_a_virtual_scale_can_be_read(run: Run) -> None:
    command = [sys.executable, "-m", "app.cli", "scale", "simulate", "--protocol", "mt-sics"]
    env = os.environ | {"PYTHONPATH": str(Path(schema.SCRIPTS).parent)}
    with subprocess.Popen(
        [*command, "--grams", "1205"], stdout=subprocess.PIPE, env=env, text=True
    ) as scale:
        assert scale.stdout is not None
        url = json.loads(scale.stdout.readline())["url"]
        ran = run("scale", "read", url, "--protocol", "mt-sics", "--seconds", "1.5")
        scale.terminate()

    assert ran.code == 0
    last = json.loads(ran.out.splitlines()[-1])
    assert last == {"state": "ok", "grams": 1205, "stable": True}


@pytest.mark.parametrize(
    ("arguments", "begins"),
    [
        ((), "%PDF-"),
        (("--format", "zpl"), "^XA^PW800^LL1200"),
        (("--format", "zpl", "--bars", "graphic", "--packing", "acs"), "^XA^PW800^LL1200"),
        (("--format", "tspl", "--size", "76x130"), "SIZE 76 mm,130 mm"),
        (("--format", "zpl", "--size", "100x180", "--dpi", "300"), "^XA^PW1181^LL2125"),
    ],
)
def test_one_label_comes_out_in_each_language(
    run: Run, folder: Path, arguments: tuple[str, ...], begins: str
) -> None:
    raw = json.dumps(parcel()).encode()

    assert run("label", "render", *arguments, stdin=raw).out.startswith(begins)
    assert "PNG" in run("label", "render", "--format", "png", stdin=raw).out[:8]
    told = run("label", "render", *arguments, "--json", stdin=raw).data
    made = base64.b64decode(told["label"])
    assert made.decode("latin-1").startswith(begins)
    assert (told["bytes"], told["sha256"]) == (len(made), hashlib.sha256(made).hexdigest())
    assert told["codes"] == [parcel()["waybill"]] * 3
    assert left(folder) == set()


def test_labels_a_second_are_told_for_every_language(run: Run) -> None:
    figures = run("bench", "label", "--count", "2", "--size", "76x130", "--json").data

    assert {figure["name"].split(",")[0].split()[0] for figure in figures} == {
        "pdf", "zpl", "tspl", "png",
    }  # fmt: skip
    assert all(figure["done"] == 2 and figure["per_s"] > 0 for figure in figures)


BAD_LABELS = (
    (b"", "not JSON in UTF-8"),
    (b"[]", "Expected `object`"),
    (b'{"carrier": NaN}', "NaN is not a number"),
    (b'{"carrier": "SF"}', "missing required field"),
)


@pytest.mark.parametrize("bad", BAD_LABELS, ids=lambda bad: bad[1])
def test_a_bad_label_is_one_sentence(run: Run, bad: tuple[bytes, str]) -> None:
    refused(run("label", "render", stdin=bad[0]), bad[1])


def test_label_sheets_come_out_of_what_the_site_has(run: Run, site: Path) -> None:
    bins = site / "bins.csv"
    bins.write_text("bin,zone\nA-01-01-1,A\nB-01-01-1,B\n")
    assert run("import", "bins", str(bins)).code == 0

    assert run("label", "sheet", "bins", "--zone", "A").out.startswith("%PDF")
    assert run("label", "sheet", "badges").out.startswith("%PDF")
    assert run("label", "sheet", "codes", "--prefix", "T", "--count", "3").code == 0
    refused(run("label", "sheet", "bins", "--zone", "Q"), "Nothing to print")
    refused(run("label", "sheet", "codes", "--size", "1x1"), "size")
    refused(run("label", "sheet", "picks"), "NUMBER", code=2)
    refused(run("label", "sheet", "codes", "--count", "9999"), "2000", code=2)
