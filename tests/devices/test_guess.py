"""Which protocol speaks here? Told only when the bytes can tell."""

from __future__ import annotations

import pytest

from devices.scales import PROTOCOLS
from devices.scales.guess import Heard, guess
from tests.devices.spoken import pan_with, spoken

SIX = [10 + 0.3 * n for n in range(6)]
ALIKE = {
    "st-gs": {"and", "st-gs"},
    "sbi-16": {"ohaus", "sbi-16"},
    "yaohua-tf1": {"yaohua-tf1", "yaohua-tf2", "yaohua-reversed-trailing"},
    "yaohua-tf2": {"yaohua-tf1", "yaohua-tf2", "yaohua-reversed-trailing"},
}
"""Formats whose frames, with 3 kg on the pan, others can read as well."""


def said(name: str, grams: int = 3000, **options: str) -> bytes:
    pan = pan_with(grams)
    return b"".join(spoken(name, pan, now, **options) for now in SIX)


def names(data: bytes, asked: bytes = b"") -> set[str]:
    return {one.protocol for one in guess([Heard(data=data, asked=asked)])}


@pytest.mark.parametrize("name", [name for name in PROTOCOLS if name != "generic"])
def test_a_scale_is_told_by_its_frames_or_those_it_might_be_are_listed(name: str) -> None:
    assert names(said(name)) == ALIKE.get(name, {name})


@pytest.mark.parametrize("cut", range(1, 12))
def test_listening_may_begin_and_end_in_the_middle_of_a_frame(cut: int) -> None:
    assert names(said("mt-sics")[cut:-cut]) == {"mt-sics"}


def test_the_two_readings_of_one_yaohua_frame_are_both_listed_and_none_is_chosen() -> None:
    found = {one.protocol: one.shown for one in guess([Heard(data=b"=000.3000" * 5)])}

    assert (found["yaohua-tf1"], found["yaohua-tf2"]) == ("3", "0.3")


def test_a_check_byte_is_noticed() -> None:
    found = guess([Heard(data=said("toledo-continuous", checksum="on"))])

    assert [(one.protocol, one.options) for one in found] == [
        ("toledo-continuous", {"checksum": "on"})
    ]
    assert guess([Heard(data=said("toledo-continuous"))])[0].options == {}


def test_the_answer_to_another_protocols_question_proves_nothing() -> None:
    assert names(said("nci"), asked=b"SI\r\n") == set()
    assert names(said("nci"), asked=b"W\r") == {"nci"}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        said("mt-sics")[:40],
        said("mt-sics")[:40] + b"rubbish in between\r\n" + said("mt-sics"),
        bytes(range(256)) * 8,
    ],
    ids=["nothing", "two frames", "an objection", "noise"],
)
def test_too_little_or_something_unread_is_no_candidate(data: bytes) -> None:
    assert "mt-sics" not in names(data)


def test_a_candidate_says_at_which_rate_and_what_it_would_show() -> None:
    found = guess([Heard(data=b""), Heard(data=said("and"), asked=b"Q\r\n", baudrate=2400)])

    assert [(one.protocol, one.baudrate, one.frames, one.shown) for one in found] == [
        ("and", 2400, 6, "3000 g")
    ]
