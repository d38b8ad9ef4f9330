"""CAS: 22 bytes with lamps, 18 bytes of the PD-II, and AP-1 with its handshake."""

from functools import reduce
from operator import xor

import pytest

from devices.scales import Reading, decode, protocol_named
from devices.scales.pan import Pan
from devices.scales.port import ScaleError
from devices.scales.voices.cas import AP1
from tests.devices.conftest import until
from tests.devices.spoken import LATER, pan_with, shape, spoken


def cas22(head, number, *, mode=b"GS", device=b"1", lamp=0xC4, unit=b"kg"):
    return (
        head
        + b","
        + mode
        + b","
        + device
        + bytes([lamp])
        + b","
        + number
        + b" "
        + unit
        + b"\r\n"
    )


def ap1(data, check=None):
    data = data.encode()
    return b"\x02" + data + bytes([reduce(xor, data) if check is None else check]) + b"\x03"


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (
            bytes.fromhex("53542C47532C31C42C30303030 31332E35206B670D0A"),
            shape(13500.0, "kg", net=False),
        ),
        (cas22(b"ST", b"000013.5"), shape(13500.0, "kg", net=False)),
        (cas22(b"US", b"000013.5", lamp=0x84), shape(13500.0, "kg", False, net=False)),
        (cas22(b"ST", b"000013.5", mode=b"NT", lamp=0xC2), shape(13500.0, "kg", net=True)),
        # the word and the lamp disagree: not at rest
        (cas22(b"ST", b"000013.5", lamp=0x84), shape(13500.0, "kg", False, net=False)),
        (cas22(b"US", b"000013.5", lamp=0xC4), shape(13500.0, "kg", False, net=False)),
        (cas22(b"ST", b"-00013.5"), shape(-13500.0, "kg", negative=True, net=False)),
        (cas22(b"ST", b"-   13.5"), shape(-13500.0, "kg", negative=True, net=False)),
        (cas22(b"ST", b"    13.5"), shape(13500.0, "kg", net=False)),
        (cas22(b"ST", b"00000.00", lamp=0xC5), shape(0.0, "kg", zero=True, net=False)),
        (cas22(b"ST", b"0001.250", unit=b" t"), shape(1250000.0, "t", net=False)),
        (cas22(b"ST", b"00001.00", unit=b"lb"), shape(453.59237, "lb", net=False)),
        (cas22(b"OL", b"--------"), shape(None, None, False, overload=True, net=False)),
        (cas22(b"OL", b"999999.9"), shape(None, None, False, overload=True, net=False)),
        # the number of the device may be the byte that ends a line elsewhere
        (cas22(b"ST", b"000013.5", device=b"\n"), shape(13500.0, "kg", net=False)),
        (cas22(b"ST", b"000013.5", device=b"\x8d"), shape(13500.0, "kg", net=False)),
        (cas22(b"ST", b"00 013.5"), {"reject": "digits"}),
        (cas22(b"ST", b"--------"), {"reject": "digits"}),
        (cas22(b"ST", b"        "), {"reject": "digits"}),
        (cas22(b"ST", b"000\xb113.5"), {"reject": "digits"}),
        (cas22(b"ST", b"00000012", unit=b"pc"), {"reject": "pieces"}),
        (cas22(b"ST", b"000013.5", unit=b"  "), {"reject": "unit"}),
        (cas22(b"ST", b"000013.5", unit=b"\xebg"), {"reject": "frame"}),
        (cas22(b"ST", b"000013.5", mode=b"TR"), {"reject": "frame"}),
        (cas22(b"ST", b"00013.5") + b"\r", {"reject": "frame"}),
        (cas22(b"ST", b"000013.5")[:10], {"reject": "incomplete"}),
        (b"", {"reject": "incomplete"}),
    ],
)
def test_22_bytes(frame, said):
    assert decode("cas-22", frame) == said


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (b"\x02ST,GS,+  0.00 lb\r", shape(0.0, "lb", zero=True, net=False)),
        (b"\x02ST,GS,+  1.25 lb\r", shape(566.9904625, "lb", net=False)),
        (b"\x02ST,GS,+999.99 lb\r", shape(453587.8340763, "lb", net=False)),
        (b"\x02US,GS,+  5.12 lb\r", shape(2322.3929344, "lb", False, net=False)),
        (b"\x02ST,GS,-  0.50 lb\r", shape(-226.796185, "lb", negative=True, net=False)),
        (b"\x02ST,GS,+  2.50 kg\r", shape(2500.0, "kg", net=False)),
        (b"\x02ST,NT,+  2.50 kg\r", shape(2500.0, "kg", net=True)),
        (b"\x02ST,GS,+  8.00 oz\r", shape(226.796185, "oz", net=False)),
        (b"\x02ST,GS,+  1205  g\r", shape(1205.0, "g", net=False)),
        (b"\x02OL,GS,+------ lb\r", shape(None, None, False, overload=True, net=False)),
        (b"\x02OL,GS,-------\x20lb\r", shape(None, None, False, underload=True, net=False)),
        (b"\x02OL,GS,+999.99 lb\r", shape(None, None, False, overload=True, net=False)),
        (b"\x02ST,GS,+ ERROR lb\r", {"reject": "digits"}),
        (b"\x02ST,GS,+------ lb\r", {"reject": "digits"}),
        (b"\x02ST,GS,+    12 pc\r", {"reject": "pieces"}),
        (b"\x02ST,GS,+  1.25 st\r", {"reject": "unit"}),
        (b"\x02ST,GS,   1.25 lb\r", {"reject": "frame"}),
        (b"\x02ST,GS,+  1.25 lb\n", {"reject": "frame"}),
        (b"  ST,GS,+  0.00 lb\r", {"reject": "incomplete"}),
        (b"SHORT", {"reject": "incomplete"}),
        (b"", {"reject": "incomplete"}),
    ],
)
def test_18_bytes_of_the_pd2(frame, said):
    assert decode("cas-pd2", frame) == said


