"""Everybody on a floor that is hunted for early labels, and what the model makes of it."""

from __future__ import annotations

import base64
import io
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pypdfium2
import sqlalchemy as sa

from app.packing.models import Parcel as StoredParcel
from app.packing.models import ParcelUnit
from app.shipping import batch_work, finishing, jobs
from app.shipping.models import Waybill
from app.stations import printing
from app.stations.models import PrintJob
from labels import verify
from tests import builders
from tests.floor import Voice
from tests.packing.station import pick
from tests.shipping.hunt_model import Ordered, Parcel, paper_given_up, stop_for_new_paper
from tests.shipping.hunt_seams import Died
from tests.shipping.hunt_server import Answer, Server

COUNTED = {"ok", "task_done", "list_done"}


def _pages(document: bytes) -> Iterator[bytes]:
    """Each page of a PDF as a PDF."""
    whole = pypdfium2.PdfDocument(document)
    for number in range(len(whole)):
        one, out = pypdfium2.PdfDocument.new(), io.BytesIO()
        one.import_pages(whole, [number])
        one.save(out)
        yield out.getvalue()


def _is_replaced(line: dict[str, Any], lines: list[dict[str, Any]]) -> bool:
    """A newer pre-print is there, or a newer paper with the same number."""
    same = [one for one in lines if one["waybill"] == line["waybill"]]
    return max(one["version"] for one in same) > line["version"]


def _new_paper(order: Ordered, call: str, body: dict[str, Any]) -> None:
    """Another address always, another carrier where it is another one."""
    if call == "address" or order.carrier not in {None, body["carrier"]}:
        stop_for_new_paper(order, f"{call}_changed")
    order.carrier = body.get("carrier", order.carrier)


