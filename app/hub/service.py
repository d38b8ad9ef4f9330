"""The hub's verbs, by name; each works in the transaction it is given."""

from __future__ import annotations

from app.hub import accept as taking

OrderResult = taking.OrderResult
accept = taking.accept
