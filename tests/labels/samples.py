"""A parcel as shipping hands it to the labels, and a machine without fonts to draw it on."""

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from labels import fonts, typeset

PARCEL = {
    "carrier": "北辰速运",
    "carrier_latin": "BEICHEN EXPRESS",
    "service": "标准快件",
    "cage": "CTU-2",
    "station": "03",
    "waybill": "BC73012345678905",
    "route_code": "621-A08-03",
    "sender": {
        "name": "云杉家居", "phone": "4001230688", "province": "浙江省", "city": "杭州市",
        "district": "余杭区", "address": "华东一仓",
    },
    "recipient": {
        "name": "张三", "phone": "13812341234", "country": "CN", "province": "四川省",
        "city": "成都市", "district": "双流区",
        "address": "东升街道棠湖北路二段 88 号 3 栋 2 单元 1201 室",
    },
    "order_no": "TM-2210 8834",
    "parcel_no": "P-00088341",
    "pieces": 1,
    "grams": 806,
    "lines": [
        {"name": "搪瓷马克杯 红", "quantity": 2},
        {"name": "羊毛袜 灰 39–42", "quantity": 1},
    ],
    "printed_at": "2026-11-22T15:24:00+08:00",
    "mode": "live",
}  # fmt: skip


def parcel(**changes):
    """The sample with fields changed; a dict is laid over the sample's own, None takes away."""
    data = copy.deepcopy(PARCEL)
    for key, value in changes.items():
        if isinstance(value, dict):
            data[key] |= value
        elif value is None:
            del data[key]
        else:
            data[key] = value
    return data


@contextmanager
def bare_machine(folder: Path) -> Iterator[Path]:
    """A machine without any font of its own but those put into the folder."""
    _forget_fonts()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fonts, "_folders", lambda: [folder])
        yield folder
    _forget_fonts()


def _forget_fonts() -> None:
    for cached in (
        fonts._advance, fonts._face_for, fonts._latin_files, fonts._load, fonts._installed,
        typeset._measured,
    ):  # fmt: skip
        cached.cache_clear()
