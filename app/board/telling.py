"""An order's facts in words: a sentence, an icon, and what is worth a second line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec

from app.board.timeline import Happening

Say = Callable[..., str]
"""``say(code, **params)`` in the reader's language."""

ICONS = {
    "orders.order.accepted": "v-ok",
    "orders.order.held": "v-warn",
    "orders.order.cancelled": "v-stop",
    "orders.order.intercept_failed": "v-no",
    "orders.mask.set": "v-stop",
    "orders.hold.set": "v-warn",
    "waves.order.waved": "i-wave",
    "waves.order.left": "i-wave",
    "picking.order.picked": "v-ok",
    "picking.order.short": "v-warn",
    "picking.order.stopped": "v-stop",
    "packing.parcel.opened": "i-box",
    "packing.parcel.parked": "i-park",
    "packing.parcel.weighed": "v-ok",
    "packing.parcel.blocked": "v-no",
    "packing.order.packed": "v-ok",
    "shipping.label.archived": "i-seal",
    "shipping.label.issued": "i-label",
    "shipping.parcel.confirmed": "v-ok",
    "shipping.waybill.voided": "v-no",
    "shipping.order.staged": "i-cage",
    "shipping.parcel.shipped": "i-truck",
    "shipping.trace.heard": "i-truck",
    "shipping.order.shipped": "v-done",
    "stations.print.moved": "i-print",
    "stations.exception.raised": "v-warn",
    "stations.exception.ended": "v-ok",
    "returns.return.received": "i-return",
    "returns.return.graded": "i-return",
    "returns.unit.put_away": "i-bin",
}
SHADES = {
    "v-ok": "i-ok",
    "v-done": "i-ok",
    "v-no": "i-no",
    "v-warn": "i-warn",
    "v-stop": "i-stop",
}
MORE = (
    "wave",
    "parcel_no",
    "waybill",
    "carrier",
    "slot",
    "manifest",
    "grade",
    "sku",
    "bin",
    "resolution",
    "reason",
    "return_no",
)
"""Fields of a body that a second line shows as they are, in this order."""
MACHINES = frozenset({"hub", "system", "import", "agent"})
REASONS = {"orders.mask.": "order.why.", "picking.": "order.why.", "orders.": "order.hold."}
"""Whose reasons are told in which words, by the start of a fact's tag."""


class Told(msgspec.Struct, kw_only=True):
    """One fact as the page shows it."""

    at: datetime
    say: str
    icon: str
    shade: str
    name: str
    device: str | None
    more: str


def tell(facts: list[Happening], say: Say) -> list[Told]:
    """Put an order's facts into words; one that nobody wrote words for shows its tag."""
    return [_told(fact, say) for fact in facts]


def _told(fact: Happening, say: Say) -> Told:
    icon = ICONS.get(fact.tag, "i-chev")
    return Told(
        at=fact.at,
        say=_sentence(fact, say),
        icon=icon,
        shade=SHADES.get(icon, "i-plain"),
        name=_who(fact.name, say),
        device=fact.device,
        more=" · ".join(_more(fact, say)),
    )


def _weight(body: dict[str, Any], say: Say) -> list[str]:
    if not isinstance(body.get("grams"), int):
        return []
    expected = body.get("expected_g")
    told = [say("ui.grams", n=body["grams"])]
    return [*told, say("ui.expected_grams", n=round(float(expected)))] if expected else told


def _sentence(fact: Happening, say: Say) -> str:
    body = fact.body
    if fact.tag == "orders.order.moved":
        states = (say(f"order.state.{body[name]}") for name in ("from_state", "to_state"))
        return " → ".join(states)
    if fact.tag == "packing.parcel.moved":
        return " → ".join(
            say(f"packing.state.{body[name]}")
            for name in ("from_state", "to_state")
            if body.get(name)
        )
    if fact.tag.startswith("stations.exception."):
        kind = say(f"stations.exception.{body['kind']}")
        return say(f"board.fact.{fact.tag}", kind=kind)
    return say(f"board.fact.{fact.tag}")


def _who(name: str, say: Say) -> str:
    kind = name.partition(":")[0]
    return say(f"board.actor.{kind}") if kind in MACHINES else name


def _more(fact: Happening, say: Say) -> list[str]:
    body = fact.body
    found = [str(body[name]) for name in MORE if isinstance(body.get(name), (str, int))]
    if body.get("bench"):
        found.append(say("board.more.bench", bench=body["bench"]))
    found += _weight(body, say)
    if isinstance(body.get("reasons"), list):
        words = next((words for tag, words in REASONS.items() if fact.tag.startswith(tag)), "")
        found += [say(f"{words}{reason}") if words else reason for reason in body["reasons"]]
    if isinstance(body.get("sha256"), str):
        found.append(f"sha256 {body['sha256'][:12]}…")
    return found