PD2_FRAMES = {
    "cas-pd2": b"\x02ST,GS,+ 1.205 kg\r",
    "cas-ap1": b"\x01" + ap1("S 01.205kg") + b"\x04",
    "toledo-8217": b"\x0201205\r",
}
"""What a PD-II says of 1,205 g, by its ECR type."""


@pytest.mark.parametrize("said", PD2_FRAMES)
@pytest.mark.parametrize("name", PD2_FRAMES)
def test_the_frames_of_a_pd2_are_never_taken_for_each_other(name, said):
    parser = protocol_named(name).new_parser(unit="g" if name == "toledo-8217" else None)

    found = parser.feed(PD2_FRAMES[said] * 5)

    weights = {one.weight_g for one in found if isinstance(one, Reading)}
    assert weights == ({1205} if name == said else set())


def test_the_end_may_be_missing_from_a_frame_copied_out_of_a_manual():
    assert decode("cas-pd2", b"\x02ST,GS,+  2.50 kg")["weight_g"] == 2500.0
    assert decode("cas-22", cas22(b"ST", b"000013.5")[:-2])["weight_g"] == 13500.0


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (bytes.fromhex("02 53 20 30 31 2E 32 33 34 6B 67 65 03"), shape(1234.0, "kg")),
        (ap1("S 01.234kg"), shape(1234.0, "kg")),
        (ap1("U 01.234kg"), shape(1234.0, "kg", False)),
        (ap1("S-00.005kg"), shape(-5.0, "kg", negative=True)),
        (ap1("S 00.000kg"), shape(0.0, "kg", zero=True)),
        (ap1("S  1.234kg"), shape(1234.0, "kg")),
        (ap1("S 001.50lb"), shape(680.388555, "lb")),
        (ap1("UF99.999kg"), shape(None, None, False, overload=True)),
        (ap1("UFFFFFFFkg"), shape(None, None, False, overload=True)),  # PD-II, type 6
        # the whole answer to DC1, and what the scale said before
        (b"\x06\x01" + ap1("S 01.234kg") + b"\x04", shape(1234.0, "kg")),
        (ap1("S 01.234kg", 0x64), {"reject": "checksum"}),
        (ap1("S 01.234kg", 0xE5), {"reject": "checksum"}),
        (ap1("S 01.2 4kg"), {"reject": "digits"}),
        (ap1("S ------kg"), {"reject": "digits"}),
        (ap1("S 000012pc"), {"reject": "pieces"}),
        (ap1("S 01.234  "), {"reject": "unit"}),
        (ap1("X 01.234kg"), {"reject": "frame"}),
        (b"\x02S 01.234kge\x04", {"reject": "frame"}),
        (b"\x15", {"reject": "no_data"}),
        (b"\x06", {"reject": "incomplete"}),
        (ap1("S 01.234kg")[:-1], {"reject": "incomplete"}),
    ],
)
def test_frames_of_ap1(frame, said):
    assert decode("cas-ap1", frame) == said


