"""What a scan says: plain codes, GTIN forms, GS1 elements, AIM prefixes."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalog.codes import Scanned, bad_check_digit, forms, parse

GS = "\x1d"
EAN = "9506000134352"
EAN_FORMS = (EAN, "0" + EAN)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("A-01-01-1", "A-01-01-1"),
        ("  T0042\r\n", "T0042"),
        ("Ａ－０１－０１－１", "A-01-01-1"),  # full-width, as an IME sends it
        ("85123A", "85123A"),
        ("WG:CONFIRM", "WG:CONFIRM"),
        ("WGP0000018", "WGP0000018"),
        ("红色 T恤", "红色 T恤"),
        ("(laptop)", "(laptop)"),
        ("http://example.org/stock", "http://example.org/stock"),
        ("]", "]"),
        ("]C1", "]C1"),
        ("", ""),
        ("]C0T0042", "T0042"),  # Code 128
        ("]A0A-01-01-1", "A-01-01-1"),  # Code 39
        ("]Q1SKU-7", "SKU-7"),  # QR
        ("]d1SKU-7", "SKU-7"),  # Data Matrix
        ("]C1JUST TEXT", "JUST TEXT"),  # says GS1, is none
        ("01095060001343539", "01095060001343539"),  # wrong check digit: no GS1 code
    ],
)
def test_a_plain_code_is_taken_as_it_stands(raw: str, code: str) -> None:
    assert parse(raw) == Scanned(code, (code,))


@pytest.mark.parametrize(
    ("raw", "candidates"),
    [
        (EAN, EAN_FORMS),
        ("]E0" + EAN, EAN_FORMS),
        ("614141000036", ("614141000036", "00614141000036", "0614141000036")),  # UPC-A
        ("0614141000036", ("0614141000036", "00614141000036", "614141000036")),
        ("96385074", ("96385074", "00000096385074", "0000096385074", "000096385074")),  # EAN-8
        ("]E496385074", ("96385074", "00000096385074", "0000096385074", "000096385074")),
        ("]I115012345678907", ("15012345678907",)),  # ITF-14 of a case: its own number
        ("2855196860161", ("2855196860161", "02855196860161")),  # in-store
        ("12345", ("12345",)),
    ],
)
def test_a_trade_item_number_is_sought_in_all_its_widths(
    raw: str, candidates: tuple[str, ...]
) -> None:
    assert parse(raw).candidates == candidates


@pytest.mark.parametrize(
    ("raw", "lot", "expiry", "serial", "count"),
    [
        (f"]C101{'0' + EAN}17271231", None, date(2027, 12, 31), None, None),
        (f"]C101{'0' + EAN}10ABC123{GS}17271231", "ABC123", date(2027, 12, 31), None, None),
        (f"]d201{'0' + EAN}21S-1{GS}10L/7", "L/7", None, "S-1", None),
        (f"]Q3{GS}01{'0' + EAN}3724", None, None, None, 24),
        (f"]e001{'0' + EAN}3012", None, None, None, 12),
        (f"]C102{'0' + EAN}3748", None, None, None, 48),  # contained trade items
        (f"01{'0' + EAN}10ABC{GS}21S1", "ABC", None, "S1", None),  # no prefix, a separator
        (f"01{'0' + EAN}17270200", None, date(2027, 2, 28), None, None),  # day 00: the last
        (f"01{'0' + EAN}15261130", None, date(2026, 11, 30), None, None),  # best before
        (f"01{'0' + EAN}1527013017261231", None, date(2026, 12, 31), None, None),
        (f"]d201{'0' + EAN}1700000010L1", "L1", None, None, None),  # "no date" on the pack
        (f"01{'0' + EAN}10ABC<GS>3705", "ABC", None, None, 5),
        (f"01{'0' + EAN}10ABC␝3705", "ABC", None, None, 5),
        (f"(01){'0' + EAN}(10)ABC(17)271231", "ABC", date(2027, 12, 31), None, None),
        (
            f"https://id.gs1.org/01/{'0' + EAN}/10/ABC?17=271231",
            "ABC",
            date(2027, 12, 31),
            None,
            None,
        ),
    ],
)
def test_a_gs1_code_gives_item_lot_expiry_serial_and_count(
    raw: str, lot: str | None, expiry: date | None, serial: str | None, count: int | None
) -> None:
    assert parse(raw) == Scanned(EAN, EAN_FORMS, lot, expiry, serial, count)


def test_a_case_keeps_the_number_of_the_case() -> None:
    assert parse("]C10115012345678907" + "10L1").candidates == ("15012345678907",)


def test_a_pallet_is_known_by_its_sscc() -> None:
    assert parse("]C100123456789012345675") == Scanned(
        "123456789012345675", ("123456789012345675",)
    )
    assert parse("00123456789012345675").code == "123456789012345675"


@pytest.mark.parametrize(
    "code", [EAN, "96385074", "614141000036", "15012345678907", "SKU-1", "12345"]
)
def test_a_good_check_digit_passes(code: str) -> None:
    assert not bad_check_digit(code)


@pytest.mark.parametrize(
    "code", ["9506000134353", "96385075", "614141000037", "15012345678906"]
)
def test_a_wrong_check_digit_is_seen(code: str) -> None:
    assert bad_check_digit(code)


@given(st.text(max_size=60))
def test_nothing_that_is_scanned_breaks_the_reader(raw: str) -> None:
    scanned = parse(raw)

    assert scanned.candidates
    assert scanned.candidates[0] == scanned.code


@given(
    st.sampled_from(["]C1", "]d2", "]Q3", "", GS, "("]),
    st.text("0123456789ABC()" + GS, max_size=50),
)
def test_half_a_gs1_code_breaks_nothing_either(prefix: str, rest: str) -> None:
    assert parse(prefix + rest).candidates


@given(st.integers(1, 10**14 - 1).map(str).filter(lambda n: len(n) in {8, 12, 13, 14}))
def test_all_widths_of_a_number_are_the_same_number(code: str) -> None:
    assert {int(form) for form in forms(code)} == {int(code)}


def test_a_plain_scan_loads_no_gs1_library() -> None:
    script = (
        "import sys; from app.catalog.codes import parse; "
        "parse('A-01-01-1'); parse('9506000134352'); print('biip' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == "False"
