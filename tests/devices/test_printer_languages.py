"""Printers of every language, over TCP and over a serial line, well and unwell."""

import base64
import binascii
import contextlib
import io
import os
import select
import socket
import threading
import time
import tty
import zlib

import pytest
from PIL import Image

from devices.printers import send, status
from devices.printers.pages import UnprintableError, draw
from devices.printers.virtual import VirtualPrinter
from tests.devices.conftest import until
from tests.devices.test_printers import LABEL, told

ROW, HIGH = 10, 40
BLACK = b"\xff" * ROW * HIGH
Z64 = base64.b64encode(zlib.compress(BLACK))
ZPL = (
    b"^XA^CI28^PW800^LL1200^FO16,24^GFA,%d,%d,%d," % (len(BLACK), len(BLACK), ROW)
    + b":Z64:%s:%04X" % (Z64, binascii.crc_hqx(Z64, 0))
    + b"^FS^FO100,500^BY3^BCN,100,Y,N,N,A^FDSF1234567890^FS^PQ1,0,1,N^XZ"
)
TSPL = (
    b"SIZE 100 mm,150 mm\r\nGAP 2 mm,0\r\nCLS\r\nBITMAP 16,24,%d,%d,0," % (ROW, HIGH)
    + (b"\x00" * ROW * HIGH).replace(b"\x00" * 9, b"\nPRINT 1\n", 1)
    + b'\r\nBARCODE 100,500,"128",100,1,0,3,6,"SF1234567890"\r\nPRINT 1,1\r\n'
)
SLIP = (
    b"\x1b@\x1b\x61\x01wave 7\n\x1dv0\x00%c\x00%c\x00" % (ROW, HIGH)
    + BLACK.replace(b"\xff" * 3, b"\x1dV\x00", 1)
    + b"\n\x1dVA\x10"
)
LABELS = {"zpl": ZPL, "tspl": TSPL, "escpos": SLIP}
PROOF = {"zpl": "confirmed", "tspl": "confirmed", "escpos": "sent"}
KNOWN_TROUBLES = [
    ("zpl", "paused"),
    ("zpl", "too_hot"),
    ("tspl", "paper_out"),
    ("tspl", "head_open"),
    ("tspl", "ribbon_out"),
    ("tspl", "paused"),
    ("tspl", "too_hot"),
    ("escpos", "paper_out"),
    ("escpos", "head_open"),
    ("escpos", "too_hot"),
]


@pytest.fixture
def switch_on(closing, tmp_path):
    def switched_on(language):
        made = VirtualPrinter(tmp_path / language, language=language)
        closing.callback(made.close)
        return made

    return switched_on


@pytest.fixture
def serial_line(closing):
    """Return the URL of a serial line with a printer at its other end."""

    def laid(printer, options="baud=115200"):
        bridge = Bridge(printer)
        closing.callback(bridge.unplug)
        return f"serial://{bridge.name}?{options}"

    return laid


class Bridge:
    """A pair of pty ends, one of them wired to a virtual printer's socket."""

    def __init__(self, printer):
        self._near, self._far = os.openpty()
        tty.setraw(self._far)
        self.name = os.ttyname(self._far)
        host, port = printer.url.removeprefix("socket://").split(":")
        self._peer = socket.create_connection((host, int(port)))
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self):
        with contextlib.suppress(OSError):
            while True:
                ready, _, _ = select.select([self._near, self._peer], [], [])
                if self._near in ready:
                    self._peer.sendall(os.read(self._near, 1024))
                if self._peer in ready:
                    answer = self._peer.recv(1024)
                    if not answer:
                        break
                    os.write(self._near, answer)
        for end in (self._near, self._far):
            with contextlib.suppress(OSError):
                os.close(end)

    def unplug(self):
        with contextlib.suppress(OSError):
            self._peer.shutdown(socket.SHUT_RDWR)
        self._thread.join(5)
        self._peer.close()


@pytest.mark.parametrize("language", LABELS)
def test_a_label_comes_out_and_is_proved_as_far_as_the_language_can(switch_on, language):
    printer = switch_on(language)
    assert status(printer.url, language=language).state == "ready"

    assert told(send(printer.url, LABELS[language], language=language)) == (
        PROOF[language],
        None,
    )

    (job,) = printer.jobs()
    assert (job.state, job.bytes, job.pages) == ("printed", len(LABELS[language]), [1])
    assert printer.tray.page(1).startswith(b"\x89PNG")


@pytest.mark.parametrize("language", LABELS)
def test_a_label_comes_out_at_the_end_of_a_serial_line(switch_on, serial_line, language):
    printer = switch_on(language)
    url = serial_line(printer)

    assert status(url, language=language).state == "ready"
    assert told(send(url, LABELS[language], language=language)) == (PROOF[language], None)
    assert [job.state for job in printer.jobs()] == ["printed"]


@pytest.mark.parametrize(("language", "trouble"), KNOWN_TROUBLES)
def test_a_trouble_is_named_and_keeps_the_label_back(switch_on, language, trouble):
    printer = switch_on(language)
    printer.fault(trouble)

    assert status(printer.url, language=language).state == trouble
    assert told(send(printer.url, LABELS[language], language=language)) == ("failed", trouble)
    assert printer.jobs() == []


@pytest.mark.parametrize("language", LABELS)
@pytest.mark.parametrize("how", ["tcp", "serial"])
def test_without_paper_in_the_middle_it_is_unknown(switch_on, serial_line, language, how):
    printer = switch_on(language)
    url = printer.url if how == "tcp" else serial_line(printer)
    printer.fault("paper_out", at_byte=30)

    assert told(send(url, LABELS[language], language=language)) == ("unknown", "paper_out")
    assert [job.state for job in printer.jobs()] == ["interrupted"]


