"""The waybill label: where everything stands on each size of stock.

From the top: head, sorting code, route, bar code, receiver and sender beside the QR code, goods and
facts; below the tear-off line the stub, which repeats carrier, sorting code and bar code.
"""

from dataclasses import dataclass

from labels import barcodes, parties
from labels.elements import Box, Disc, Element, Page, Rule, Text
from labels.errors import LabelInvalidError
from labels.spec import SIZES, Label
from labels.typeset import LEADING, Fitted, fit, printable, shorten, width
from labels.verify import proof_text
from labels.words import NUMBER_LATER, WATERMARK, word

PAD = 1.2


@dataclass(frozen=True, slots=True)
class Plan:
    """One size of stock: edges of the bands in millimetres from the top, and the letter scale."""

    width: float
    height: float
    margin: float
    inset: float
    head: float
    code: float
    route: float
    bars: float
    receiver: float
    sender: float
    goods: float
    column: float
    facts: float
    scale: float
    code_size: float
    bar_top: float
    bar_height: float
    stub_top: float
    stub_height: float
    row: float
    date: str


PLANS = {
    "76x130": Plan(
        width=76, height=130, margin=2, inset=3.5, head=11.5, code=26.5, route=34.6, bars=57.6,
        receiver=76.4, sender=87.6, goods=103.2, column=54.5, facts=46.5, scale=0.84,
        code_size=11, bar_top=36.75, bar_height=14, stub_top=109.5, stub_height=9, row=3.9,
        date="%m-%d %H:%M",
    ),
    "100x150": Plan(
        width=100, height=150, margin=3, inset=5, head=14, code=32.1, route=42.1, bars=69.1,
        receiver=91.3, sender=104, goods=121.3, column=72, facts=60, scale=1,
        code_size=14.2, bar_top=44.5, bar_height=16, stub_top=130.5, stub_height=8.75, row=4.5,
        date="%Y-%m-%d %H:%M",
    ),
    "100x180": Plan(
        width=100, height=180, margin=3, inset=5, head=14, code=33, route=43, bars=74,
        receiver=100, sender=115, goods=144.2, column=72, facts=60, scale=1,
        code_size=14.8, bar_top=45.5, bar_height=20, stub_top=154, stub_height=14, row=4.6,
        date="%Y-%m-%d %H:%M",
    ),
}  # fmt: skip


def page(label: Label, size: str, *, masked: bool = True) -> Page:
    """Lay one label out.

    Raises:
        LabelInvalidError: the size is not one of `SIZES`.
        UnprintableError: a character that no font has, named with its field.
        TooLongError: something does not fit at the smallest readable size.
    """
    if size not in PLANS:
        raise LabelInvalidError("size", f"{size!r} is not one of {', '.join(SIZES)}")
    plan = PLANS[size]
    drawn: list[Element] = []
    if label.is_preprint:
        drawn += _watermark(plan)
    drawn += _bands(plan)
    drawn += _head(label, plan)
    drawn += _sorting(label, plan)
    drawn += _number(label, plan, top=plan.bar_top, height=plan.bar_height, size=4.6)
    drawn += _people(label, plan, masked=masked)
    drawn += _square(label, plan)
    drawn += _goods(label, plan)
    drawn += _facts(label, plan)
    drawn += _stub(label, plan, masked=masked)
    return Page(plan.width, plan.height, tuple(drawn))


def _watermark(plan: Plan) -> list[Element]:
    """Grey and underneath, so that it hides nothing."""
    x, y, scale = plan.width / 2, plan.height / 2, plan.width / 100
    shared = {"bold": True, "anchor": "middle", "ink": "grey", "turn": 32, "field": "watermark"}
    return [
        Text(x - 5 * scale, y - 5.5 * scale, 20 * scale, WATERMARK[0], **shared),  # type: ignore[arg-type]
        Text(x + 4 * scale, y + 8.5 * scale, 7.2 * scale, WATERMARK[1], **shared),  # type: ignore[arg-type]
    ]


def _bands(plan: Plan) -> list[Element]:
    left, right = plan.margin, plan.width - plan.margin
    full = (plan.head, plan.code, plan.route, plan.bars, plan.sender)
    return [
        *(Rule(left, y, right, y) for y in full),
        Rule(left, plan.receiver, plan.column, plan.receiver),
        Rule(plan.column, plan.bars, plan.column, plan.sender),
        Rule(left, plan.goods, right, plan.goods, dashed=True),
    ]


