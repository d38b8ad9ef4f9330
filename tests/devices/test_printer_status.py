"""What the status bytes of printers say: each condition by its name, silence by none."""

import pytest

from devices.printers import escpos_status, tspl_status, zpl_status
from devices.printers.state import TROUBLES, UNKNOWN, PrinterState


def line(*fields):
    return b"\x02" + ",".join(fields).encode() + b"\x03\r\n"


def hs(*, paper=0, pause=0, formats="000", half=0, hot=0, head=0, ribbon=0, left="00000000"):
    first = f"030,{paper},{pause},1245,{formats},0,0,{half},000,0,0,{hot}"
    second = f"000,0,{head},{ribbon},0,2,4,0,{left},1,000"
    return line(first) + line(second) + line("1234,0")


def hqes(flag, second, first="00000000"):
    return (
        b"\x02\r\n  PRINTER STATUS\r\n   ERRORS:         "
        + f"{flag} {first} {second}".encode()
        + b"\r\n   WARNINGS:       0 00000000 00000000\r\n\x03"
    )


READY = PrinterState()


@pytest.mark.parametrize(
    ("answer", "troubles"),
    [
        (hqes(0, "00000000"), ()),
        (hqes(1, "00000001"), ("paper_out",)),
        (hqes(1, "00000002"), ("ribbon_out",)),
        (hqes(1, "00000004"), ("head_open",)),
        (hqes(1, "00000005"), ("paper_out", "head_open")),
        (hqes(1, "00000008"), ("cutter",)),
        (hqes(1, "00000010"), ("too_hot",)),
        (hqes(1, "00000020"), ("too_hot",)),
        (hqes(1, "00000030"), ("too_hot",)),
        (hqes(1, "00000040"), ("error",)),
        (hqes(1, "00000080"), ("error",)),
        (hqes(1, "00010000"), ("error",)),
        (hqes(1, "00000000", first="00000001"), ("error",)),
        (b"\x02  ERRORS: 1 00000000 00000004\r\n\x03", ("head_open",)),
    ],
)
def test_what_hqes_names(answer, troubles):
    assert zpl_status.parse_errors(answer) == PrinterState(troubles=troubles)


@pytest.mark.parametrize(
    ("answer", "troubles", "waiting"),
    [
        (hs(), (), 0),
        (hs(paper=1), ("paper_out",), 0),
        (hs(pause=1), ("paused",), 0),
        (hs(head=1), ("head_open",), 0),
        (hs(ribbon=1), ("ribbon_out",), 0),
        (hs(hot=1), ("too_hot",), 0),
        (hs(formats="003"), (), 3),
        (hs(left="00000012"), (), 12),
        (hs(formats="001", half=1, left="00000002"), (), 4),
        (hs(pause=1, head=1, formats="002"), ("head_open", "paused"), 2),
        (b"\xff\r\n" + hs(), (), 0),
    ],
)
def test_what_hs_says(answer, troubles, waiting):
    assert zpl_status.parse_queue(answer) == PrinterState(troubles=troubles, waiting=waiting)


def test_half_an_answer_of_a_zpl_printer_is_unknown_at_every_byte():
    whole = hqes(0, "00000000") + hs()

    known = [n for n in range(len(whole) + 1) if zpl_status.parse(whole[:n]).known]

    assert known == [len(whole) - 2, len(whole) - 1, len(whole)]  # CR LF adds nothing
    assert zpl_status.parse(whole) == PrinterState(waiting=0)


def test_a_zpl_printer_that_is_silent_about_its_queue_is_unknown_unless_it_names_an_error():
    assert zpl_status.parse(hqes(0, "00000000")) == UNKNOWN
    assert zpl_status.parse(hqes(1, "00000001")).name == "paper_out"
    assert zpl_status.parse(hs(pause=1)).name == "paused"
    assert zpl_status.parse(hqes(1, "00000010") + hs(pause=1)).troubles == ("too_hot", "paused")


@pytest.mark.parametrize(
    ("answer", "labels"),
    [(b'"1234"', 1234), (b'\r\n"0"\r\n', 0), (b'"?"', None), (b'"12', None)],
)
def test_what_the_label_counter_says(answer, labels):
    assert zpl_status.parse_count(answer).waiting == labels


