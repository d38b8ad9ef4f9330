"""The hub's verbs, by name; each works in the transaction it is given.

They are written by meaning in accept.py (taking in), cancel.py, intercept.py, changes.py and
short_decisions.py.
"""

from __future__ import annotations

from app.hub.accept import accept
from app.hub.cancel import Cancelled, cancel
from app.hub.changes import (
    Standing,
    apply,
    hold,
    prioritise,
    readdress,
    reroute,
    respell,
    resume,
    standing,
)
from app.hub.intercept import Intercepted, intercept
from app.hub.outcomes import OrderResult
from app.hub.retrying import retry
from app.hub.short_decisions import decide_short

__all__ = [
    "Cancelled",
    "Intercepted",
    "OrderResult",
    "Standing",
    "accept",
    "apply",
    "cancel",
    "decide_short",
    "hold",
    "intercept",
    "prioritise",
    "readdress",
    "reroute",
    "respell",
    "resume",
    "retry",
    "standing",
]
