"""``wavegate bench intake``: orders in at five times the daily peak, while PDAs scan."""

from __future__ import annotations

import json
import threading
from pathlib import Path

from app.simulation.bench import load, prepare
from app.simulation.bench.figures import Figure

SECONDS = 20
ORDERS_PER_S = 100
"""5x the peak of a site of 20,000 orders a day (stack.md)."""
HUB_CLIENTS = 10
PDAS = 50
PDA_PACE_S = 2.0
"""A brisk picker scans every other second."""


def run(folder: Path, database_url: str) -> list[Figure]:
    """Post orders of three lines at 100 a second with 50 PDAs at work; then as fast as can be.

    Args:
        folder: where the site goes.
        database_url: SQLAlchemy URL of the site's empty database.
    """
    site = prepare.make_site(folder, database_url)
    prepare.add_people(site, folder, PDAS)
    hub = prepare.hub_headers(site)
    site.start()
    try:
        pickers = prepare.pickers_at_work(site, hub, PDAS)
        scanned: list[load.Outcome] = []
        beside = threading.Thread(target=lambda: scanned.append(_scan(site.url, pickers)))
        beside.start()
        paced = _post(
            site.url, hub, "P", SECONDS * ORDERS_PER_S, pace_s=HUB_CLIENTS / ORDERS_PER_S
        )
        beside.join()
        flat_out = _post(site.url, hub, "F", 1500, pace_s=0.0)
    finally:
        site.stop()
    return [
        prepare.measured(f"intake at {ORDERS_PER_S} orders/s, {PDAS} PDAs scanning", paced),
        prepare.measured("scans meanwhile", scanned[0]),
        prepare.measured(f"intake flat out, {HUB_CLIENTS} clients", flat_out),
    ]


def _scan(url: str, pickers: list[prepare.Picker]) -> load.Outcome:
    each = int(SECONDS / PDA_PACE_S)
    scripts = [list(prepare.scans(url, picker))[:each] for picker in pickers]
    return load.run(url, scripts, every_s=PDA_PACE_S)


def _post(
    url: str, hub: dict[str, str], prefix: str, count: int, *, pace_s: float
) -> load.Outcome:
    bodies = prepare.orders(count, lines=3, units=1, prefix=prefix)
    calls = [
        load.request(url, "/api/v1/hub/orders", json.dumps(body).encode(), hub)
        for body in bodies
    ]
    scripts = [calls[n::HUB_CLIENTS] for n in range(HUB_CLIENTS)]
    return load.run(url, scripts, check=_accepted, every_s=pace_s)


def _accepted(body: bytes) -> bool:
    return bool(json.loads(body)["results"][0]["status"] == "accepted")