@pytest.mark.parametrize(
    ("byte", "troubles", "printing"),
    [
        (0x00, (), False),
        (0x01, ("head_open",), False),
        (0x02, ("jam",), False),
        (0x03, ("head_open", "jam"), False),
        (0x04, ("paper_out",), False),
        (0x05, ("paper_out", "head_open"), False),
        (0x08, ("ribbon_out",), False),
        (0x09, ("head_open", "ribbon_out"), False),
        (0x0A, ("ribbon_out", "jam"), False),
        (0x0D, ("paper_out", "head_open", "ribbon_out"), False),
        (0x10, ("paused",), False),
        (0x20, (), True),
        (0x40, ("head_open",), False),
        (0x80, ("too_hot",), False),
    ],
)
def test_what_the_status_byte_of_tspl_says(byte, troubles, printing):
    assert tspl_status.parse_flags(bytes([byte])) == PrinterState(
        troubles=troubles, printing=printing
    )


@pytest.mark.parametrize(
    ("four", "troubles", "printing"),
    [
        (b"@@@@", (), False),
        (b"`@@@", ("paused",), False),
        (b"K@@@", ("paused",), False),
        (b"P@@@", (), True),
        (b"W@@@", (), True),
        (b"C@@@", (), True),
        (b"L@@@", (), True),
        (b"@A@@", (), False),
        (b"@B@@", (), False),
        (b"E@A@", ("too_hot",), False),
        (b"E@B@", ("too_hot",), False),
        (b"E@H@", ("cutter",), False),
        (b"E@P@", ("error",), False),
        (b"E@@A", ("paper_out",), False),
        (b"E@@B", ("jam",), False),
        (b"E@@D", ("ribbon_out",), False),
        (b"E@@H", ("jam",), False),
        (b"E@@`", ("head_open",), False),
        (b"E@Aa", ("paper_out", "head_open", "too_hot"), False),
        (b"E@@@", ("error",), False),
    ],
)
def test_what_the_long_status_of_tspl_says(four, troubles, printing):
    answer = b"\x02" + four + b"\x03\r\n"

    assert tspl_status.parse_full(answer) == PrinterState(troubles=troubles, printing=printing)
    assert [tspl_status.parse_full(answer[:n]) for n in range(8)] == [UNKNOWN] * 8


@pytest.mark.parametrize(
    ("full", "name"),
    [
        (b"", "too_hot"),
        (b"\x02E@@H\x03\r\n", "jam"),
        (b"\x02E@H@\x03\r\n", "cutter"),
        (b"\x02@@@@\x03\r\n", "too_hot"),
    ],
)
def test_a_tspl_printer_that_means_something_else_is_asked_what(full, name):
    answers = {tspl_status.ASK_FLAGS: b"\x80", tspl_status.ASK_FULL: full}

    state = tspl_status.ask(lambda question, parse: parse(answers[question]))

    assert state.troubles == (name,)


@pytest.mark.parametrize(
    ("answer", "troubles"),
    [
        ("12 12 12 12", ()),
        ("1a 32 12 72", ("paper_out",)),
        ("12 12 12 1e", ()),  # near the end: there still is paper
        ("1a 16 12 12", ("head_open",)),
        ("1a 16 52 12", ("head_open",)),  # the open cover stands in the error byte, too
        ("1a 52 52 12", ("too_hot",)),
        ("1a 52 1a 12", ("cutter",)),
        ("1a 52 32 12", ("error",)),
        ("1a 12 12 12", ("error",)),
        ("1a 36 12 72", ("paper_out", "head_open")),
    ],
)
def test_what_dle_eot_says(answer, troubles):
    assert escpos_status.parse(bytes.fromhex(answer)) == PrinterState(troubles=troubles)


@pytest.mark.parametrize(
    "answer", ["", "12", "12 12 12", "12 12 12 13", "00 00 00 00", "ff" * 4]
)
def test_noise_on_the_line_of_a_receipt_printer_is_unknown(answer):
    assert escpos_status.parse(bytes.fromhex(answer)) == UNKNOWN


def test_silence_is_unknown_in_every_language():
    for parse in (zpl_status.parse, tspl_status.parse_flags, escpos_status.parse):
        assert parse(b"").name == "unknown"
    assert READY.name == "ready"


@pytest.mark.parametrize("trouble", ["", *TROUBLES[:5]])
def test_what_a_virtual_printer_says_is_understood(trouble):
    name = trouble or "ready"

    zpl = zpl_status.errors_answer(trouble) + zpl_status.queue_answer(trouble)
    escpos = b"".join(escpos_status.answer(trouble, n) for n in (1, 2, 3, 4))

    assert zpl_status.parse(zpl).name == name
    assert (
        tspl_status.parse_flags(tspl_status.flags_answer(trouble, printing=False)).name == name
    )
    assert tspl_status.parse_full(tspl_status.full_answer(trouble, printing=False)).name == name
    known_to_escpos = trouble not in {"ribbon_out", "paused"}
    assert escpos_status.parse(escpos).name == (name if known_to_escpos else "error")
