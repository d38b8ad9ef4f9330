"""The raw *Online Retail* csv (UCI Machine Learning Repository) as orders of a hub.

An invoice is an order. One that starts with C takes goods back: where it covers a whole
earlier invoice of the same customer it is a cancel, else a return; where none is found the
goods were bought before these days, and come back unannounced.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

Row = dict[str, str]

PLATFORM: Final = "online-retail"
GOODS_FORM: Final = re.compile(r"\d{5}[A-Za-z]{0,2}")
"""A stock code of goods, where no products file says it better."""

COUNTRIES: Final = {
    "Australia": "AU",
    "Austria": "AT",
    "Bahrain": "BH",
    "Belgium": "BE",
    "Brazil": "BR",
    "Canada": "CA",
    "Channel Islands": "JE",
    "Cyprus": "CY",
    "Czech Republic": "CZ",
    "Denmark": "DK",
    "EIRE": "IE",
    "European Community": "EU",
    "Finland": "FI",
    "France": "FR",
    "Germany": "DE",
    "Greece": "GR",
    "Hong Kong": "HK",
    "Iceland": "IS",
    "Israel": "IL",
    "Italy": "IT",
    "Japan": "JP",
    "Lebanon": "LB",
    "Lithuania": "LT",
    "Malta": "MT",
    "Netherlands": "NL",
    "Nigeria": "NG",
    "Norway": "NO",
    "Poland": "PL",
    "Portugal": "PT",
    "RSA": "ZA",
    "Saudi Arabia": "SA",
    "Singapore": "SG",
    "Spain": "ES",
    "Sweden": "SE",
    "Switzerland": "CH",
    "USA": "US",
    "United Arab Emirates": "AE",
    "United Kingdom": "GB",
}
UNKNOWN_COUNTRY: Final = "XX"
DOMESTIC, ABROAD = "DOMESTIC", "ABROAD"
"""The carriers of these orders."""

FIRST_NAMES = (
    "Ann",
    "Ben",
    "Clare",
    "David",
    "Emma",
    "Frank",
    "Grace",
    "Harry",
    "Iris",
    "Jack",
)
LAST_NAMES = (
    "Baker",
    "Carter",
    "Dawson",
    "Ellis",
    "Foster",
    "Grant",
    "Hughes",
    "Irwin",
    "Jones",
)
STREETS = (
    "High Street",
    "Mill Lane",
    "Station Road",
    "Church Walk",
    "Park Avenue",
    "Quay Side",
)
CITIES = ("Ashford", "Brackley", "Corby", "Deal", "Epsom", "Frome", "Goole", "Hythe")


@dataclass
class Found:
    """What the rows came to.

    Attributes:
        cancels: (invoice, when).
        returns: (the C invoice and a count, the invoice or None, units by SKU).
        dropped: rows that were no goods, or took nothing from a shelf.
    """

    orders: list[dict[str, Any]] = field(default_factory=list)
    cancels: list[tuple[str, str]] = field(default_factory=list)
    returns: list[tuple[str, str | None, dict[str, int]]] = field(default_factory=list)
    dropped: int = 0


def read(rows: Sequence[Row], goods: set[str]) -> Found:
    """Turn rows into orders, cancels and returns."""
    found = Found()
    invoices: dict[str, list[Row]] = {}
    credits_: dict[str, list[Row]] = {}
    for row in rows:
        code, quantity = row["StockCode"].strip(), int(row["Quantity"])
        is_credit = row["InvoiceNo"].startswith("C")
        if not _is_goods(code, goods) or (quantity > 0) is is_credit or quantity == 0:
            found.dropped += 1
        else:
            (credits_ if is_credit else invoices).setdefault(row["InvoiceNo"], []).append(row)
    found.orders = [_order(number, lines) for number, lines in invoices.items()]
    _take_back(credits_, invoices, found)
    return found


def _is_goods(code: str, goods: set[str]) -> bool:
    return code in goods if goods else GOODS_FORM.fullmatch(code) is not None


def _order(number: str, lines: Sequence[Row]) -> dict[str, Any]:
    first = lines[0]
    country = COUNTRIES.get(first["Country"], UNKNOWN_COUNTRY)
    return {
        "source_platform": PLATFORM,
        "external_order_no": number,
        "created_at": _moment(first["InvoiceDate"]),
        "carrier": DOMESTIC if country == "GB" else ABROAD,
        "currency": "GBP",
        "recipient": recipient(first["CustomerID"] or number, country),
        "lines": [_line(place, row) for place, row in enumerate(lines, 1)],
    }


def _line(place: int, row: Row) -> dict[str, Any]:
    line: dict[str, Any] = {
        "line_no": place,
        "sku": row["StockCode"].strip(),
        "quantity": int(row["Quantity"]),
        "unit_price": f"{abs(float(row['UnitPrice'] or 0)):.2f}",
    }
    if name := (row.get("Description") or "").strip():
        line["name"] = name
    return line


def _moment(local: str) -> str:
    """London keeps UTC in December."""
    return local if local.endswith("+00:00") else f"{local}+00:00"


def recipient(customer: str, country: str) -> dict[str, str]:
    """Somebody made up, always the same one for a customer and a country."""
    dice = hashlib.sha256(f"{customer} {country}".encode()).digest()
    return {
        "name": f"{FIRST_NAMES[dice[0] % len(FIRST_NAMES)]} {LAST_NAMES[dice[1] % 9]}",
        "phone": f"07700 9{int.from_bytes(dice[2:5]) % 100_000:05d}",
        "country": country,
        "city": CITIES[dice[5] % len(CITIES)],
        "address": f"{dice[6] % 180 + 1} {STREETS[dice[7] % len(STREETS)]}",
        "postcode": f"{chr(65 + dice[8] % 26)}{dice[9] % 30 + 1} {dice[10] % 9 + 1}AA",
    }


def _take_back(
    credits_: dict[str, list[Row]], invoices: dict[str, list[Row]], found: Found
) -> None:
    """Match each credit with the newest invoice before it that could have held its goods."""
    cancelled: set[str] = set()
    for credit, rows in credits_.items():
        units: dict[str | None, Counter[str]] = {}
        for row in rows:
            origin = _origin(row, invoices, cancelled)
            taken = units.setdefault(origin, Counter())
            taken[row["StockCode"].strip()] += -int(row["Quantity"])
        for place, (origin, taken) in enumerate(units.items(), 1):
            if origin is not None and taken == _units(invoices[origin]):
                cancelled.add(origin)
                found.cancels.append((origin, _moment(rows[0]["InvoiceDate"])))
            else:
                found.returns.append((f"{credit}-{place}", origin, dict(taken)))


def _origin(row: Row, invoices: dict[str, list[Row]], cancelled: set[str]) -> str | None:
    if not row["CustomerID"]:
        return None
    fits = [
        number
        for number, lines in invoices.items()
        if number not in cancelled
        and lines[0]["CustomerID"] == row["CustomerID"]
        and lines[0]["InvoiceDate"] <= row["InvoiceDate"]
        and _units(lines)[row["StockCode"].strip()] >= -int(row["Quantity"])
    ]
    return fits[-1] if fits else None


def _units(lines: Sequence[Row]) -> Counter[str]:
    found: Counter[str] = Counter()
    for line in lines:
        found[line["StockCode"].strip()] += int(line["Quantity"])
    return found