@pytest.mark.parametrize("language", LABELS)
def test_silence_is_never_readiness(switch_on, language):
    printer = switch_on(language)
    printer.fault("mute")
    assert status(printer.url, 0.3, language=language).state == "unknown"
    assert told(send(printer.url, LABELS[language], language=language)) == ("failed", "silent")
    assert printer.jobs() == []

    printer.fault("mute", at_byte=10)
    assert told(send(printer.url, LABELS[language], language=language)) == (
        "unknown",
        "no_answer",
    )
    assert [job.state for job in printer.jobs()] == ["printed"]


def test_an_unplugged_serial_line_is_unknown_once_bytes_have_left(switch_on, serial_line):
    printer = switch_on("zpl")
    url = serial_line(printer)
    printer.fault("cut", at_byte=100)

    assert told(send(url, ZPL, language="zpl")) == ("unknown", "cut")
    assert told(send(url, ZPL, language="zpl")) == ("failed", "offline")
    assert [job.state for job in printer.jobs()] == ["interrupted"]


def test_a_serial_line_on_which_nobody_reads_is_unknown(closing):
    near, far = os.openpty()
    closing.callback(os.close, near)
    closing.callback(os.close, far)
    tty.setraw(far)
    begun = time.monotonic()

    result = send(f"serial://{os.ttyname(far)}?baud=230400&status=none", LABEL * 50, 1.0)

    assert told(result) == ("unknown", "stalled")
    assert time.monotonic() - begun < 10


def test_a_label_too_long_for_its_line_is_not_begun(switch_on, serial_line):
    printer = switch_on("zpl")

    assert told(send(serial_line(printer, "baud=2400"), LABEL * 10)) == ("failed", "too_slow")
    assert printer.jobs() == []


def test_a_serial_port_that_is_not_there_or_taken_fails(switch_on, serial_line, closing):
    import serial

    url = serial_line(switch_on("zpl"))
    taken = serial.Serial(url.removeprefix("serial://").split("?")[0], exclusive=True)
    closing.callback(taken.close)

    assert told(send("serial:///dev/no-such-port", LABEL)) == ("failed", "offline")
    assert status("serial:///dev/no-such-port").state == "offline"
    assert told(send(url, LABEL)) == ("failed", "offline")


def test_the_label_counter_catches_a_printer_that_lies(switch_on):
    printer = switch_on("zpl")
    counting = printer.url + "?counter=on"
    assert told(send(counting, ZPL)) == ("confirmed", None)

    printer.fault("lie")
    assert told(send(printer.url, ZPL)) == ("confirmed", None)
    assert told(send(counting, ZPL)) == ("unknown", "not_counted")

    assert [job.state for job in printer.jobs()] == ["printed", "lied", "lied"]


def test_a_tspl_printer_that_never_moves_paper_confirms_nothing(switch_on):
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def always_well():
            peer, _ = listener.accept()
            with peer:
                while came := peer.recv(65_536):
                    peer.sendall(b"\x00" * came.count(b"\x1b!?"))

        thread = threading.Thread(target=always_well)
        thread.start()
        result = send(f"tcp://127.0.0.1:{listener.getsockname()[1]}", TSPL, language="tspl")
        thread.join()

    assert told(result) == ("sent", None)


def test_the_address_says_how_a_printer_is_asked_when_its_labels_do_not(switch_on):
    printer = switch_on("tspl")

    assert status(printer.url + "?status=tspl").state == "ready"
    assert told(send(printer.url + "?status=tspl", TSPL)) == ("confirmed", None)


@pytest.mark.parametrize("language", LABELS)
def test_a_job_is_one_job_however_its_bytes_are_cut_up(switch_on, language):
    data = LABELS[language]
    printer = switch_on(language)
    cuts = range(1, len(data), max(len(data) // 25, 1))
    for at in cuts:
        with socket.create_connection(printer._listener.getsockname()) as host:
            host.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            host.sendall(data[:at])
            time.sleep(0.01)
            host.sendall(data[at:])

    until(lambda: len(printer.jobs()) >= len(cuts))
    assert {(job.state, job.bytes) for job in printer.jobs()} == {("printed", len(data))}


@pytest.mark.parametrize("language", ["zpl", "tspl"])
def test_graphics_stand_on_the_page_where_the_label_puts_them(switch_on, language):
    printer = switch_on(language)
    send(printer.url, LABELS[language], language=language)

    page = Image.open(io.BytesIO(printer.tray.page(1)))

    assert page.size == (800, 1200)
    dark = page.point(lambda value: 255 - value).getbbox()
    assert dark[:2] == (16, 24)
    assert dark[2:] == (16 + ROW * 8, 24 + HIGH)


def test_a_graphic_in_hexadecimal_is_drawn_too():
    (page,) = draw(b"^XA^PW16^LL8^FO0,0^GFA,2,2,2,F00F^FS^XZ", 8.0)

    assert [page.getpixel((x, 0)) for x in (0, 3, 4, 11, 12, 15)] == [0, 0, 255, 255, 0, 0]


@pytest.mark.parametrize(
    "data",
    [
        ZPL.replace(Z64, Z64[:-8] + b"AAAAAAA="),
        b"^XA^GFA,4,4,0,FFFFFFFF^FS^XZ",
        b"^XA^GFA,4,4,2,XYZ^FS^XZ",
        b"^XA^PW99999^LL99999^XZ",
        b"CLS\r\nPRINT 1\r\n",
        b"%PDF-1.4\nnothing\n%%EOF",
    ],
)
def test_what_cannot_be_drawn_is_said_so(data):
    with pytest.raises(UnprintableError):
        draw(data, 8.0)
