"""The demo floor: a site of its own in var/demo, with devices, a hub and colleagues.

The conductor here starts the server as a child and plays the people; the start page's
buttons reach it over its control on 127.0.0.1.
"""

from __future__ import annotations

import contextlib
import json
import math
import random
import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, replace
from functools import partial
from typing import Any, Final

from app.core.address import refuse_taken
from app.simulation import crew, demo_site, hands, kit, sample_waves, seed
from app.simulation.book import Book
from app.simulation.demo_site import Wish
from app.simulation.desk import announce
from app.simulation.errors import SiteError
from app.simulation.kit import Kit
from app.simulation.shop import Shop, sent_back
from app.simulation.site import Site
from app.simulation.troubles import Troubles
from app.simulation.virtual_hub import VirtualHub
from app.simulation.voice import Line, Refusal, Voice
from devices.control import ControlServer

FIRST_ORDERS: Final = 40
SAMPLED: Final = (15, 25, FIRST_ORDERS)
"""After so many orders a wave is locked for a visitor to look at, if nobody waved them yet."""
OPEN_ORDERS: Final = 60
"""More are posted only while fewer than this are on their way."""
EVERY_S: Final = 40.0
"""A new order every so often, floor time."""
BENCHES: Final = 3
PUT_S: Final = 2.0
"""So quick are hands at the demo's wall that some of its waves go there."""
MOST_CODES: Final = 400
"""Goods on the page of codes."""
VISITOR_S: Final = 600.0
"""So long after they went in a visitor finds more to do in their role."""
ONE_BACK_OF: Final = 6
"""Of so many orders that were shipped one comes back."""


