"""A&D's standard format, and the ST,GS family that half the world speaks."""

import pytest

from devices.scales import Reading, decode, protocol_named
from devices.scales.pan import Pan
from devices.scales.voices.st_gs import AND
from tests.devices.spoken import pan_with, shape, spoken


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"ST,+001234.5  g", shape(1234.5)),
        (b"US,+001234.5  g", shape(1234.5, stable=False)),
        (b"ST,-000002.5  g", shape(-2.5, negative=True)),
        (b"ST,+000000.0  g", shape(0.0, zero=True)),
        (b"ST,-000000.0  g", shape(0.0, zero=True)),
        (b"ST,+0012.345 kg", shape(12345.0, "kg")),
        (b"US,+0007.890 kg", shape(7890.0, "kg", stable=False)),
        (b"ST,+0001.000 lb", shape(453.59237, "lb")),
        (b"ST,+000002.0 oz", shape(56.69904625, "oz")),
        (b"OL,+999999.9  g", shape(None, None, False, overload=True)),
        (b"OL,+9999.999 kg", shape(None, None, False, overload=True)),
        (b"OL,+9999999E+19", shape(None, None, False, overload=True)),
        (b"OL,-9999999E+19", shape(None, None, False, underload=True)),
        (b"OL,-99999999 PC", shape(None, None, False, underload=True)),
        (b"QT,+00012345 PC", {"reject": "pieces"}),
        (b"US,+00012345 PC", {"reject": "pieces"}),
        (b"ST,+000123.4  %", {"reject": "percent"}),
        (b"ST,+000123.4ozt", {"reject": "unit"}),
        (b"ST,+000123.4 tl", {"reject": "unit"}),
        (b"ST,+000123.4   ", {"reject": "unit"}),
        (b"ST,+00123.4  g", {"reject": "width"}),
        (b"ST,+001234.5 g", {"reject": "width"}),
        (b"ST,+0012.34.  g", {"reject": "digits"}),
        (b"ST,+0012E+4.  g", {"reject": "digits"}),
        (b"ST,001234.5  g", {"reject": "no_weight"}),
        (b"XX,+001234.5  g", {"reject": "no_weight"}),
        (b"WT,+001234.5  g", {"reject": "no_weight"}),
        (b"\xb2\xb3\xff\x00", {"reject": "no_weight"}),
        # the indicators: a second word, and the family of the next test
        (b"ST,NT,+0012.34kg", shape(12340.0, "kg", net=True)),
        (b"ST,TR,+0012.34kg", {"reject": "tare"}),
    ],
)
def test_lines_of_the_a_and_d_manuals(line, said):
    assert decode("and", line + b"\r\n") == said
    assert decode("and", line) == said


def test_parity_bits_of_a_7e1_line_that_was_opened_as_8n1_do_not_matter():
    line = b"ST,+001234.5  g\r\n"
    even = bytes(value | (value.bit_count() % 2) << 7 for value in line)

    (reading,) = protocol_named("and").new_parser().feed(even)

    assert even != line
    assert isinstance(reading, Reading)
    assert (reading.weight_g * 10, reading.raw) == (12345, even)


