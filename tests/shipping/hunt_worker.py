"""The background loop and the station agent of a hunt, and the paper that they let out."""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from app.shipping import batch_work, finishing, jobs
from app.shipping.models import Waybill
from app.stations import printing
from app.stations.models import PrintJob
from labels import verify
from tests.floor import Voice
from tests.shipping.hunt_crew import Crew
from tests.shipping.hunt_seams import Died


class Worker(Crew):
    """What goes on by itself, or at a packing PC."""

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
            parcel.archived = parcel.archived or not parcel.order.mask
        try:
            with self.floor.app.app_context():
                batch_work.work_off(finishing.press(self.settings))
        except Died:
            self.begin_again()

    def finish_confirms(self) -> None:
        """The worker gets numbers and labels for confirms that were cut off."""
        ago = sa.func.datetime("now", "-1 hour")
        self.arrange(sa.update(Waybill).values(requested_at=ago))
        tried = sa.update(Waybill).where(Waybill.tried_at.is_not(None)).values(tried_at=ago)
        self.arrange(tried)
        waits = sa.update(Waybill).where(Waybill.due_at.is_not(None)).values(due_at=ago)
        self.arrange(waits)
        try:
            with self.floor.app.app_context():
                jobs.ask_carriers()
                jobs.finish_confirms()
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
