"""Every protocol's parser, against frames of the makers' manuals and against noise."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.scales import PROTOCOLS, Reading, Rejected, SettingError, decode, protocol_named
from devices.scales.framing import LONGEST_LINE
from devices.scales.toledo_continuous import ToledoParser, check_byte
from tests.devices.spoken import pan_with, shape, spoken


def toledo(text: str) -> bytes:
    return bytes.fromhex(text)


TOLEDO_1205_G = toledo("02 2D 30 20 30 30 31 32 30 35 30 30 30 30 30 30 0D")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"S S     100.00 g", shape(100.0)),
        (b"S D     129.07 g", shape(129.07, stable=False)),
        (b"S S      1.205 kg", shape(1205.0, "kg")),
        (b"S S     -0.005 kg", shape(-5.0, "kg", negative=True)),
        (b"S S      0.000 kg", shape(0.0, "kg", zero=True)),
        (b"S S     -0.000 kg", shape(0.0, "kg", zero=True)),
        (b"S S       1.00 lb", shape(453.59237, "lb")),
        (b"S S       2.00 oz", shape(56.69904625, "oz")),
        (b"S S 100.00 g", shape(100.0)),
        (b"SI S     100.00 g", shape(100.0)),
        (b"S +", shape(None, None, False, overload=True)),
        (b"S -", shape(None, None, False, underload=True)),
        (b"S I", {"reject": "not_executable"}),
        (b"S L", {"reject": "error_answer"}),
        (b"ES", {"reject": "error_answer"}),
        (b"ET", {"reject": "error_answer"}),
        (b"EL", {"reject": "error_answer"}),
        (b"T S     100.00 g", {"reject": "tare"}),
        (b"TA A     100.00 g", {"reject": "tare"}),
        (b"Z A", {"reject": "no_weight"}),
        (b'I4 A "0123456789"', {"reject": "no_weight"}),
        (b"S S         12 PCS", {"reject": "unit"}),
        (b"S S    05.00 g", {"reject": "width"}),
        (b"S S       NaN g", {"reject": "no_weight"}),
        (b"S S     1.2e3 g", {"reject": "no_weight"}),
        (b"\xff\xb1\xb2", {"reject": "no_weight"}),
        ("S S     １００.00 g".encode(), {"reject": "no_weight"}),
    ],
)
def test_mt_sics_lines_of_the_manuals(line, said):
    assert decode("mt-sics", line + b"\r\n") == said
    assert decode("mt-sics", line) == said


@pytest.mark.parametrize(
    ("frame", "options", "said"),
    [
        (TOLEDO_1205_G, {}, shape(1205.0, "kg", net=False)),
        # net, moving, negative, over capacity, pounds
        (toledo("02 2D 31 20 30 30 31 32 30 35 30 30 30 35 30 30 0D"), {},
         shape(1205.0, "kg", net=True)),
        (toledo("02 2D 38 20 30 30 31 32 30 35 30 30 30 30 30 30 0D"), {},
         shape(1205.0, "kg", stable=False, net=False)),
        (toledo("02 2D 38 20 30 30 31 32 30 35 30 30 30 30 30 30 0D"), {"motion": "inverted"},
         shape(1205.0, "kg", net=False)),
        (TOLEDO_1205_G, {"motion": "inverted"}, shape(1205.0, "kg", stable=False, net=False)),
        (toledo("02 2D 32 20 30 30 30 30 30 35 30 30 30 30 30 30 0D"), {},
         shape(-5.0, "kg", negative=True, net=False)),
        (toledo("02 2D 34 20 2D 2D 2D 2D 2D 2D 30 30 30 30 30 30 0D"), {},
         shape(None, "kg", stable=False, overload=True)),
        (toledo("02 2C 20 20 20 20 20 31 30 30 20 20 20 20 20 30 0D"), {},
         shape(453.59237, "lb", net=False)),
        # decimal point: x100, x10, x1, .x
        (toledo("02 28 30 20 30 30 30 30 30 32 30 30 30 30 30 30 0D"), {},
         shape(200_000.0, "kg", net=False)),
        (toledo("02 29 30 20 30 30 30 30 30 32 30 30 30 30 30 30 0D"), {},
         shape(20_000.0, "kg", net=False)),
        (toledo("02 2A 30 20 30 30 30 30 30 32 30 30 30 30 30 30 0D"), {},
         shape(2_000.0, "kg", net=False)),
        (toledo("02 2B 30 20 30 30 30 30 30 32 30 30 30 30 30 30 0D"), {},
         shape(200.0, "kg", net=False)),
        # grams by SWC; the short form
        (toledo("02 2A 20 21 30 30 31 32 30 35 30 30 30 30 30 30 0D"), {},
         shape(1205.0, "g", net=False)),
        (toledo("02 2D 30 20 30 30 31 32 30 35 0D"), {}, shape(1205.0, "kg", net=False)),
        # the same bytes with even parity in bit 7
        (toledo("82 2D 30 A0 30 30 B1 B2 30 35 30 30 30 30 30 30 8D"), {},
         shape(1205.0, "kg", net=False)),
        (toledo("02 2D 70 20 30 30 31 32 30 35 30 30 30 30 30 30 0D"), {},
         {"reject": "power_up"}),
        (toledo("02 2D 30 25 30 30 31 32 30 35 30 30 30 30 30 30 0D"), {}, {"reject": "unit"}),
        (toledo("02 2D 30 20 20 20 20 20 20 20 30 30 30 30 30 30 0D"), {},
         {"reject": "digits"}),
        (toledo("02 2D 30 20 30 30 31 32 30 35 30 30 30 30 30 0D"), {}, {"reject": "frame"}),
        (TOLEDO_1205_G[:9], {}, {"reject": "incomplete"}),
        (TOLEDO_1205_G * 2, {}, {"reject": "several_frames"}),
        (b"", {}, {"reject": "incomplete"}),
    ],
)
def test_toledo_frames(frame, options, said):
    assert decode("toledo-continuous", frame, **options) == said


def test_a_toledo_check_byte_is_held_against_the_frame_where_it_is_sent():
    good = TOLEDO_1205_G + bytes([check_byte(TOLEDO_1205_G)])
    wrong = good[:-1] + bytes([good[-1] ^ 1])

    assert sum(good) & 0x7F == 0
    assert decode("toledo-continuous", good)["weight_g"] == 1205.0
    assert decode("toledo-continuous", wrong) == {"reject": "checksum"}
    assert decode("toledo-continuous", wrong, checksum="off")["weight_g"] == 1205.0
    assert decode("toledo-continuous", TOLEDO_1205_G, checksum="on") == {"reject": "incomplete"}


def test_grams_are_exact_and_the_bytes_are_kept():
    line = b"S S       0.35 lb\r\n"

    (reading,) = protocol_named("mt-sics").new_parser().feed(line)

    assert isinstance(reading, Reading)
    assert reading.weight_g == Decimal("0.35") * Decimal("453.59237")
    assert reading.raw == line


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: decode("mtsics", b""), "no protocol"),
        (lambda: decode("mt-sics", b"", checksum="on"), "no option"),
        (lambda: decode("toledo-continuous", b"", checksum="yes"), "is one of"),
        (lambda: decode("mt-sics", b"", unit="stone"), "no unit"),
    ],
)
def test_a_wrong_setting_is_named(call, sentence):
    with pytest.raises(SettingError, match=sentence):
        call()


GOOD = {name: spoken(name, pan_with(1205)) for name in PROTOCOLS}
LOST_BYTE_SHOWS = ("mt-sics", "toledo-continuous", "and", "cas-22", "cas-pd2", "cas-ap1")
"""Protocols whose frames have a width, or a check, that a lost digit breaks."""


def new_parser(name):
    return protocol_named(name).new_parser(unit="kg")


def weights(found):
    return [one.weight_g for one in found if isinstance(one, Reading)]


@pytest.mark.parametrize("name", list(PROTOCOLS))
@given(noise=st.binary(max_size=300), cut=st.integers(0, 16))
def test_after_noise_and_a_half_frame_at_most_one_frame_is_lost(name, noise, cut):
    parser = new_parser(name)
    parser.feed(noise)
    parser.feed(GOOD[name][:cut])
    lost = parser.feed(GOOD[name])

    assert weights(parser.feed(GOOD[name])) == [Decimal(1205)]
    assert len(weights(lost)) <= 2


@pytest.mark.parametrize("name", list(PROTOCOLS))
@given(pieces=st.lists(st.one_of(st.binary(max_size=40), st.sampled_from(list(GOOD.values())))))
def test_how_the_bytes_are_cut_into_reads_does_not_matter(name, pieces):
    together = new_parser(name).feed(b"".join(pieces))
    parser = new_parser(name)
    apart = [one for byte in b"".join(pieces) for one in parser.feed(bytes([byte]))]

    assert [_told(one) for one in apart] == [_told(one) for one in together]


def _told(one):
    return (one.weight_g, one.stable, one.raw) if isinstance(one, Reading) else one.reason


@pytest.mark.parametrize("name", LOST_BYTE_SHOWS)
@given(gone=st.integers(0, 18))
def test_a_frame_that_lost_one_byte_is_no_other_weight(name, gone):
    frame = GOOD[name]
    damaged = frame[:gone] + frame[gone + 1 :]
    found = new_parser(name).feed(damaged + frame)

    # a k lost from kg is a change of unit, which the watch refuses
    kilograms = [one for one in found if isinstance(one, Reading) and one.unit == "kg"]
    assert set(weights(kilograms)) <= {Decimal(1205)}


@given(byte=st.integers(0, 16), value=st.integers(0, 127))
def test_a_toledo_frame_with_one_wrong_byte_fails_its_check_byte(byte, value):
    whole = TOLEDO_1205_G + bytes([check_byte(TOLEDO_1205_G)])
    damaged = bytearray(whole)
    damaged[byte] = value

    found = ToledoParser(checksum=True).feed(bytes(damaged))

    assert weights(found) == ([Decimal(1205)] if bytes(damaged) == whole else [])


def test_a_line_without_end_is_given_up_and_the_next_one_is_read():
    parser = protocol_named("mt-sics").new_parser()

    found = [one for _ in range(1000) for one in parser.feed(b"x" * 100)]
    (lost, weight) = [*found, *parser.feed(b"\r\nS S     100.00 g\r\n")]

    assert isinstance(lost, Rejected)
    assert (lost.reason, len(lost.raw)) == ("too_long", LONGEST_LINE)
    assert weights([weight]) == [Decimal(100)]
    assert len(parser._line) == 0


def test_what_a_toledo_parser_keeps_is_never_longer_than_a_frame():
    parser = ToledoParser(checksum=True)
    for _ in range(2000):
        parser.feed(b"\x02\x2d\x30\x20")

    assert len(parser._buffer) <= 18
