"""A virtual carrier, and what a site's settings say of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from app.simulation.virtual_carrier import VirtualCarrier

SECRET = "a-secret-of-the-account"
DIALECTS = ("kuaidi100", "cainiao")


@contextmanager
def virtual_carrier() -> Iterator[VirtualCarrier]:
    made = VirtualCarrier(key="the-key", secret=SECRET)
    yield made
    made.close()


def account(carrier: VirtualCarrier, dialect: str, **more: str) -> dict[str, str]:
    """What WAVEGATE_CARRIER_ACCOUNTS says of one carrier."""
    if dialect == "kuaidi100":
        said = {
            "url": f"{carrier.url}/label/order",
            "key": carrier.key,
            "secret": carrier.secret,
            "kuaidicom": "shunfeng",
            "partner_id": "P1",
        }
    else:
        said = {
            "url": f"{carrier.url}/router/rest",
            "app_key": carrier.key,
            "app_secret": carrier.secret,
            "session": "the-session",
            "cp_code": "SF",
        }
    return said | {"adapter": dialect} | more
