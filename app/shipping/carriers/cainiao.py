"""E-waybills in the shape of Cainiao's API: precreate, create, query, cancel.

Account: ``url`` of the TOP gateway, ``app_key, app_secret, session, cp_code, template_url,
user_id``; ``order_channel`` where it is not OTHERS.

Precreate asks whether the account still has numbers with this carrier, so that an empty one
is known before anything is made. Print data that only Cainiao's own printing program can read
has no route code for us: the city stands on the label instead.
"""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta
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
    Reason,
    Unknown,
    Voided,
)

PRECREATE = "cainiao.waybill.ii.search"
CREATE = "cainiao.waybill.ii.get"
QUERY = "cainiao.waybill.ii.query.by.tradecode"
CANCEL = "cainiao.waybill.ii.cancel"
CHINA = timedelta(hours=8)
"""The gateway's clock is ahead of UTC by this."""

EXISTS = ("ORDER_EXIST", "已存在", "重复")
NOT_THERE = ("ORDER_NOT_FOUND", "不存在")
CANCELLED = ("ALREADY_CANCELLED", "已取消")


def ask(what: Ask, account: Account) -> Answer:
    """Get a number; an order that is there already is looked up."""
    if (refusal := _precreate(account)) is not None:
        return refusal
    said = {"param_waybill_cloud_print_apply_new_request": _new(what, account)}
    answer = _call(account, CREATE, **said)
    if not isinstance(answer, dict):
        return answer
    words = _trouble(answer)
    if words is None:
        made = _given(_first(answer, CREATE), what.order_id)
        if isinstance(made, Given):
            return made
    elif not any(sign in words for sign in EXISTS):
        reason = terms.reason_in(words)
        return Declined(reason, _code(answer)) if reason else Unknown(_code(answer))
    found = query(Bill(what.order_id), account)
    return found if not isinstance(found, Absent) else Unknown("exists, without a number")


def query(bill: Bill, account: Account) -> Found:
    """Look a number up by our own order id."""
    wanted = [{"cp_code": account["cp_code"], "object_id": "1", "trade_code": bill.order_id}]
    answer = _call(account, QUERY, param_list=wanted)
    if isinstance(answer, Declined):
        return Unknown(answer.reason)
    if isinstance(answer, Unknown):
        return answer
    words, found = _trouble(answer), _first(answer, QUERY)
    if words is None and found.get("success") is False:
        words = f"{found.get('error_code')} {found.get('error_message')}"
    if words is None:
        bill_found = found.get("waybill_cloud_print_response")
        return _given(bill_found if isinstance(bill_found, dict) else {}, "1")
    gone = any(sign in words for sign in (*NOT_THERE, *CANCELLED))
    return Absent() if gone else Unknown(_code(answer))


def cancel(bill: Bill, account: Account) -> Voided:
    """Cancel a number; cancelled before is cancelled."""
    answer = _call(account, CANCEL, cp_code=account["cp_code"], waybill_code=bill.number or "")
    if not isinstance(answer, dict):
        return answer
    words = _trouble(answer)
    if words is None:
        done = _response(answer, CANCEL).get("cancel_result") is True
        return Cancelled() if done else Unknown("not cancelled")
    if any(sign in words for sign in CANCELLED):
        return Cancelled()
    return terms.uncancelled(words, _code(answer))


def _precreate(account: Account) -> Declined | None:
    """Why nothing should be created now; None when the account has numbers left.

    Nothing has been asked for yet, so that no answer is a refusal here.
    """
    answer = _call(account, PRECREATE, cp_code=account["cp_code"])
    if not isinstance(answer, dict):
        return answer if isinstance(answer, Declined) else Declined(Reason.UNREACHABLE)
    words = _trouble(answer)
    if words is not None:
        return Declined(terms.reason_in(words) or Reason.UNREACHABLE, _code(answer))
    held = _at(_response(answer, PRECREATE), "waybill_apply_subscription_cols")
    branches = _list(held, "waybill_apply_subscription_info")
    left = [
        branch.get("quantity")
        for company in branches
        for branch in _list(_at(company, "branch_account_cols"), "waybill_branch_account")
    ]
    if not left:
        return Declined(Reason.ACCOUNT)
    return None if any(isinstance(n, int) and n > 0 for n in left) else Declined(Reason.BALANCE)


def _new(what: Ask, account: Account) -> dict[str, Any]:
    items = [{"name": str(one["name"])[:50], "count": one["quantity"]} for one in what.goods]
    return {
        "cp_code": account["cp_code"],
        "sender": _person(what.sender),
        "trade_order_info_dtos": [
            {
                "object_id": what.order_id,
                "order_info": {
                    "order_channels_type": account.get("order_channel", "OTHERS"),
                    "trade_order_list": [what.order_id],
                },
                "package_info": {
                    "id": what.parcel_no,
                    "items": items or [{"name": "商品", "count": 1}],
                    "weight": what.grams,
                },
                "recipient": _person(what.recipient),
                "template_url": account.get("template_url", ""),
                "user_id": account.get("user_id", ""),
            }
        ],
    }


def _person(one: Any) -> dict[str, Any]:
    address = {name: one.get(name, "") for name in ("province", "city", "district")}
    return {
        "name": one.get("name", "")[:40],
        "mobile": one.get("phone", ""),
        "address": address | {"detail": one.get("address", "")},
    }


def _call(
    account: Account, method: str, **said: Any
) -> dict[str, Any] | Declined | Unknown:
    words = {
        name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for name, value in said.items()
    }
    form = words | {
        "method": method,
        "app_key": account["app_key"],
        "session": account.get("session", ""),
        "timestamp": f"{clock.now() + CHINA:%Y-%m-%d %H:%M:%S}",
        "format": "json",
        "v": "2.0",
        "sign_method": "md5",
    }
    form = {name: value for name, value in form.items() if value}
    signed = "".join(name + form[name] for name in sorted(form))
    proof = (account["app_secret"] + signed + account["app_secret"]).encode()
    sign = hashlib.md5(proof, usedforsecurity=False).hexdigest().upper()
    return wire.post(account, form | {"sign": sign})


def _at(where: dict[str, Any], name: str) -> dict[str, Any]:
    found = where.get(name)
    return found if isinstance(found, dict) else {}


def _list(where: dict[str, Any], name: str) -> list[dict[str, Any]]:
    found = where.get(name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _response(answer: dict[str, Any], method: str) -> dict[str, Any]:
    return _at(answer, method.replace(".", "_") + "_response")


def _first(answer: dict[str, Any], method: str) -> dict[str, Any]:
    modules = _at(_response(answer, method), "modules")
    found = next((value for value in modules.values() if isinstance(value, list)), [])
    return found[0] if found and isinstance(found[0], dict) else {}


def _trouble(answer: dict[str, Any]) -> str | None:
    error = _at(answer, "error_response")
    if not error:
        return None
    return f"{error.get('sub_code')} {error.get('sub_msg')} {error.get('msg')}"


def _code(answer: dict[str, Any]) -> str:
    error = _at(answer, "error_response")
    return terms.code_of(error.get("sub_code") or error.get("code") or "")


def _given(found: dict[str, Any], object_id: str) -> Given | Unknown:
    if str(found.get("object_id", object_id)) != object_id:
        return Unknown("another order's answer")
    return terms.given(found.get("waybill_code"), _route(found.get("print_data")))


def _route(print_data: object) -> object:
    try:
        data = json.loads(str(print_data))["data"]
        return data["routingInfo"]["routeCode"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


ADAPTER = Adapter(("app_key", "app_secret", "cp_code"), ask, query, cancel)
