"""E-waybills (电子面单) in the shape of Kuaidi100's label API: ``/label/order``.

Account: ``url, key, secret, kuaidicom, partner_id``; where the carrier wants them
``partner_key, partner_secret, partner_name, net, code, check_man, pay_type, exp_type``.

Order and cancel are the published methods. A query by our own order id is not: with an account
whose gateway refuses it, a lost answer stays unknown, and a supervisor decides.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from app.core import clock
from app.shipping.carriers import terms, wire
from app.shipping.carriers.terms import (
    Absent,
    Account,
    Adapter,
    Answer,
    Ask,
    Bill,
    Cancelled,
    Declined,
    Found,
    Given,
    Unknown,
    Voided,
)

PARTNER = {
    "partner_id": "partnerId",
    "partner_key": "partnerKey",
    "partner_secret": "partnerSecret",
    "partner_name": "partnerName",
    "net": "net",
    "code": "code",
    "check_man": "checkMan",
}
EXISTS = ("已存在", "重复")
NOT_THERE = ("不存在",)
CANCELLED = ("已取消",)


def ask(what: Ask, account: Account) -> Answer:
    """Order a number; an order that is there already is looked up."""
    param = _partner(account) | {
        "printType": "NON",
        "recMan": _person(what.recipient),
        "sendMan": _person(what.sender),
        "cargo": str(what.goods[0]["name"])[:50] if what.goods else "商品",
        "count": 1,
        "weight": f"{what.grams / 1000:.3f}",
        "payType": account.get("pay_type", "SHIPPER"),
        "expType": account.get("exp_type", "标准快递"),
        "orderId": what.order_id,
    }
    answer = _call(account, "order", param)
    if not isinstance(answer, dict):
        return answer
    words = str(answer.get("message"))
    made = answer.get("success") is True
    if made and _data(answer).get("kuaidinum"):
        return _given(answer)
    if made or any(sign in words for sign in EXISTS):
        found = query(Bill(what.order_id), account)
    elif reason := terms.reason_in(words):
        return Declined(reason, terms.code_of(answer.get("code")))
    else:
        return Unknown(f"code {terms.code_of(answer.get('code'))}")
    return found if not isinstance(found, Absent) else Unknown("exists, without a number")


def query(bill: Bill, account: Account) -> Found:
    """Look an order up by our own id."""
    answer = _call(account, "query", _partner(account) | {"orderId": bill.order_id})
    if isinstance(answer, Declined):
        return Unknown(answer.reason)
    if isinstance(answer, Unknown):
        return answer
    if answer.get("success") is True:
        return Absent() if _data(answer).get("status") == "CANCELLED" else _given(answer)
    if any(sign in str(answer.get("message")) for sign in (*NOT_THERE, *CANCELLED)):
        return Absent()
    return Unknown(f"code {terms.code_of(answer.get('code'))}")


def cancel(bill: Bill, account: Account) -> Voided:
    """Cancel a number; cancelled before is cancelled."""
    param = _partner(account) | {
        "kuaidinum": bill.number,
        "orderId": bill.carrier_ref or "",
        "reason": bill.reason,
    }
    answer = _call(account, "cancel", param)
    if not isinstance(answer, dict):
        return answer
    words = str(answer.get("message"))
    if answer.get("success") is True or any(sign in words for sign in CANCELLED):
        return Cancelled()
    return terms.uncancelled(words, answer.get("code"))


def _partner(account: Account) -> dict[str, Any]:
    named = {theirs: account[ours] for ours, theirs in PARTNER.items() if account.get(ours)}
    return named | {"kuaidicom": account["kuaidicom"]}


def _person(one: Any) -> dict[str, str]:
    places = ("province", "city", "district", "address")
    return {
        "name": one.get("name", ""),
        "mobile": one.get("phone", ""),
        "printAddr": "".join(one.get(name, "") for name in places),
    }


def _call(
    account: Account, method: str, param: dict[str, Any]
) -> dict[str, Any] | Declined | Unknown:
    said = json.dumps(param, ensure_ascii=False)
    t = str(int(clock.now().timestamp() * 1000))
    proof = (said + t + account["key"] + account["secret"]).encode()
    sign = hashlib.md5(proof, usedforsecurity=False).hexdigest().upper()
    form = {"method": method, "key": account["key"], "t": t, "param": said, "sign": sign}
    return wire.post(account, form)


def _data(answer: dict[str, Any]) -> dict[str, Any]:
    data = answer.get("data")
    return data if isinstance(data, dict) else {}


def _given(answer: dict[str, Any]) -> Given | Unknown:
    data = _data(answer)
    route = data.get("bulkpen") or data.get("destSortingCode")
    return terms.given(data.get("kuaidinum"), route, data.get("kdComOrderNum"))


ADAPTER = Adapter(("key", "secret", "kuaidicom", "partner_id"), ask, query, cancel)
