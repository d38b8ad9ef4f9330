"""NCI: a weight with status bytes, or the status alone."""

import pytest

from devices.scales import Reading, decode, protocol_named
from devices.scales.pan import Pan
from devices.scales.voices.nci import SPEECH
from tests.devices.spoken import pan_with, shape, spoken


def nci(weight, status, letter=b"S"):
    head = b"" if weight is None else b"\n" + weight + b"\r"
    return head + b"\n" + letter + status + b"\r\x03"


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (nci(b"01.205KG", b"00"), shape(1205.0, "kg")),
        (nci(b"01.205KG", b"00", letter=b""), shape(1205.0, "kg")),
        (nci(b"0001.00lb", b"00"), shape(453.59237, "lb")),
        (nci(b"002.00OZ", b"00"), shape(56.69904625, "oz")),
        (nci(b" 1205g ", b"00"), shape(1205.0, "g")),
        (nci(b"00.000KG", b"20"), shape(0.0, "kg", zero=True)),
        (nci(b"-0.005KG", b"00"), shape(-5.0, "kg", negative=True)),
        (nci(b"01.205KG", b"10"), shape(1205.0, "kg", False)),
        # three and four status bytes: gross, net, metric
        (nci(b"01.205KG", b"0p0"), shape(1205.0, "kg", net=False)),
        (nci(b"01.205KG", b"0p4"), shape(1205.0, "kg", net=True)),
        (nci(b"01.205KG", b"0pt4"), shape(1205.0, "kg", net=True)),
        (nci(None, b"10"), shape(None, None, False)),
        (nci(None, b"1p4"), shape(None, None, False, net=True)),
        (nci(None, b"01"), shape(None, None, False, underload=True)),
        (nci(None, b"11"), shape(None, None, False, underload=True)),
        (nci(None, b"02"), shape(None, None, False, overload=True)),
        (nci(None, b"0r0"), shape(None, None, False, overload=True, net=False)),
        (nci(b"99.999KG", b"02"), shape(None, None, False, overload=True)),
        (nci(None, b"00"), {"reject": "status"}),
        (nci(None, b"20"), {"reject": "status"}),
        (nci(None, b"0p8"), {"reject": "not_zeroed"}),
        (nci(b"01.205KG", b"40"), {"reject": "faulty"}),
        (nci(b"01.205KG", b"08"), {"reject": "faulty"}),
        # a status byte got lost: bit 6 says that one more follows, or none does
        (nci(b"01.205KG", b"0p"), {"reject": "no_weight"}),
        (nci(b"01.205KG", b"p4"), {"reject": "no_weight"}),
        (nci(b"01.205KG", b"0"), {"reject": "no_weight"}),
        (nci(b"01.2 5KG", b"00"), {"reject": "digits"}),
        # pounds and ounces, as Courier 7000 p. 45 shows them
        (nci(b"   1lb  2.5oz", b"0pp0"), shape(524.4661778125, "oz", net=False)),
        (nci(b"1LB 02.5OZ", b"00"), shape(524.4661778125, "oz")),
        (nci(b"-  0lb  2.0oz", b"00"), shape(-56.69904625, "oz", negative=True)),
        (nci(b"   0lb  0.0oz", b"00"), shape(0.0, "oz", zero=True)),
        (nci(b"   1lb  2.5oz", b"10"), shape(524.4661778125, "oz", False)),
        (nci(b"   1lb 16.0oz", b"00"), {"reject": "digits"}),
        (nci(b"   1lb  2.5", b"00"), {"reject": "digits"}),
        (nci(b"   1lb  .5oz", b"00"), {"reject": "digits"}),
        (nci(b"01.205", b"00"), {"reject": "digits"}),
        (nci(b"KG", b"00"), {"reject": "digits"}),
        (nci(b"------KG", b"00"), {"reject": "digits"}),
        (nci(b"01.205\x81KG", b"00"), {"reject": "digits"}),
        (nci(b"000012PCS", b"00"), {"reject": "pieces"}),
        (nci(b"012345MM", b"00"), {"reject": "unit"}),
        (b"\n?\r\x03", {"reject": "unknown_command"}),
        (b"01.205KG\r\x03", {"reject": "no_weight"}),
        (b"\xff\xfe\x03", {"reject": "no_weight"}),
    ],
)
def test_frames_of_the_manuals(frame, said):
    assert decode("nci", frame) == said
    assert decode("nci", frame.removesuffix(b"\x03")) == said


def test_the_port_has_no_say_in_a_unit_that_the_frame_names():
    assert decode("nci", nci(b"02.00LB", b"00"), "kg")["unit"] == "lb"


def test_parity_bits_of_a_7e1_line_that_was_opened_as_8n1_do_not_matter():
    frame = nci(b"01.205KG", b"0p4")
    even = bytes(value | (value.bit_count() % 2) << 7 for value in frame)

    assert even != frame
    assert decode("nci", even) == decode("nci", frame)


def test_a_frame_that_began_anew_is_read_from_its_last_beginning():
    whole = nci(b"02.410KG", b"00")

    (reading,) = protocol_named("nci").new_parser().feed(b"\xff\n01.20" + whole)

    assert isinstance(reading, Reading)
    assert (reading.weight_g, reading.raw) == (2410, whole)


@pytest.mark.parametrize(
    ("pan", "says"),
    [
        (pan_with(1205), nci(b"01.205KG", b"00")),
        (pan_with(0), nci(b"00.000KG", b"20")),
        (pan_with(1000, fault="unit"), nci(b"02.205LB", b"00")),
        (pan_with(-5), nci(None, b"01")),
        (pan_with(1205, fault="overload"), nci(None, b"02")),
        (pan_with(1205, fault="underload"), nci(None, b"01")),
        (pan_with(1205, fault="restless"), nci(None, b"10")),
    ],
)
def test_what_the_virtual_scale_says(pan, says):
    assert spoken("nci", pan) == says


def test_zero_tare_and_status_are_answered_by_the_status():
    pan = Pan()
    voice = SPEECH.voice(pan, {})
    pan.put(120, 0.0)

    assert voice.hear(b"Z\r", 1.0) == [nci(None, b"20")]
    pan.put(620, 2.0)
    assert voice.hear(b"S\r", 3.0) == [nci(None, b"00")]
    assert voice.hear(b"T\r", 3.0) == [nci(None, b"2p4")]
    assert voice.hear(b"W\rhello\r", 3.0) == [nci(b"00.000KG", b"2p4")]
