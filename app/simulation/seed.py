"""What a site needs before its first order: goods, places, people, benches, carriers."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from app.simulation import catalogue
from app.simulation.order_files import DayWork
from app.simulation.order_tables import read_rows
from app.simulation.site import Site

Row = dict[str, Any]

BOXES: Final = (
    {"code": "S", "tare_g": 90, "length_mm": 250, "width_mm": 180, "height_mm": 120},
    {"code": "M", "tare_g": 160, "length_mm": 400, "width_mm": 300, "height_mm": 200},
    {"code": "L", "tare_g": 320, "length_mm": 600, "width_mm": 400, "height_mm": 400},
)
MAX_G: Final = 30_000
SHELVES, LEVELS = 12, 4
RETURNS_BIN: Final = "R-01-01-1"
WALL: Final = [
    {"bin": f"PW1-{row}{n}", "zone": "PW1", "kind": "wall"}
    for row in "ABCD"
    for n in range(1, 7)
]
"""The demo's put wall."""


@dataclass(frozen=True)
class Person:
    """Somebody on the floor."""

    badge: str
    name: str
    name_en: str
    role: str
    pin: str
    bench: str = ""
    wall: str = ""


VISITORS: Final = (
    Person("WG-0017", "王芳", "Wang Fang", "picker", "4821"),
    Person("WG-0031", "李明", "Li Ming", "packer", "7306", "03"),
    Person("WG-0002", "周敏", "Zhou Min", "supervisor", "1954"),
    Person("WG-0044", "吴桐", "Wu Tong", "returns", "6612"),
    Person("WG-0001", "高远", "Gao Yuan", "admin", "9040"),
    Person("WG-0052", "徐刚", "Xu Gang", "dispatcher", "3377"),
)
"""Who a visitor of the demo can be; virtual people leave these badges and bench 03 alone."""
COLLEAGUES: Final = (
    Person("WG-0101", "赵磊", "Zhao Lei", "picker", "2468"),
    Person("WG-0102", "孙丽", "Sun Li", "picker", "2469"),
    Person("WG-0103", "钱进", "Qian Jin", "picker", "2470"),
    Person("WG-0111", "陈刚", "Chen Gang", "packer", "2471", "01"),
    Person("WG-0112", "何静", "He Jing", "packer", "2472", "02"),
    Person("WG-0115", "蒋燕", "Jiang Yan", "packer", "2478", wall="PW1"),
    Person("WG-0121", "林涛", "Lin Tao", "supervisor", "2473"),
    Person("WG-0131", "郑强", "Zheng Qiang", "dispatcher", "2474"),
    Person("WG-0141", "许敏", "Xu Min", "returns", "2475"),
)
"""The demo's virtual colleagues."""
VISITOR_BENCH: Final = "03"
HANDS: Final = Person("WG-0190", "搬运", "Hands", "packer", "2476")
"""Whoever puts a visitor's parcel on the virtual scale; see hands.py."""
ICONS: Final = {
    "picker": "i-pda",
    "packer": "i-scale",
    "supervisor": "i-wave",
    "returns": "i-return",
    "admin": "i-gear",
    "dispatcher": "i-truck",
}
PAGES: Final = {
    "picker": "/pda",
    "packer": "/bench/03",
    "supervisor": "/board",
    "returns": "/returns",
    "admin": "/people",
    "dispatcher": "/dispatch",
}


def day_people(pickers: int, benches: int) -> list[Person]:
    """A day's crew: N pickers, one packer a bench, and one each of the others."""
    crew = [
        Person(f"D-P{n:03d}", f"Picker {n}", f"Picker {n}", "picker", f"{4000 + n}")
        for n in range(1, pickers + 1)
    ]
    crew += [
        Person(f"D-B{n:03d}", f"Packer {n}", f"Packer {n}", "packer", f"{5000 + n}", f"{n:02d}")
        for n in range(1, benches + 1)
    ]
    others = ("supervisor", "dispatcher", "returns", "admin")
    return crew + [
        Person(f"D-{role[0].upper()}001", role.title(), role.title(), role, f"{6000 + n}")
        for n, role in enumerate(others)
    ]


@dataclass(frozen=True)
class Goods:
    """Products, where they lie, and how many.

    Attributes:
        products, bins, stock: rows as the imports take them.
        grams: unit weight by SKU.
        barcodes: barcode by SKU; SKU codes themselves where there is none.
    """

    products: list[Row]
    bins: list[Row]
    stock: list[Row]
    grams: dict[str, float]
    barcodes: dict[str, str]

    @property
    def on_hand(self) -> dict[str, int]:
        """Units of each SKU at the start."""
        found: dict[str, int] = {}
        for row in self.stock:
            found[row["sku"]] = found.get(row["sku"], 0) + int(row["quantity"])
        return found