class Conductor:
    """Runs a demo until it is stopped; ``restart`` starts over."""

    def __init__(self, wish: Wish, say: Callable[[str], None]) -> None:
        self._wish = wish
        self._say = say
        self._again = threading.Event()
        self._over = threading.Event()
        self._kit: Kit | None = None
        self._book: Book | None = None
        self._crew: crew.Crew | None = None
        self._visits: dict[str, float] = {}
        self._last_back: str | None = None
        self._troubles: Troubles | None = None
        self._control = ControlServer(
            {
                ("GET", "/state"): lambda _: self._state(),
                ("POST", "/device"): self._device,
                ("POST", "/enter"): self._enter,
                ("POST", "/trouble"): self._trouble,
            }
        )

    def run(self) -> None:
        """Play until interrupted.

        Raises:
            AddressTakenError: with what to do.
            AlreadyRunningError: another demo plays in this folder.
        """
        refuse_taken(self._wish.bind)
        demo_site.refuse_played(self._wish.folder)
        try:
            while not self._over.is_set():
                self._again.clear()
                self._open()
                self._again.wait()
                self._close()
        finally:
            self._close()
            self._control.close()

    def stop(self) -> None:
        """End the demo."""
        self._over.set()
        self._again.set()

    def _open(self) -> None:
        self._kit = made = self._switch_on()
        self._say("filling the shelves")
        rows = {
            "carriers": demo_site.carriers(self._wish.work),
            "people": made.people,
            "stations": [bench.row() for bench in made.benches],
        }
        kit.import_master(made.site, self._wish.folder / "master", made.goods, rows)
        assert made.site.start_file is not None
        made.site.start_file.write_text(self._start_page(), "utf-8")
        self._say("opening the doors")
        made.tokens.update(kit.open_doors(made.site, made.line, made.people))
        kit.prove_scales(made)
        kit.price_wall(made, PUT_S)
        sample_waves.save_rules(made, self._wish.language)
        self._play(made)
        self._say(f"ready: open {made.site.url}/start")

    def _switch_on(self) -> Kit:
        """Devices and a hub beside an empty folder."""
        wish = self._wish
        shutil.rmtree(wish.folder, ignore_errors=True)
        wish.folder.mkdir(parents=True)
        secret = kit.hub_secret()
        hub = VirtualHub(secret)
        goods = wish.goods or seed.demo_goods()
        site = demo_site.made_for(wish, hub.url, secret)
        return Kit(
            site,
            Line(site.url, partial(self._keep_up, site), gives_up_s=math.inf),
            hub,
            replace(goods, bins=[*goods.bins, *seed.WALL]),
            kit.switch_on(BENCHES, wish.folder, 1),
            [*seed.VISITORS, *seed.COLLEAGUES, seed.HANDS],
            {},
        )

    def _keep_up(self, site: Site) -> None:
        """Start a server that died; one that does not come up is told of and tried again."""
        try:
            site.ensure()
        except SiteError as error:
            if self._kit is not None:
                self._say(str(error))

    def _play(self, made: Kit) -> None:
        self._last_back = None
        self._book = book = Book(made.machine("reader", 1))
        book.start()
        self._troubles = Troubles(made, book)
        _thread(self._feed, made)
        _thread(hands.lend, made)
        if self._wish.with_people:
            pace = crew.Pace(self._wish.speed, made.line.stop)
            self._crew = crew.start_colleagues(made, book, pace, self._is_visited)

    def _close(self) -> None:
        self._troubles = None
        made, self._kit = self._kit, None
        if made is not None:
            made.switch_off()

    def _start_page(self) -> str:
        roles = [
            {key: value for key, value in asdict(one).items() if key not in {"bench", "wall"}}
            | {"page": seed.PAGES[one.role], "icon": seed.ICONS[one.role]}
            for one in seed.VISITORS
        ]
        goods = self._wish.goods or seed.demo_goods()
        told = {
            "control": self._control.url,
            "roles": roles,
            "goods": seed.codes(goods)[:MOST_CODES],
            "speed": self._wish.speed,
        }
        return json.dumps(told, ensure_ascii=False)

    def _feed(self, made: Kit) -> None:
        """The hub posts orders: some at once, then one after the other."""
        voice = made.machine("hub", 2)
        orders = iter(self._wish.work.orders) if self._wish.work else None
        shop = Shop(made.goods, random.Random(7))  # noqa: S311  made-up buyers
        posted = came_back = 0
        one_waits = False
        while not made.line.stop.is_set():
            waits = posted - (self._book.counts["order.shipped"] if self._book else 0)
            if posted < FIRST_ORDERS or waits < OPEN_ORDERS:
                body = shop.order() if orders is None else next(orders, None)
                if body is None:
                    return
                with contextlib.suppress(Refusal):
                    voice.post("/api/v1/hub/orders", {"orders": [body]})
                posted += 1
            came_back += self._send_back(voice, came_back)
            if posted in SAMPLED:
                one_waits = one_waits or sample_waves.lock_one(made)
            if posted >= FIRST_ORDERS:
                made.line.stop.wait(EVERY_S / self._wish.speed)

    def _send_back(self, voice: Voice, already: int) -> int:
        """Let a buyer send an order back when it is time; tell how many did."""
        if self._book is None or self._crew is None:
            return 0
        shipped = [said for kind, said in self._book.reports if kind == "order.shipped"]
        if len(shipped) < (already + 1) * ONE_BACK_OF:
            return 0
        comeback = sent_back(shipped[already * ONE_BACK_OF])
        announce(voice, comeback)
        self._crew.comebacks.put(comeback)
        self._last_back = comeback.reference
        return 1

    def _is_visited(self, role: str) -> bool:
        """A visitor has this role now: its virtual colleagues leave them some of the work."""
        return time.monotonic() - self._visits.get(role, -VISITOR_S) < VISITOR_S

    def _state(self) -> dict[str, Any]:
        book, made, troubles = self._book, self._kit, self._troubles
        if book is None or made is None or troubles is None:
            raise ValueError("the demo is starting over")
        waiting = book.in_state("picked")
        return {
            "orders": len(book.orders),
            "shipped": book.counts["order.shipped"],
            "people": len(seed.COLLEAGUES) if self._wish.with_people else 0,
            "scales": len(made.benches),
            "paper_out": troubles.paper_out,
            "drifts": troubles.drifts,
            "tote": waiting[-1].order_no if waiting else None,
            "back": self._last_back,
            "cancelled": troubles.cancelled,
            "trouble": self._crew.log.trouble[-5:] if self._crew else [],
        }

    def _device(self, body: dict[str, Any]) -> dict[str, Any]:
        """The token of the device that waits for a visitor in this role."""
        if self._kit is None or self._troubles is None:
            raise ValueError("the demo is starting over")
        person = next(one for one in seed.VISITORS if one.role == body.get("role"))
        return {"device": self._kit.tokens[person.badge]}

    def _enter(self, body: dict[str, Any]) -> dict[str, Any]:
        self._visits[str(body.get("role"))] = time.monotonic()
        return self._device(body)

    def _trouble(self, body: dict[str, Any]) -> dict[str, Any]:
        if self._troubles is None:
            raise ValueError("the demo is starting over")
        kind, seconds = str(body.get("kind")), float(body.get("seconds", 60))
        if kind == "restart":
            threading.Timer(0.3, self._again.set).start()
            return {}
        return self._troubles.make(kind, seconds)


def _thread(work: Callable[..., None], *arguments: Any) -> None:
    threading.Thread(target=work, args=arguments, daemon=True).start()
