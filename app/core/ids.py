"""Readable numbers outside, integer keys inside; tokens that cannot be guessed."""

from __future__ import annotations

import hashlib
import secrets

# No I, L, O, U: read aloud and typed by hand without a doubt (Crockford's base 32).
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def number(prefix: str, key: int) -> str:
    """Make the number of row *key*: ``WG`` + kind + the key, with a Luhn check digit.

    Args:
        prefix: the kind, one or two letters: O order, P parcel, W wave, L list, R return,
            M manifest, T transaction.
        key: the row's integer key, from 1.
    """
    body = f"{key:06d}"
    return f"WG{prefix}{body}{luhn(body)}"


def luhn(digits: str) -> int:
    """The Luhn (mod 10) check digit of *digits*, ISO/IEC 7812-1 annex B."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return -total % 10


def token(prefix: str) -> str:
    """A fresh secret of 256 bits, shown once."""
    return f"{prefix}_{secrets.token_urlsafe(32)}"


def digest(secret: str) -> str:
    """What is stored instead of a token: its SHA-256, in hex."""
    return hashlib.sha256(secret.encode()).hexdigest()


def transaction_id() -> str:
    """The id that stands in order, ledger and waybill rows of one shipment."""
    return "T" + "".join(secrets.choice(ALPHABET) for _ in range(20))