def _head(label: Label, plan: Plan) -> list[Element]:
    """Monogram, carrier, service, time and pieces."""
    k, foot = plan.scale, plan.head
    side = 8.6 * k
    left, right = plan.margin + PAD, plan.width - plan.inset + 0.8
    top = (foot - side) / 2 + 0.4
    carrier = printable(label.carrier, "carrier")
    when = label.printed_at.strftime(plan.date)
    drawn: list[Element] = [
        *_monogram(carrier, left, top, side),
        Text(right, top + 2.8 * k, 2.5 * k, when, anchor="end", field="printed_at"),
        Text(right, top + 7.2 * k, 3 * k, _pieces(label), bold=True, anchor="end"),
    ]
    end = right - width(when, 2.5 * k) - 2
    if label.service:
        service = printable(label.service, "service")
        sign = fit(
            service, room=19 * k, size=4.4 * k, least=2.4 * k, field="service", bold=True
        )
        wide = width(sign.lines[0], sign.size, bold=True) + 3 * k
        end -= wide
        drawn += [
            Box(end, top + 0.3 * k, wide, 7.6 * k, fill="black", radius=1),
            Text(
                end + wide / 2, top + 4.1 * k + sign.size * 0.36, sign.size, sign.lines[0],
                bold=True, anchor="middle", ink="white", field="service",
            ),
        ]  # fmt: skip
        end -= 1.5
    start = left + side + 1.8 * k
    latin = printable(label.carrier_latin, "carrier_latin")
    rows = 1 if latin else 2
    name = fit(
        carrier,
        room=end - start,
        size=5.2 * k,
        least=2.4 * k,
        field="carrier",
        rows=rows,
        bold=True,
    )
    y = (
        top
        + (4.7 * k if latin or len(name.lines) > 1 else 6.1 * k)
        - 0.4 * (len(name.lines) - 1)
    )
    drawn += _rows(name, start, y - (name.size * 0.25 if len(name.lines) > 1 else 0), "carrier")
    if latin:
        small = fit(latin, room=end - start, size=2.5 * k, least=1.6 * k, field="carrier_latin")
        drawn.append(Text(start, top + 8 * k, small.size, latin, field="carrier_latin"))
    return drawn


def _monogram(carrier: str, x: float, y: float, side: float) -> list[Element]:
    """A plain mark where a carrier's own sign would stand: the first letter, white on black."""
    size = side * 0.66
    return [
        Box(x, y, side, side, fill="black", radius=side * 0.18),
        Text(
            x + side / 2, y + side / 2 + size * 0.36, size, carrier[0],
            bold=True, anchor="middle", ink="white", field="carrier",
        ),
    ]  # fmt: skip


def _pieces(label: Label) -> str:
    if label.piece is None and label.pieces > 1:
        return word("pieces", label.lang, pieces=label.pieces)
    return word("piece", label.lang, piece=label.piece or 1, pieces=label.pieces)


def _sorting(label: Label, plan: Plan) -> list[Element]:
    """The large code that a sorter reads from two metres, and the way from city to city."""
    k = plan.scale
    field = "route_code" if label.route_code.strip() else "recipient.city"
    sign = printable(label.route_code, field) or parties.destination(label.recipient)
    room = plan.width - 2 * plan.inset
    spaced = sign.replace("-", " - ") if " " not in sign else sign
    if width(spaced, plan.code_size, bold=True) > room:
        spaced = sign
    large = fit(spaced, room=room, size=plan.code_size, least=4, field=field, bold=True)
    middle = (plan.head + plan.code) / 2
    drawn: list[Element] = [
        Text(
            plan.width / 2, middle + large.size * 0.36, large.size, large.lines[0],
            bold=True, anchor="middle", field=field,
        )
    ]  # fmt: skip
    end = plan.width - plan.margin
    if label.cage:
        cage = word("cage", label.lang, cage=printable(label.cage, "cage"))
        sign_cage = fit(cage, room=29 * k, size=4.4 * k, least=2.2 * k, field="cage", bold=True)
        wide = max(23 * k, width(cage, sign_cage.size, bold=True) + 4 * k)
        high = plan.route - plan.code - 2.6 * k
        end -= wide
        drawn += [
            Box(end, plan.code + 1.3 * k, wide, high, fill="black"),
            Text(
                end + wide / 2, plan.code + 1.3 * k + high / 2 + sign_cage.size * 0.36,
                sign_cage.size, cage, bold=True, anchor="middle", ink="white", field="cage",
            ),
        ]  # fmt: skip
    way = parties.way(label.sender, label.recipient)
    size = 5 * k
    middle = (plan.code + plan.route) / 2
    while width(way, size, bold=True) > end - plan.inset - 2 and size > 2.6 * k:
        size -= 0.2
    way = shorten(way, room=end - plan.inset - 2, size=size, bold=True)
    drawn.append(Text(plan.inset, middle + size * 0.36, size, way, bold=True, field="way"))
    return drawn


