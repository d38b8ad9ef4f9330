"""What a known weight proves, and when it proves nothing."""

from __future__ import annotations

from decimal import Decimal

import pytest

from devices.scales import PROTOCOLS, SettingError
from devices.scales.proof import is_right, least_known_g, look_alikes, needs_proof, needs_unit

UNPROVEN = {
    "toledo-8217",
    "yaohua-tf0",
    "yaohua-tf1",
    "yaohua-tf2",
    "yaohua-reversed-trailing",
    "generic",
}


def test_frames_without_a_unit_are_proved_before_they_count() -> None:
    assert {name for name in PROTOCOLS if needs_proof(name, {})} == UNPROVEN
    assert {name for name in PROTOCOLS if needs_unit(name)} == UNPROVEN


def test_so_is_a_bit_that_was_told_to_mean_its_opposite() -> None:
    assert needs_proof("toledo-continuous", {"motion": "inverted"})
    assert not needs_proof("toledo-continuous", {"motion": "normal", "checksum": "on"})


def test_an_unknown_protocol_is_refused() -> None:
    with pytest.raises(SettingError):
        needs_proof("morse", {})


@pytest.mark.parametrize(
    ("shown", "division", "right"),
    [(998, 1, True), (997, 1, False), (1002, 1, True), (1003, 1, False), (1010, 5, True),
     (1011, 5, False)],
)  # fmt: skip
def test_two_divisions_either_way_are_right(shown: int, division: int, right: bool) -> None:
    assert is_right(Decimal(shown), Decimal(1000), Decimal(division)) is right


def test_a_weight_that_proves_something_is_a_hundred_divisions() -> None:
    assert least_known_g(Decimal(5)) == 500


@pytest.mark.parametrize(
    ("frame", "unit", "known", "others"),
    [
        (b"=000.3000", "kg", 3000, []),
        (b"=00021000", "g", 12000, []),
        (b"=00011000", "g", 11000, ["yaohua-tf2"]),
    ],
    ids=["the point moves", "another number", "the same from either end"],
)
def test_a_weight_that_reads_the_same_in_another_format_is_named(
    frame: bytes, unit: str, known: int, others: list[str]
) -> None:
    assert look_alikes("yaohua-tf1", frame, unit, Decimal(known), Decimal(1)) == others
