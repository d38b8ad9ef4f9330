"""The shop behind a demo: buyers, what they want, and what they send back."""

from __future__ import annotations

import random
from typing import Any, Final

from app.core import clock
from app.simulation import catalogue, seed
from app.simulation.order_files import Body, Comeback

PLATFORM: Final = "demo-shop"


class Shop:
    """Makes up buyers and what they want."""

    FAMILY = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高"
    GIVEN = ("芳", "伟", "娜", "强", "敏", "静", "磊", "洋", "艳", "杰", "小明", "丽华", "志强")
    PLACES = (
        ("浙江省", "杭州市", "西湖区", "文三路"),
        ("上海市", "上海市", "浦东新区", "张杨路"),
        ("广东省", "深圳市", "南山区", "科技园路"),
        ("北京市", "北京市", "朝阳区", "建国路"),
        ("四川省", "成都市", "武侯区", "天府大道"),
        ("湖北省", "武汉市", "洪山区", "珞喻路"),
    )

    def __init__(self, goods: seed.Goods, dice: random.Random) -> None:
        self._goods = goods
        self._dice = dice
        self._prices = {row["sku"]: row["price"] for row in catalogue.products()}
        self._number = 0

    def order(self) -> Body:
        """One order, made now: most want one to four things, some are in a hurry."""
        dice = self._dice
        self._number += 1
        skus = dice.sample(sorted(self._goods.grams), dice.choice((1, 1, 1, 2, 2, 3, 4)))
        return {
            "source_platform": PLATFORM,
            "external_order_no": f"D{self._number:06d}",
            "created_at": clock.now().isoformat(timespec="seconds"),
            "priority": dice.choice(("normal",) * 7 + ("vip", "urgent")),
            "carrier": dice.choice(("SF", "SF", "YTO")),
            "currency": "CNY",
            "recipient": self._recipient(),
            "lines": [self._line(place, sku) for place, sku in enumerate(skus, 1)],
        }

    def _line(self, place: int, sku: str) -> Body:
        name = next(row["name"] for row in self._goods.products if row["sku"] == sku)
        return {
            "line_no": place,
            "sku": sku,
            "name": name,
            "quantity": self._dice.choice((1, 1, 1, 2, 3)),
            "unit_price": self._prices.get(sku, "10.00"),
        }

    def _recipient(self) -> Body:
        dice = self._dice
        province, city, district, street = dice.choice(self.PLACES)
        flat = f"{dice.randrange(1, 30)} 栋 {dice.randrange(101, 2500)} 室"
        return {
            "name": dice.choice(self.FAMILY) + dice.choice(self.GIVEN),
            "phone": f"13{dice.randrange(10**8, 10**9)}",
            "country": "CN",
            "province": province,
            "city": city,
            "district": district,
            "address": f"{street} {dice.randrange(1, 400)} 号 {flat}",
        }


def sent_back(shipped: dict[str, Any]) -> Comeback:
    """All of an order on its way back, by what the floor reported when it left."""
    units: dict[str, int] = {}
    for line in shipped["lines"]:
        units[line["sku"]] = units.get(line["sku"], 0) + line["quantity"]
    number = shipped["external_order_no"]
    return Comeback(f"RMA-{number}", shipped["source_platform"], number, units)