class Crew(Server):
    """What the hub, the worker and an agent do, and what leaves on the way."""

    # Bytes that leave.

    def leaves(self, document: bytes, how: str) -> None:
        """Let the model judge what left, by what can be read on it."""
        if document not in self.codes:
            self.codes[document] = verify.decode(document)
        codes = set(self.codes[document])
        assert codes, f"{how}: paper that says nothing"
        parcels = {one.number: one for order in self.orders for one in order.parcels}
        (said,) = codes
        if said.startswith("PREPRINT "):
            parcel, waybill = parcels[said.split()[1]], None
        else:
            self.learn_numbers()
            found = [one for one in parcels.values() if said in {one.waybill, *one.dead}]
            assert found, f"{how}: a live label {said} that nobody confirmed"
            parcel, waybill = found[0], said
        why_not = parcel.why_not(waybill)
        assert why_not is None, f"{how}: {said} of {parcel.number} left, though {why_not}"
        self.seen[f"{how}, {'live' if waybill else 'pre-print'}"] += 1
        if waybill and how != "fetched":
            self.given.add(waybill)

    def learn_numbers(self) -> None:
        """Whose number is whose; only that is taken from the server's word."""
        for parcel in self.parcels():
            if parcel.confirmed and parcel.waybill is None:
                path = f"/api/v1/parcels/{parcel.number}/waybill"
                answer = self.people["admin"].get(path)
                parcel.waybill = answer.json["waybill"]

    def parcels(self) -> list[Parcel]:
        return [one for order in self.orders for one in order.parcels]

    def take_a_look(self, who: str, form: str) -> None:
        """Somebody fetches every label there is; what must be given is given."""
        voice = self.people[who]
        for parcel in self.parcels():
            listed = voice.get(f"/api/v1/parcels/{parcel.number}/labels")
            if who == "picker":
                assert listed.status_code == 403
                continue
            lines = listed.json["labels"]
            for line in lines:
                try:
                    answer = voice.get(line["url"].replace("pdf", form))
                except Died:
                    return self.begin_again()
                newer = _is_replaced(line, lines)
                if answer.status_code == 200:
                    assert not newer, f"fetched, though there is a newer one: {line}"
                    self.leaves(answer.data, "fetched")
                else:
                    self._refused(parcel, line, answer, newer=newer)
        return None

    def look_at_batches(self) -> None:
        """The supervisor fetches the pre-prints of all batches, page by page."""
        for number in self.batches:
            path = f"/api/v1/batches/{number}/sheet.pdf"
            try:
                answer = self.people["supervisor"].get(path)
            except Died:
                return self.begin_again()
            if answer.status_code == 200:
                for page in _pages(answer.data):
                    self.leaves(page, "fetched in a batch")
        return None

    def _refused(
        self, parcel: Parcel, line: dict[str, Any], answer: Answer, *, newer: bool
    ) -> None:
        self.seen["replaced, not given" if newer else "not given"] += 1
        assert answer.status_code in {404, 409}, answer.data
        waybill = line["waybill"] if line["kind"] != "preprint" else None
        missed = parcel.sure and not newer and parcel.why_not(waybill) is None
        assert not missed, f"{parcel}: {answer.json}"

    # The hub.

    def order(self, *lines: tuple[str, int]) -> Ordered:
        number = f"H{next(self.numbers)}"
        body = builders.order_body(number, *lines, carrier="SF")
        armed = self.seams.disarm()
        order_no = builders.post_order(self.floor, body)["order_no"]
        self.floor.write(lambda s: pick(s, order_no, f"T{number}"))
        self.seams.rearm(armed)
        self.orders.append(Ordered(order_no, number, f"T{number}", dict(lines)))
        return self.orders[-1]

    def tell(self, order: Ordered, call: str, body: dict[str, Any]) -> None:
        """The hub stops, changes, cancels, or lets go on."""
        path = f"/api/v1/hub/orders/tmall/{order.external}/{call}"
        answer, _ = self.ask(self.hub, path, body)
        if call == "resume" and (answer is None or answer.status_code == 200):
            order.mask.discard(body["reason"])
            for parcel in order.parcels:
                if parcel.old_paper:
                    paper_given_up(parcel)
        if answer is None or answer.status_code != 200:
            order.carrier = order.carrier if answer is not None else None
            return self.unsure(order)
        if call == "hold":
            order.mask.add(body["reason"])
        elif call in {"address", "carrier"}:
            _new_paper(order, call, body)
        elif call == "cancel" and answer.json["status"] != "too_late":
            order.ended = True
            order.mask.add("cancelled")
            for parcel in order.parcels:
                parcel.void = True
        self.seen[call] += 1
        return None

    def unsure(self, order: Ordered) -> None:
        for parcel in order.parcels:
            parcel.sure = False

    # The worker and the agent.

    def print_labels(self) -> None:
        """The print loop, one label after the other, on this thread."""
        waits = sa.update(PrintJob).values(done_at=sa.func.datetime("now", "-1 hour"))
        failed = waits.where(PrintJob.state == "failed")
        self.arrange(failed)
        needs = jobs.needs_of_printing(self.settings)
        self.seams.sending = self._sent
        try:
            with self.floor.app.app_context():
                while printing.send_next(needs, self.printer.url):
                    pass
        except Died:
            self.begin_again()
        self._count_papers()

    def _sent(self, document: bytes) -> None:
        self.leaves(document, "printed")

    def _count_papers(self) -> None:
        """A number is on one paper, and on one more for each copy that was asked for."""
        while (page := self.printer.tray.page(self.page + 1)) is not None:
            self.page += 1
            (number,) = set(verify.decode(page))
            self.papers[number] += 1
        copies = {one.waybill: one.copies for one in self.parcels()}
        for number, papers in self.papers.items():
            assert papers <= 1 + copies.get(number, papers), f"{number}: {papers} papers"

    def print_batch(self) -> None:
        """A supervisor wants pre-prints of all parcels, and the worker draws them."""
        wanted = {"parcels": [one.number for one in self.parcels()]}
        answer, _ = self.ask(self.people["supervisor"], "/api/v1/batches", wanted)
        if answer is not None and answer.status_code == 200:
            self.batches.append(answer.json["batch"])
        weighed = [one for one in self.parcels() if one.passed and not one.confirmed]
        for parcel in weighed:
            parcel.sure = False
            parcel.archived = not parcel.order.mask
        try:
            with self.floor.app.app_context():
                batch_work.work_off(finishing.press(self.settings))
        except Died:
            self.begin_again()

    def finish_confirms(self) -> None:
        """The worker gets numbers and labels for confirms that were cut off."""
        long_ago = sa.update(Waybill).values(requested_at=sa.func.datetime("now", "-1 hour"))
        self.arrange(long_ago)
        try:
            with self.floor.app.app_context():
                jobs.finish_confirms()
                jobs.ask_carriers()
        except Died:
            self.begin_again()

    def empty_pan(self) -> None:
        """The agent tells that nothing lies on its scale."""
        zero = {
            "state": "ok", "grams": 0, "stable": True, "zero_seen": True,
            "frame_id": f"r/{self.frame - 1}", "age_ms": 1,
        }  # fmt: skip
        self.ask(self.agent, "/api/v1/agent/readings", zero)
        self.pan_full = False

    @contextmanager
    def agent_answers(self) -> Iterator[None]:
        """The agent is there, and says that its printer is ready."""
        armed, over = self.seams.disarm(), threading.Event()
        self.frame += 2
        self.empty_pan()
        agent = Voice(self.floor.app.test_client(), self.agent.headers)

        def work() -> None:
            while not over.is_set():
                jobs = agent.get("/api/v1/agent/jobs?wait=0.1").json["jobs"]
                for job in [one for one in jobs if one["kind"] != "print"]:
                    told = {"outcome": "done", "state": "ready"}
                    agent.post(f"/api/v1/agent/jobs/{job['id']}", told)

        thread = threading.Thread(target=work)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()
            self.seams.rearm(armed)

    def agent_prints(self, claim: str, outcome: str | None) -> None:
        """The agent takes the label that waits, and says how it went, or nothing."""
        try:
            listed = self.agent.get("/api/v1/agent/jobs").json["jobs"]
        except Died:
            return self.begin_again()
        for job in [one for one in listed if one["kind"] == "print"]:
            path = f"/api/v1/agent/jobs/{job['id']}"
            claim = f"{claim}-{job['id']}"
            answer, _ = self.ask(self.agent, path, {"outcome": "take", "claim": claim})
            if answer is None:
                return None
            if answer.json["state"] == "given":
                document = base64.b64decode(answer.json["document"])
                self.leaves(document, "given to the agent")
            if outcome is not None:
                self.ask(self.agent, path, {"outcome": outcome, "claim": claim})
        return None

    # After a crash, what lies in the box is counted anew.

    def count_units(self, parcel: Parcel) -> None:
        names = dict(
            self.floor.read(
                sa.text("SELECT id, code FROM sku")  # type: ignore[arg-type]
            )
        )
        rows = self.floor.read(
            sa.select(ParcelUnit.sku_id, ParcelUnit.quantity, ParcelUnit.checked)
            .join(StoredParcel, StoredParcel.id == ParcelUnit.parcel_id)
            .where(StoredParcel.number == parcel.number)
        )
        parcel.sure = False
        parcel.inside = Counter({names[sku]: units for sku, units, _ in rows})
        parcel.unchecked = Counter({names[sku]: had - seen for sku, had, seen in rows})