def demo_goods(units: int = 400) -> Goods:
    """The built-in catalogue, one bin an article."""
    rows = catalogue.products()
    products = [
        {key: row[key] for key in ("sku", "name", "barcode", "pack_qty", "unit_weight_g")}
        | {key: row[key] for key in ("length_mm", "width_mm", "height_mm")}
        | {"looks": _looks(row)}
        for row in rows
    ]
    bins = [bin_name("ABC"[place % 3], place // 3) for place in range(len(rows))]
    return _goods(products, bins, [units] * len(rows))


def _looks(row: Row) -> dict[str, str]:
    names = ("colour", "colour_en", "colour_hex", "size", "picture", "name_en")
    return {name: row[name] for name in names if row[name]}


def bin_name(zone: str, place: int) -> str:
    """The place-th bin of a zone: A-01-01-1, then A-01-01-2."""
    shelf, level = divmod(place, LEVELS)
    aisle, shelf = divmod(shelf, SHELVES)
    return f"{zone}-{aisle + 1:02d}-{shelf + 1:02d}-{level + 1}"


def goods_of_file(path: Path) -> Goods:
    """A products file with bins and stock in it (data/orders/products.csv)."""
    rows = list(read_rows(path))
    products = [
        {
            key: row[key]
            for key in (
                "sku",
                "name",
                "barcode",
                "pack_qty",
                "unit_weight_g",
                "length_mm",
                "width_mm",
                "height_mm",
            )
            if row.get(key)
        }
        for row in rows
    ]
    return _goods(
        products,
        [row.get("bin") or bin_name("A", place) for place, row in enumerate(rows)],
        [int(row.get("stock") or row.get("quantity") or 0) for row in rows],
    )


def goods_for(work: DayWork) -> Goods:
    """Goods made up for orders that came without a products file: enough of everything."""
    wanted = sorted(work.wanted.items())
    products = [
        {
            "sku": sku,
            "name": sku,
            "barcode": catalogue.ean13(f"21{place:010d}"),
            "unit_weight_g": 50 + place * 37 % 400,
        }
        for place, (sku, _) in enumerate(wanted, 1)
    ]
    bins = [bin_name("ABC"[place % 3], place // 3) for place in range(len(wanted))]
    return _goods(products, bins, [units for _, units in wanted])


def _goods(products: Sequence[Row], bins: Sequence[str], units: Sequence[int]) -> Goods:
    stock = [
        {"receipt_no": f"OPEN-{place:05d}", "sku": product["sku"], "bin": bin_, "quantity": n}
        for place, (product, bin_, n) in enumerate(zip(products, bins, units, strict=True), 1)
        if n > 0
    ]
    return Goods(
        products=[dict(product) for product in _unique(products)],
        bins=[{"bin": name, "zone": name[0], "kind": "pick"} for name in sorted(set(bins))]
        + [{"bin": RETURNS_BIN, "zone": "R", "kind": "returns"}],
        stock=stock,
        grams={p["sku"]: float(p["unit_weight_g"]) for p in products if "unit_weight_g" in p},
        barcodes={p["sku"]: str(p.get("barcode") or p["sku"]).split(";")[0] for p in products},
    )


def _unique(products: Sequence[Row]) -> list[Row]:
    return list({product["sku"]: product for product in products}.values())


def codes(goods: Goods) -> list[Row]:
    """What a scanner would read off the goods, by bin."""
    bins = {row["sku"]: row["bin"] for row in goods.stock}
    found = []
    for row in goods.products:
        looks = row.get("looks", {})
        found.append(
            {
                "sku": row["sku"],
                "name": row["name"],
                "name_en": looks.get("name_en", row["name"]),
                "barcode": goods.barcodes[row["sku"]],
                "bin": bins.get(row["sku"], ""),
                "picture": looks.get("picture", "g-tin"),
                "colour": looks.get("colour_hex"),
            }
        )
    return sorted(found, key=lambda one: one["bin"])


def import_all(site: Site, folder: Path, rows: Mapping[str, Sequence[Row]]) -> None:
    """Write each kind's rows to a file and let the site import it.

    Args:
        site: whose command is run.
        folder: for the files.
        rows: by kind, in the order in which one needs the other.
    """
    folder.mkdir(parents=True, exist_ok=True)
    commands = []
    for kind in filter(rows.get, rows):
        path = folder / f"{kind}.json"
        path.write_text(json.dumps(list(rows[kind]), ensure_ascii=False), "utf-8")
        commands.append(("import", kind, str(path.resolve())))
    site.run_each(*commands)


def people_rows(people: Sequence[Person]) -> list[Row]:
    """The rows of a people file."""
    return [
        {"badge": one.badge, "name": one.name, "roles": one.role, "pin": one.pin}
        for one in people
    ]
