"""A label is sent once, and what is said about it afterwards is true."""

import hashlib
import io
import json
import socket
import subprocess
import sys
import threading
import urllib.request

import pytest
from PIL import Image
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from devices.printers import send, status
from devices.printers.machine import TROUBLES
from devices.printers.virtual import VirtualPrinter
from devices.printers.zpl_status import errors_answer, queue_answer
from tests.devices.conftest import until


def label(text="SF1234567890", pages=1, *, filler=0):
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(100 * mm, 150 * mm), pageCompression=0)
    for number in range(pages):
        canvas.drawString(20 * mm, 100 * mm, f"{text} {number}")
        canvas.rect(10 * mm, 10 * mm, 30 * mm, 30 * mm, fill=1)
        canvas._code += ["% " + "x" * 200] * filler  # weighs much and is quickly drawn
        canvas.showPage()
    canvas.save()
    return out.getvalue()


LABEL = label()


def told(result):
    return (result.outcome, result.reason)


def test_a_label_is_printed_kept_and_confirmed(printer):
    assert status(printer.url).state == "ready"
    assert told(send(printer.url, LABEL)) == ("confirmed", None)

    (job,) = printer.jobs()
    assert (job.state, job.bytes, job.pages) == ("printed", len(LABEL), [1])
    assert job.sha256 == hashlib.sha256(LABEL).hexdigest()
    page = Image.open(io.BytesIO(printer.tray.page(1)))
    assert page.size == (800, 1200)
    assert page.getpixel((200, 1000)) == 0
    assert page.getpixel((700, 100)) == 255


def test_pages_are_counted_through_and_a_restart_goes_on(printer, tmp_path, closing):
    send(printer.url, label(pages=2))
    again = VirtualPrinter(tmp_path / "tray")
    closing.callback(again.close)
    send(again.url, LABEL)

    assert [(job.job, job.pages) for job in again.jobs()] == [(1, [1, 2]), (2, [3])]


@pytest.mark.parametrize("kind", TROUBLES)
def test_an_error_before_the_label_fails_and_nothing_is_sent(printer, kind):
    printer.fault(kind)

    assert told(send(printer.url, LABEL, 3.0)) == ("failed", kind)
    assert printer.jobs() == []
    assert status(printer.url).state == kind

    printer.fault("none")
    assert told(send(printer.url, LABEL)) == ("confirmed", None)


@pytest.mark.parametrize("kind", ["paper_out", "head_open", "ribbon_out", "too_hot"])
@pytest.mark.parametrize("at_byte", [1, 700, len(LABEL)])
def test_an_error_in_the_middle_is_unknown_and_prints_no_page(printer, kind, at_byte):
    printer.fault(kind, at_byte=at_byte)

    assert told(send(printer.url, LABEL, 3.0)) == ("unknown", kind)
    assert [job.state for job in printer.jobs()] == ["interrupted"]
    assert printer.tray.page(1) is None


@pytest.mark.parametrize("at_byte", [1, 500, len(LABEL) - 1])
def test_a_cable_cut_after_bytes_left_is_unknown(printer, at_byte):
    printer.fault("cut", at_byte=at_byte)

    assert told(send(printer.url, LABEL, 3.0)) == ("unknown", "cut")
    assert [job.state for job in printer.jobs()] == ["interrupted"]
    assert told(send(printer.url, LABEL, 3.0)) == ("confirmed", None)


def test_a_printer_that_is_off_refuses(printer):
    printer.fault("offline")
    assert told(send(printer.url, LABEL, 3.0)) == ("failed", "refused")
    assert status(printer.url).state == "refused"

    printer.fault("none")
    assert told(send(printer.url, LABEL)) == ("confirmed", None)


def test_silence_before_the_label_is_no_readiness(printer):
    printer.fault("stall")
    assert told(send(printer.url, LABEL, 3.0)) == ("failed", "silent")
    assert status(printer.url, 0.3).state == "unknown"
    assert printer.jobs() == []


def test_a_printer_that_takes_bytes_and_never_reads_is_unknown(printer):
    printer.fault("stall")
    much = b"%PDF-1.4\n" + b"x" * 20_000_000

    result = send(printer.url + "?status=none", much, 1.0)

    assert told(result) == ("unknown", "stalled")
    assert 0 < result.bytes_sent < len(much)


def test_silence_after_the_label_is_unknown(printer):
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer_once():
            peer, _ = listener.accept()
            with peer:
                peer.recv(64)
                peer.sendall(errors_answer("") + queue_answer(""))
                while peer.recv(65_536):
                    pass

        thread = threading.Thread(target=answer_once)
        thread.start()
        result = send(f"socket://127.0.0.1:{listener.getsockname()[1]}", LABEL, 1.0)
        thread.join()

    assert told(result) == ("unknown", "no_answer")
    assert result.bytes_sent == len(LABEL)


