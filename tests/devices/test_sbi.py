"""Sartorius SBI: columns, a unit that comes and goes, words instead of a weight."""

import pytest

from devices.scales import Reading, SettingError, decode, protocol_named
from tests.devices.spoken import pan_with, shape, spoken


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"+   123.56 g  ", shape(123.56)),
        (b"   111.255 g  ", shape(111.255)),
        (b"+   1255.7 g", shape(1255.7)),
        (b"-   123.56 g  ", shape(-123.56, negative=True)),
        (b"+     0.00 g  ", shape(0.0, zero=True)),
        (b"+    1.205 kg ", shape(1205.0, "kg")),
        (b"+  1.00000 lb ", shape(453.59237, "lb")),
        (b"+111.25507 mg ", shape(0.11125507, "mg")),
        (b"+  123.5[6] g ", shape(123.56)),
        (b"+  123.5[6]g  ", shape(123.56)),
        (b"+   123[.5] g ", shape(123.5)),
        (b"+        3 pcs", {"reject": "pieces"}),
        (b"+   12.500 ct ", {"reject": "unit"}),
        (b"+   100.00 %  ", {"reject": "unit"}),
        (b"      High    ", shape(None, None, False, overload=True)),
        (b"      Low     ", shape(None, None, False, underload=True)),
        (b"          H   ", shape(None, None, False, overload=True)),
        (b"      LL      ", shape(None, None, False, underload=True)),
        (b"   Cal.Ext.   ", {"reject": "calibration"}),
        (b"        C     ", {"reject": "calibration"}),
        (b"   Err  54    ", {"reject": "error"}),
        (b"   APP.ERR    ", {"reject": "error"}),
        (b"      --      ", {"reject": "no_weight"}),
        # a character lost or gained: the columns no longer fit
        (b"+   12.56 g  ", {"reject": "no_weight"}),
        (b"+   123.56    g", {"reject": "width"}),
        (b"+  1 23.56 g  ", {"reject": "no_weight"}),
        (b"+   12a.56 g  ", {"reject": "no_weight"}),
        (b"*   123.56 g  ", {"reject": "no_weight"}),
        (b"H", {"reject": "no_weight"}),
    ],
)
def test_sixteen_characters(body, said):
    assert decode("sbi-16", body) == said
    assert decode("sbi-16", body + b"\r\n") == said


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"N     +   123.56 g  ", shape(123.56, net=True)),
        (b"G     +   123.56 g  ", shape(123.56, net=False)),
        (b"G#    +   1255.7 g  ", shape(1255.7, net=False)),
        (b"      +   123.56 g  ", shape(123.56)),
        (b"N     -   123.56 g  ", shape(-123.56, negative=True, net=True)),
        (b"Stat          H     ", shape(None, None, False, overload=True)),
        (b"Stat        Low     ", shape(None, None, False, underload=True)),
        (b"Stat     Cal.Int.   ", {"reject": "calibration"}),
        (b"Stat     Err  54    ", {"reject": "error"}),
        (b"Stat       OFF      ", {"reject": "no_weight"}),
        (b"T1    +    10.00 g  ", {"reject": "tare"}),
        (b"PT2   +    10.00 g  ", {"reject": "tare"}),
        (b"Qnt   +       12 pcs", {"reject": "pieces"}),
        (b"*N    +  1000.00 g  ", {"reject": "total"}),
        (b"nRef  +       10 pcs", {"reject": "label"}),
        (b"N     +       12 pcs", {"reject": "pieces"}),
        (b"+   123.56 g  ", {"reject": "no_weight"}),
        (b"N     +   123.56 g  xx", {"reject": "width"}),
    ],
)
def test_twenty_two_characters(line, said):
    assert decode("sbi-22", line) == said
    assert decode("sbi-22", line + b"\r\n") == said


def test_while_the_unit_is_blank_the_pan_moves():
    line = b"N     -     1.56    \r\n"

    assert decode("sbi-22", line) == shape(None, None, False, net=True)
    told = shape(-1.56, "g", False, negative=True, net=True)
    assert decode("sbi-22", line, last_unit="g") == told
    assert decode("sbi-22", line, "g") == told
    assert decode("sbi-22", line, "kg", last_unit="g") == told
    with pytest.raises(SettingError, match="last_unit is one of"):
        decode("sbi-22", line, last_unit="stone")


def test_a_parser_remembers_the_unit_of_its_line():
    parser = protocol_named("sbi-16").new_parser()

    found = parser.feed(
        b"+     1.00    \r\n+     1.00 kg \r\n+     2.00    \r\n+     2.00 oz \r\n"
        b"+     3.00 ct \r\n+     3.00    \r\n"
    )

    readings = [(one.unit, one.stable) for one in found if isinstance(one, Reading)]
    assert readings == [(None, False), ("kg", True), ("kg", False), ("oz", True), ("oz", False)]


def test_the_parity_bit_of_an_old_balance_is_taken_away():
    odd = bytes(byte | 0x80 * (byte.bit_count() % 2 == 0) for byte in b"+   123.56 g  \r")

    assert decode("sbi-16", odd) == shape(123.56)


def test_the_virtual_balance_leaves_the_unit_out_while_it_moves():
    assert spoken("sbi-16", pan_with(1205)) == b"+    1.205 kg \r\n"
    assert spoken("sbi-16", pan_with(1205, fault="restless")) == b"+    1.175    \r\n"
    assert spoken("sbi-22", pan_with(1205)) == b"G#    +    1.205 kg \r\n"
    assert spoken("sbi-22", pan_with(0, fault="overload")) == b"Stat        High    \r\n"
    tared = pan_with(1205)
    tared.set_tare(5.0)
    assert decode("sbi-22", spoken("sbi-22", tared)) == shape(0.0, "kg", zero=True, net=True)
