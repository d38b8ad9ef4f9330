"""What `wavegate demo` and `wavegate simulate day` do with their options."""

from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.config import Settings
from app.simulation import day, demo, demo_site, order_files, seed


def end_on_terminate() -> None:
    """SIGTERM ends like Ctrl-C: the server that was started here is not left behind."""

    def end(*_: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, end)


def run_day(
    settings: Settings,
    say: Callable[[str], None],
    options: day.Options,
    report: Path,
) -> bool:
    """Play a day and write its report; tell whether it was a good one.

    Raises:
        StoppedError: it could not be played to the end.
    """
    end_on_terminate()
    found = day.run(options, settings, say)
    found.write(report)
    for line in found.aside.lines():
        say(line)
    return found.is_good


def _country(order: dict[str, Any], home: str) -> str:
    to = order.get("recipient")
    return str(to.get("country", home)) if isinstance(to, dict) else home


DEMO_FOLDER = Path("var/demo")
SPEED = 10.0


def run_demo(
    settings: Settings,
    say: Callable[[str], None],
    *,
    orders: Path | None,
    speed: float,
    with_people: bool,
) -> None:
    """Play a demo floor until interrupted.

    Raises:
        AddressTakenError: the address is taken.
        order_files.OrderFileError: the orders cannot be read.
    """
    work = goods = None
    if orders is not None:
        beside = orders.parent / "products.csv"
        goods = seed.goods_of_file(beside) if beside.is_file() else None
        known = set(goods.barcodes) if goods else set()
        work = order_files.read(orders, known, settings.timezone)
        goods = goods or seed.goods_for(work)
    home = settings.home_country
    if work is not None and settings.sources["home_country"] == "default":
        countries = [_country(order, home) for order in work.orders]
        home = max(set(countries), key=countries.count)
    extra = {
        "WAVEGATE_HOME_COUNTRY": home,
        "WAVEGATE_ALLOW_HTTP": str(int(settings.allow_http)),
    }
    wish = demo_site.Wish(
        folder=DEMO_FOLDER.resolve(),
        bind=settings.bind,
        work=work,
        goods=goods,
        speed=speed,
        with_people=with_people,
        language=settings.language,
        extra=extra,
    )
    conductor = demo.Conductor(wish, say)
    end_on_terminate()
    try:
        conductor.run()
    except KeyboardInterrupt:
        conductor.stop()