@pytest.mark.parametrize(
    ("line", "unit", "said"),
    [
        (b"ST,GS,+ 4.876kg", None, shape(4876.0, "kg", net=False)),
        (b"ST,NT,   1.234,kg", None, shape(1234.0, "kg", net=True)),
        (b"OL,GS,+        ", None, shape(None, None, False, overload=True, net=False)),
        (b"OL,GS,+", None, shape(None, None, False, overload=True, net=False)),
        (b"OL,NT,-        ", None, shape(None, None, False, underload=True, net=True)),
        (b"UL,GS,        kg", None, shape(None, None, False, underload=True, net=False)),
        (b"OL,GS,+9999999kg", None, shape(None, None, False, overload=True, net=False)),
        (b"US,GS,+  4.876kg", None, shape(4876.0, "kg", False, net=False)),
        (b"ST,NT,+0012.34kg", None, shape(12340.0, "kg", net=True)),
        (b"ST,NT,-  0.005kg", None, shape(-5.0, "kg", negative=True, net=True)),
        (b"ST,GS,-0000.00kg", None, shape(0.0, "kg", zero=True, net=False)),
        (b"ST,GS,  -0.005kg", None, shape(-5.0, "kg", negative=True, net=False)),
        # Tiger: the sign in the place of the comma; Selleton: capitals, a blank too many
        (b"ST,GS   1.234,kg", None, shape(1234.0, "kg", net=False)),
        (b"ST,GS-  1.234,kg", None, shape(-1234.0, "kg", negative=True, net=False)),
        (b"ST, GS+ 5.12KG", None, shape(5120.0, "kg", net=False)),
        # Dini Argeo: the number of the instrument; out of level
        (b"01ST,GS,     0.0,kg", None, shape(0.0, "kg", zero=True, net=False)),
        (b"01TL,GS,     0.0,kg", None, {"reject": "not_level"}),
        (b"ST,GS,+00254.80 kg", None, shape(254800.0, "kg", net=False)),
        (b"ST,GS,+ 1205 g ", None, shape(1205.0, "g", net=False)),
        (b"ST,GS,+  1.00lb", None, shape(453.59237, "lb", net=False)),
        (b"ST,GS,+ 4.876", "kg", shape(4876.0, "kg", net=False)),
        (b"ST,GS,+ 4.876", None, {"reject": "no_unit"}),
        (b"ST,GS,+ 4.876lb", "kg", shape(2211.71639612, "lb", net=False)),
        (b"ST,TR,+ 0.500kg", None, {"reject": "tare"}),
        (b"QT,GS,+    12pcs", None, {"reject": "pieces"}),
        (b"ST,GS,+    12pcs", None, {"reject": "pieces"}),
        (b"ST,GS,+    12PCS", None, {"reject": "pieces"}),
        (b"ST,GS,+ 12.34  %", None, {"reject": "unit"}),
        (b"ST,GS,+        kg", None, {"reject": "digits"}),
        (b"ST,GS,--------kg", None, {"reject": "digits"}),
        (b"ST,GS,+ 4,876kg", None, {"reject": "digits"}),
        (b"ST,GS,+4.8.6kg", None, {"reject": "digits"}),
        (b"ST,GS,+ 1e3kg", None, {"reject": "digits"}),
        (b"ST,GS,\xb14.876kg", None, {"reject": "digits"}),
        ("ST,GS,+ ４.876kg".encode(), None, {"reject": "digits"}),
        (b"ST,GS", None, {"reject": "no_weight"}),
        (b"ST,+001234.5  g", None, {"reject": "no_weight"}),
        (b"TOTAL,GS,+ 4.876kg", None, {"reject": "no_weight"}),
        (b"hello", None, {"reject": "no_weight"}),
    ],
)
def test_lines_of_the_st_gs_family(line, unit, said):
    assert decode("st-gs", line + b"\r\n", unit) == said
    assert decode("st-gs", line, unit) == said


@pytest.mark.parametrize("name", ["and", "st-gs"])
def test_a_line_of_blanks_and_commas_is_given_up_at_once(name):
    parser = protocol_named(name).new_parser(unit="kg")
    for filler in (b" ", b",", b", ", b"-", b"0", b"9"):
        line = b"ST,GS," + filler * 100 + b"x\n"
        assert all(not isinstance(one, Reading) for one in parser.feed(line * 100))


@pytest.mark.parametrize(
    ("name", "pan", "says"),
    [
        ("st-gs", pan_with(4876), b"ST,GS,+  4.876kg\r\n"),
        ("st-gs", pan_with(-5), b"ST,GS,-  0.005kg\r\n"),
        ("st-gs", pan_with(0, fault="overload"), b"OL,GS,+         \r\n"),
        ("st-gs", pan_with(0, fault="underload"), b"OL,GS,-         \r\n"),
        ("st-gs", pan_with(1000, fault="unit"), b"ST,GS,+  2.205lb\r\n"),
        ("and", pan_with(4876), b"ST,+0004.876 kg\r\n"),
        ("and", pan_with(4876, unit="g"), b"ST,+00004876  g\r\n"),
        ("and", pan_with(-5), b"ST,-0000.005 kg\r\n"),
        ("and", pan_with(0, fault="overload"), b"OL,+999999.9 kg\r\n"),
        ("and", pan_with(0, fault="underload"), b"OL,-999999.9 kg\r\n"),
    ],
)
def test_what_the_virtual_scales_say(name, pan, says):
    assert spoken(name, pan) == says


def test_a_virtual_a_and_d_waits_for_rest_streams_and_tares():
    pan = Pan()
    voice = AND.voice(pan, {})
    pan.put(1205, 0.0)

    assert voice.hear(b"S\r\nnonsense\r\n", 0.01) == []
    assert voice.busy
    assert voice.speak(0.05) == []
    assert voice.speak(0.2) == [b"ST,+0001.205 kg\r\n"]
    assert not voice.busy
    assert voice.hear(b"T\r", 0.3) == voice.hear(b"\nSIR\r\n", 0.3) == []
    assert voice.speak(0.3) == voice.speak(0.4) == [b"ST,+0000.000 kg\r\n"]
    assert voice.hear(b"C\r\n", 0.5) == voice.speak(0.6) == []
