"""The order's rules: what may follow what, dates, names of reasons."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.core.errors import Refused
from app.orders.rules import (
    ORDER,
    HoldReason,
    Mask,
    OrderAct,
    OrderState,
    cut_off,
    hold_named,
    identity,
    is_abroad,
    is_incomplete,
    presale_plan,
)

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SHANGHAI = ZoneInfo("Asia/Shanghai")


def test_shipped_and_cancelled_are_ends() -> None:
    for state in (OrderState.SHIPPED, OrderState.CANCELLED):
        assert not any(ORDER.allows(state, act) for act in OrderAct)


def test_every_state_can_be_reached_and_every_open_one_left() -> None:
    reached = set(ORDER.moves.values()) | {OrderState.HELD, OrderState.READY}
    assert reached == set(OrderState)
    left = {state for state, _ in ORDER.moves}
    assert left == set(OrderState) - {OrderState.SHIPPED, OrderState.CANCELLED}


def test_what_is_not_in_the_table_does_not_happen() -> None:
    with pytest.raises(Refused, match=r"state\.illegal_move"):
        ORDER.after(OrderState.SHIPPED, OrderAct.CANCEL)


@pytest.mark.parametrize(
    ("reason", "bit", "hold"),
    [
        ("risk", Mask.RISK, HoldReason.RISK_REVIEW),
        (" RISK ", Mask.RISK, HoldReason.RISK_REVIEW),
        ("risk_review", Mask.RISK, HoldReason.RISK_REVIEW),
        ("unpaid", Mask.HUB_HOLD, HoldReason.UNPAID),
        ("recall", Mask.RECALL, HoldReason.HUB),
        ("not_before", Mask.NOT_BEFORE, HoldReason.HUB),
        ("等等", Mask.HUB_HOLD, HoldReason.HUB),
        ("cancelled", Mask.HUB_HOLD, HoldReason.HUB),
    ],
)
def test_what_the_hub_s_reasons_mean(reason: str, bit: Mask, hold: HoldReason) -> None:
    assert hold_named(reason) == (bit, hold)


def test_a_mask_names_its_reasons() -> None:
    assert (Mask.RISK | Mask.CANCELLED).names == ["cancelled", "risk"]
    assert Mask.NONE.names == []


@pytest.mark.parametrize(
    ("planned", "not_before", "wanted"),
    [
        (None, None, 120),
        (29, None, 120),
        (30, None, 30),
        (-500, None, 120),
        (31, 20, 31),
        (31, 40, 40),
        (5, 90, 120),
        (5, 130, 130),
    ],
)
def test_presale(planned: int | None, not_before: int | None, wanted: int) -> None:
    def after(minutes: int | None) -> datetime | None:
        return None if minutes is None else NOON + timedelta(minutes=minutes)

    assert presale_plan(after(planned), after(not_before), NOON) == after(wanted)


@pytest.mark.parametrize(
    ("cut_offs", "at", "wanted"),
    [
        (["16:00", "20:00"], "2026-11-22T15:59:00+08:00", "2026-11-22T16:00:00+08:00"),
        (["16:00", "20:00"], "2026-11-22T16:00:00+08:00", "2026-11-22T16:00:00+08:00"),
        (["16:00", "20:00"], "2026-11-22T16:01:00+08:00", "2026-11-22T20:00:00+08:00"),
        (["20:00", "16:00"], "2026-11-22T23:00:00+08:00", "2026-11-23T16:00:00+08:00"),
        (["16:00"], "2026-11-24T10:00:00+08:00", "2026-11-24T09:00:00+08:00"),
        ([], "2026-11-22T15:59:00+08:00", "2026-11-24T09:00:00+08:00"),
    ],
)
def test_cut_off(cut_offs: list[str], at: str, wanted: str) -> None:
    ship_by = datetime.fromisoformat("2026-11-24T09:00:00+08:00")

    found = cut_off(ship_by, cut_offs, datetime.fromisoformat(at), SHANGHAI)

    assert found == datetime.fromisoformat(wanted)


@pytest.mark.parametrize(
    ("country", "province", "home", "abroad"),
    [
        ("CN", "上海市", "CN", False),
        ("CN", None, "CN", False),
        ("CN", "香港特别行政区", "CN", True),
        ("CN", "臺灣省", "CN", True),
        ("HK", None, "CN", True),
        ("GB", None, "GB", False),
        ("CN", "香港", "GB", True),
        ("GB", "香港", "GB", False),
    ],
)
def test_abroad(country: str, province: str | None, home: str, abroad: bool) -> None:
    assert is_abroad(country, province, home) == abroad


@pytest.mark.parametrize(
    ("name", "phone", "address", "incomplete"),
    [
        ("张三", "13800138000", "世纪大道1号", False),
        ("张三", "+44 20 7946 0958", "1 High St", False),
        ("", "13800138000", "世纪大道1号", True),
        ("张三", "无", "世纪大道1号", True),
        ("张三", "1380", "世纪大道1号", True),
        ("张三", "13800138000", "——", True),
    ],
)
def test_incomplete(name: str, phone: str, address: str, incomplete: bool) -> None:
    assert is_incomplete(name, phone, address) == incomplete


def test_identity_is_trimmed_and_normalised_but_keeps_case() -> None:
    assert identity("\u3000Ａ1 ") == "A1"
    assert identity("a1") != identity("A1")
