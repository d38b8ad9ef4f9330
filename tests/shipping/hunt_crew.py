"""Everybody on a floor that is hunted for early labels, and what the model makes of it."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pypdfium2
import sqlalchemy as sa

from app.packing.models import Parcel as StoredParcel
from app.packing.models import ParcelUnit
from labels import verify
from tests import builders
from tests.packing.station import make_single, pick
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
    """What the hub does, and what leaves on the way."""

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

    def order(self, *lines: tuple[str, int], carrier: str = "SF") -> Ordered:
        number = f"H{next(self.numbers)}"
        body = builders.order_body(number, *lines, carrier=carrier)
        armed = self.seams.disarm()
        order_no = builders.post_order(self.floor, body)["order_no"]
        self.floor.write(lambda s: pick(s, order_no, f"T{number}"))
        self.seams.rearm(armed)
        self.orders.append(Ordered(order_no, number, f"T{number}", dict(lines), carrier))
        return self.orders[-1]

    def lane_order(self, sku: str) -> Ordered:
        """An order of one unit, which lies in a tote of single items."""
        order = self.order((sku, 1))
        armed = self.seams.disarm()
        self.floor.write(lambda s: make_single(s, order.tote))
        self.seams.rearm(armed)
        order.lane = True
        return order

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
