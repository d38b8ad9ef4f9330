"""A whole day: a floor with virtual people, from the first order to the last van.

The day speaks the public API, the devices' own protocols and the hub's endpoint, and ends
when nothing more can happen. Then its own logs are held against what the floor says.
"""

from __future__ import annotations

import random
import shutil
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.config import Settings
from app.simulation import checks, crew, faults, kit, order_files, seed
from app.simulation.book import Book, Posted, is_final
from app.simulation.crew import Crew, Log, Pace, Slips
from app.simulation.errors import DeadFloorError, StoppedError
from app.simulation.kit import Kit
from app.simulation.order_files import Body, DayWork
from app.simulation.report import Report, percentiles
from app.simulation.site import Site, free_port
from app.simulation.virtual_hub import VirtualHub
from app.simulation.voice import Line, Refusal, Voice

POSTED_AT_ONCE: Final = 25
QUIET_S: Final = 3.0
"""Nothing more comes after so long without any news."""
STUCK_S: Final = 20.0
"""Orders that do not move for so long are looked after one by one."""
STUCK_MOST: Final = 4
DRAIN_S: Final = 150.0
"""A report that a killed server had in hand is due again after a minute; twice that."""
NEEDS_A_HUB: Final = "; --token takes what `wavegate token create --role hub` prints"
TO_PACK: Final = frozenset({"picked", "packing", "packed"})


@dataclass(frozen=True)
class Options:
    """What the command was asked for; without *server* one is started and looked after."""

    orders: Path
    products: Path | None
    pickers: int
    benches: int
    seed: int
    faults: faults.Faults
    server: str | None = None
    token: str | None = None


def run(options: Options, settings: Settings, say: Callable[[str], None]) -> Report:
    """Play a day and return its report.

    Raises:
        StoppedError: it could not be played to the end; the sentence says why.
    """
    goods = seed.goods_of_file(options.products) if options.products else None
    known = set(goods.barcodes) if goods else set()
    work = order_files.read(options.orders, known, settings.timezone)
    if work.ignored:
        say(f"columns ignored: {', '.join(work.ignored)}")
    folder = Path(tempfile.mkdtemp(prefix="wavegate-day-"))
    day = Day(
        options=options,
        settings=settings,
        work=work,
        goods=goods or seed.goods_for(work),
        folder=folder,
        say=say,
    )
    try:
        return day.play()
    except Refusal as refused:
        hint = NEEDS_A_HUB if refused.status in {401, 403} and options.token else ""
        raise StoppedError(f"the floor refuses the day: {refused}{hint}") from None
    finally:
        day.close()
        shutil.rmtree(folder, ignore_errors=True)


