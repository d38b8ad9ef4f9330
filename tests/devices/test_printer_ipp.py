"""A printer that speaks IPP knows what became of a label, and that is what is said."""

import contextlib
import socket
import threading
import urllib.error
import urllib.request

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.printers import ipp_wire, send, status
from devices.printers.ipp_wire import IppError, Message, decode, encode
from devices.printers.machine import TROUBLES
from devices.printers.virtual_ipp import VirtualIppPrinter
from tests.devices.conftest import until
from tests.devices.test_printers import LABEL, told


@pytest.fixture
def printer(closing, tmp_path):
    made = VirtualIppPrinter(tmp_path / "tray")
    closing.callback(made.close)
    return made


def states(printer):
    return [job.state for job in printer.jobs()]


def test_a_label_is_printed_and_confirmed_by_its_job(printer):
    assert status(printer.url).state == "ready"

    assert told(send(printer.url, LABEL)) == ("confirmed", None)

    (job,) = printer.jobs()
    assert (job.state, job.bytes, job.pages) == ("printed", len(LABEL), [1])
    assert printer.tray.page(1).startswith(b"\x89PNG")


@pytest.mark.parametrize("trouble", TROUBLES)
def test_a_trouble_is_named_and_keeps_the_label_back(printer, trouble):
    printer.fault(trouble)

    assert status(printer.url).state == trouble
    assert told(send(printer.url, LABEL)) == ("failed", trouble)
    assert printer.jobs() == []

    printer.fault("none")
    assert told(send(printer.url, LABEL)) == ("confirmed", None)


@pytest.mark.parametrize("trouble", ["paper_out", "head_open", "ribbon_out", "too_hot"])
def test_a_job_that_stops_is_taken_back_so_that_it_never_comes_out_later(printer, trouble):
    printer.fault(trouble, at_byte=400)

    assert told(send(printer.url, LABEL, 4.0)) == ("failed", trouble)
    printer.fault("none")
    assert told(send(printer.url, LABEL)) == ("confirmed", None)

    assert states(printer) == ["refused", "printed"]


def test_a_job_that_is_aborted_without_a_page_has_failed(printer):
    printer.fault("abort")

    assert told(send(printer.url, LABEL)) == ("failed", "aborted")
    assert states(printer) == ["aborted"]


@pytest.mark.parametrize("at_byte", [4, 100, 500, len(LABEL)])
def test_a_cable_cut_in_the_middle_of_a_job_is_unknown(printer, at_byte):
    printer.fault("cut", at_byte=at_byte)

    assert told(send(printer.url, LABEL)) == ("unknown", "cut")
    assert states(printer) == ["interrupted"]


def test_a_cable_cut_after_the_label_came_out_is_unknown_and_prints_once(printer):
    printer.fault("cut_after")

    assert told(send(printer.url, LABEL)) == ("unknown", "cut")
    assert states(printer) == ["printed"]


def test_a_printer_that_vanishes_with_the_label_in_its_hands_is_unknown(printer):
    def vanish():
        until(printer.jobs)
        printer.fault("offline")

    thread = threading.Thread(target=vanish)
    thread.start()
    result = send(printer.url, LABEL)
    thread.join()

    assert told(result) == ("unknown", "cut")
    assert states(printer) == ["printed"]


def test_silence_after_the_label_is_unknown(printer):
    printer.fault("mute", at_byte=400)

    assert told(send(printer.url, LABEL, 1.0)) == ("unknown", "no_answer")
    assert states(printer) == ["printed"]


@pytest.mark.parametrize("fault", ["mute", "stall"])
def test_silence_before_the_label_keeps_it_back(printer, fault):
    printer.fault(fault)

    assert status(printer.url, 0.3).state == "unknown"
    assert told(send(printer.url, LABEL, 1.0)) == ("failed", "silent")
    assert printer.jobs() == []


def test_a_printer_that_is_off_refuses(printer):
    printer.fault("offline")
    assert told(send(printer.url, LABEL)) == ("failed", "refused")
    assert status(printer.url).state == "refused"

    printer.fault("none")
    assert told(send(printer.url, LABEL)) == ("confirmed", None)


def test_a_printer_that_lies_is_believed_until_the_label_is_scanned_back(printer):
    printer.fault("lie")

    assert told(send(printer.url, LABEL)) == ("confirmed", None)
    assert states(printer) == ["lied"]


