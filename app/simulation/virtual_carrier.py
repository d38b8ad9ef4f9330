"""A virtual carrier: gives e-waybill numbers in two dialects, and misbehaves on request.

In a test::

    carrier = VirtualCarrier(key="k", secret="s")
    carrier.misbehave("apply_then_reset")

One book of orders by the sender's own id: asked again, an order gives no second number. The
Kuaidi100 dialect is at ``url + "/label/order"``, Cainiao's at ``url + "/router/rest"``; both
check their signatures.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import socket
import threading
import time
from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from typing import Any, Final
from urllib.parse import parse_qsl

from typing_extensions import override

from app.simulation.virtual_hub import QuietServer

FAULTS: Final = {
    "apply_then_time_out": "does what is asked and answers after `seconds`",
    "apply_then_reset": "does what is asked, then breaks the connection",
    "exists": "does what is asked, then says that the order exists, without a number",
    "no_balance": "has no numbers left",
    "bad_address": "does not deliver there",
    "too_heavy": "takes nothing so heavy",
    "too_late": "has picked the parcel up",
    "refuse_500": "answers 500, nothing done",
    "garbage": "does what is asked, then answers a page of HTML",
    "nonsense": "does what is asked, then answers JSON of a wrong shape",
    "reset": "breaks the connection, nothing done",
}
APPLY: Final = ("apply_then_time_out", "apply_then_reset", "exists", "garbage", "nonsense")
TROUBLES: Final = {
    "no_balance": ("30010", "BALANCE_NOT_ENOUGH", "电子面单余额不足"),
    "bad_address": ("30020", "ADDRESS_UNREACHABLE", "收件地址超区"),
    "too_heavy": ("30025", "WEIGHT_OVER", "重量超过上限"),
    "too_late": ("30030", "PICKED_UP", "快件已揽收，不能取消"),
    "exists": ("30040", "ORDER_EXIST", "订单号已存在"),
    "not_found": ("30050", "ORDER_NOT_FOUND", "订单不存在"),
    "cancelled": ("30060", "ALREADY_CANCELLED", "订单已取消"),
    "signature": ("30002", "isv.sign-check-failure", "验证签名失败"),
}
TOP: Final = {
    "cainiao.waybill.ii.search": "precreate",
    "cainiao.waybill.ii.get": "create",
    "cainiao.waybill.ii.query.by.tradecode": "query",
    "cainiao.waybill.ii.cancel": "cancel",
}


@dataclass
class Booked:
    """An order in the carrier's book."""

    order_id: str
    number: str
    route_code: str
    said: dict[str, Any]
    cancelled: bool = False


class Trouble(Exception):  # noqa: N818  an answer, not a fault
    """The carrier says no; the name is a key of `TROUBLES`."""