class Day:
    """One day on one floor."""

    def __init__(
        self,
        *,
        options: Options,
        settings: Settings,
        work: DayWork,
        goods: seed.Goods,
        folder: Path,
        say: Callable[[str], None],
    ) -> None:
        self._options = options
        self._settings = settings
        self._work = work
        self._goods = goods
        self._folder = folder
        self._say = say
        self._kit: Kit | None = None
        self._posted = Posted()
        self._waiting = list(work.comebacks)

    def play(self) -> Report:
        """Open, post, work, wait for the end, check."""
        began = time.monotonic()
        made = self._kit = self._open()
        book = Book(made.machine("reader", 1))
        pace = Pace(0, threading.Event())
        floor = Crew(made, book, pace, Log(), Slips(), seed=self._options.seed)
        book.catch_up()
        book.start()
        crew.start(floor, list(made.people))
        memory = checks.Memory(made.site)
        memory.start()
        orders = len(self._work.orders)
        faults.begin(self._options.faults, floor, self._options.seed, orders)
        self._say(f"posting {orders} orders")
        self._post(made)
        self._until_nothing_more(floor)
        faults.end(floor)
        self._until_told(floor)
        self._say("checking")
        report = self._report(floor, memory)
        report.wall_s = round(time.monotonic() - began, 1)
        return report

    def close(self) -> None:
        """Send everybody home and switch everything off."""
        if self._kit is not None:
            self._kit.switch_off()

    def _open(self) -> Kit:
        options = self._options
        secret = kit.hub_secret()
        hub = VirtualHub(secret, seed=options.seed)
        benches = kit.switch_on(options.benches, self._folder, options.seed)
        people = seed.day_people(options.pickers, options.benches)
        site = self._site(hub.url, secret)
        self._say("filling the shelves")
        carriers = sorted({order.get("carrier") or "OWN" for order in self._work.orders})
        rows = {
            "carriers": kit.carriers(carriers),
            "people": people,
            "stations": [bench.row() for bench in benches],
        }
        kit.import_master(site, self._folder / "master", self._goods, rows)
        line = Line(site.url, site.ensure)
        tokens = kit.open_doors(site, line, people, serves=options.server is None)
        if options.token:
            tokens["hub"] = options.token
        return Kit(site, line, hub, self._goods, benches, people, tokens)

    def _site(self, hub_url: str, secret: str) -> Site:
        if self._options.server is not None:
            if self._options.faults.kills:
                raise StoppedError("the fault kill needs a server of the day's own")
            site = Site(Path.cwd(), {}, self._options.server.rstrip("/"))
            if not site.answers():
                raise StoppedError(f"no server answers at {site.url}: start it there first")
            return site
        port = free_port()
        settings = {
            "WAVEGATE_BIND": f"127.0.0.1:{port}",
            "WAVEGATE_HUB_URL": hub_url,
            "WAVEGATE_HUB_SECRET": secret,
            "WAVEGATE_HUB_RETRY_S": kit.HUB_RETRY_S,
        }
        return Site(
            Path.cwd(),
            settings,
            f"http://127.0.0.1:{port}",
            logs=self._settings.data_dir,
            runs_worker=self._settings.sqlite_path is None,
        )

    def _post(self, made: Kit) -> None:
        """Orders by created_at, each cancel when its moment has come."""
        voice = made.machine("hub", 2)
        cancels = sorted(self._work.cancels, key=lambda one: one.at)
        orders = self._work.orders
        for start in range(0, len(orders), POSTED_AT_ONCE):
            some = orders[start : start + POSTED_AT_ONCE]
            self._post_some(voice, some)
            while cancels and cancels[0].at <= some[-1]["created_at"]:
                self._cancel(voice, cancels.pop(0))
        for cancel in cancels:
            self._cancel(voice, cancel)
        voice.close()

    def _post_some(self, voice: Voice, some: list[Body]) -> None:
        self._posted.note(voice.post("/api/v1/hub/orders", {"orders": some})["results"])
        dice = random.Random(f"{self._options.seed} {len(self._posted.results)}")  # noqa: S311
        if "duplicates" in self._options.faults and dice.random() < faults.POSTED_AGAIN * 2:
            again = dice.sample(some, max(1, len(some) // 2))
            answer = voice.post("/api/v1/hub/orders", {"orders": again}, keyed=False)
            self._posted.note(answer["results"])

    def _cancel(self, voice: Voice, cancel: order_files.Cancel) -> None:
        named = {"source_platform": cancel.platform, "external_order_no": cancel.number}
        voice.post("/api/v1/hub/orders/cancel", named | {"reason": "credit", "at": cancel.at})

    def _until_nothing_more(self, floor: Crew) -> None:
        last_news, seen, stuck = time.monotonic(), -1, 0
        while True:
            time.sleep(0.2)
            self._send_back(floor)
            news = floor.book.events + floor.log.returns + len(floor.log.acknowledged)
            if news != seen:
                last_news, seen = time.monotonic(), news
            quiet_s = time.monotonic() - last_news
            over = self._is_over(floor)
            if over and quiet_s > QUIET_S:
                return
            if quiet_s > STUCK_S:
                stuck += 1
                if stuck > STUCK_MOST:
                    floor.log.trouble.append("the floor stands still")
                    return
                self._say(f"slow: {floor.log.trouble[-3:]}")
                self._look_after(floor)
                last_news = time.monotonic()

    def _is_over(self, floor: Crew) -> bool:
        with floor.book.guard:
            known = list(floor.book.orders.values())
        taken = [one for one in self._posted.results.values() if one.get("order_no")]
        waits = self._waiting or not floor.comebacks.empty()
        return (
            len(known) >= len(taken)
            and not waits
            and all(is_final(order) for order in known)
            and not any(floor.busy.values())
        )

    def _send_back(self, floor: Crew) -> None:
        """Goods come back once their order has shipped; of one that never will, none do."""
        left = []
        with floor.book.guard:
            states = {order.number: order for order in floor.book.orders.values()}
        for comeback in self._waiting:
            order = states.get(comeback.number or "")
            if comeback.number is None or (order and order.state == "shipped"):
                floor.comebacks.put(comeback)
            elif order is None or not is_final(order):
                left.append(comeback)
        self._waiting = left

    def _look_after(self, floor: Crew) -> None:
        """Ask the floor about each order that does not move, and hand it on again."""
        voice = floor.kit.machine("hub", 4)
        with floor.book.guard:
            slow = [one for one in floor.book.orders.values() if not is_final(one)]
        for order in slow:
            named = {"source_platform": order.platform, "external_order_no": order.number}
            found = voice.post("/api/v1/hub/orders/status", named, keyed=False)
            floor.book.correct(order, found)
            if found["state"] in TO_PACK:
                floor.book.to_pack.put(order.order_no)
        voice.close()

    def _until_told(self, floor: Crew) -> None:
        """Wait until the hub has heard each report of the feed, by its id."""
        if self._options.server is not None:
            return
        until = time.monotonic() + DRAIN_S
        while time.monotonic() < until:
            with floor.book.guard:
                told = floor.book.ids - floor.book.told_before
            if floor.book.is_caught_up and not told - floor.kit.hub.heard():
                return
            time.sleep(0.3)

    def _report(self, floor: Crew, memory: checks.Memory) -> Report:
        floor.pace.stop.set()
        floor.book.end()
        made = checks.Checker(floor, self._work, self._goods, self._posted.results)
        try:
            report = made.check(own_hub=self._options.server is None)
        except DeadFloorError as error:
            raise StoppedError(f"the floor does not answer the checks: {error}") from None
        report.replayed = self._posted.replayed
        report.aside.dropped_lines = self._work.dropped_lines
        report.scan_ms = percentiles(floor.log.scan_s)
        report.aside.restarts = max(0, floor.kit.site.starts - 1)
        report.aside.rss_mb = memory.found()
        return report
