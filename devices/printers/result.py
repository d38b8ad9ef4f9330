"""What is known about a label after it was sent, and about a printer that was asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Outcome = Literal["confirmed", "sent", "failed", "unknown"]


@dataclass(frozen=True, kw_only=True)
class SendResult:
    """What is known about one job.

    Attributes:
        outcome: ``confirmed``: the printer itself said that it is on paper. ``sent``: all
            bytes left and no trouble came back. ``failed``: nothing of it can have been
            printed, another try makes no second copy. ``unknown``: bytes left, then something
            went wrong; only a person or the scanned waybill can tell.
        reason: None when confirmed or sent; else a trouble (`state.TROUBLES`), or bad_url,
            refused, offline, silent (no answer before the label), format, too_slow, busy,
            cut, stalled, no_answer (none after the label), not_counted, canceled or aborted.
        bytes_sent: bytes of the job the system took; not proof that the printer got them.
    """

    outcome: Outcome
    reason: str | None = None
    bytes_sent: int = 0


@dataclass(frozen=True)
class PrinterStatus:
    """What a printer says of itself.

    Attributes:
        state: ready, refused, offline, unknown (it does not say), or the first trouble.
        troubles: all troubles it names.
    """

    state: str
    troubles: tuple[str, ...] = ()