class VirtualCarrier:
    """A carrier without vans."""

    def __init__(self, *, key: str, secret: str, port: int = 0) -> None:
        """Listen on 127.0.0.1.

        Args:
            key: of the account, in both dialects.
            secret: of the account; what is signed with another is refused.
            port: TCP port, 0 for a free one.
        """
        self.key, self.secret = key, secret
        self.calls: Counter[str] = Counter()
        self.book: dict[str, Booked] = {}
        self._guard = threading.Lock()
        self._planned: dict[str, deque[tuple[str, float]]] = {}
        handler = type("Handler", (_Handler,), {"carrier": self})
        self._server = QuietServer(("127.0.0.1", port), handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def misbehave(
        self, kind: str, *, on: str = "create", times: int = 1, seconds: float = 1.0
    ) -> None:
        """Meet the next calls of one sort with a fault of `FAULTS`.

        Args:
            kind: which fault.
            on: precreate, create, query or cancel.
            times: how many calls.
            seconds: of a fault that takes its time.

        Raises:
            ValueError: no such fault.
        """
        if kind not in FAULTS:
            raise ValueError(f"no fault {kind!r}; there are: {', '.join(FAULTS)}")
        with self._guard:
            self._planned.setdefault(on, deque()).extend([(kind, seconds)] * times)

    def living(self) -> list[str]:
        """The numbers that were not cancelled."""
        with self._guard:
            return [one.number for one in self.book.values() if not one.cancelled]

    def close(self) -> None:
        """Stop to listen."""
        self._server.shutdown()
        self._server.server_close()

    def next_fault(self, act: str) -> tuple[str, float]:
        """What the call at hand meets; an empty name when it is served well."""
        with self._guard:
            self.calls[act] += 1
            planned = self._planned.get(act)
            return planned.popleft() if planned else ("", 0.0)

    def act(self, act: str, order_id: str, number: str, said: dict[str, Any]) -> Booked | None:
        """Create, query or cancel; every act is safe to repeat.

        Raises:
            Trouble: why not.
        """
        with self._guard:
            if act in {"create", "precreate"}:
                return self._create(order_id, said) if act == "create" else None
            found = self.book.get(order_id)
            if number:
                found = next((one for one in self.book.values() if one.number == number), None)
            if found is None:
                raise Trouble("not_found")
            if found.cancelled:
                raise Trouble("cancelled")
            found.cancelled = act == "cancel"
            return found

    def _create(self, order_id: str, said: dict[str, Any]) -> Booked:
        if not order_id:
            raise Trouble("not_found")
        if order_id not in self.book:
            n = len(self.book) + 1
            number = f"7730{self._server.server_port:05d}{n:05d}"
            route = f"571-A{n:02d}-03"
            self.book[order_id] = Booked(order_id, number, route, said)
        return self.book[order_id]


class _Handler(BaseHTTPRequestHandler):
    """One call of the floor."""

    carrier: VirtualCarrier

    def do_POST(self) -> None:
        """Do what is asked, well or badly."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        form = dict(parse_qsl(body, keep_blank_values=True))
        dialect = _Kuaidi100 if self.path == "/label/order" else _Cainiao
        talk = dialect(form)
        kind, seconds = self.carrier.next_fault(talk.act)
        if kind == "reset":
            return self._hang_up()
        if kind == "refuse_500":
            return self._answer(500, b"")
        try:
            answer = self._served(talk, kind)
        except Trouble as trouble:
            answer = talk.no(*TROUBLES[str(trouble)])
        if kind == "apply_then_time_out":
            time.sleep(seconds)
        if kind == "apply_then_reset":
            return self._hang_up()
        if kind == "garbage":
            return self._answer(200, "<html>系统繁忙</html>".encode())
        said = [answer] if kind == "nonsense" else answer
        return self._answer(200, json.dumps(said, ensure_ascii=False).encode())

    def _served(self, talk: _Kuaidi100 | _Cainiao, kind: str) -> dict[str, Any]:
        if not talk.is_signed(self.carrier.key, self.carrier.secret):
            raise Trouble("signature")
        if kind and kind not in APPLY:
            raise Trouble(kind)
        done = self.carrier.act(talk.act, talk.order_id, talk.number, talk.said)
        if kind == "exists":
            raise Trouble(kind)
        return talk.yes(done)

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json;charset=UTF-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _hang_up(self) -> None:
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    @override
    def log_message(self, format: str, *args: Any) -> None:
        """Keep standard error for the caller."""


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest().upper()


class _Kuaidi100:
    """``method, key, t, param, sign``; the param is one JSON object."""

    def __init__(self, form: Mapping[str, str]) -> None:
        self._form = form
        self.said: dict[str, Any] = json.loads(form.get("param") or "{}")
        self.act = {"order": "create"}.get(form.get("method", ""), form.get("method", ""))
        self.order_id = str(self.said.get("orderId", ""))
        self.number = str(self.said.get("kuaidinum", ""))

    def is_signed(self, key: str, secret: str) -> bool:
        text = self._form["param"] + self._form["t"] + key + secret
        return self._form["key"] == key and self._form["sign"] == _md5(text)

    def yes(self, done: Booked | None) -> dict[str, Any]:
        data = {"status": "CANCELLED" if done and done.cancelled else "ORDERED"}
        if done is not None and self.act != "cancel":
            data |= {"kuaidinum": done.number, "bulkpen": done.route_code}
            data |= {"kdComOrderNum": f"KD{done.number}", "taskId": done.order_id}
        return {"success": True, "code": 200, "message": "成功", "data": data}

    @staticmethod
    def no(number: str, code: str, words: str) -> dict[str, Any]:
        assert code
        return {"success": False, "code": int(number), "message": words, "data": None}


class _Cainiao:
    """The TOP gateway: flat parameters, objects among them as JSON."""

    def __init__(self, form: Mapping[str, str]) -> None:
        self._form = form
        self.act = TOP[form["method"]]
        new = json.loads(form.get("param_waybill_cloud_print_apply_new_request") or "{}")
        asked = json.loads(form.get("param_list") or "[{}]")
        orders = new.get("trade_order_info_dtos") or [{}]
        trade = orders[0].get("order_info", {}).get("trade_order_list") or [""]
        self.said: dict[str, Any] = new
        self.order_id = str(trade[0] or asked[0].get("trade_code", ""))
        self.number = form.get("waybill_code", "")

    def is_signed(self, key: str, secret: str) -> bool:
        named = {name: value for name, value in self._form.items() if name != "sign"}
        text = "".join(f"{name}{named[name]}" for name in sorted(named))
        return named["app_key"] == key and self._form["sign"] == _md5(secret + text + secret)

    def yes(self, done: Booked | None) -> dict[str, Any]:
        return {self._form["method"].replace(".", "_") + "_response": self._found(done)}

    def _found(self, done: Booked | None) -> dict[str, Any]:
        if done is None:
            account = {"branch_code": "1", "quantity": 100}
            company = {"branch_account_cols": {"waybill_branch_account": [account]}}
            held = {"waybill_apply_subscription_info": [company]}
            return {"waybill_apply_subscription_cols": held}
        if self.act == "cancel":
            return {"cancel_result": True}
        data = {"routingInfo": {"routeCode": done.route_code}}
        bill = {"waybill_code": done.number, "print_data": json.dumps({"data": data})}
        if self.act == "create":
            made = bill | {"object_id": done.order_id}
            return {"modules": {"waybill_cloud_print_response": [made]}}
        found = {"success": True, "object_id": "1", "waybill_cloud_print_response": bill}
        return {"modules": {"waybill_cloud_print_with_result_desc_response": [found]}}

    @staticmethod
    def no(number: str, code: str, words: str) -> dict[str, Any]:
        error = {"code": 15, "msg": "Remote service error", "sub_code": code}
        return {"error_response": error | {"sub_msg": f"{words} ({number})"}}
