"""Yaohua indicators: tF=0, 1, 2, the reversed text, and the two spellings of the A12."""

from decimal import Decimal

import pytest

from devices.scales import Reading, Rejected, decode, protocol_named
from tests.devices.spoken import shape


def kilograms(grams, **flags):
    return shape(grams, "kg", None, **flags)


def tf0(text):
    return bytes.fromhex(text)


TRUCK_1560 = tf0("02 2B 30 30 31 35 36 30 30 31 39 03")
A12E_4139_G = tf0("57 47 30 30 34 2E 31 33 39 6B 67 33 44 0D 0A")


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (TRUCK_1560, kilograms(1_560_000.0)),
        (tf0("02 2B 30 30 31 36 35 30 30 31 39 03"), kilograms(1_650_000.0)),
        (tf0("02 2B 30 30 32 30 30 30 32 31 42 03"), kilograms(20_000.0)),
        (b"\x02-000005318\x03", {"reject": "checksum"}),
        (b"\x02-00000531B\x03", kilograms(-5.0, negative=True)),
        (b"\x02+000000318\x03", kilograms(0.0, zero=True)),
        (b"\x02-00000031E\x03", kilograms(0.0, zero=True)),
        (b"\x02+00120521F\x03", kilograms(12_050.0)),
        (b"\x02+001205914\x03", {"reject": "decimals"}),
        (b"\x02+      01B\x03", {"reject": "digits"}),
        (b"\x02 001560019\x03", {"reject": "frame"}),
        (TRUCK_1560[:-1] + b"\r", {"reject": "frame"}),
        (TRUCK_1560[:-1] + b"\xff", {"reject": "frame"}),
        (TRUCK_1560[:-1], {"reject": "incomplete"}),
        (TRUCK_1560 * 2, {"reject": "several_frames"}),
    ],
)
def test_tf0_frames(frame, said):
    assert decode("yaohua-tf0", frame, "kg") == said


def test_no_single_wrong_byte_of_a_tf0_frame_gives_a_weight():
    for place in range(len(TRUCK_1560)):
        for value in set(range(256)) - {TRUCK_1560[place]}:
            damaged = TRUCK_1560[:place] + bytes([value]) + TRUCK_1560[place + 1 :]
            assert "weight_g" not in decode("yaohua-tf0", damaged, "kg")


@pytest.mark.parametrize(
    ("protocol", "frame", "said"),
    [
        ("yaohua-tf1", b"=000.3000", kilograms(3000.0)),
        ("yaohua-tf1", b"=00.1000-", kilograms(-1000.0, negative=True)),
        ("yaohua-tf1", b"=000.0000", kilograms(0.0, zero=True)),
        ("yaohua-tf1", b"=06510000", kilograms(1_560_000.0)),
        ("yaohua-tf1", b"=0651   0", kilograms(1_560_000.0)),
        ("yaohua-tf1", b"=000.300+", {"reject": "frame"}),
        ("yaohua-tf1", b"=00.3.000", {"reject": "digits"}),
        ("yaohua-tf1", b"=------ 0", {"reject": "digits"}),
        ("yaohua-tf1", b"=-0001.00", {"reject": "digits"}),
        ("yaohua-tf1", b"=000.300", {"reject": "incomplete"}),
        ("yaohua-tf2", b"=0003.000", kilograms(3000.0)),
        ("yaohua-tf2", b"=-0001.00", kilograms(-1000.0, negative=True)),
        ("yaohua-tf2", b"=0   1560", kilograms(1_560_000.0)),
        ("yaohua-tf2", b"=+003.000", {"reject": "frame"}),
        ("yaohua-tf2", b"=0OL     ", {"reject": "digits"}),
        ("yaohua-reversed-trailing", b"502.100=", kilograms(1205.0)),
        ("yaohua-reversed-trailing", b"502.100", kilograms(1205.0)),
        ("yaohua-reversed-trailing", b"0651=", kilograms(1_560_000.0)),
        ("yaohua-reversed-trailing", b"5.21-=", kilograms(-12_500.0, negative=True)),
        ("yaohua-reversed-trailing", b"\r\n0.0=", kilograms(0.0, zero=True)),
        ("yaohua-reversed-trailing", b"LO=", {"reject": "digits"}),
        ("yaohua-reversed-trailing", b"5.2.1=", {"reject": "digits"}),
        ("yaohua-reversed-trailing", b"\xb1\xb2=", {"reject": "digits"}),
    ],
)
def test_the_text_formats(protocol, frame, said):
    assert decode(protocol, frame, "kg") == said


