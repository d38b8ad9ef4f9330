"""Working on batches between their transactions: draw, store, write down, bind, end.

Drawing has a process of its own. While it draws a parcel's pre-print, the one before it is
stored and written down here. What is cut off goes on when the lease of the batch has ended.
"""

from __future__ import annotations

import time
from collections import Counter, deque
from dataclasses import dataclass

import structlog

from app.core import db
from app.core.errors import Refused
from app.shipping import batch_steps, finishing, paper
from app.shipping.archive import Drawn, Stored
from app.shipping.batch_steps import Claimed, NotOursError, Waiting
from app.shipping.drawing import Bind, Draw, Drawing, DrawingStoppedError

log = structlog.get_logger()

TRIES = 3
"""A parcel that changes while it is drawn is drawn again; then it is left out."""


PIECE_S = 8.0
"""How long to work on a batch at a time, in seconds."""
BINDING = 0
"""No parcel's place: counts the tries at binding."""
RENEW_EVERY = 100
"""Parcels before what they share is read again; pages bound before the lease is renewed."""


@dataclass(frozen=True)
class _Asked:
    """A pre-print that is to be drawn, or is being drawn."""

    sheet: Waiting
    found: paper.Facts
    signature: str
    question: Draw


def work_off(press: finishing.Press) -> int:
    """Work on the oldest batch that waits, to its end or for a while; 0 when there is none.

    It stops after a while so that a server that is to end need not wait for a long batch.
    """
    free = batch_steps.is_any_free(db.reading())
    db.reading().rollback()
    claimed = db.in_transaction(batch_steps.claim) if free else None
    if claimed is None:
        return 0
    try:
        run = _Run(press, claimed)
        while not (run.ended or run.is_late()):
            with Drawing() as drawing:
                run.go_on(drawing)
    except NotOursError:
        log.info("batch.stopped", batch=claimed.number)
    finally:
        db.in_transaction(lambda s: batch_steps.give_back(s, claimed))
    return 1


class _Run:
    """One batch, from where it stands."""

    def __init__(self, press: finishing.Press, claimed: Claimed) -> None:
        self.ended = False
        self._press = press
        self._claimed = claimed
        self._tries = Counter[int]()
        self._waiting = deque[Waiting]()
        self._shared = paper.Shared()
        self._until = time.monotonic() + PIECE_S

    def is_late(self) -> bool:
        """Whether the rest is for the next time."""
        return time.monotonic() >= self._until

    def go_on(self, drawing: Drawing) -> None:
        """Archive what waits, then bind it; with another process, where this one ended.

        Raises:
            NotOursError: the batch was cancelled, or another process goes on with it.
            DrawingStoppedError: it ends again and again.
        """
        self._waiting = deque(batch_steps.waiting(db.reading(), self._claimed))
        db.reading().rollback()
        drawn: _Asked | None = None
        try:
            while drawn is not None or (self._waiting and not self.is_late()):
                ahead = None if self.is_late() else self._prepared()
                pdf = self._answer(drawing, drawn)
                if ahead is not None:
                    drawing.ask(ahead.question)
                if drawn is not None and pdf is not None:
                    self._keep(drawn, pdf)
                drawn = ahead
            if not self._waiting:
                self._bind(drawing)
        except DrawingStoppedError as error:
            log.warning("batch.drawing_stopped", batch=self._claimed.number, why=str(error))
            hopeless = self._is_hopeless(drawn.sheet.place if drawn else BINDING)
            if hopeless and drawn is None:
                raise
            if hopeless and drawn is not None:
                self._leave_out(drawn.sheet, _cannot_draw("stopped"))

    def _prepared(self) -> _Asked | None:
        """What the next pre-print says; whether it may be is judged when it is archived."""
        press, actor = self._press, self._claimed.actor
        while self._waiting:
            sheet = self._waiting.popleft()
            if sheet.place % RENEW_EVERY == 0:
                self._shared = paper.Shared()  # a rule may have changed meanwhile
            try:
                found = finishing.facts(actor, sheet.parcel_no, self._shared)
            except Refused as refusal:
                db.reading().rollback()
                self._leave_out(sheet, refusal)
                continue
            data, signature = paper.content(
                found, press.archive, press.zone, press.language, mode="preprint", waybill=None
            )
            question = Draw(data, found.bench.label_size, found.printing["dpi"])
            return _Asked(sheet, found, signature, question)
        return None

    def _answer(self, drawing: Drawing, asked: _Asked | None) -> bytes | None:
        if asked is None:
            return None
        try:
            return drawing.document()
        except Refused as refusal:
            self._leave_out(asked.sheet, refusal)
            return None

    def _keep(self, asked: _Asked, pdf: bytes) -> None:
        """Store a pre-print, then write it down; another process's drawing may have won."""

        def keep(drawn: Drawn) -> bool:
            grams = int(asked.found.said["grams"])
            db.in_transaction(
                lambda s: batch_steps.keep(
                    s, self._claimed, asked.sheet, grams=grams, drawn=drawn
                )
            )
            return True

        document = paper.Document(pdf, asked.signature)
        try:
            finishing.put_away(self._press.archive, asked.found, document, keep)
        except Refused as refusal:
            if refusal.code == "store.conflict":
                self._again(asked.sheet)
            else:
                self._leave_out(asked.sheet, refusal)

    def _again(self, sheet: Waiting) -> None:
        """Draw a parcel once more, or leave it out when that was tried often enough."""
        if self._is_hopeless(sheet.place):
            self._leave_out(sheet, _cannot_draw("changing"))
        else:
            self._waiting.append(sheet)

    def _is_hopeless(self, place: int) -> bool:
        self._tries[place] += 1
        return self._tries[place] >= TRIES

    def _leave_out(self, sheet: Waiting, refusal: Refused) -> None:
        db.in_transaction(lambda s: batch_steps.leave_out(s, self._claimed, sheet, refusal))

    def _bind(self, drawing: Drawing) -> None:
        """Bind the archived pages that may be seen, and end the batch."""
        found = batch_steps.pages(db.reading(), self._claimed.batch_id)
        db.reading().rollback()
        archive, places = self._press.archive, list[int]()
        for count, page in enumerate(found):
            if count % RENEW_EVERY == 0:
                db.in_transaction(lambda s: batch_steps.renew(s, self._claimed))
            try:
                document = archive.read(page.path)
            except Refused:
                continue  # deleted with the personal data
            drawing.ask(Bind(document))
            drawing.document()
            places.append(page.place)
        bound = self._whole(drawing) if places else None
        kept = db.in_transaction(lambda s: batch_steps.end(s, self._claimed, bound, places))
        if bound is not None and not kept:
            archive.forget(bound)
        self.ended = True

    def _whole(self, drawing: Drawing) -> Stored:
        drawing.ask(Bind(None))
        return self._press.archive.store(drawing.document())


def _cannot_draw(trouble: str) -> Refused:
    return Refused("batch.cannot_draw", field="", trouble=trouble)