def test_a_label_in_a_language_the_printer_does_not_take_is_not_sent(closing):
    about = [
        (ipp_wire.ENUM, "printer-state", [3]),
        (ipp_wire.MEDIA_TYPE, "document-format-supported", ["image/urf"]),
    ]
    with Scripted([about]) as url:
        assert told(send(url, LABEL)) == ("failed", "format")


WELL = [
    (ipp_wire.ENUM, "printer-state", [3]),
    (ipp_wire.KEYWORD, "printer-state-reasons", ["none"]),
]
CUPS = [*WELL, (ipp_wire.TEXT, "cups-version", ["2.4.2"])]


def job(state, pages=None):
    rows = [(ipp_wire.INTEGER, "job-id", [7]), (ipp_wire.ENUM, "job-state", [state])]
    if pages is not None:
        rows.append((ipp_wire.INTEGER, "job-impressions-completed", [pages]))
    return rows


@pytest.mark.parametrize(
    ("about", "jobs", "expected"),
    [
        (WELL, [job(9)], ("confirmed", None)),
        (WELL, [job(3), job(5), job(9)], ("confirmed", None)),
        (CUPS, [job(5), job(9)], ("sent", None)),
        (WELL, [job(8, 0)], ("failed", "aborted")),
        (WELL, [job(8, 1)], ("unknown", "aborted")),
        (WELL, [job(8)], ("unknown", "aborted")),
        (WELL, [job(7, 0)], ("failed", "canceled")),
        (WELL, [0x0507], ("failed", "busy")),
        (WELL, [0x040A], ("failed", "format")),
        (WELL, [0x0500], ("failed", "error")),
        (WELL, [[]], ("unknown", "error")),
        (
            WELL,
            [job(5), b"HTTP/1.1 500 x\r\nContent-Length: 0\r\n\r\n"],
            ("unknown", "no_answer"),
        ),
        (
            WELL,
            [job(5), b"HTTP/1.1 200 x\r\nContent-Length: 3\r\n\r\nabc"],
            ("unknown", "no_answer"),
        ),
        (WELL, [b""], ("unknown", "cut")),
    ],
)
def test_what_is_known_of_a_job(about, jobs, expected):
    with Scripted([about, *jobs]) as url:
        assert told(send(url, LABEL, 4.0)) == expected


@pytest.mark.parametrize(
    ("reasons", "state", "name"),
    [
        (["none"], 3, "ready"),
        (["none"], 4, "ready"),
        (["media-low-warning"], 3, "ready"),
        (["media-empty-warning"], 3, "ready"),
        (["media-empty-report"], 3, "ready"),
        (["media-empty"], 3, "paper_out"),
        (["media-needed-error"], 5, "paper_out"),
        (["cover-open-error"], 5, "head_open"),
        (["door-open"], 3, "head_open"),
        (["media-jam-error"], 5, "jam"),
        (["paused"], 5, "paused"),
        (["something-else-error"], 5, "error"),
        ([], 5, "error"),
        ([], 3, "ready"),
        (["fuser-over-temp"], 3, "too_hot"),
        (["connecting-to-device"], 4, "offline"),
    ],
)
def test_what_the_reasons_of_a_printer_mean(reasons, state, name):
    about = [
        (ipp_wire.ENUM, "printer-state", [state]),
        (ipp_wire.KEYWORD, "printer-state-reasons", reasons),
    ]
    with Scripted([about]) as url:
        assert status(url).state == name


class Scripted:
    """Answers each request by the next entry: attributes, a status, or raw bytes."""

    def __init__(self, answers):
        self._answers = answers
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self):
        self._thread.start()
        return f"ipp://127.0.0.1:{self._listener.getsockname()[1]}/ipp/print"

    def __exit__(self, *_):
        self._listener.close()
        self._thread.join(5)

    def _run(self):
        with contextlib.suppress(OSError):
            peer, _ = self._listener.accept()
            with peer, peer.makefile("rb") as came:
                for answer in self._answers:
                    length = 0
                    while (line := came.readline().strip().lower()) != b"":
                        if line.startswith(b"content-length:"):
                            length = int(line.split(b":")[1])
                    request = decode(came.read(length))
                    peer.sendall(
                        answer if isinstance(answer, bytes) else _http(request, answer)
                    )
                peer.shutdown(socket.SHUT_RDWR)


