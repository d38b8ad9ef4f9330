"""The waybill label: where everything stands on each size of stock.

From the top: head, sorting code, route, bar code, receiver and sender beside the QR code, goods
and facts; below the tear-off line the stub, which repeats carrier, sorting code and bar code.
"""

from dataclasses import replace

from labels import barcodes, body, head
from labels.elements import DOTS_PER_MM, Box, Element, Page, Rule, Text
from labels.errors import LabelInvalidError
from labels.plans import PAD, PLANS, Plan
from labels.spec import Label
from labels.typeset import fit, printable, shorten, width
from labels.words import NUMBER_LATER, WATERMARK, word


def page(
    label: Label, size: str, *, masked: bool = True, grid: float = DOTS_PER_MM
) -> Page:
    """Lay one label out.

    Args:
        label: what it must say.
        size: one of `SIZES`.
        masked: hide name, phone and room.
        grid: dots in a millimetre of the head that prints it.

    Raises:
        LabelInvalidError: the size is not one of `SIZES`.
        UnprintableError: a character that no font has, named with its field.
        TooLongError: something does not fit at the smallest readable size.
    """
    if size not in PLANS:
        raise LabelInvalidError("size", f"{size!r} is not one of {', '.join(PLANS)}")
    plan = replace(PLANS[size], grid=grid)
    drawn: list[Element] = []
    if label.is_preprint:
        drawn += _watermark(plan)
    drawn += body.square(label, plan)  # before the lines that its white field touches
    drawn += _bands(plan)
    drawn += head.head(label, plan)
    drawn += head.sorting(label, plan)
    drawn += _number(label, plan, top=plan.bar_top, height=plan.bar_height, size=4.6)
    drawn += body.people(label, plan, masked=masked)
    drawn += body.goods(label, plan)
    drawn += body.facts(label, plan)
    drawn += _stub(label, plan, masked=masked)
    return Page(plan.width, plan.height, tuple(drawn), grid)


def _watermark(plan: Plan) -> list[Element]:
    """Grey and underneath, so that it hides nothing."""
    scale = plan.width / 100
    x, y = plan.width / 2, plan.bars + 5.9 * scale  # past the upper corner of the QR code
    places = ((-5, -5.5, 20), (4, 8.5, 7.2))
    return [
        Text(
            x + right * scale, y + down * scale, size * scale, text,
            bold=True, anchor="middle", ink="grey", turn=32, field="watermark",
        )
        for text, (right, down, size) in zip(WATERMARK, places, strict=True)
    ]  # fmt: skip


def _bands(plan: Plan) -> list[Element]:
    left, right = plan.margin, plan.width - plan.margin
    full = (plan.head, plan.code, plan.route, plan.bars, plan.sender)
    return [
        *(Rule(left, y, right, y) for y in full),
        Rule(left, plan.receiver, plan.column, plan.receiver),
        Rule(plan.column, plan.bars, plan.column, plan.sender),
        Rule(left, plan.goods, right, plan.goods, dashed=True),
    ]


def _number(
    label: Label, plan: Plan, *, top: float, height: float, size: float, stub: bool = False
) -> list[Element]:
    """The bar code over its number; on a pre-print a dashed box over the proof."""
    k, middle = plan.scale, plan.width / 2
    under = top + height + size * k * 1.15
    if not label.is_preprint:
        code = barcodes.bars(
            label.waybill, centre=middle, y=top, height=height, room=plan.width,
            field="waybill", grid=plan.grid,
        )  # fmt: skip
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


def _stub(label: Label, plan: Plan, *, masked: bool) -> list[Element]:
    """Below the tear-off line: what stays with the parcel's papers."""
    k, right = plan.scale, plan.width - plan.inset + 0.8
    y = plan.goods + (plan.stub_top - plan.goods) / 2 + 1.5 * k
    carrier = printable(label.carrier, "carrier")
    side = 5 * k
    left = plan.margin + PAD
    start = left + side + 1.4 * k
    code = printable(label.route_code, "route_code") or printable(label.parcel_no, "parcel_no")
    end_code = fit(code, room=24 * k, size=3.4 * k, least=1.2, field="route_code", bold=True)
    end = right - width(end_code.lines[0], end_code.size, bold=True) - 2
    drawn: list[Element] = [
        *head.monogram(carrier, left, y - 3.9 * k, side),
        Text(right, y, end_code.size, code, bold=True, anchor="end", field="route_code"),
    ]
    if label.copy_number:
        box, text = _reprint(label, plan, y, end)
        drawn += [box, text]
        end = box.x - 1.2
    tail = f" · {word('stub', label.lang)}"
    title = shorten(carrier, room=end - start, size=3.4 * k, tail=tail, bold=True)
    drawn.append(Text(start, y, 3.4 * k, title, bold=True, field="carrier"))
    drawn += _number(
        label, plan, top=plan.stub_top, height=plan.stub_height, size=3.8, stub=True
    )
    return [*drawn, *_notes(label, plan, masked=masked)]


def _reprint(label: Label, plan: Plan, y: float, end: float) -> tuple[Box, Text]:
    """Which copy this is, white on black, up to *end* and left of the middle."""
    k = plan.scale
    mark = word("reprint", label.lang, n=label.copy_number)
    size = 4.2 * k if label.lang == "zh" else 3.4 * k
    wide = max(22 * k, width(mark, size, bold=True) + 4 * k)
    left = min(end - wide, plan.width * 0.48)
    high = min(5.9 * k, plan.stub_top - plan.goods - 1.6 * k)
    return (
        Box(left, y - 1.2 * k - high / 2, wide, high, fill="black"),
        Text(
            left + wide / 2, y - 1.2 * k + size * 0.36, size, mark,
            bold=True, anchor="middle", ink="white", field="mode",
        ),
    )  # fmt: skip


def _notes(label: Label, plan: Plan, *, masked: bool) -> list[Element]:
    notes = [word("masked", label.lang)] if masked else []
    if label.care:
        notes.append(word("care", label.lang, care=printable(label.care, "care")))
    if not notes:
        return []
    foot = plan.height - 2.5 * plan.scale
    return [Text(plan.width / 2, foot, 2.3 * plan.scale, " · ".join(notes), anchor="middle")]
