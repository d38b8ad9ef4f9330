"""Toledo 8217: weights of either unit, and status bytes that are no weight."""

import pytest

from devices.scales import Reading, Rejected, decode, protocol_named
from devices.scales.pan import Pan
from devices.scales.voices.toledo_8217 import SPEECH
from tests.devices.spoken import pan_with, shape, spoken


def status(bits):
    return b"\x02?%c\r" % (0x40 | bits)


@pytest.mark.parametrize(
    ("frame", "unit", "said"),
    [
        (b"\x0201.205\r", None, shape(1205.0, "kg", net=False)),
        (b"\x0201.205\r", "kg", shape(1205.0, "kg", net=False)),
        (b"\x0201.205N\r", None, shape(1205.0, "kg", net=True)),
        (b"\x02 1.205\r", None, shape(1205.0, "kg", net=False)),
        (b"\x0202.00\r", None, shape(907.18474, "lb", net=False)),
        (b"\x0202.00N\r", "lb", shape(907.18474, "lb", net=True)),
        (b"\x02120.00\r", "lb", shape(54431.0844, "lb", net=False)),
        (b"\x0202.00\r", "kg", shape(2000.0, "kg", net=False)),
        (b"\x0202.000\r", "lb", shape(907.18474, "lb", net=False)),
        (b"\x0200.000\r", None, shape(0.0, "kg", zero=True, net=False)),
        (b"\x0201205\r", "g", shape(1205.0, "g", net=False)),
        (b"\x0201205\r", None, {"reject": "no_unit"}),
        # the same with even parity in bit 7
        (b"\x82\x30\xb1\x2e\xb2\x30\x35\x8d", None, shape(1205.0, "kg", net=False)),
        (status(0x01), None, shape(None, None, False, net=False)),
        (status(0x21), None, shape(None, None, False, net=True)),
        (status(0x02), None, shape(None, None, False, overload=True, net=False)),
        (status(0x03), None, shape(None, None, False, overload=True, net=False)),
        (status(0x04), None, shape(None, None, False, underload=True, net=False)),
        (status(0x05), None, shape(None, None, False, underload=True, net=False)),
        (status(0x24), None, shape(None, None, False, underload=True, net=True)),
        (status(0x11), "kg", shape(None, None, False, net=False)),
        (b"\x02?\xc1\r", None, shape(None, None, False, net=False)),
        (status(0x00), None, {"reject": "status"}),
        (status(0x10), None, {"reject": "status"}),
        (status(0x08), None, {"reject": "not_zeroed"}),
        # a status byte without STX or without ? is no status byte
        (b"?A\r", None, {"reject": "no_weight"}),
        (b"\x02A\r", None, {"reject": "no_weight"}),
        (b"\x02?\r", None, {"reject": "no_weight"}),
        (b"\x02??\r", None, {"reject": "no_weight"}),
        (b"\x02E\rhello", None, {"reject": "no_weight"}),
        (b"\x02\r", None, {"reject": "no_weight"}),
        (b"01.205\r", None, {"reject": "no_weight"}),
        (b"\x021.205\r", None, {"reject": "digits"}),
        (b"\x0201.2055\r", None, {"reject": "digits"}),
        (b"\x0201205N\r", "lb", shape(546578.80585, "lb", net=True)),
        (b"\x0201.2\r", None, {"reject": "digits"}),
        (b"\x02 1 .20\r", None, {"reject": "no_weight"}),
        (b"\x02-1.205\r", None, {"reject": "no_weight"}),
        (b"\x02-----\r", None, {"reject": "no_weight"}),
        (b"\x02\xff\xff\xff\r", None, {"reject": "no_weight"}),
        (b"\x0201.2", None, {"reject": "digits"}),
    ],
)
def test_frames_of_the_manual(frame, unit, said):
    assert decode("toledo-8217", frame, unit) == said
    assert decode("toledo-8217", frame.removesuffix(b"\r"), unit) == said


def test_only_one_whole_frame_is_decoded():
    assert decode("toledo-8217", b"\x0201.205\r" * 2) == {"reject": "several_frames"}
    assert decode("toledo-8217", b"") == {"reject": "incomplete"}


@pytest.mark.parametrize("frame", [b"\x0201.205\r", b"\x0201.205N\r", b"\x02?A\r"])
def test_a_frame_cut_anywhere_between_two_reads_is_the_same(frame):
    (whole,) = protocol_named("toledo-8217").new_parser().feed(frame)
    for cut in range(len(frame)):
        parser = protocol_named("toledo-8217").new_parser()
        assert [*parser.feed(frame[:cut]), *parser.feed(frame[cut:])] == [whole]


def test_a_frame_that_began_anew_is_read_from_its_last_beginning():
    (reading,) = protocol_named("toledo-8217").new_parser().feed(b"\xff\x0201.\x0202.410\r")

    assert isinstance(reading, Reading)
    assert (reading.weight_g, reading.raw) == (2410, b"\x0202.410\r")


def test_no_status_byte_is_ever_a_weight():
    for byte in range(256):
        (found,) = (
            protocol_named("toledo-8217").new_parser(unit="kg").feed(b"\x02?%c\r\r" % byte)
        )
        assert isinstance(found, Rejected) or found.weight_g is None


@pytest.mark.parametrize(
    ("pan", "says"),
    [
        (pan_with(1205), b"\x0201.205\r"),
        (pan_with(1205, unit="lb"), b"\x0202.66\r"),
        (pan_with(1205, unit="g"), b"\x0201205\r"),
        (pan_with(-5), b"\x02?D\r"),
        (pan_with(1205, fault="overload"), b"\x02?B\r"),
        (pan_with(0, fault="underload"), b"\x02?T\r"),
        (pan_with(1205, fault="restless"), b"\x02?A\r"),
    ],
)
def test_what_the_virtual_scale_says(pan, says):
    assert spoken("toledo-8217", pan) == says


def test_a_scale_that_is_told_to_zero_or_to_tare_answers_its_status():
    pan = Pan()
    voice = SPEECH.voice(pan, {})
    pan.put(120, 0.0)

    assert voice.hear(b"Z", 1.0) == [b"\x02?P\r"]
    pan.put(620, 2.0)
    assert voice.hear(b"W", 3.0) == [b"\x0200.500\r"]
    assert voice.hear(b"T\rW", 3.0) == [b"\x02?p\r", b"\x0200.000N\r"]
    assert voice.hear(b"CW", 3.0) == [b"\x02?@\r", b"\x0200.500\r"]
    assert voice.hear(b"?", 3.0) == []


def test_more_than_its_figures_can_show_is_too_much():
    heavy = Pan(capacity_g=200_000)
    heavy.put(100_000, 0.0)

    assert spoken("toledo-8217", heavy) == b"\x02?B\r"
