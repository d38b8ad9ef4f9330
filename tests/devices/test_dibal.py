"""Dibal: 16 digits and their check."""

import pytest

from devices.scales import decode
from devices.scales.dibal import ASK
from devices.scales.shown import xor
from tests.devices.spoken import pan_with, shape, spoken


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"9900031600000004", shape(316.0, stable=None)),
        (b"9901234500000001", shape(12_345.0, stable=None)),
        (b"9900000000000000", shape(0.0, stable=None, zero=True)),
        (b"990008700000000?", shape(870.0, stable=None)),
        (b"990     0000000 ", {"reject": "no_weight"}),
        (b"9900031600000005", {"reject": "checksum"}),
        (b"9900036100000005", {"reject": "checksum"}),
        (b"9910000000000001", {"reject": "status"}),
        (b"990003160000004", {"reject": "no_weight"}),
        (b"99000316000000004", {"reject": "no_weight"}),
        (b"98000001", {"reject": "no_weight"}),
        (b"\x15", {"reject": "no_weight"}),
        (b"\xb9\xb9" * 8, {"reject": "no_weight"}),
    ],
)
def test_answers(line, said):
    assert decode("dibal", line) == said
    assert decode("dibal", line + b"\r\n") == said


def test_the_port_has_no_say_in_the_unit():
    assert decode("dibal", b"9900031600000004", "kg")["weight_g"] == 316.0


def test_the_question_carries_the_check_of_its_own_kind():
    assert ASK[7] == xor(ASK[:7])


def test_an_overload_looks_like_an_empty_pan_and_less_than_zero_is_not_answered():
    assert spoken("dibal", pan_with(316)) == b"9900031600000004\r\n"
    assert spoken("dibal", pan_with(316, fault="overload")) == b"9900000000000000\r\n"
    assert spoken("dibal", pan_with(316, fault="negative")) == b""
    assert spoken("dibal", pan_with(316, fault="restless")) == b""
