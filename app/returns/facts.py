"""What every report about a return carries."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from app.orders.models import Order
from app.returns.models import Return


def about(session: Session, row: Return) -> dict[str, Any]:
    """The fields of a ReturnFact: ``ReturnReceived(**about(session, row), …)``.

    What comes back of an order goes on with its numbers: the hub knows a report by its order
    and number, and an order may have several returns.
    """
    order = session.get(Order, row.order_id) if row.order_id is not None else None
    return {
        "stream": f"order:{order.number}" if order else f"return:{row.number}",
        "return_no": row.number,
        "rma": row.rma,
        "return_waybill": row.return_waybill,
        "source_platform": order.source_platform if order else row.source_platform,
        "external_order_no": order.external_order_no if order else None,
        "order_no": order.number if order else None,
        "trace_id": order.trace_id if order else None,
        "transaction_id": order.transaction_id if order else None,
    }
