"""The server of a hunt for early labels: fitted out, asked, ended, begun again."""

from __future__ import annotations

import dataclasses
import itertools
import json
from collections import Counter
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app import config
from app.core import db
from app.core.events import SYSTEM
from app.core.idempotency import IdempotencyKey
from app.inventory import service as inventory
from app.packing import service as packing
from app.people import access, pins
from app.people.models import Person
from app.shipping import carrier_list
from app.simulation.virtual_carrier import VirtualCarrier
from app.stations import agents, devices
from app.stations import service as stations
from app.web import create_app
from devices.printers.virtual import VirtualPrinter
from tests import builders
from tests.floor import Floor, Voice
from tests.shipping.carrier_accounts import account
from tests.shipping.hunt_model import BOXES, SKUS, Ordered
from tests.shipping.hunt_seams import Died, Seams

PEOPLE = {
    "packer": ("packer",),
    "second packer": ("packer",),
    "supervisor": ("supervisor",),
    "admin": ("admin",),
    "dispatcher": ("dispatcher",),
    "picker": ("picker",),
}
PIN = "246810"
Answer = Any


class Server:
    """A server that may die, everybody who asks it, and the devices that it uses.

    Attributes:
        seen: how often what happened, so that a hunt cannot find nothing by doing nothing.
    """

    def __init__(
        self, settings: config.Settings, printer: VirtualPrinter, carrier: VirtualCarrier
    ) -> None:
        accounts = {"YTO": account(carrier, "kuaidi100")}
        self.settings = dataclasses.replace(settings, carrier_accounts=accounts)
        self.printer, self.carrier, self.seams = printer, carrier, Seams()
        self.floor = Floor(create_app(self.settings))
        self.people = {
            name: self.floor.person(*roles, badge=f"H-{name}") for name, roles in PEOPLE.items()
        }
        self.hub = self.floor.hub
        self.agent = self.floor.write(self._fit_out)
        self.agent = Voice(
            self.floor.app.test_client(), {"Authorization": f"Bearer {self.agent}"}
        )
        self.numbers = itertools.count(1)
        self.orders: list[Ordered] = []
        self.answered: dict[tuple[str, ...], str] = {}
        self.percent, self.frame, self.page = 10, 0, 0
        self.frames: set[int] = set()
        self.pan_full = False
        self.papers: Counter[str] = Counter()
        self.given: set[str] = set()
        self.batches: list[str] = []
        self.seen: Counter[str] = Counter()
        self.codes: dict[bytes, list[str]] = {}
        for sku, grams in SKUS.items():
            key = builders.sku(self.floor, sku, weight_g=str(grams))
            builders.stock(self.floor, key, 1, 90_000)

    def _fit_out(self, session: Any) -> str:
        inventory.save_bin(session, SYSTEM, code="A-01-01-1")
        for code, url, language in (("B1", self.printer.url, "pdf"), ("B2", "agent://", "zpl")):
            scale = "agent://" if code == "B2" else None
            stations.save_bench(
                session, SYSTEM, code=code, scale_url=scale,
                protocol="mt-sics" if scale else None, printer_url=url, language=language,
            )  # fmt: skip
        for code in ("SF", "YTO"):
            carrier_list.save_carrier(session, SYSTEM, code=code, name=code, cut_offs=["16:00"])
        for code, tare_g in BOXES.items():
            packing.save_box(
                session, SYSTEM, code=code, tare_g=Decimal(tare_g),
                length_mm=300, width_mm=200, height_mm=150,
            )  # fmt: skip
        for person in session.scalars(sa.select(Person).where(Person.badge == "H-supervisor")):
            person.pin_hash = pins.hashed(PIN)
        return agents.token_for(session, SYSTEM, "PC B2", "B2")

    # The server: asked, ended, begun again.

    def ask(
        self, who: Voice, path: str, body: Any = None, key: str | None = None
    ) -> tuple[Answer, bool]:
        """The answer, or None when the server died; and whether it was a stored one.

        What died after its commit was answered all the same: a repeat hears that answer.
        """
        said = (str(id(who)), path, key or "", json.dumps(body))
        before = self._kept_answers() if key else {}
        try:
            answer = who.post(
                path, body, headers={"Idempotency-Key": key} if key else {}
            )
        except Died:
            self.begin_again()
            if key:
                for scope in self._kept_answers().keys() - before.keys():
                    self.answered[said] = self._kept_answers()[scope]
            return None, False
        assert answer.status_code < 500 or answer.status_code == 503, answer.data
        if answer.status_code != 200 or key is None:
            return answer, False
        again = said in self.answered
        assert self.answered.setdefault(said, answer.text) == answer.text
        self.seen["answered again"] += again
        return answer, again

    def _kept_answers(self) -> dict[str, str]:
        rows = self.floor.read(sa.select(IdempotencyKey.scope, IdempotencyKey.answer))
        return {row.scope: row.answer for row in rows}

    def begin_again(self) -> None:
        """A new server on the same data."""
        self.close()
        self.seen["new server"] += 1
        self.floor.app = create_app(self.settings)
        for voice in (*self.people.values(), self.hub, self.agent):
            cookie = voice.client.get_cookie("wavegate_session")
            voice.client = self.floor.app.test_client()
            if cookie is not None:
                voice.client.set_cookie("wavegate_session", cookie.value)

    def close(self) -> None:
        self.seams.disarm()
        app = self.floor.app
        with app.app_context():
            db.db.session.remove()
            db.db.engine.dispose()
        app.extensions["store"].close()
        devices.close_all()
        access.forget()

    def arrange(self, change: sa.Update) -> None:
        """What is no step of the server: time that passes, say."""
        armed = self.seams.disarm()
        self.floor.write(lambda s: s.execute(change) and None)
        self.seams.rearm(armed)
