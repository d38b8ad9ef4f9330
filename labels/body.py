"""The middle of the waybill: receiver, sender, QR code, goods and facts."""

from labels import barcodes, parties
from labels.elements import Box, Disc, Element, Ink, Text
from labels.plans import PAD, Plan
from labels.spec import Label
from labels.typeset import LEADING, fit, printable, shorten, stand, width
from labels.words import word


def people(label: Label, plan: Plan, *, masked: bool) -> list[Element]:
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
    ink: Ink = "white" if white else "black"
    return Text(x, y + size * 0.36, size, text, bold=True, anchor="middle", ink=ink)


def square(label: Label, plan: Plan) -> list[Element]:
    """The QR code in its column, and the parcel's number below it."""
    k = plan.scale
    right = plan.width - plan.margin
    wide = right - plan.column
    middle = plan.column + wide / 2
    says = label.square_says
    side = min(wide - 0.8, plan.sender - plan.bars - 9 * k)
    caption = word("proof" if label.is_preprint else "track", label.lang)
    number = fit(
        printable(label.parcel_no, "parcel_no"), room=wide - 1.2, size=3.2 * k, least=1.5,
        field="parcel_no", rows=2, bold=True,
    )  # fmt: skip
    foot = plan.sender - 1.6 * k - (len(number.lines) - 1) * number.size * LEADING
    small = fit(caption, room=wide - 1.2, size=2.6 * k, least=1.6, field="parcel_no")
    code = barcodes.qr(says, centre=middle, y=plan.bars + 0.4, room=side, grid=plan.grid)
    quiet = barcodes.QR_QUIET_MODULES * code.module
    clear = code.width + 2 * quiet  # the watermark must not speckle it
    return [
        Box(code.x - quiet, code.y - quiet, clear, clear, fill="white"),
        code,
        Text(middle, foot - 4.2 * k, small.size, caption, anchor="middle"),
        *stand(number, middle, foot, "parcel_no", anchor="middle"),
    ]


def goods(label: Label, plan: Plan) -> list[Element]:
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


def facts(label: Label, plan: Plan) -> list[Element]:
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
        drawn += stand(value, right, y - up + 0.3, field, anchor="end")
    return drawn
