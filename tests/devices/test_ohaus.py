"""Ohaus: printed lines of the manuals, split at their blanks."""

import pytest

from devices.scales import Reading, decode, protocol_named
from tests.devices.spoken import pan_with, shape, spoken


@pytest.mark.parametrize(
    ("line", "said"),
    [
        # RS232 interface manual EN-3
        (b"     192.21 g", shape(192.21)),
        (b"       0.01 g ?", shape(0.01, stable=False)),
        (b"       0.01 g    00:00:00", shape(0.01)),
        (b"     176.30 g ? 00:00:15", shape(176.3, stable=False)),
        (b"     207.80 g TOTAL", {"reject": "total"}),
        (b"        0.00 g     ", shape(0.0, zero=True)),
        (b"       12.73 g    ?", shape(12.73, stable=False)),
        (b"      0.4500 oz    ", shape(12.75728540625, "oz")),
        (b"           3 PCS  ?", {"reject": "pieces"}),
        (b"        0.85 oz     WET WT", {"reject": "legend"}),
        (b"       0.211 kg ?", shape(211.0, "kg", stable=False)),
        # Defender 3000: the sign alone, the unit in five characters, then ? and the legend
        (b"-   1.205 kg    NET", shape(-1205.0, "kg", negative=True, net=True)),
        (b"    1.205 kg   ?G  ", shape(1205.0, "kg", stable=False, net=False)),
        (b"    0.120 kg    T  ", {"reject": "tare"}),
        # Defender 5000 and Ranger
        (b"     -12.5 lb   N", shape(-5669.904625, "lb", negative=True, net=True)),
        (b"      12.5 lb ? G ", shape(5669.904625, "lb", stable=False, net=False)),
        (b"      12.5 lb   PT", {"reject": "tare"}),
        (b"      12.5 kg   G Accept", shape(12_500.0, "kg", net=False)),
        (b"      12.5 kg   B/G", shape(12_500.0, "kg", net=False)),
        (b"G             1.205 kg", shape(1205.0, "kg", net=False)),
        (b"Net:      1.205 kg", shape(1205.0, "kg", net=True)),
        (b"T             1.205 kg", {"reject": "tare"}),
        (b"   4 lb    2.31 oz   G", {"reject": "legend"}),
        (b"       1.0 t", shape(1_000_000.0, "t")),
        (b"      12.5 ct", {"reject": "unit"}),
        (b"     100.0 %", {"reject": "unit"}),
        (b"SCALE: 1", {"reject": "legend"}),
        (b"Err 8.3", shape(None, None, False, overload=True)),
        (b"Error 8.4", shape(None, None, False, underload=True)),
        (b"Err 8.1", {"reject": "legend"}),
        (b"ES", {"reject": "error_answer"}),
        (b"--------", {"reject": "no_weight"}),
        (b"     1.2.3 g", {"reject": "no_weight"}),
        (b"       nan g", {"reject": "no_weight"}),
        (b"     1e3 g", {"reject": "no_weight"}),
        (b"\xb1\xb2\xb3 g", {"reject": "no_weight"}),
        (b"     192,21 g", {"reject": "no_weight"}),
    ],
)
def test_lines_of_the_manuals(line, said):
    for end in (b"", b"\r", b"\n", b"\r\n"):
        assert decode("ohaus", line + end) == said


def test_a_line_whose_unit_is_switched_off_has_the_units_of_the_port_and_never_grams():
    assert decode("ohaus", b"       1.205        G") == {"reject": "no_unit"}
    assert decode("ohaus", b"       1.205") == {"reject": "no_unit"}
    assert decode("ohaus", b"1.205", "kg") == {"reject": "width"}
    assert decode("ohaus", b"       1.205        G", "kg") == shape(1205.0, "kg", net=False)
    assert decode("ohaus", b"       1.205 lb     G", "kg")["unit"] == "lb"


def test_the_virtual_scale_says_that_it_moves_that_it_is_tared_and_that_it_has_too_much():
    resting, moving = pan_with(1205), pan_with(1205, fault="restless")
    tared = pan_with(1205)
    tared.set_tare(5.0)

    assert spoken("ohaus", resting) == b"      1.205 kg\r\n"
    assert spoken("ohaus", moving) == b"      1.175 kg ?\r\n"
    assert spoken("ohaus", tared) == b"      0.000 kg   NET\r\n"
    assert decode("ohaus", spoken("ohaus", pan_with(5, fault="overload")))["overload"] is True
    assert decode("ohaus", spoken("ohaus", pan_with(5, fault="underload")))["underload"] is True


def test_lines_cut_anywhere_are_read_as_they_are():
    line = b"     192.21 g ?\r\n"
    for cut in range(len(line)):
        parser = protocol_named("ohaus").new_parser()
        (reading,) = parser.feed(line[:cut]) + parser.feed(line[cut:])
        assert isinstance(reading, Reading)
        assert reading.stable is False