def _number(
    label: Label, plan: Plan, *, top: float, height: float, size: float, stub: bool = False
) -> list[Element]:
    """The bar code over its number; on a pre-print a dashed box over the proof."""
    k, middle = plan.scale, plan.width / 2
    under = top + height + size * k * 1.15
    if not label.is_preprint:
        code = barcodes.bars(
            label.waybill, centre=middle, y=top, height=height, room=plan.width, field="waybill"
        )
        spaced = _grouped(label.waybill)
        room = plan.width - 2 * plan.inset
        read = fit(spaced, room=room, size=size * k, least=2, field="waybill", bold=True)
        return [
            code,
            Text(middle, under, read.size, spaced, bold=True, anchor="middle", field="waybill"),
        ]
    wide = plan.width * 0.79
    drawn: list[Element] = [
        Box((plan.width - wide) / 2, top, wide, height, stroke=0.3, dashed=True),
        Text(middle, top + height / 2 + 1.4 * k, 4.2 * k, NUMBER_LATER, anchor="middle"),
    ]
    if label.proof:
        proof = f"{word('proof', label.lang)} {printable(label.proof, 'proof')}"
        least = 1.8 if stub else 2.2
        fitted = fit(proof, room=wide, size=3.4 * k, least=least, field="proof", bold=True)
        drawn.append(
            Text(middle, under, fitted.size, proof, bold=True, anchor="middle", field="proof")
        )
    return drawn


def _grouped(waybill: str) -> str:
    """`BC73012345678905` as `BC 7301 2345 6789 05`; other forms as they are."""
    letters = waybill[: len(waybill) - len(waybill.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))]
    digits = waybill[len(letters) :]
    if not digits.isdigit() or len(digits) > 24:
        return waybill
    groups = [digits[at : at + 4] for at in range(0, len(digits), 4)]
    return " ".join([letters, *groups] if letters else groups)


def _people(label: Label, plan: Plan, *, masked: bool) -> list[Element]:
    """Receiver large, sender smaller, each with its round sign."""
    k, x = plan.scale, plan.inset + 3.6 * plan.scale
    start = plan.inset + 9.6 * k
    room = plan.column - start - PAD
    to = parties.Place(start, plan.bars + 0.8 * k, room, plan.receiver - plan.bars - 1.6 * k)
    sent = parties.Place(
        start, plan.receiver + 0.6 * k, room, plan.sender - plan.receiver - 1.2 * k
    )
    lang = label.lang
    return [
        Disc(x, plan.bars + 6.9 * k, 3.6 * k),
        _sign(word("to", lang), x, plan.bars + 6.9 * k, 4.6 * k, white=True),
        *parties.receiver(label.recipient, to, scale=k, masked=masked),
        Disc(x, plan.receiver + 5.7 * k, 3.2 * k, filled=False, stroke=0.5),
        _sign(word("from", lang), x, plan.receiver + 5.7 * k, 4 * k, white=False),
        *parties.sender(label.sender, sent, scale=k, masked=masked),
    ]


def _sign(text: str, x: float, y: float, size: float, *, white: bool) -> Text:
    if text.isascii():
        size *= 0.74
    ink = "white" if white else "black"
    return Text(x, y + size * 0.36, size, text, bold=True, anchor="middle", ink=ink)  # type: ignore[arg-type]


def _square(label: Label, plan: Plan) -> list[Element]:
    """The QR code in its column, and the parcel's number below it."""
    k = plan.scale
    right = plan.width - plan.margin
    wide = right - plan.column
    middle = plan.column + wide / 2
    says = proof_text(label) if label.is_preprint else label.waybill
    side = min(wide, plan.sender - plan.bars - 9 * k)
    caption = word("proof" if label.is_preprint else "track", label.lang)
    number = fit(
        printable(label.parcel_no, "parcel_no"), room=wide - 1.2, size=3.2 * k, least=1.5,
        field="parcel_no", rows=2, bold=True,
    )  # fmt: skip
    foot = plan.sender - 1.6 * k - (len(number.lines) - 1) * number.size * LEADING
    small = fit(caption, room=wide - 1.2, size=2.6 * k, least=1.6, field="parcel_no")
    return [
        barcodes.qr(says, centre=middle, y=plan.bars + 0.4, room=side),
        Text(middle, foot - 4.2 * k, small.size, caption, anchor="middle"),
        *_rows(number, middle, foot, "parcel_no", anchor="middle"),
    ]


