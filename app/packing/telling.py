"""How verdicts are said to a caller, and what a typed weight is worth.

What is made here works on the writer's thread as well, where there is no request.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal

import msgspec

from app.core import problems
from app.core.errors import Refused
from app.packing.bodies import CauseLine, Goods, ScanResult, WeighBody, WeighResult
from app.packing.queries import ParcelView
from app.packing.scans import Answer
from app.packing.verdicts import Judged, Measured

FRESH_MS = 2000
"""A reading older than this decides nothing."""
HEAVIEST_G = 1_000_000
LONGEST_FRAME = 80


def speaker() -> Callable[[Answer], ScanResult]:
    """How a scan's verdict is said to this caller."""
    texts, language = problems.catalogue(), problems.language()

    def speak(answer: Answer) -> ScanResult:
        values = dict(answer.values)
        if "reasons" in values:
            values["why"] = [
                texts.say(f"order.why.{one}", language) for one in values["reasons"]
            ]
        return ScanResult(
            scan_id=answer.scan_id,
            verdict=answer.verdict,
            say=texts.say(answer.say, language, **values),
            tone=texts.tone(f"verdict.{answer.verdict}"),
            refusal=answer.refusal,
            line_no=answer.line_no,
            goods=msgspec.convert(values.get("goods"), list[Goods] | None),
        )

    return speak


def teller() -> Callable[[Judged, ParcelView], WeighResult]:
    """How the gate's verdict is said to this caller."""
    texts, language = problems.catalogue(), problems.language()

    def tell(judged: Judged, view: ParcelView) -> WeighResult:
        code = _code(judged)
        off = judged.grams - round(judged.expected_g)
        return WeighResult(
            verdict="pass" if judged.passed else "block",
            grams=judged.grams,
            expected_g=float(judged.expected_g),
            low_g=judged.low_g,
            high_g=judged.high_g,
            causes=[CauseLine(c.sku, c.name, c.units, c.grams, c.box) for c in judged.causes],
            light=judged.light,
            blocks=judged.blocks,
            forced=view.forced,
            say=texts.say(code, language, grams=judged.grams, off=f"{off:+d}", **_usual(view)),
            tone=texts.tone(code),
            parcel=view,
            code=None if code == "packing.weight.inside" else code,
        )

    return tell


def _usual(view: ParcelView) -> dict[str, int]:
    like = view.unusual
    return {"usual": like.usual_g, "parcels": like.parcels} if like else {}


def _code(judged: Judged) -> str:
    if not judged.passed:
        return "packing.weight.outside"
    return "packing.weight.unusual" if judged.unusual else "packing.weight.inside"


def typed(body: WeighBody) -> Measured:
    """A reading that a supervisor types in; it must be as good as a scale's.

    Raises:
        Refused: ``request.invalid`` without a reason, ``packing.weight.<reason>``.
    """
    if body.reason is None:
        raise Refused(
            "request.invalid", errors=[{"pointer": "/reason", "code": "field.missing"}]
        )
    weight_g = _deciding(body)
    return Measured(weight_g, body.raw_hex, body.frame_id, "manual", body.reason)


def by_agent(body: WeighBody, bench: str) -> Measured:
    """A reading that the bench's agent sends by itself; its frame counts once.

    Raises:
        Refused: ``request.invalid`` without a frame, ``packing.weight.<reason>``.
    """
    weight_g = _deciding(body)
    if not body.frame_id:
        raise Refused(
            "request.invalid", errors=[{"pointer": "/frame_id", "code": "field.missing"}]
        )
    frame_id = f"{bench}/{body.frame_id}"[:LONGEST_FRAME]
    return Measured(weight_g, body.raw_hex, frame_id, "pushed")


def _deciding(body: WeighBody) -> Decimal:
    if why := _no_decision(body):
        raise Refused(f"packing.weight.{why}", bench="")
    return Decimal(str(body.grams))


def _no_decision(body: WeighBody) -> str | None:
    if body.grams is None:
        return "no_reading"
    if not math.isfinite(body.grams):
        return "nan"
    if body.stable is not True:
        return "unstable"
    if body.age_ms > FRESH_MS:
        return "stale"
    if body.grams <= 0:
        return "negative" if body.grams < 0 else "zero"
    return "overload" if body.grams > HEAVIEST_G else None
