"""What a visitor of the demo can make go wrong, and put right again."""

from __future__ import annotations

from typing import Any, Final

from app.simulation.book import Book, Known
from app.simulation.kit import Kit
from app.simulation.voice import Refusal

DRIFT_PERCENT: Final = 5
NOTHING: Final = {"refused": "demo.nothing_to_cancel"}


class Troubles:
    """The buttons of the start page.

    Attributes:
        paper_out, drifts: whether the printers lack paper, and the scales lie.
        cancelled: the order that a buyer cancelled last.
    """

    def __init__(self, made: Kit, book: Book) -> None:
        self._kit = made
        self._book = book
        self._gone: set[str] = set()
        self.paper_out = self.drifts = False
        self.cancelled: str | None = None

    def make(self, kind: str, seconds: float) -> dict[str, Any]:
        """Press a button; paper and drift are put right by pressing again.

        Args:
            kind: network, cancel, paper or drift.
            seconds: how long the hub cannot be reached.
        """
        if kind == "network":
            self._kit.hub.go_down(seconds)
        elif kind == "cancel":
            return self._cancel()
        elif kind == "paper":
            self.paper_out = not self.paper_out
            for bench in self._kit.benches:
                bench.printer.fault("paper_out" if self.paper_out else "none")
        elif kind == "drift":
            self.drifts = not self.drifts
            for bench in self._kit.benches:
                if self.drifts:
                    bench.scale.fault("drift", percent=DRIFT_PERCENT)
                else:
                    bench.scale.fault("none")
        return {}

    def _cancel(self) -> dict[str, Any]:
        """A buyer cancels an order that somebody has in hand right now."""
        order = self._in_hand()
        if order is None:
            return NOTHING
        voice = self._kit.machine("hub", 3)
        named = {"source_platform": order.platform, "external_order_no": order.number}
        try:
            voice.post("/api/v1/hub/orders/cancel", named | {"reason": "changed their mind"})
        except Refusal:
            return NOTHING
        finally:
            voice.close()
        self._gone.add(order.order_no)
        self.cancelled = order.order_no
        return {}

    def _in_hand(self) -> Known | None:
        """An order for the next packer, or one that was waved last; nobody cancels twice."""
        on_floor = self._book.in_state("picked") + self._book.in_state("waved")[::-1]
        for order in on_floor + self._book.in_state("accepted"):
            if order.order_no not in self._gone:
                return order
        return None
