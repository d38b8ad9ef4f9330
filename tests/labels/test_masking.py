"""The person is hidden as the 2023 e-waybill standard asks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labels import masking


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张三", "张*"),
        ("欧阳娜娜", "欧***"),
        ("李", "*"),
        ("Anna Smith", "Anna S****"),
        ("Madonna", "M****"),
        ("", ""),
    ],
)
def test_a_name_keeps_its_first_part(name, shown):
    assert masking.name(name) == shown


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("13812341234", "1******1234"),
        ("138-1234-1234", "1******1234"),
        ("138****1234", "1******1234"),
        ("+86 13812341234", "861******1234"),
        ("4001230688", "******0688"),
        ("0571-86001234", "05******1234"),
        ("12345678", "******78"),
        ("12345", "*****"),
        ("", ""),
    ],
)
def test_a_phone_keeps_the_digits_a_courier_asks_for(phone, shown):
    assert masking.phone(phone) == shown


@given(st.text(alphabet="0123456789 -+()*转", max_size=30))
def test_at_least_six_digits_of_a_phone_are_hidden(phone):
    digits = sum(char.isdigit() or char == "*" for char in phone)

    assert masking.phone(phone).count("*") >= min(6, digits)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("棠湖北路 88 号 3 栋 2 单元 1201 室", "棠湖北路 88 号 3 栋 ***单元 ***室"),
        ("阳光小区3栋2单元1201室", "阳光小区3栋***单元***室"),
        ("阳光小区3栋1201", "阳光小区3栋***"),
        ("中山路12号6-1-302", "中山路12号6***"),
        ("中山路12号A座B1203房", "中山路12号A座***房"),
        ("文三路 5 号五〇二室", "文三路 5 号***室"),
        ("棠湖北路 88 号", "棠湖北路 88 号"),
        ("Flat 7, 221 Baker Street", "Flat ***, 221 Baker Street"),
        ("221 Baker Street, Apt. 4-B", "221 Baker Street, Apt. ***"),
        ("350 5th Ave #4100", "350 5th Ave ***"),
        ("Suite Road 12", "Suite Road 12"),
    ],
)
def test_unit_and_room_are_hidden_and_the_street_stays(address, shown):
    assert masking.address(address) == shown
