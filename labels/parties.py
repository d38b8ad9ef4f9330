"""Receiver and sender: which words, in which order, and how they flow into their place."""

import re
from dataclasses import dataclass
from functools import lru_cache

from labels import masking
from labels.elements import Element, Text
from labels.errors import TooLongError
from labels.spec import Party
from labels.typeset import LEADING, fit, printable, sizes, width, wrap

LEAST = 1.9
"""The smallest address letters, in millimetres, that a courier still reads."""
_SUFFIX = re.compile(r"(?<=..)(?:特别行政区|自治州|地区|市|区|县|盟)$")
_HOME = frozenset({"", "CN", "CHN", "CHINA", "中国"})


@dataclass(frozen=True, slots=True)
class Place:
    """A rectangle for flowing text, in millimetres."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class _Row:
    text: str
    size: float
    bold: bool
    field: str


def receiver(party: Party, place: Place, *, scale: float, masked: bool) -> list[Element]:
    """Name and phone in bold, then the address; shrunk together until all of it stands.

    Raises:
        TooLongError: not even at the smallest readable size.
    """
    return _flow(
        party, place, "recipient",
        who=5 * scale, where=3.9 * scale, bold=True, masked=masked, private=True,
    )  # fmt: skip


@lru_cache(maxsize=64)
def sender(
    party: Party, place: Place, *, scale: float, masked: bool
) -> tuple[Element, ...]:
    """The shop that sends: its phone is hidden, its name and address are public.

    Kept, as it is the same on thousands of labels.
    """
    return tuple(
        _flow(
            party, place, "sender",
            who=3.4 * scale, where=3.1 * scale, bold=False, masked=masked, private=False,
        )
    )  # fmt: skip


def destination(party: Party) -> str:
    """The city as a sign, for a label without a sorting code."""
    city, district = _short(party.city), _short(party.district)
    joined = f"{city}{district}" if _is_chinese(city + district) else city
    return printable(
        joined or _short(party.province) or party.postcode or party.country, "recipient"
    )


def way(source: Party, target: Party) -> str:
    """From city to city: `杭州 → 成都双流`."""
    start, end = printable(_short(source.city), "sender.city"), destination(target)
    return f"{start} → {end}" if start and end else end or start


def _flow(
    party: Party, place: Place, field: str,
    *, who: float, where: float, bold: bool, masked: bool, private: bool,
) -> list[Element]:  # fmt: skip
    name, phone = party.name, party.phone
    address = _address(party, mask=masked and private)
    if masked:
        phone = masking.phone(phone)
        name = masking.name(name) if private else name
    name, phone = printable(name, f"{field}.name"), printable(phone, f"{field}.phone")
    address = [printable(each, f"{field}.address") for each in address]
    least = min(LEAST / where, 1)
    for factor in sizes(1, least):
        rows = _who(name, phone, place.width, who * factor, field, bold=bold)
        for each in address:
            lines = wrap(each, room=place.width, size=where * factor)
            rows += [
                _Row(line, where * factor, bold=False, field=f"{field}.address")
                for line in lines
            ]
        high = sum(row.size * LEADING for row in rows)
        if high <= place.height:
            return _stand(rows, place, spare=place.height - high)
    raise TooLongError(
        f"{field}.address", "name and address do not fit, even in the smallest letters"
    )


def _who(
    name: str, phone: str, room: float, size: float, field: str, *, bold: bool
) -> list[_Row]:
    """Name and phone on one line, or below each other when that is too wide."""
    together = f"{name}  {phone}".strip()
    if width(together, size, bold=bold) <= room:
        return [_Row(together, size, bold, f"{field}.name")]
    rows = [
        _Row(line, size, bold, f"{field}.name")
        for line in wrap(name, room=room, size=size, bold=bold)
    ]
    if phone:
        one = fit(phone, room=room, size=size, least=LEAST, field=f"{field}.phone", bold=bold)
        rows.append(_Row(phone, one.size, bold, f"{field}.phone"))
    return rows


def _stand(rows: list[_Row], place: Place, *, spare: float) -> list[Element]:
    """Base lines from the top; spare room goes above and between, as far as it looks good."""
    gap = min(spare / (len(rows) + 1), rows[0].size * 0.3)
    y = place.y + min(gap, spare)
    drawn: list[Element] = []
    for row in rows:
        y += row.size * LEADING
        drawn.append(
            Text(
                place.x, y - row.size * 0.24, row.size, row.text, bold=row.bold, field=row.field
            )
        )
        y += gap
    return drawn


def _address(party: Party, *, mask: bool) -> list[str]:
    """The address in the order of its country: region first in Chinese, last elsewhere."""
    region = list(
        dict.fromkeys(p for p in (party.province, party.city, party.district) if p.strip())
    )
    street = party.address.strip()
    joined = "".join(region)
    if joined and street.startswith(joined):
        street = street.removeprefix(joined).strip() or street
    country = "" if party.country.strip().upper() in _HOME else party.country
    if mask:
        street = masking.address(street)
    if _is_chinese(joined + street):
        lines = [" ".join(filter(None, [country, *region, party.postcode])), street]
    else:
        lines = [street, ", ".join(filter(None, [*reversed(region), party.postcode, country]))]
    return [line for line in lines if line.strip()]


def _short(place: str) -> str:
    """`杭州市` as people say it: `杭州`."""
    return _SUFFIX.sub("", place.strip())


def _is_chinese(text: str) -> bool:
    return any("\u3400" <= char <= "\u9fff" for char in text)
