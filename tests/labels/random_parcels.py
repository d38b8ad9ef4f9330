"""Random parcels, the same for the same seed.

    python -m tests.labels.random_parcels      prints each of the 500 in all 24 forms
"""

import itertools
import random
import sys
from collections import Counter

import labels
from labels import Form, TooLongError, UnprintableError, make, spec
from tests.labels.samples import PARCEL

COUNT = 500
FAMILY = "张王李赵欧阳司马尉迟诸葛㙍龘煜翀彧"
GIVEN = "三丰伟芳秀英敏静丽强磊洋勇艳杰娟涛明超霞平刚桂龘靐齉㙍喆犇骉"
STREETS = "东升街道棠湖北路二段花园新村阳光城市广场人民大道创业科技园"
LATIN = "Íñigo Peña|Anna-Lena Müller|O'Brien & Sons|Søren Ærø|Jean-François Lefèvre"
GOODS = '搪瓷马克杯 红|Café Crème® 250 g|羊毛袜™ 39–42|<b>bold</b>^XZ~JA|A5 笔记本 \\"PRINT 1'
DIGITS = "0123456789"
ROUTE = "0123456789-AB"
NOT_PRINTABLE = "👍🏠𠮷🧋"
CODE = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-./^~>_\\"%&'
FORMS = [
    Form(language, size, dpi)
    for language, size, dpi in itertools.product(labels.FORMATS, labels.SIZES, (203, 300))
]
FORMS_IN_TURN = FORMS + [form for form in FORMS if form.dpi == 203] * 3
"""Most heads have 203 dpi, and a label for 300 takes three times as long."""


def some(chance, letters, least, most):
    return "".join(chance.choice(letters) for _ in range(chance.randint(least, most)))


def name(chance):
    kind = chance.random()
    if kind < 0.2:
        return chance.choice(LATIN.split("|"))
    if kind < 0.3:
        return some(chance, FAMILY + GIVEN, 12, 60)
    if kind < 0.35:
        return some(chance, GIVEN, 1, 2) + chance.choice(NOT_PRINTABLE)
    return some(chance, FAMILY, 1, 2) + some(chance, GIVEN, 1, 2)


def address(chance):
    long = chance.choice((1, 1, 1, 3, 6))
    street = some(chance, STREETS, 4 * long, 20 * long)
    house, block, flat = (chance.randint(101, most) for most in (999, 130, 3302))
    sign = chance.choice(NOT_PRINTABLE) if chance.random() < 0.2 else ""
    return f"{street} {house} 号 {block} 栋 {flat} 室{sign}"


def code(chance):
    kind = chance.random()
    if kind < 0.5:
        return chance.choice(("SF", "YT", "JD", "BC", "")) + some(chance, DIGITS, 12, 15)
    if kind < 0.6:
        return some(chance, DIGITS, 40, 40)
    return some(chance, CODE, 1, 40)


def parcels(count=COUNT, seed=20261122):
    """Plain data in the shape of parcel.json, one after the other."""
    chance = random.Random(seed)
    for number in range(count):
        lines = [
            {"name": chance.choice(GOODS.split("|")) * chance.randint(1, 3), "quantity": n + 1}
            for n in range(chance.choice((1, 2, 3, 9)))
        ]
        yield PARCEL | {
            "waybill": code(chance),
            "recipient": PARCEL["recipient"]
            | {"name": name(chance), "address": address(chance)},
            "parcel_no": f"P-{number:08d}",
            "order_no": some(chance, CODE, 3, chance.choice((12, 40))),
            "route_code": chance.choice(("621-A08-03", "", some(chance, ROUTE, 1, 24))),
            "lines": lines,
            "lang": chance.choice(("zh", "en")),
            "mode": chance.choice(("live", "live", "live", "preprint", "reprint 2")),
            "proof": "7F3K9-QXD41-00A2F-9C3B7",
        }  # fmt: skip


def outcome(data, form):
    """`printed`, decoded as it left, or the code and field of the refusal."""
    try:
        make(spec.from_data(data), form)
    except (UnprintableError, TooLongError) as refused:
        return f"{refused.code} {refused.field.partition('[')[0]}"
    return "printed"


def main():
    told = Counter(
        f"{form.language} {form.size} {form.dpi}: {outcome(data, form)}"
        for data in parcels()
        for form in FORMS
    )
    sys.stdout.writelines(f"{count:4} {line}\n" for line, count in sorted(told.items()))


if __name__ == "__main__":
    main()
