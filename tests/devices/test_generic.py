"""The generic protocol: what a site tells about a scale nobody listed."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.scales import Reading, SettingError, decode, protocol_named
from devices.scales.pattern import LONGEST_PATTERN, Pattern
from tests.devices.spoken import shape

STERLING = r"SGW(?P<mode>\w+) +(?P<value>[\d.]+) (?P<unit>\w+)"
BENCH = (
    r"(?P<status>ST|US|OL),(?P<mode>GS|NT|TR|QT),(?P<sign>[+-])\s*(?P<value>[\d.]+)"
    r"\s*(?P<unit>kg|g|lb|pcs)?"
)
BACKWARDS = r"=(?P<value>[\d.]{7})(?P<sign>[0-])"


@pytest.mark.parametrize(
    ("frame", "options", "said"),
    [
        (
            b"SGWGross   0.010 lb",
            {"pattern": STERLING},
            shape(4.5359237, "lb", None, net=False),
        ),
        (b"\x02SGWNet 1.5 kg\x03", {"pattern": STERLING}, shape(1500.0, "kg", None, net=True)),
        (b"SGWHold 1.5 KG", {"pattern": STERLING}, shape(1500.0, "kg", None)),
        (b"ST,GS,+  1.205kg", {"pattern": BENCH}, shape(1205.0, "kg", None, net=False)),
        (
            b"ST,NT,-  1.205kg",
            {"pattern": BENCH},
            shape(-1205.0, "kg", None, negative=True, net=True),
        ),
        (b"ST,TR,+  1.205kg", {"pattern": BENCH}, {"reject": "tare"}),
        (b"ST,QT,+     12kg", {"pattern": BENCH}, {"reject": "pieces"}),
        (b"ST,GS,+     12pcs", {"pattern": BENCH}, {"reject": "pieces"}),
        (b"ST,GS,+  1.205", {"pattern": BENCH}, {"reject": "no_unit"}),
        (
            b"=000.3000",
            {"pattern": BACKWARDS, "reverse": "on", "unit": "kg"},
            shape(3000.0, "kg", None),
        ),
        (
            b"=000.300-",
            {"pattern": BACKWARDS, "reverse": "on", "unit": "kg"},
            shape(-3000.0, "kg", None, negative=True),
        ),
        (
            b"000.300=",
            {"pattern": r"(?P<value>.+)", "reverse": "on", "unit": "kg", "end": "="},
            shape(3000.0, "kg", None),
        ),
        (
            b"=003.0000",
            {"pattern": BACKWARDS, "reverse": "off", "unit": "kg"},
            shape(3000.0, "kg", None),
        ),
        (
            b"001205",
            {"pattern": r"(?P<value>\d{6})", "decimals": "3", "unit": "kg"},
            shape(1205.0, "kg", None),
        ),
        (
            b"1.205",
            {"pattern": r"(?P<value>[\d.]+)", "decimals": "3", "unit": "kg"},
            shape(1205.0, "kg", None),
        ),
        (b"1205", {"pattern": r"(?P<value>[\d.]+)", "unit": "g"}, shape(1205.0, "g", None)),
        # without a pattern: a sign, a number, a unit, and nothing else
        (b"   1.205 kg  ", {}, shape(1205.0, "kg", None)),
        (b"-1.205kg", {}, shape(-1205.0, "kg", None, negative=True)),
        (b"1.205", {}, {"reject": "no_match"}),
        (b"1.205", {"unit": "kg"}, {"reject": "no_match"}),
        (b"1.205 stone", {}, {"reject": "unit"}),
        (b"ST 1.205 kg", {}, {"reject": "no_match"}),
        # half a number is no weight
        (b"1x2.345 kg", {"pattern": r"(?P<value>[\d.]+) (?P<unit>kg)"}, {"reject": "unread"}),
        (b"-2.345 kg", {"pattern": r"(?P<value>[\d.]+) (?P<unit>kg)"}, {"reject": "unread"}),
        (b"12.345", {"pattern": r"(?P<value>\d+)", "unit": "kg"}, {"reject": "unread"}),
        (b".5 kg", {"pattern": r"(?P<value>\d+) (?P<unit>kg)"}, {"reject": "unread"}),
        (b"1.2.3 kg", {"pattern": r"(?P<value>[\d.]+) (?P<unit>kg)"}, {"reject": "digits"}),
        (b"1,205 kg", {"pattern": r"(?P<value>[\d,]+) (?P<unit>kg)"}, {"reject": "digits"}),
        (
            b"~1.2 kg",
            {"pattern": r"(?P<sign>.)(?P<value>[\d.]+) (?P<unit>kg)"},
            {"reject": "sign"},
        ),
        (b"\xb1\xb2 kg", {"pattern": r"(?P<value>\w+) (?P<unit>kg)"}, {"reject": "no_match"}),
    ],
)
def test_what_a_site_told_is_what_is_read(frame, options, said):
    assert decode("generic", frame, **options) == said
    assert decode("generic", frame if "end" in options else frame + b"\r\n", **options) == said


@pytest.mark.parametrize(
    ("status", "words", "stable"),
    [
        ("ST", {"stable": "ST", "unstable": "US"}, True),
        ("US", {"stable": "ST", "unstable": "US"}, False),
        ("OL", {"stable": "ST", "unstable": "US"}, "status"),
        ("OL", {"stable": "ST|OL", "unstable": "US"}, True),
        ("US", {"stable": "ST"}, False),
        ("US", {"unstable": "US"}, False),
        ("ST", {"unstable": "US"}, None),
        ("ST", {}, None),
    ],
)
def test_a_status_is_what_the_words_told_say_and_never_stable_by_itself(status, words, stable):
    said = decode("generic", f"{status},GS,+ 1.205kg".encode(), pattern=BENCH, **words)

    assert said.get("stable", said.get("reject")) == stable


def test_a_missing_status_is_nothing_unless_an_empty_word_was_told():
    pattern = r"(?P<value>[\d.]+) (?P<unit>kg) ?(?P<status>\?)?"

    def stable(frame, **words):
        return decode("generic", frame, pattern=pattern, **words)["stable"]

    assert stable(b"1.205 kg ?", unstable="?", stable="") is False
    assert stable(b"1.205 kg", unstable="?", stable="") is True
    assert stable(b"1.205 kg", unstable="?") is None
    assert stable(b"1.205 kg", stable="S", unstable="?") is None


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"pattern": "("}, "no regular expression"),
        ({"pattern": r"[\d.]+"}, "needs the group value"),
        ({"pattern": r"(?P<weight>\d+)"}, "needs the group value"),
        ({"pattern": r"(?P<value>\d+)(?P<weight>\d+)"}, "needs the group value"),
        ({"pattern": r"(?P<value>\d+)\1"}, "may not hold"),
        ({"pattern": r"(?P<value>\d+)(?P=value)"}, "may not hold"),
        ({"pattern": r"(?=x)(?P<value>\d+)"}, "may not hold"),
        ({"pattern": r"(?i)(?P<value>\d+)"}, "may not hold"),
        ({"pattern": r"\b(?P<value>\d+)"}, "may not hold"),
        ({"pattern": r"(?P<value>\d++)"}, "possessive"),
        ({"pattern": r"(?P<value>\d{1000})"}, "too long"),
        ({"pattern": r"(?P<value>((\d{20}){20}){20})"}, "too long"),
        ({"pattern": f"(?P<value>{'x' * LONGEST_PATTERN})"}, "longer than"),
        ({"pattern": f"{'(' * 140}(?P<value>x){')' * 140}"}, None),
        ({"reverse": "yes"}, "reverse is one of"),
        ({"decimals": "many"}, "decimals is one of"),
        ({"end": "x"}, "end is one of"),
    ],
)
def test_a_wrong_setting_is_named(options, sentence):
    if sentence is None:
        assert decode("generic", b"x", **options) == {"reject": "digits"}
        return
    with pytest.raises(SettingError, match=sentence):
        decode("generic", b"", **options)


@pytest.mark.parametrize(
    "pattern",
    [
        r"(?P<value>(a+)+)b",
        r"(?P<value>(a*)*)b",
        r"(?P<value>(a|aa|a?)+)b",
        r"(?P<value>a*a*a*a*a*a*a*a*a*a*)b",
        r"(a?){60}(?P<value>a{60})b",
    ],
)
def test_no_pattern_takes_longer_than_its_frame_is_long(pattern):
    frame = b"a" * 250 + b"\n"

    begun = time.process_time()
    assert decode("generic", frame, pattern=pattern) == {"reject": "no_match"}

    assert time.process_time() - begun < 2.0


PATTERNS = (
    BENCH,
    STERLING,
    BACKWARDS,
    r"^(?P<value>a*?)(?P<unit>b|bc|a{2,3})(?P<mode>c?)$",
    r"(?P<sign>a|ab)(?P<value>c|bcd)?(?P<unit>d*)",
    r"(?:(?P<value>[^b]{,2})b){1,2}|c(?P<mode>)",
    r"(?P<value>(?:a|b)+?)(?P<unit>[]a-c.]*)",
    r"x?\.{2}(?P<value>.\x61\S)|(?P<sign>a{1}b{0,}){2}",
    r"(?P<value>a??b*?)(?P<unit>$|c)",
    r"(?:a|(?P<value>b))*(?P<sign>c){0}",
)


@pytest.mark.parametrize("pattern", PATTERNS)
@given(text=st.text(alphabet="abcd. ST,GNU+-=01", max_size=24))
def test_a_pattern_finds_what_python_finds(pattern, text):
    found, python = Pattern(pattern).search(text), re.search(pattern, text, re.DOTALL)

    if python is None:
        assert found is None
        return
    groups = {name: value for name, value in python.groupdict().items() if value is not None}
    assert (found.start, found.end, found.groups) == (python.start(), python.end(), groups)


def test_frames_end_where_the_scale_ends_them():
    def grams(data, **options):
        parser = protocol_named("generic").new_parser(options, "g")
        found = [one for byte in data for one in parser.feed(bytes([byte]))]
        return [int(one.weight_g) for one in found if isinstance(one, Reading)]

    assert grams(b"1 g\r\n2 g\r3 g\n\n4 g") == [1, 2, 3]
    assert grams(b"1 g\x032 g\x03", end="etx") == [1, 2]
    assert grams(b"1 g=2 g=3", end="=") == [1, 2]
