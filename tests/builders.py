"""What a floor needs before somebody can work on it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.catalog.models import Sku
from app.catalog.service import save_product
from app.core import clock
from app.core.events import SYSTEM
from app.inventory import service as inventory
from app.inventory.models import Bin
from app.orders.models import Order, OrderLine
from app.orders.rules import OrderState
from tests.floor import Floor


def sku(
    floor: Floor,
    code: str,
    *,
    barcodes: Sequence[str] = (),
    weight_g: str | None = "100",
    **more: Any,
) -> int:
    """A product; its key."""

    def work(session: Session) -> int:
        weight = Decimal(weight_g) if weight_g else None
        save_product(
            session,
            SYSTEM,
            sku=code,
            barcodes=barcodes or [f"B-{code}"],
            unit_weight_g=weight,
            **more,
        )
        return int(session.scalar(sa.select(Sku.id).where(Sku.code == code)) or 0)

    return int(floor.write(work))


def bin_(floor: Floor, code: str, **more: Any) -> int:
    """A bin; its key."""

    def work(session: Session) -> int:
        inventory.save_bin(session, SYSTEM, code=code, **more)
        return int(session.scalar(sa.select(Bin.id).where(Bin.code == code)) or 0)

    return int(floor.write(work))


def stock(floor: Floor, sku_id: int, bin_id: int, quantity: int, **more: Any) -> None:
    """Units in a bin, received from the supplier."""
    floor.write(
        lambda s: inventory.receive(
            s, SYSTEM, sku_id=sku_id, bin_id=bin_id, quantity=quantity, **more
        )
    )


def bare_order(
    floor: Floor,
    number: str,
    lines: Sequence[tuple[int, int]],
    *,
    state: OrderState = OrderState.READY,
) -> tuple[int, list[int]]:
    """An order row without its hub: for tests of rooms that only need its key.

    Args:
        lines: ``(sku_id, quantity)``.

    Returns:
        The order's key and its lines' keys.
    """
    at = clock.now()

    def work(session: Session) -> tuple[int, list[int]]:
        order = Order(
            warehouse_id=1,
            number=number,
            source_platform="test",
            external_order_no=number,
            state=state,
            state_at=at,
            content_hash="-",
            first_result={},
            created_at=at,
            received_at=at,
            ship_by=at + timedelta(hours=48),
            cut_off_at=at + timedelta(hours=8),
            country="CN",
        )
        session.add(order)
        session.flush()
        rows = [
            OrderLine(
                order_id=order.id, line_no=n, sku=str(sku_id), sku_id=sku_id, quantity=quantity
            )
            for n, (sku_id, quantity) in enumerate(lines, 1)
        ]
        session.add_all(rows)
        session.flush()
        return order.id, [row.id for row in rows]

    found: tuple[int, list[int]] = floor.write(work)
    return found


def order_body(number: str = "A1", *lines: tuple[str, int], **more: Any) -> dict[str, Any]:
    """An order as the hub posts it; *lines* are ``(sku, quantity)``."""
    body = {
        "source_platform": "tmall",
        "external_order_no": number,
        "created_at": clock.now().isoformat(),
        "recipient": {
            "name": "张三丰",
            "phone": "13800138000",
            "country": "CN",
            "province": "上海市",
            "city": "上海市",
            "district": "浦东新区",
            "address": "世纪大道1号3栋1201室",
        },
        "lines": [
            {"line_no": n, "sku": sku, "quantity": quantity}
            for n, (sku, quantity) in enumerate(lines or [("S1", 1)], 1)
        ],
    }
    return body | more


def post_order(floor: Floor, body: dict[str, Any]) -> dict[str, Any]:
    """Post one order that must be taken in; its result."""
    answer = floor.hub.post("/api/v1/hub/orders", body)
    assert answer.status_code == 200, answer.json
    result: dict[str, Any] = answer.json["results"][0]
    return result