def test_the_same_bytes_mean_ten_times_as_much_in_tf1_as_in_tf2():
    assert decode("yaohua-tf1", b"=000.3000", "kg") == kilograms(3000.0)
    assert decode("yaohua-tf2", b"=000.3000", "kg") == kilograms(300.0)


@pytest.mark.parametrize(
    ("protocol", "frame"),
    [
        ("yaohua-tf0", TRUCK_1560),
        ("yaohua-tf1", b"=000.3000"),
        ("yaohua-tf2", b"=0003.000"),
        ("yaohua-reversed-trailing", b"502.100="),
    ],
)
def test_without_the_unit_of_the_port_there_is_no_weight(protocol, frame):
    assert decode(protocol, frame) == {"reject": "no_unit"}
    assert decode(protocol, frame, "lb")["unit"] == "lb"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (A12E_4139_G, kilograms(4139.0, net=False)),
        (b"WN-01.205kg20", kilograms(-1205.0, negative=True, net=True)),
        (b"WG004139 kg33", kilograms(4_139_000.0, net=False)),
        (b"WG000.000kg32", kilograms(0.0, zero=True, net=False)),
        (b"WG002.657lb36", shape(1205.19492709, "lb", None, net=False)),
        (b"         OL23", shape(None, None, False, overload=True)),
        (b"         LO23", shape(None, None, False, underload=True)),
        (b"WG004.139kg3d", {"reject": "checksum"}),
        (b"WG004.193kg3C", {"reject": "checksum"}),
        (b"         OL24", {"reject": "checksum"}),
        (b"WG04.139kg3D", {"reject": "width"}),
        (b"WG0004.139kg3D", {"reject": "width"}),
        (b"WG004.139pc22", {"reject": "unit"}),
        (b"WX004.139kg22", {"reject": "no_weight"}),
        (b"WG04..139kg23", {"reject": "no_weight"}),
        (b"\xb1" * 11 + b"B1", {"reject": "no_weight"}),
    ],
)
def test_a12e_lines(line, said):
    assert decode("yaohua-a12e", line) == said


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"wn00.000kg", kilograms(0.0, zero=True, net=True)),
        (b"ww000.000lb", shape(0.0, "lb", None, zero=True, net=False)),
        (b"wn-0000.1kg", kilograms(-100.0, negative=True, net=True)),
        (b"ww004139 kg", kilograms(4_139_000.0, net=False)),
        (b"wt000.000kg", {"reject": "tare"}),
        (b"ww000.000pc", {"reject": "unit"}),
        (b"ww00-.000kg", {"reject": "no_weight"}),
        (b"ww0.000kg", {"reject": "no_weight"}),
        (b"WG004.139kg3D", {"reject": "no_weight"}),
        (b"ww\xb0\xb0\xb0.\xb0\xb0\xb0kg", {"reject": "no_weight"}),
    ],
)
def test_a12_small_lines(line, said):
    assert decode("yaohua-a12-lower", line) == said
    assert decode("yaohua-a12-lower", line + b"\r\n") == said


@pytest.mark.parametrize(
    ("protocol", "frame", "grams"),
    [
        ("yaohua-tf0", TRUCK_1560, 1_560_000),
        ("yaohua-tf1", b"=000.3000", 3000),
        ("yaohua-tf2", b"=0003.000", 3000),
        ("yaohua-reversed-trailing", b"502.100=", 1205),
        ("yaohua-a12e", A12E_4139_G, 4139),
        ("yaohua-a12-lower", b"ww004.139kg\r\n", 4139),
    ],
)
def test_a_frame_cut_anywhere_is_read_as_one_and_its_bytes_are_kept(protocol, frame, grams):
    for cut in range(len(frame)):
        parser = protocol_named(protocol).new_parser(unit="kg")
        parser.feed(b"\r\n" if frame.endswith(b"\r\n") else b"")
        found = parser.feed(frame[:cut]) + parser.feed(frame[cut:])
        (reading,) = found
        assert isinstance(reading, Reading)
        assert (reading.weight_g, reading.raw) == (Decimal(grams), frame)


def test_half_a_tf0_frame_costs_nothing_but_itself():
    parser = protocol_named("yaohua-tf0").new_parser(unit="kg")

    found = parser.feed(TRUCK_1560[:7] + TRUCK_1560 + b"xyz" + TRUCK_1560)

    assert [one.reason for one in found if isinstance(one, Rejected)] == ["frame"]
    assert [one.weight_g for one in found if isinstance(one, Reading)] == [1_560_000] * 2


def test_minus_nothing_is_nothing():
    assert str(decode("yaohua-tf0", b"\x02-00000031E\x03", "kg")["weight_g"]) == "0.0"