@pytest.mark.parametrize(
    ("name", "frame"),
    [
        ("cas-22", cas22(b"ST", b"000013.5", device=b"S")),
        ("cas-pd2", b"\x02ST,GS,+  2.50 kg\r"),
        ("cas-ap1", b"\x06\x01" + ap1("S 01.234kg") + b"\x04"),
    ],
)
def test_a_frame_cut_anywhere_between_two_reads_is_the_same(name, frame):
    (whole,) = protocol_named(name).new_parser().feed(frame)
    assert isinstance(whole, Reading)
    for cut in range(len(frame)):
        parser = protocol_named(name).new_parser()
        assert [*parser.feed(frame[:cut]), *parser.feed(frame[cut:])] == [whole]


@pytest.mark.parametrize("wrong", range(10))
def test_one_wrong_figure_of_ap1_fails_its_check_byte(wrong):
    frame = bytearray(ap1("S 01.234kg"))
    frame[1 + wrong] ^= 1

    found = protocol_named("cas-ap1").new_parser().feed(bytes(frame))

    assert not [one for one in found if isinstance(one, Reading)]


@pytest.mark.parametrize(
    ("name", "pan", "says"),
    [
        ("cas-22", pan_with(1205), cas22(b"ST", b"0001.205")),
        ("cas-22", pan_with(0), cas22(b"ST", b"0000.000", lamp=0xC5)),
        ("cas-22", pan_with(-5), cas22(b"ST", b"-000.005")),
        ("cas-22", pan_with(9, fault="overload"), cas22(b"OL", b"--------")),
        ("cas-pd2", pan_with(1205), b"\x02ST,GS,+ 1.205 kg\r"),
        ("cas-pd2", pan_with(-5), b"\x02ST,GS,- 0.005 kg\r"),
        ("cas-pd2", pan_with(0, fault="underload"), b"\x02OL,GS,------- kg\r"),
        ("cas-pd2", pan_with(1000, fault="unit"), b"\x02ST,GS,+ 2.205 lb\r"),
        ("cas-ap1", pan_with(1205), b"\x01" + ap1("S 01.205kg") + b"\x04"),
        ("cas-ap1", pan_with(-5), b"\x01" + ap1("S-00.005kg") + b"\x04"),
        ("cas-ap1", pan_with(0, fault="overload"), b"\x01" + ap1("UF000000kg") + b"\x04"),
        ("cas-ap1", pan_with(0, fault="underload"), b"\x15"),
    ],
)
def test_what_the_virtual_scales_say(name, pan, says):
    assert spoken(name, pan) == says


def test_below_its_range_ap1_has_nothing_to_fetch():
    voice = AP1.voice(pan_with(0, fault="underload"), {})

    assert voice.hear(b"\x11", LATER) == []


def test_more_than_its_figures_can_show_is_too_much():
    heavy = Pan(capacity_g=200_000)
    heavy.put(100_000, 0.0)

    assert spoken("cas-pd2", heavy) == b"\x02OL,GS,+------ kg\r"


def test_a_port_asks_ap1_whether_there_is_a_weight_and_fetches_it(bench):
    scale, port = bench("cas-ap1")

    scale.place(1205)
    assert port.settled().grams == 1205
    scale.fault("half_frames")
    with pytest.raises(ScaleError) as refused:
        port.settled(0.8)
    assert refused.value.reason == "stale"
    scale.fault("underload")
    until(lambda: port.latest().rejected == "no_data")
    scale.fault("none")
    assert port.settled().grams == 1205
