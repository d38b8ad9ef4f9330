"""Carriers: who gives a parcel its number. Plain tables of functions, no plug-in loader.

To add one, copy ``kuaidi100.py`` and name it here; its account stands in the settings.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.shipping.carriers import cainiao, kuaidi100, own
from app.shipping.carriers.terms import Account, Adapter, Ask, Given

__all__ = ["BY_OURSELVES", "CARRIERS", "Account", "Adapter", "Ask", "Given"]


def _own(ask: Ask) -> Given:
    return Given(own.number(ask.reference))


BY_OURSELVES: Mapping[str, Callable[[Ask], Given]] = {"own": _own}
"""Numbers that nobody has to be asked for."""

CARRIERS: Mapping[str, Adapter] = {
    "kuaidi100": kuaidi100.ADAPTER,
    "cainiao": cainiao.ADAPTER,
}
"""The adapters by their name in the account; called outside of transactions."""