def _goods(label: Label, plan: Plan) -> list[Element]:
    """What is inside, as many lines as there is room for; `… +n` says how many are left out."""
    rows = int((plan.goods - plan.sender - 1.2) / plan.row)
    room = plan.facts - plan.inset - 2
    size = 3.2 * plan.scale
    shown = label.lines[:rows]
    left_out = len(label.lines) - len(shown)
    drawn: list[Element] = []
    for at, goods in enumerate(shown):
        tail = f" ×{goods.quantity:,}"
        if left_out and at == len(shown) - 1:
            tail += f"  … +{left_out:,}"
        name = printable(goods.name, f"lines[{at}].name")
        text = shorten(name, room=room, size=size, tail=tail)
        y = plan.sender + plan.row * (at + 1) + 0.5
        drawn.append(Text(plan.inset, y, size, text, field=f"lines[{at}].name"))
    return drawn


def _facts(label: Label, plan: Plan) -> list[Element]:
    """Weight, order and bench on the right of the goods."""
    k, left, right = plan.scale, plan.facts, plan.width - plan.inset
    drawn: list[Element] = []
    facts = [
        ("weight", f"{label.grams:,} g", "grams", 3.6),
        ("order", printable(label.order_no, "order_no"), "order_no", 3.2),
        ("station", printable(label.station, "station"), "station", 3.2),
    ]
    for at, (key, text, field, size) in enumerate(fact for fact in facts if fact[1]):
        y = plan.sender + plan.row * (at + 1) + 0.5
        name = word(key, label.lang)
        beside = right - left - width(name, 3.2 * k) - 1.2
        if width(text, 2.2 * k, bold=True) <= beside:
            value = fit(text, room=beside, size=size * k, least=2.2 * k, field=field, bold=True)
            drawn.append(Text(left, y, 3.2 * k, name))
            drawn.append(Text(right, y, value.size, text, bold=True, anchor="end", field=field))
            continue
        value = fit(
            text, room=right - left, size=1.9 * k, least=1.3, field=field, rows=2, bold=True
        )
        up = value.size * LEADING * (len(value.lines) - 1)
        drawn += _rows(value, right, y - up + 0.3, field, anchor="end")
    return drawn


def _stub(label: Label, plan: Plan, *, masked: bool) -> list[Element]:
    """Below the tear-off line: what stays with the parcel's papers."""
    k, right = plan.scale, plan.width - plan.inset + 0.8
    tall = plan.stub_top - plan.goods
    y = plan.goods + tall / 2 + 1.5 * k
    carrier = printable(label.carrier, "carrier")
    side = 5 * k
    left = plan.margin + PAD
    start = left + side + 1.4 * k
    code = printable(label.route_code, "route_code") or printable(label.parcel_no, "parcel_no")
    end_code = fit(code, room=24 * k, size=3.4 * k, least=1.2, field="route_code", bold=True)
    end = right - width(end_code.lines[0], end_code.size, bold=True) - 2
    drawn: list[Element] = [
        *_monogram(carrier, left, y - 3.9 * k, side),
        Text(right, y, end_code.size, code, bold=True, anchor="end", field="route_code"),
    ]
    if label.copy_number:
        mark = word("reprint", label.lang, n=label.copy_number)
        size = 4.2 * k if label.lang == "zh" else 3.4 * k
        wide = max(22 * k, width(mark, size, bold=True) + 4 * k)
        end = min(end - wide, plan.width * 0.48)
        high = min(5.9 * k, tall - 1.6 * k)
        drawn += [
            Box(end, y - 1.2 * k - high / 2, wide, high, fill="black"),
            Text(
                end + wide / 2, y - 1.2 * k + size * 0.36, size, mark,
                bold=True, anchor="middle", ink="white", field="mode",
            ),
        ]  # fmt: skip
        end -= 1.2
    tail = f" · {word('stub', label.lang)}"
    title = shorten(carrier, room=end - start, size=3.4 * k, tail=tail, bold=True)
    drawn.append(Text(start, y, 3.4 * k, title, bold=True, field="carrier"))
    drawn += _number(
        label, plan, top=plan.stub_top, height=plan.stub_height, size=3.8, stub=True
    )
    notes = [word("masked", label.lang)] if masked else []
    if label.care:
        notes.append(word("care", label.lang, care=printable(label.care, "care")))
    if notes:
        middle = plan.width / 2
        foot = plan.height - 2.5 * k
        drawn.append(Text(middle, foot, 2.3 * k, " · ".join(notes), anchor="middle"))
    return drawn


def _rows(
    fitted: Fitted, x: float, y: float, field: str, *, anchor: str = "start"
) -> list[Element]:
    """The lines of a fitted bold text, the first on base line `y`."""
    return [
        Text(
            x, y + at * fitted.size * LEADING, fitted.size, line,
            bold=True, anchor=anchor, field=field,  # type: ignore[arg-type]
        )
        for at, line in enumerate(fitted.lines)
    ]  # fmt: skip
