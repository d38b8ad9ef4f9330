"""After the day: the floor's own books, and the same again from our logs.

I2 and I3 from what the hub heard, I4 from what the printers printed, I5 by asking again for
what was acknowledged. Then: did everything ship that could?
"""

from __future__ import annotations

import threading
from collections import Counter, defaultdict
from typing import Final

import psutil
from typing_extensions import override

from app.simulation.crew import Crew
from app.simulation.order_files import Body, DayWork
from app.simulation.report import Report
from app.simulation.seed import Goods
from app.simulation.site import Site

SAMPLE: Final = 400
"""Acknowledged scans that are sent again."""
POSTED_AT_ONCE: Final = 100
NAMES: Final = ("I1", "I2", "I3", "I4", "I5", "I6")
LOOK_S: Final = 1.0


class Memory(threading.Thread):
    """Watches the server's memory."""

    def __init__(self, site: Site) -> None:
        super().__init__(name="memory", daemon=True)
        self._site = site
        self._seen: list[float] = []
        self._over = threading.Event()

    @override
    def run(self) -> None:
        while not self._over.wait(LOOK_S):
            total = 0
            for pid in self._site.pids:
                try:
                    process = psutil.Process(pid)
                    workers = process.children(recursive=True) or [process]
                    total = max([total, *(one.memory_info().rss for one in workers)])
                except psutil.Error:
                    continue
            if total:
                self._seen.append(total / 1e6)

    def found(self) -> dict[str, float]:
        """The largest process of the server, MB: half-way and at the most."""
        self._over.set()
        if not self._seen:
            return {}
        middle = self._seen[len(self._seen) // 2]
        return {"middle": round(middle, 1), "most": round(max(self._seen), 1)}


class Checker:
    """Holds what the floor says against what we saw."""

    def __init__(
        self, floor: Crew, work: DayWork, goods: Goods, results: dict[str, Body]
    ) -> None:
        self._floor = floor
        self._work = work
        self._goods = goods
        self._results = results
        self._hub = floor.kit.machine("hub", 11)
        self._reader = floor.kit.machine("reader", 12)
        self._found: dict[str, list[str]] = {name: [] for name in NAMES}
        self._others: list[str] = []

    def check(self, *, own_hub: bool) -> Report:
        """Check everything; the report has all that the checks find out."""
        while self._floor.book.read():  # the end of the feed
            pass
        stands = self._standings()
        self._ask_the_floor()
        heard = self._heard(own_hub=own_hub)
        self._i2(heard)
        if own_hub:
            self._i3()
        self._i4(stands)
        self._i5()
        report = self._figures(stands, heard, own_hub=own_hub)
        self._could_ship(stands)
        for trouble in self._floor.log.crashes + self._floor.kit.line.faults:
            self._others.append(trouble)
        self._others += [f"wrong and counted: {one}" for one in self._floor.log.accepted_wrong]
        report.invariants = {name: not some for name, some in self._found.items()}
        report.violations = [f"{n}: {one}" for n, some in self._found.items() for one in some]
        report.violations += self._others
        return report

    def _standings(self) -> dict[str, Body]:
        """How each order that was taken in stands now, by number."""
        found = {}
        for order in self._work.orders:
            number = order["external_order_no"]
            if self._results.get(number, {}).get("order_no"):
                named = {
                    "source_platform": order["source_platform"],
                    "external_order_no": number,
                }
                path = "/api/v1/hub/orders/status"
                found[number] = self._hub.post(path, named, keyed=False)
        return found

    def _ask_the_floor(self) -> None:
        said = self._reader.get("/api/v1/audit/invariants")
        for name in NAMES:
            if not said["invariants"].get(name):
                told = [one for one in said["violations"] if one.startswith(name)]
                self._found[name] += told or ["the floor says that it does not hold"]

    def _heard(self, *, own_hub: bool) -> list[tuple[str, Body]]:
        """What was reported, as (type, data): at the hub's door, else in the feed."""
        if own_hub:
            return [(one.type, one.data) for one in self._floor.kit.hub.effects()]
        return self._floor.book.reports

    def _i2(self, heard: list[tuple[str, Body]]) -> None:
        shipped = Counter(data["order_no"] for kind, data in heard if kind == "order.shipped")
        ended = {data["order_no"] for kind, data in heard if kind == "order.cancelled"}
        self._found["I2"] += [f"{no} shipped {n} times" for no, n in shipped.items() if n > 1]
        self._found["I2"] += [f"{no} shipped and cancelled" for no in ended & set(shipped)]

    def _i3(self) -> None:
        hub = self._floor.kit.hub
        effects = hub.effects()
        by_stream: dict[str, list[int]] = defaultdict(list)
        for one in effects:
            by_stream[one.stream].append(one.seq)
        for stream, seqs in by_stream.items():
            first = seqs[0]  # on a site with a past a stream goes on
            if seqs != list(range(first, first + len(seqs))):
                self._found["I3"].append(f"{stream}: heard in the order {seqs[:20]}")
        heard, book = hub.heard(), self._floor.book
        if unheard := sorted(book.ids - book.told_before - heard):
            self._found["I3"].append(f"never heard: {len(unheard)}, {unheard[:5]}")
        if unknown := sorted(heard - book.ids):
            self._found["I3"].append(f"heard, and not in the feed: {unknown[:5]}")
        if hub.bad_signatures:
            self._found["I3"].append(f"{hub.bad_signatures} calls with a bad signature")

    def _i4(self, stands: dict[str, Body]) -> None:
        """Each page that came out is an archived live label, and came out once."""
        archive = self._archive(stands)
        printed: Counter[str] = Counter()
        for bench in self._floor.kit.benches:
            printed.update(job.sha256 for job in bench.printer.jobs() if job.state == "printed")
        for sha256, times in printed.items():
            kind = archive.get(sha256)
            if kind not in {"live", "reprint"}:
                self._found["I4"].append(f"printed {kind or 'what is in no archive'}: {sha256}")
            elif times > 1:
                self._found["I4"].append(f"one label came out {times} times: {sha256}")
        self._printed = sum(printed.values())

    def _archive(self, stands: dict[str, Body]) -> dict[str, str]:
        """SHA-256 of every archived label: its kind."""
        packer = next(one for one in self._floor.kit.people if one.role == "packer")
        voice = self._floor.kit.voice(packer, 13)
        found: dict[str, str] = {}
        for order in stands.values():
            for parcel in order["parcels"]:
                answer = voice.get(f"/api/v1/parcels/{parcel['parcel_no']}/labels")
                found |= {label["sha256"]: label["kind"] for label in answer["labels"]}
        voice.close()
        return found

    def _i5(self) -> None:
        """What was acknowledged is there: ask for it again."""
        orders = [
            order
            for order in self._work.orders
            if self._results.get(order["external_order_no"], {}).get("order_no")
        ]
        for start in range(0, len(orders), POSTED_AT_ONCE):
            body = {"orders": orders[start : start + POSTED_AT_ONCE]}
            answer = self._hub.post("/api/v1/hub/orders", body, keyed=False)
            for result in answer["results"]:
                self._same_order(result)
        self._same_scans()

    def _same_order(self, result: Body) -> None:
        first = self._results[result["external_order_no"]]
        same = {**first, "replayed": True} == result
        if not same:
            self._found["I5"].append(f"order {result['external_order_no']}: {result}")

    def _same_scans(self) -> None:
        picker = next(one for one in self._floor.kit.people if one.role == "picker")
        voice = self._floor.kit.voice(picker, 14)
        known = self._floor.log.acknowledged
        step = max(1, len(known) // SAMPLE)
        for body, verdict in known[::step]:
            answer = voice.post("/api/v1/scans", {"scans": [body]}, keyed=False)
            again = answer["results"][0]["verdict"]
            if again != verdict:
                self._found["I5"].append(f"scan {body['scan_id']}: {verdict}, now {again}")
        voice.close()

    def _figures(
        self, stands: dict[str, Body], heard: list[tuple[str, Body]], *, own_hub: bool
    ) -> Report:
        report, log = Report(), self._floor.log
        statuses = Counter(str(one["status"]) for one in self._results.values())
        report.orders = len(self._results)
        report.refused = statuses["refused"]
        report.accepted = report.orders - report.refused
        report.lines = self._work.lines
        states = Counter(str(one["state"]) for one in stands.values())
        report.shipped, report.cancelled = states["shipped"], states["cancelled"]
        held = [one["holds"] for one in stands.values() if one["state"] == "held"]
        report.held = dict(Counter((reasons or ["unknown"])[0] for reasons in held))
        parcels = [data for kind, data in heard if kind == "parcel.shipped"]
        report.parcels = len(parcels)
        report.units_shipped = sum(
            line["quantity"] for data in parcels for line in data["lines"]
        )
        report.weight_blocks = log.weight_blocks
        report.labels_printed = self._printed
        report.reprints, report.returns = log.reprints, log.returns
        hub = self._floor.kit.hub.state() if own_hub else {}
        report.hub_events = hub.get("events", self._floor.book.events)
        report.hub_duplicates = hub.get("duplicates", 0)
        report.hub_out_of_order = self._out_of_order() if own_hub else 0
        report.wrong_scans_refused = log.wrong_refused
        report.aside.not_shipped = {
            number: ", ".join(one["holds"]) or str(one["state"])
            for number, one in stands.items()
            if one["state"] != "shipped"
        }
        return report

    def _out_of_order(self) -> int:
        """Reports that did not follow the one before; a stream may go on from another day."""
        told_before, found = self._floor.book.told_before, 0
        seen: set[str] = set()
        for one in self._floor.kit.hub.effects():
            goes_on = one.stream not in seen and f"{one.stream}:1" in told_before
            found += not one.in_order and not goes_on
            seen.add(one.stream)
        return found

    def _could_ship(self, stands: dict[str, Body]) -> None:
        """Orders by created_at, then number, as far as the goods reach: these must ship."""
        left = Counter(self._goods.on_hand)
        books_are_right = not self._floor.slips.short  # else nobody knows what could ship
        for order in self._work.orders:
            standing = stands.get(order["external_order_no"])
            if standing is None or standing["state"] == "cancelled":
                continue
            wanted: Counter[str] = Counter()
            for line in order["lines"]:
                wanted[line["sku"]] += line["quantity"]
            fits = all(left[sku] >= units for sku, units in wanted.items())
            if fits:
                left.subtract(wanted)
            self._judge(standing, fits=fits and books_are_right)

    def _judge(self, standing: Body, *, fits: bool) -> None:
        number, holds = standing["external_order_no"], standing["holds"]
        if standing["state"] == "shipped":
            return
        if standing["state"] != "held":
            self._others.append(f"order {number} is left {standing['state']}")
        elif fits and set(holds) <= {"short_stock"}:
            self._others.append(f"order {number} could have shipped")
