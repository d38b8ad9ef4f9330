"""A site for the benchmark: bins, goods, pickers who are logged in and hold a pick list.

Everything goes through the commands and the public API, as on a real floor.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from app.core import clock
from app.simulation.bench import load
from app.simulation.bench.figures import Figure
from app.simulation.site import Site, free_port

SLOTS = 6
LINES = 6
UNITS = 12
"""A cart of six orders with six lines of twelve units: 504 scans a list."""
SKUS = 400
PIN = "4821"


@dataclass(frozen=True)
class Picker:
    """Somebody with a claimed list: what each request must carry, and the list."""

    headers: dict[str, str]
    trip: dict[str, Any]


def make_site(folder: Path, database_url: str) -> Site:
    """A site in *folder* with goods, bins and stock; its server is not started yet."""
    port = free_port()
    site = Site(
        folder=folder,
        settings={
            "WAVEGATE_DATABASE_URL": database_url,
            "WAVEGATE_DATA_DIR": str(folder / "var"),
            "WAVEGATE_BIND": f"127.0.0.1:{port}",
            "WAVEGATE_LANGUAGE": "en",
            "WAVEGATE_TIMEZONE": "UTC",
        },
        url=f"http://127.0.0.1:{port}",
        runs_worker=not database_url.startswith("sqlite"),
    )
    folder.mkdir(parents=True, exist_ok=True)
    goods = folder / "goods.csv"
    _write(goods, _goods())
    for kind in ("bins", "products", "stock"):
        site.run("import", kind, str(goods))
    return site


def _goods() -> Iterator[dict[str, object]]:
    for n in range(SKUS):
        yield {
            "sku": f"SKU-{n:04d}",
            "name": f"Thing {n}",
            "barcode": f"CODE{n:08d}",
            "unit_weight_g": 100 + n,
            "zone": "A",
            "bin": f"A-{n // 40 + 1:02d}-{n % 40 + 1:02d}-1",
            "stock": 90_000,
            "receipt_no": "BENCH",
            "quantity": 90_000,
        }


def _write(path: Path, rows: Iterator[dict[str, object]]) -> None:
    listed = list(rows)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, fieldnames=list(listed[0]))
        writer.writeheader()
        writer.writerows(listed)


def add_people(site: Site, folder: Path, pickers: int) -> None:
    """Pickers, and one person who may do the rest."""
    people = [
        {"badge": f"B-{n:03d}", "name": f"Picker {n}", "roles": "picker", "pin": PIN}
        for n in range(pickers)
    ]
    people.append({"badge": "B-LEAD", "name": "Lead", "roles": "admin supervisor", "pin": PIN})
    _write(folder / "people.csv", iter(people))  # type: ignore[arg-type]  # str is an object
    site.run("import", "people", str(folder / "people.csv"))


def orders(count: int, *, lines: int, units: int, prefix: str) -> list[dict[str, Any]]:
    """Order bodies: *lines* lines of *units* units each, spread over the goods."""
    at = clock.now().isoformat()
    return [
        {
            "source_platform": "bench",
            "external_order_no": f"{prefix}{n}",
            "created_at": at,
            "recipient": {
                "name": "张伟",
                "phone": "13812345678",
                "country": "CN",
                "province": "浙江省",
                "city": "杭州市",
                "address": "文三路 123 号",
            },
            "lines": [
                {
                    "line_no": line + 1,
                    "sku": f"SKU-{(n * 7 + line * 53) % SKUS:04d}",
                    "quantity": units,
                }
                for line in range(lines)
            ],
        }
        for n in range(count)
    ]


def hub_headers(site: Site) -> dict[str, str]:
    """What the hub's requests carry."""
    made = site.run("token", "create", "--role", "hub")
    return {"Authorization": f"Bearer {made['token']}"}


def pickers_at_work(site: Site, hub: dict[str, str], count: int) -> list[Picker]:
    """Post orders, plan and release waves, log pickers in; each claims a list."""
    device = site.run("device", "enrol", "lead-desk")["token"]
    wanted = orders(count * SLOTS, lines=LINES, units=UNITS, prefix="S")
    with httpx.Client(base_url=site.url, trust_env=False, timeout=120) as client:
        for start in range(0, len(wanted), 100):
            body = {"orders": wanted[start : start + 100]}
            _accept(client.post("/api/v1/hub/orders", json=body, headers=hub))
        lead = log_in(client, "B-LEAD", device)
        _release_all(client, lead)
        return [_picker(client, lead, n) for n in range(count)]


def _accept(answer: httpx.Response) -> None:
    for result in answer.raise_for_status().json()["results"]:
        if result["status"] != "accepted":
            raise load.LoadError(f"an order of the benchmark was not accepted: {result}")


def log_in(client: httpx.Client, badge: str, device: str) -> dict[str, str]:
    """The headers of a person's requests."""
    client.cookies.clear()
    answer = client.post(
        "/api/v1/session", json={"badge": badge, "pin": PIN}, headers={"X-Device": device}
    ).raise_for_status()
    cookie = f"wavegate_session={answer.cookies['wavegate_session']}"
    client.cookies.clear()
    return {"Cookie": cookie, "X-CSRF-Token": answer.json()["csrf_token"]}


def _release_all(client: httpx.Client, lead: dict[str, str]) -> None:
    body = {"most_waves": 50}
    made = client.post("/api/v1/waves", json=body, headers=lead).raise_for_status().json()
    for wave in made["waves"]:
        path = f"/api/v1/waves/{wave['wave']}/release"
        client.post(path, headers=lead).raise_for_status()


def _picker(client: httpx.Client, lead: dict[str, str], n: int) -> Picker:
    made = client.post("/api/v1/devices", json={"name": f"PDA-{n:03d}"}, headers=lead)
    headers = log_in(client, f"B-{n:03d}", made.raise_for_status().json()["token"])
    trip = client.post("/api/v1/picks/next", json={}, headers=headers).raise_for_status().json()
    return Picker(headers, trip)


def scans(url: str, picker: Picker) -> Iterator[bytes]:
    """A picker's requests, in walking order: bin, each item, tote."""
    trip, seq = picker.trip, picker.trip["device_seq"]
    for code in _codes(trip):
        seq += 1
        action = {
            "scan_id": f"{trip['number']}-{seq}",
            "pick_list": trip["number"],
            "kind": "scan",
            "code": code,
            "device_seq": seq,
        }
        yield load.request(url, "/api/v1/scans", json.dumps(action).encode(), picker.headers)


def _codes(trip: dict[str, Any]) -> Iterator[str]:
    for task in trip["tasks"]:
        yield task["bin"]
        item = next(iter(task["sku"]["barcodes"]))
        for _ in range(task["quantity"] - task["picked"]):
            yield item
        yield f"T{trip['number'][-5:]}{task['slot']}"


def cpu_s(pids: Sequence[int]) -> float:
    """Processor seconds used by processes and their children so far."""
    import psutil

    total = 0.0
    for pid in pids:
        parent = psutil.Process(pid)
        for process in (parent, *parent.children(recursive=True)):
            times = process.cpu_times()
            total += times.user + times.system
    return total


def measured(name: str, outcome: load.Outcome, cpu: float | None = None) -> Figure:
    """A load's outcome as a figure."""
    return Figure(name, len(outcome.times_ms), outcome.wall_s, outcome.times_ms, cpu)
