"""Whatever a virtual scale shows, its port reads: nothing more, and never a guess."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.scales import PROTOCOLS, Reading
from devices.scales.pan import SETTLE_S
from devices.scales.reading import GRAMS_PER
from devices.scales.voices import VOICES
from devices.scales.voices.voice import in_unit
from tests.devices.spoken import LATER, pan_with, spoken

every_protocol = pytest.mark.parametrize("name", list(PROTOCOLS))


def read(name, pan, now=LATER, unit="kg"):
    """Return the reading of what the scale says next; None when it says none."""
    found = PROTOCOLS[name].new_parser(unit=unit).feed(spoken(name, pan, now))
    readings = [one for one in found if isinstance(one, Reading)]
    assert len(readings) <= 1
    return readings[0] if readings else None


def displayed(pan, unit, now=LATER):
    """Return the display in grams, as exact as its figures in this unit are."""
    return in_unit(pan.shown(now).grams, unit, pan.division_g) * GRAMS_PER[unit]


def test_every_protocol_has_a_voice():
    assert set(VOICES) == set(PROTOCOLS)


@every_protocol
@given(
    grams=st.integers(0, 30_000),
    division_g=st.sampled_from((1, 2, 5, 10, 20)),
    tare_g=st.integers(0, 2_000),
)
def test_a_load_at_rest_is_read_to_the_gram(name, grams, division_g, tare_g):
    pan = pan_with(tare_g, division_g=division_g)
    pan.set_tare(5.0)
    pan.put(Decimal(tare_g + grams), 6.0)
    shown = pan.shown(LATER)

    reading = read(name, pan)

    if shown.range:
        assert reading is None or not reading.weight_g
        return
    assert reading.weight_g == shown.grams
    assert reading.stable is (True if PROTOCOLS[name].says_stable else None)
    assert (reading.zero, reading.negative) == (shown.grams == 0, False)
    assert (reading.overload, reading.underload) == (False, False)
    assert reading.net in {shown.net, None}


@every_protocol
@given(grams=st.integers(1, 2_000))
def test_less_than_zero_is_read_as_it_is_or_not_at_all(name, grams):
    pan = pan_with(-grams)

    reading = read(name, pan)

    if reading is not None and reading.weight_g is not None:
        assert (reading.weight_g, reading.negative) == (-grams, True)
    assert reading is None or reading.zero is False


@every_protocol
@given(after=st.floats(0, SETTLE_S, exclude_max=True), grams=st.integers(500, 20_000))
def test_a_moving_pan_is_never_called_stable(name, after, grams):
    pan = pan_with(0)
    pan.put(Decimal(grams), LATER)
    now = LATER + after

    reading = read(name, pan, now)

    assert reading is None or reading.stable is not True
    if reading is not None and reading.weight_g is not None and not reading.zero:
        assert reading.weight_g == displayed(pan, reading.unit, now)


@every_protocol
@pytest.mark.parametrize("fault", ["overload", "underload"])
def test_out_of_range_there_is_no_weight(name, fault):
    reading = read(name, pan_with(1205, fault=fault))

    if reading is not None and reading.weight_g is not None:
        assert name == "dibal"  # which sends a zero for an overload: it decides about nothing
        assert (fault, reading.weight_g) == ("overload", 0)
    elif reading is not None:
        assert reading.stable is False
        # two protocols have one word for both ends of the range
        one_word = name in {"toledo-continuous", "cas-22"}
        assert reading.underload is (fault == "underload" and not one_word)
        assert reading.overload is not reading.underload


@every_protocol
@given(grams=st.integers(0, 20_000))
def test_pounds_are_read_as_the_pounds_of_the_display(name, grams):
    pan = pan_with(grams, unit="lb", division_g=5)

    reading = read(name, pan, unit="lb")

    assert reading.unit in {"lb", "g"}
    assert reading.weight_g == displayed(pan, reading.unit)