def _http(request, answer):
    code, rows = (answer, []) if isinstance(answer, int) else (0, answer)
    tag = ipp_wire.PRINTER if request.code == ipp_wire.GET_PRINTER_ATTRIBUTES else ipp_wire.JOB
    first = [(ipp_wire.CHARSET, "attributes-charset", ["utf-8"])]
    body = encode(Message(code, request.request_id, [(ipp_wire.OPERATION, first), (tag, rows)]))
    return (
        b"HTTP/1.1 200 OK\r\nContent-Type: application/ipp\r\nContent-Length: %d\r\n\r\n%b"
        % (
            len(body),
            body,
        )
    )


def test_a_request_is_these_bytes():
    groups = [
        (
            1,
            [
                (ipp_wire.CHARSET, "attributes-charset", ["utf-8"]),
                (ipp_wire.LANGUAGE, "attributes-natural-language", ["en"]),
                (ipp_wire.URI, "printer-uri", ["ipp://h/ipp/print"]),
                (ipp_wire.KEYWORD, "requested-attributes", ["printer-state", "copies"]),
            ],
        )
    ]

    raw = encode(Message(ipp_wire.GET_PRINTER_ATTRIBUTES, 1, groups))

    assert raw == (
        b"\x01\x01\x00\x0b\x00\x00\x00\x01\x01"
        b"\x47\x00\x12attributes-charset\x00\x05utf-8"
        b"\x48\x00\x1battributes-natural-language\x00\x02en"
        b"\x45\x00\x0bprinter-uri\x00\x11ipp://h/ipp/print"
        b"\x44\x00\x14requested-attributes\x00\x0dprinter-state"
        b"\x44\x00\x00\x00\x06copies"
        b"\x03"
    )


VALUES = st.one_of(
    st.tuples(
        st.just(ipp_wire.INTEGER), st.lists(st.integers(-(2**31), 2**31 - 1), min_size=1)
    ),
    st.tuples(st.just(ipp_wire.BOOLEAN), st.lists(st.booleans(), min_size=1)),
    st.tuples(st.just(ipp_wire.TEXT), st.lists(st.text(max_size=40), min_size=1)),
)
ROWS = st.lists(
    st.tuples(st.text("abc-", min_size=1, max_size=9), VALUES),
    max_size=5,
    unique_by=lambda r: r[0],
).map(lambda rows: [(tag, name, values) for name, (tag, values) in rows])


@settings(deadline=None)
@given(
    code=st.integers(0, 0xFFFF),
    number=st.integers(0, 2**31 - 1),
    groups=st.lists(st.tuples(st.sampled_from([1, 2, 4]), ROWS), max_size=3),
    data=st.binary(),
    part=st.floats(0, 1),
)
def test_every_message_is_read_back_and_half_of_it_is_refused(code, number, groups, data, part):
    message = Message(code, number, groups, data)
    raw = encode(message)

    assert decode(raw) == message
    with pytest.raises(IppError):
        decode(raw[: int(part * (len(raw) - len(data) - 1))])


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_noise_is_no_message_or_a_message_and_nothing_else(raw):
    with contextlib.suppress(IppError):
        decode(b"\x01\x01" + raw)


def test_the_virtual_printer_bears_what_others_ask_it(printer):
    def ask(code, *rows):
        first = [(ipp_wire.CHARSET, "attributes-charset", ["utf-8"]), *rows]
        return printer.answer(Message(code, 1, [(ipp_wire.OPERATION, first)], LABEL)).code

    strange = (ipp_wire.MEDIA_TYPE, "document-format", ["image/gif"])
    assert ask(ipp_wire.VALIDATE_JOB) == 0
    assert ask(ipp_wire.VALIDATE_JOB, strange) == ask(ipp_wire.PRINT_JOB, strange) == 0x040A
    assert ask(0x4000) == 0x0501
    assert ask(ipp_wire.CANCEL_JOB, (ipp_wire.INTEGER, "job-id", [9])) == 0x0406
    assert printer.jobs() == []
    port = printer.url.split(":")[2].split("/")[0]
    wrong = urllib.request.Request(
        f"http://127.0.0.1:{port}/ipp/print", b"no ipp", method="POST"
    )
    with pytest.raises(urllib.error.HTTPError, match="400"):
        urllib.request.urlopen(wrong, timeout=5)
