"""``wavegate bench label``: labels a second on one core, with and without the second look."""

from __future__ import annotations

import random
import time

from app.simulation.bench.figures import Figure
from labels import Form, make, spec

COUNT = 300
SEED = 7
WARM_UP = 20
"""Labels before the clock starts: fonts are loaded and static lines drawn once a process."""
FAMILY, GIVEN = "张王李赵陈刘杨黄周吴", "伟芳娜敏静强磊洋艳勇军杰娟涛明超霞平刚桂英"
STREETS = ("棠湖北路二段", "人民大道中段", "创业园一路", "解放东路", "滨江花园西街")
GOODS = ("搪瓷马克杯 红", "羊毛袜 灰 39–42", "A5 笔记本", "Café Crème® 250 g", "帆布袋 大")
WAYS = (
    ("pdf, not looked at again", Form("pdf"), False),
    ("pdf", Form("pdf"), True),
    ("zpl, native bars, not looked at again", Form("zpl"), False),
    ("zpl, native bars", Form("zpl"), True),
    ("zpl, all graphics", Form("zpl", bars="graphic"), True),
    ("tspl", Form("tspl"), True),
    ("png", Form("png"), True),
)


def run(size: str, count: int = COUNT) -> list[Figure]:
    """Draw the same parcels in every language, one after the other on this thread.

    Args:
        size: of the stock, one of ``labels.SIZES``.
        count: labels a figure.
    """
    chance = random.Random(SEED)  # noqa: S311 - the same parcels each time
    found = [_parcel(chance, number) for number in range(count)]
    return [
        _figure(name, found, Form(form.language, size, bars=form.bars), verified=verified)
        for name, form, verified in WAYS
    ]


def _figure(name: str, found: list[spec.Label], form: Form, *, verified: bool) -> Figure:
    for label in found[:WARM_UP]:
        make(label, form, verified=verified)
    times = []
    begun, cpu = time.perf_counter(), time.process_time()
    for label in found:
        at = time.perf_counter()
        make(label, form, verified=verified)
        times.append(1000 * (time.perf_counter() - at))
    wall = time.perf_counter() - begun
    return Figure(f"{name} {form.size}", len(found), wall, times, time.process_time() - cpu)


def _parcel(chance: random.Random, number: int) -> spec.Label:
    """A parcel as they come: another person, street, goods and number each time."""
    name = chance.choice(FAMILY) + "".join(chance.sample(GIVEN, chance.choice((1, 2))))
    house, flat = chance.randint(1, 400), chance.randint(101, 3302)
    goods = chance.sample(GOODS, chance.randint(1, 4))
    return spec.from_data(
        {
            "carrier": "北辰速运",
            "carrier_latin": "BEICHEN EXPRESS",
            "service": "标准快件",
            "cage": "CTU-2",
            "station": "03",
            "waybill": f"BC{73010000000000 + 7919 * number}",
            "route_code": f"{chance.randint(100, 999)}-A{chance.randint(10, 99)}-03",
            "sender": {"name": "云杉家居", "phone": "4001230688", "city": "杭州市"},
            "recipient": {
                "name": name,
                "phone": f"138{chance.randint(0, 99_999_999):08d}",
                "province": "四川省",
                "city": "成都市",
                "district": "双流区",
                "address": f"{chance.choice(STREETS)} {house} 号 3 栋 2 单元 {flat} 室",
            },
            "order_no": f"TM-2210{number:06d}",
            "parcel_no": f"P-{number:08d}",
            "grams": chance.randint(100, 20_000),
            "lines": [{"name": each, "quantity": chance.randint(1, 3)} for each in goods],
            "printed_at": "2026-11-22T15:24:00+08:00",
            "mode": "live",
        }
    )
