"""What each carrier's answer means: a number, its own word that there is none, or unknown."""

from __future__ import annotations

import pytest

from app.core import outside
from app.shipping.carriers import CARRIERS, wire
from app.shipping.carriers.terms import (
    Absent,
    Ask,
    Bill,
    Cancelled,
    Declined,
    Given,
    Reason,
    Unknown,
    given,
)
from tests.shipping.carrier_accounts import DIALECTS, account, virtual_carrier

SOMEBODY = {
    "name": "张三",
    "phone": "13800000000",
    "province": "浙江省",
    "address": "示例路2号",
}
LOSSES = ("apply_then_reset", "garbage", "nonsense", "refuse_500", "reset")


@pytest.fixture(params=DIALECTS)
def dialect(request):
    return request.param


@pytest.fixture
def carrier():
    with virtual_carrier() as made:
        yield made


@pytest.fixture
def speak(carrier, dialect):
    """Calls an adapter with the account of the virtual carrier."""
    return lambda act, what, **more: getattr(CARRIERS[dialect], act)(
        what, account(carrier, dialect, **more)
    )


def ask(order_id="T1-1"):
    goods = ({"name": "杯子", "quantity": 2},)
    return Ask(7, "SF", "P1", 1205, order_id, SOMEBODY, SOMEBODY, goods)


def test_a_number_comes_with_its_route_code_and_twice_it_is_the_same(speak, carrier):
    first, second = speak("ask", ask()), speak("ask", ask())

    assert isinstance(first, Given)
    assert first == second
    assert [first.number] == carrier.living()
    assert first.route_code == "571-A01-03"


def test_the_carrier_is_told_grams_or_kilograms_as_it_wants_them(speak, carrier, dialect):
    speak("ask", ask())

    said = carrier.book["T1-1"].said
    if dialect == "kuaidi100":
        assert (said["weight"], said["recMan"]["printAddr"]) == ("1.205", "浙江省示例路2号")
        assert (said["partnerId"], said["kuaidicom"]) == ("P1", "shunfeng")
    else:
        (trade,) = said["trade_order_info_dtos"]
        assert (trade["package_info"]["weight"], said["cp_code"]) == (1205, "SF")
        assert trade["recipient"]["address"]["detail"] == "示例路2号"


@pytest.mark.parametrize("fault", LOSSES)
def test_a_lost_answer_is_unknown_and_the_query_tells(speak, carrier, fault):
    carrier.misbehave(fault)
    carrier.misbehave(fault, on="query")

    assert isinstance(speak("ask", ask()), Unknown)
    assert isinstance(speak("query", Bill("T1-1")), Unknown)
    told = speak("query", Bill("T1-1"))

    made = carrier.living()
    assert told == Absent() if not made else (told.number, told.route_code) == (
        made[0],
        "571-A01-03",
    )


def test_an_answer_that_takes_too_long_is_unknown(carrier):
    carrier.misbehave("apply_then_time_out", seconds=2)

    told = CARRIERS["kuaidi100"].ask(ask(), account(carrier, "kuaidi100", timeout_s="1"))

    assert isinstance(told, Unknown)
    assert len(carrier.living()) == 1


def test_exists_without_a_number_is_looked_up(speak, carrier):
    carrier.misbehave("exists", times=2)

    found = speak("ask", ask())
    carrier.misbehave("reset", on="query")
    lost = speak("ask", ask())

    assert isinstance(found, Given)
    assert isinstance(lost, Unknown)
    assert carrier.living() == [found.number]


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("no_balance", Reason.BALANCE),
        ("bad_address", Reason.ADDRESS),
        ("too_heavy", Reason.WEIGHT),
    ],
)
def test_a_refusal_has_its_reason_and_the_carriers_code(speak, carrier, fault, reason):
    carrier.misbehave(fault)

    told = speak("ask", ask())

    assert isinstance(told, Declined)
    assert told.reason is reason
    assert told.said
    assert carrier.living() == []


def test_a_wrong_secret_is_the_accounts_fault(carrier, dialect):
    wrong = account(carrier, dialect) | {"secret": "other", "app_secret": "other"}

    told = CARRIERS[dialect].ask(ask(), wrong)

    assert isinstance(told, Declined)
    assert told.reason is Reason.ACCOUNT


def test_who_cannot_be_reached_was_asked_for_nothing(carrier, dialect):
    known = account(carrier, dialect)
    carrier.close()

    told = CARRIERS[dialect].ask(ask(), known)

    assert told == Declined(Reason.UNREACHABLE)
    assert isinstance(CARRIERS[dialect].query(Bill("T1-1"), known), Unknown)


def test_an_empty_account_is_known_before_anything_is_made(carrier):
    carrier.misbehave("no_balance", on="precreate")

    told = CARRIERS["cainiao"].ask(ask(), account(carrier, "cainiao"))

    assert isinstance(told, Declined)
    assert told.reason is Reason.BALANCE
    assert carrier.calls["create"] == 0


def test_a_number_is_cancelled_once_and_said_to_be_so_for_ever(speak, carrier):
    made = speak("ask", ask())
    bill = Bill("T1-1", made.number, made.carrier_ref, "wrong box")

    told = [speak("cancel", bill), speak("cancel", bill), speak("query", bill)]

    assert told == [Cancelled(), Cancelled(), Absent()]
    assert carrier.living() == []


@pytest.mark.parametrize("fault", LOSSES)
def test_a_cancel_without_an_answer_is_unknown(speak, carrier, fault):
    bill = Bill("T1-1", speak("ask", ask()).number)
    carrier.misbehave(fault, on="cancel")

    assert isinstance(speak("cancel", bill), Unknown)


def test_what_was_picked_up_is_not_cancelled(speak, carrier):
    bill = Bill("T1-1", speak("ask", ask()).number)
    carrier.misbehave("too_late", on="cancel")

    told = speak("cancel", bill)

    assert isinstance(told, Declined)
    assert told.reason is Reason.TOO_LATE


WEIRD = [
    {},
    {"success": True},
    {"success": True, "data": {"kuaidinum": 12345678}},
    {"success": True, "data": {"kuaidinum": "a b; DROP"}},
    {"success": "true", "data": []},
    {"success": False, "message": None, "code": {"x": 1}},
    {"error_response": []},
    {"error_response": {"sub_code": None, "msg": 7}},
    {"cainiao_waybill_ii_get_response": {"modules": {"x": [{"waybill_code": None}]}}},
    {"cainiao_waybill_ii_get_response": {"modules": {"x": ["y"]}}},
    {"cainiao_waybill_ii_search_response": {"waybill_apply_subscription_cols": "none"}},
]


@pytest.mark.parametrize("answer", WEIRD)
def test_no_shape_of_an_answer_breaks_an_adapter(monkeypatch, carrier, dialect, answer):
    monkeypatch.setattr(wire, "post", lambda *_: answer)
    adapter, known = CARRIERS[dialect], account(carrier, dialect)

    told = [
        adapter.ask(ask(), known),
        adapter.query(Bill("T1-1"), known),
        adapter.cancel(Bill("T1-1", "SF0001"), known),
    ]

    assert not any(isinstance(one, Given | Absent) for one in told)


def test_a_route_code_no_label_can_carry_is_left_off():
    assert given("SF0001234", "571 " * 20) == Given("SF0001234")
    assert given("SF0001234", " 571  A01 ", 7) == Given("SF0001234", "571 A01")


def test_a_carrier_is_never_called_inside_a_transaction(speak):
    with outside.transaction_open(), pytest.raises(outside.InsideTransactionError):
        speak("ask", ask())