def test_without_a_back_channel_sent_is_not_confirmed(printer):
    printer.fault("mute")

    result = send(printer.url + "?status=none", LABEL, 3.0)

    assert told(result) == ("sent", None)
    until(lambda: [job.state for job in printer.jobs()] == ["printed"])
    assert status(printer.url + "?status=none").state == "unknown"


def test_a_lying_printer_says_yes_and_prints_nothing(printer):
    printer.fault("lie")

    assert told(send(printer.url, LABEL)) == ("confirmed", None)
    assert [(job.state, job.pages) for job in printer.jobs()] == [("lied", [])]


def test_a_pdf_that_is_none_is_logged_and_the_next_one_prints(printer):
    send(printer.url, b"%PDF-1.4\nnothing of the kind\n%%EOF\n")
    send(printer.url, LABEL)

    assert [job.state for job in printer.jobs()] == ["unprintable", "printed"]


def test_end_marks_and_questions_inside_a_pdf_do_not_end_it(printer):
    tricky = LABEL.replace(b"%%EOF", b"%%EOF\n% ~HS ~HQES\n%%EOF")
    noise = b"\x00hello\r\n"

    assert told(send(printer.url, noise + tricky, 3.0)) == ("confirmed", None)
    (job,) = printer.jobs()
    assert (job.state, job.sha256) == ("printed", hashlib.sha256(tricky).hexdigest())


def test_a_big_label_crosses_in_many_pieces(printer):
    big = label(filler=4000)
    assert len(big) > 500_000

    assert told(send(printer.url, big, timeout_s=60)) == ("confirmed", None)
    assert printer.jobs()[0].bytes == len(big)


def test_a_folder_takes_whole_files_only(tmp_path):
    url = (tmp_path / "out").as_uri()

    results = [send(url, data) for data in (LABEL, LABEL, b"^XA^XZ")]

    assert {told(one) for one in results} == {("confirmed", None)}
    files = sorted((tmp_path / "out").iterdir())
    assert sorted(file.suffix for file in files) == [".pdf", ".pdf", ".zpl"]
    assert files[0].name[0] != "."
    assert status(url).state == "ready"


def test_a_folder_that_cannot_be_made_fails(tmp_path):
    (tmp_path / "file").write_bytes(b"")

    assert told(send((tmp_path / "file" / "x").as_uri(), LABEL)) == ("failed", "offline")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "file:",
        "lpt1",
        "socket://",
        "socket://h:99999",
        "ftp://x/",
        "tcp://",
        "tcp://h/x",
        "tcp://h?status=yes",
        "tcp://h?baud=9600",
        "serial://",
        "serial:///dev/x?baud=42",
        "serial://host/dev/x",
        "ipp:///ipp/print",
        "ipp://h/x?status=zpl",
        "file:///",
        "file:///x?status=none",
        "file://host/x",
        "tcp://h?status",
        "tcp://[h",
    ],
)
def test_an_address_that_is_none_fails(url):
    assert told(send(url, LABEL, 1.0)) == ("failed", "bad_url")


@pytest.mark.parametrize("language", ["zpl", "ipp"])
def test_a_printer_of_another_process_is_driven_over_http(tmp_path, language):
    command = [sys.executable, "-m", "devices.printers.virtual", "--folder", str(tmp_path)]
    command += ["--language", language]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            urls = json.loads(process.stdout.readline())
            assert told(send(urls["url"], LABEL)) == ("confirmed", None)
            jobs = json.loads(_fetch(urls["control"] + "/jobs"))
            assert [job["pages"] for job in jobs] == [[1]]
            assert _fetch(urls["control"] + "/page/1.png").startswith(b"\x89PNG")
            body = json.dumps({"kind": "paper_out"}).encode()
            state = json.loads(_fetch(urls["control"] + "/fault", body))
            assert state["trouble"] == "paper_out"
            assert told(send(urls["url"], LABEL)) == ("failed", "paper_out")
        finally:
            process.terminate()


def _fetch(url, body=None):
    with urllib.request.urlopen(url, body, timeout=5) as answer:
        return answer.read()


@pytest.mark.parametrize(
    ("kind", "at_byte", "sentence"),
    [
        ("fire", None, "no fault"),
        ("", None, "no fault"),
        ("offline", 3, "takes no at_byte"),
        ("cut", -1, "whole number"),
        ("cut", "x", "whole number"),
    ],
)
def test_the_printer_refuses_a_fault_it_does_not_know(printer, kind, at_byte, sentence):
    with pytest.raises(ValueError, match=sentence):
        printer.fault(kind, at_byte)
    assert told(send(printer.url, LABEL)) == ("confirmed", None)
