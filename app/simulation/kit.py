"""A floor made ready: devices switched on, master data imported, everybody enrolled."""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from app.simulation import seed
from app.simulation.seed import Goods, Person
from app.simulation.site import Site
from app.simulation.virtual_hub import VirtualHub
from app.simulation.voice import Line, Voice
from devices.printers.virtual import VirtualPrinter
from devices.scales.virtual import VirtualScale

PROTOCOLS: Final = ("mt-sics", "toledo-continuous")
DIVISION_G: Final = 1
SCALE_MAX_G: Final = 60_000
KNOWN_G: Final = 5_000
HUB_RETRY_S: Final = "1,1,2,2,3,5,5,10,10,20,20,30,30,60,60"
"""A day is not to wait an hour for a hub that said no once."""


def hub_secret() -> str:
    """A fresh shared secret for the virtual hub."""
    return "whsec_" + b64encode(os.urandom(32)).decode()


@dataclass
class Bench:
    """A bench's devices."""

    code: str
    scale: VirtualScale
    printer: VirtualPrinter

    def row(self) -> dict[str, Any]:
        """Its row in a stations file."""
        return {
            "bench": self.code,
            "scale_url": self.scale.url,
            "protocol": self.scale.protocol,
            "division_g": DIVISION_G,
            "printer_url": self.printer.url,
            "language": "pdf",
            "size": "100x150",
        }


def switch_on(benches: int, folder: Path, seed_number: int) -> list[Bench]:
    """Scales of both protocols and printers for benches 01, 02 and so on."""
    return [
        Bench(
            f"{n:02d}",
            VirtualScale(
                PROTOCOLS[n % len(PROTOCOLS)],
                capacity_g=SCALE_MAX_G,
                division_g=DIVISION_G,
                seed=seed_number + n,
            ),
            VirtualPrinter(folder / f"printer-{n:02d}"),
        )
        for n in range(1, benches + 1)
    ]


@dataclass
class Kit:
    """All that a simulation plays with; *tokens* by ``hub``, ``reader`` and badge."""

    site: Site
    line: Line
    hub: VirtualHub
    goods: Goods
    benches: list[Bench]
    people: Sequence[Person]
    tokens: dict[str, str]

    def voice(self, person: Person, number: int) -> Voice:
        """A person's own way to call, logged in."""
        voice = Voice(self.line, seed=number)
        voice.log_in(person.badge, person.pin, self.tokens[person.badge])
        return voice

    def machine(self, role: str, number: int) -> Voice:
        """A machine's way to call: ``hub`` or ``reader``."""
        return Voice(self.line, seed=number, token=self.tokens[role])

    def bench(self, code: str) -> Bench:
        """The bench with this code."""
        return next(one for one in self.benches if one.code == code)

    def switch_off(self) -> None:
        """Everything off."""
        self.line.stop.set()
        self.site.stop()
        for bench in self.benches:
            bench.scale.close()
            bench.printer.close()
        self.hub.close()


def price_wall(made: Kit, put_s: float) -> None:
    """Say how long it takes to put a unit into the wall, as who plans waves does."""
    admin = next(one for one in made.people if one.role == "admin")
    voice = made.voice(admin, 0)
    policy = voice.get("/api/v1/waves/policy")["policy"]
    voice.post("/api/v1/waves/policy", policy | {"put_s": put_s})


def prove_scales(made: Kit) -> None:
    """Commission every scale: an empty pan, then a known weight, as who fits a bench does."""
    admin = next(one for one in made.people if one.role == "admin")
    voice = made.voice(admin, 0)

    def prove(bench: Bench) -> None:
        station = f"/api/v1/station/{bench.code}"
        voice.post(f"{station}/empty")
        bench.scale.place(KNOWN_G)
        voice.post(f"{station}/commission", {"known_g": KNOWN_G})
        bench.scale.place(0)

    with ThreadPoolExecutor(len(made.benches)) as pool:
        list(pool.map(prove, made.benches))
    voice.close()


def carriers(codes: Sequence[str]) -> list[dict[str, Any]]:
    """Rows of a carriers file; what one parcel may weigh is the same for all."""
    return [
        {"code": code, "name": code, "cutoffs": "12:00;16:00;20:00", "max_g": seed.MAX_G}
        for code in codes
    ]


def import_master(site: Site, folder: Path, goods: Goods, kit_rows: dict[str, Any]) -> None:
    """Import what the site stands on, in the order in which one needs the other."""
    rows = {
        "carriers": kit_rows["carriers"],
        "bins": goods.bins,
        "products": goods.products,
        "people": seed.people_rows(kit_rows["people"]),
        "boxes": seed.BOXES,
        "stations": kit_rows["stations"],
        "stock": goods.stock,
    }
    seed.import_all(site, folder, rows)


def open_doors(
    site: Site, line: Line, people: Sequence[Person], *, serves: bool = True
) -> dict[str, str]:
    """Start the server, make machines' tokens and enrol a device for each person.

    Returns:
        Tokens by ``hub``, ``reader`` and each badge.
    """
    admin = next(one for one in people if one.role == "admin")
    with ThreadPoolExecutor(2) as pool:
        try:
            found = _first_tokens(site, admin, pool, serves=serves)
        except BaseException:  # whoever ends a demo now is not to wait for what is queued
            pool.shutdown(wait=False, cancel_futures=True)
            site.stop()
            raise
    voice = Voice(line, seed=0)
    voice.log_in(admin.badge, admin.pin, found[admin.badge])
    for one in people:
        if one.badge not in found:
            name = "PDA" if one.role == "picker" else "Desk"
            answer = voice.post("/api/v1/devices", {"name": f"{name} {one.badge}"})
            found[one.badge] = answer["token"]
    voice.close()
    return found


def _first_tokens(
    site: Site, admin: Person, pool: ThreadPoolExecutor, *, serves: bool
) -> dict[str, str]:
    """Start the server; beside it make the machines' tokens and the administrator's."""
    started = pool.submit(site.start) if serves else None
    names = ("hub", "reader", admin.badge)
    commands = [("token", "create", "--role", role) for role in names[:2]]
    made = pool.submit(site.run_each, *commands, ("device", "enrol", f"Desk {admin.badge}"))
    if started is not None:
        started.result()
    return {name: str(one["token"]) for name, one in zip(names, made.result(), strict=True)}
