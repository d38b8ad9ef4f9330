"""The upper end of the waybill: carrier, service, time, sorting code, route and cage."""

from labels import parties
from labels.elements import Box, Element, Text
from labels.plans import PAD, Plan
from labels.spec import Label
from labels.typeset import fit, printable, shorten, stand, width
from labels.words import word


def head(label: Label, plan: Plan) -> list[Element]:
    """Monogram, carrier, service, time and pieces."""
    k, foot = plan.scale, plan.head
    side = 8.6 * k
    left, right = plan.margin + PAD, plan.width - plan.inset + 0.8
    top = (foot - side) / 2 + 0.4
    carrier = printable(label.carrier, "carrier")
    when = label.printed_at.strftime(plan.date)
    drawn: list[Element] = [
        *monogram(carrier, left, top, side),
        Text(right, top + 2.8 * k, 2.5 * k, when, anchor="end", field="printed_at"),
        Text(right, top + 7.2 * k, 3 * k, _pieces(label), bold=True, anchor="end"),
    ]
    end = right - width(when, 2.5 * k) - 2
    if label.service:
        box, text = _service(label, k, top, end)
        drawn += [box, text]
        end = box.x - 1.5
    start = left + side + 1.8 * k
    return [*drawn, *_name(label, carrier, k, top=top, start=start, end=end)]


def _service(label: Label, k: float, top: float, end: float) -> tuple[Box, Text]:
    """The service, white on black, up to *end*."""
    service = printable(label.service, "service")
    sign = fit(service, room=19 * k, size=4.4 * k, least=2.4 * k, field="service", bold=True)
    wide = width(sign.lines[0], sign.size, bold=True) + 3 * k
    left = end - wide
    return (
        Box(left, top + 0.3 * k, wide, 7.6 * k, fill="black", radius=1),
        Text(
            left + wide / 2, top + 4.1 * k + sign.size * 0.36, sign.size, sign.lines[0],
            bold=True, anchor="middle", ink="white", field="service",
        ),
    )  # fmt: skip


def _name(
    label: Label, carrier: str, k: float, *, top: float, start: float, end: float
) -> list[Element]:
    """The carrier's name in one line or two, and its Latin form below."""
    latin = printable(label.carrier_latin, "carrier_latin")
    name = fit(
        carrier,
        room=end - start,
        size=5.2 * k,
        least=2.4 * k,
        field="carrier",
        rows=1 if latin else 2,
        bold=True,
    )
    is_long = len(name.lines) > 1
    y = top + (4.7 * k if latin or is_long else 6.1 * k) - 0.4 * (len(name.lines) - 1)
    drawn = stand(name, start, y - (name.size * 0.25 if is_long else 0), "carrier")
    if latin:
        small = fit(latin, room=end - start, size=2.5 * k, least=1.6 * k, field="carrier_latin")
        drawn.append(Text(start, top + 8 * k, small.size, latin, field="carrier_latin"))
    return drawn


def monogram(carrier: str, x: float, y: float, side: float) -> list[Element]:
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


def sorting(label: Label, plan: Plan) -> list[Element]:
    """The large code that a sorter reads from two metres, and the way from city to city."""
    k = plan.scale
    room = plan.width - 2 * plan.inset
    sign = printable(label.route_code, "route_code")
    field = "route_code" if sign else "recipient.city"
    if not sign:
        sign = shorten(parties.destination(label.recipient), room=room, size=6 * k, bold=True)
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
        box, text = _cage(label, plan, end)
        drawn += [box, text]
        end = box.x
    return [*drawn, _way(label, plan, end - plan.inset - 2)]


def _cage(label: Label, plan: Plan, end: float) -> tuple[Box, Text]:
    """Where the parcel waits for its van, white on black, up to *end*."""
    k = plan.scale
    cage = word("cage", label.lang, cage=printable(label.cage, "cage"))
    sign = fit(cage, room=29 * k, size=4.4 * k, least=2.2 * k, field="cage", bold=True)
    wide = max(23 * k, width(cage, sign.size, bold=True) + 4 * k)
    high = plan.route - plan.code - 2.6 * k
    left = end - wide
    return (
        Box(left, plan.code + 1.3 * k, wide, high, fill="black"),
        Text(
            left + wide / 2, plan.code + 1.3 * k + high / 2 + sign.size * 0.36,
            sign.size, cage, bold=True, anchor="middle", ink="white", field="cage",
        ),
    )  # fmt: skip


def _way(label: Label, plan: Plan, room: float) -> Text:
    """From city to city, as large as there is *room* in mm."""
    k = plan.scale
    way, size = parties.way(label.sender, label.recipient), 5 * k
    middle = (plan.code + plan.route) / 2
    while width(way, size, bold=True) > room and size > 2.6 * k:
        size -= 0.2
    way = shorten(way, room=room, size=size, bold=True)
    return Text(plan.inset, middle + size * 0.36, size, way, bold=True, field="way")
