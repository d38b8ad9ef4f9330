"""What every report about an order carries."""

from __future__ import annotations

from typing import Any

from app.orders.models import Order


def about(order: Order) -> dict[str, Any]:
    """The fields of an OrderFact: ``OrderPicked(**about(order), …)``."""
    return {
        "stream": f"order:{order.number}",
        "source_platform": order.source_platform,
        "external_order_no": order.external_order_no,
        "order_no": order.number,
        "trace_id": order.trace_id,
        "transaction_id": order.transaction_id,
    }
