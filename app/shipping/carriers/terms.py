"""What is said between the floor and any carrier. Copy a neighbour to add another. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Account = Mapping[str, str]
"""What WAVEGATE_CARRIER_ACCOUNTS says of a carrier; secrets among it: never logged or kept."""

NUMBER = re.compile(r"[A-Za-z0-9-]{6,40}")
ROUTE_MOST = 24
SAID = re.compile(r"[\w.:-]{1,40}", re.ASCII)


class Reason(StrEnum):
    """Why there is no number, or no cancel; five are sentences ``label.carrier_…``."""

    BALANCE = "balance"
    ADDRESS = "address"
    ACCOUNT = "account"
    WEIGHT = "weight"
    UNREACHABLE = "unreachable"
    LOST = "lost"  # a request got no answer, and the query finds nothing
    TOO_LATE = "too_late"  # for a cancel: it has been picked up


@dataclass(frozen=True)
class Ask:
    """What a carrier is told when it is asked for a number.

    Attributes:
        reference: the key of our waybill row.
        order_id: our own id of it: asked again, the answer must be the same number.
        carrier: the carrier's code at this site.
        grams: the measured weight.
        sender: name, phone, province, city, district, address; the receiver alike.
        goods: name and quantity of each line.
    """

    reference: int
    carrier: str
    parcel_no: str
    grams: int
    order_id: str = ""
    sender: Mapping[str, str] = field(default_factory=dict)
    recipient: Mapping[str, str] = field(default_factory=dict)
    goods: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class Bill:
    """A waybill that a carrier is asked about.

    Attributes:
        number: None when its answer was lost.
        carrier_ref: the carrier's own order number, where it gave one.
        reason: why it is cancelled.
    """

    order_id: str
    number: str | None = None
    carrier_ref: str | None = None
    reason: str = ""


@dataclass(frozen=True)
class Given:
    """A number, its sorting code (三段码), and the carrier's own order number."""

    number: str
    route_code: str | None = None
    carrier_ref: str | None = None


@dataclass(frozen=True)
class Declined:
    """The carrier's own word that it made, or cancelled, nothing; *said* is its code."""

    reason: Reason
    said: str = ""


@dataclass(frozen=True)
class Unknown:
    """Nobody knows what the carrier did; *why* names no person and no secret."""

    why: str


@dataclass(frozen=True)
class Absent:
    """The carrier knows of no living order with this id."""


@dataclass(frozen=True)
class Cancelled:
    """The carrier has cancelled it, now or before."""


Answer = Given | Declined | Unknown
Found = Given | Absent | Unknown
Voided = Cancelled | Declined | Unknown


@dataclass(frozen=True)
class Adapter:
    """How to speak with one kind of carrier; each call goes over the network.

    Attributes:
        needs: what its account must say.
    """

    needs: tuple[str, ...]
    ask: Callable[[Ask, Account], Answer]
    query: Callable[[Bill, Account], Found]
    cancel: Callable[[Bill, Account], Voided]


def given(
    number: object, route_code: object = None, carrier_ref: object = None
) -> Given | Unknown:
    """A number as a carrier wrote it, or unknown when it cannot be one.

    A route code that no label can carry is left off: the city stands there instead.
    """
    if not isinstance(number, str) or not NUMBER.fullmatch(number.strip()):
        return Unknown("no number in the answer")
    return Given(number.strip(), _short(route_code, ROUTE_MOST), _short(carrier_ref, 64))


def _short(text: object, most: int) -> str | None:
    if not isinstance(text, str):
        return None
    text = " ".join(text.split())
    return text if 0 < len(text) <= most and text.isprintable() else None


def code_of(said: object) -> str:
    """A carrier's code as it may be kept; its sentences may name the receiver."""
    text = str(said)
    return text if SAID.fullmatch(text) else ""


def uncancelled(words: str, said: object) -> Declined | Unknown:
    """A cancel that was not done: too late for ever, or to be tried again."""
    if any(sign in words for sign in TOO_LATE):
        return Declined(Reason.TOO_LATE, code_of(said))
    return Unknown(f"not cancelled {code_of(said)}".strip())


def reason_in(words: str) -> Reason | None:
    """Why a carrier declines, by its own words; None when they do not tell it surely."""
    return next((why for why, signs in _SIGNS.items() if any(s in words for s in signs)), None)


_SIGNS = {
    Reason.BALANCE: ("余额不足", "单量不足", "面单不足", "BALANCE_NOT_ENOUGH"),
    Reason.ADDRESS: ("超区", "不可达", "地址无法", "地址不", "地址错误", "ADDRESS_"),
    Reason.ACCOUNT: ("签名", "授权", "账号", "密码", "权限", "sign-check", "INVALID_SESSION"),
    Reason.WEIGHT: ("超重", "重量超", "WEIGHT_"),
}
TOO_LATE = ("已揽收", "已签收", "PICKED_UP")
