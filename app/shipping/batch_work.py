"""Working on batches between their transactions: draw, store, write down, bind, end.

Drawing has a process of its own. While it draws some parcels' pre-prints, those before them are
stored and written down here. What is cut off goes on when the lease of the batch has ended.
"""

from __future__ import annotations

import time
from collections import Counter, deque
from dataclasses import dataclass

import structlog

from app.core import db
from app.core.errors import Refused
from app.shipping import batch_binding, batch_steps, finishing, labelling, paper
from app.shipping.archive import Drawn, Stored
from app.shipping.batch_steps import Claimed, Filed, NotOursError, Waiting
from app.shipping.drawing import Bind, Draw, Drawing, DrawingStoppedError
from app.shipping.facts import Facts, Shared, facts_of

log = structlog.get_logger()

TRIES = 3
"""A parcel that changes while it is drawn is drawn again; then it is left out."""
GROUP = 8
"""Parcels that are drawn, stored and written down together: one commit, one turn of the disk.

Their commit takes 10 ms, so that no scan waits longer for it.
"""
PIECE_S = 8.0
"""How long to work on a batch at a time, in seconds."""
BINDING = 0
"""No parcel's place: counts the tries at binding."""
RENEW_EVERY = 12
"""Groups before what parcels share is read again, or the lease is renewed while binding."""


@dataclass(frozen=True)
class _Asked:
    """A pre-print that is to be drawn, or is being drawn."""

    sheet: Waiting
    found: Facts
    signature: str
    question: Draw


Answered = tuple[_Asked, bytes]
"""A pre-print, and its PDF."""


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
        self._shared = Shared()
        self._groups = 0
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
        drawn: list[_Asked] = []
        try:
            while drawn or (self._waiting and not self.is_late()):
                ahead = [] if self.is_late() else self._prepared()
                pdfs = self._answers(drawing, drawn)
                if ahead:
                    drawing.ask(*(one.question for one in ahead))
                self._keep(pdfs)
                drawn = ahead
            if not self._waiting:
                self._bind(drawing)
        except DrawingStoppedError as error:
            log.warning("batch.drawing_stopped", batch=self._claimed.number, why=str(error))
            blamed = drawn[0].sheet if drawn else None
            hopeless = self._is_hopeless(blamed.place if blamed else BINDING)
            if hopeless and blamed is None:
                raise
            if hopeless and blamed is not None:
                self._leave_out(blamed, _cannot_draw("stopped"))

    def _prepared(self) -> list[_Asked]:
        """What the next pre-prints say; whether they may be is judged as they are archived."""
        if self._groups % RENEW_EVERY == 0:
            self._shared = Shared()  # a rule may have changed meanwhile
        self._groups += 1
        sheets = [self._waiting.popleft() for _ in range(min(GROUP, len(self._waiting)))]
        numbers = [sheet.parcel_no for sheet in sheets]
        found = facts_of(db.reading(), self._claimed.actor, numbers, self._shared)
        db.reading().rollback()  # documents are drawn without a snapshot
        asked = []
        for sheet in sheets:
            said = found[sheet.parcel_no]
            if isinstance(said, Refused):
                self._leave_out(sheet, said)
            else:
                asked.append(self._asked(sheet, said))
        return asked

    def _asked(self, sheet: Waiting, found: Facts) -> _Asked:
        press = self._press
        data, signature = paper.content(
            found, press.archive, press.zone, press.language, mode="preprint", waybill=None
        )
        question = Draw(data, found.bench.label_size, found.printing["dpi"])
        return _Asked(sheet, found, signature, question)

    def _answers(self, drawing: Drawing, drawn: list[_Asked]) -> list[Answered]:
        """The PDFs of what was asked; *drawn* keeps what the process has not answered."""
        pdfs = []
        while drawn:
            try:
                pdfs.append((drawn[0], drawing.document()))
            except Refused as refusal:
                self._leave_out(drawn[0].sheet, refusal)
            del drawn[0]
        return pdfs

    def _keep(self, pdfs: list[Answered]) -> None:
        """Store pre-prints, then write them down; where one is refused, each alone."""
        try:
            self._keep_together(pdfs)
        except Refused as refusal:
            if len(pdfs) > 1:
                for one in pdfs:
                    self._keep([one])
            elif refusal.code == "store.conflict":  # another process's drawing may have won
                self._again(pdfs[0][0].sheet)
            else:
                self._leave_out(pdfs[0][0].sheet, refusal)

    def _keep_together(self, pdfs: list[Answered]) -> None:
        if not pdfs:
            return
        archive, kept = self._press.archive, False
        stored = archive.store_all([pdf for _, pdf in pdfs])
        filed = [_filed(asked, at) for (asked, _), at in zip(pdfs, stored, strict=True)]
        try:
            db.in_transaction(lambda s: batch_steps.keep(s, self._claimed, filed))
            kept = True
        finally:
            # A COMMIT whose answer was lost has kept them all the same: ask first.
            if not kept and not labelling.is_archived(db.reading(), stored[0].path):
                for one in stored:
                    archive.forget(one)

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
        found = batch_binding.pages(db.reading(), self._claimed.batch_id)
        db.reading().rollback()
        places = list[int]()
        for at in range(0, len(found), GROUP):
            if at % (GROUP * RENEW_EVERY) == 0:
                db.in_transaction(lambda s: batch_steps.renew(s, self._claimed))
            there = [one for one in map(self._page, found[at : at + GROUP]) if one]
            if there:
                drawing.ask(Bind([document for _, document in there]))
                drawing.document()
                places += [place for place, _ in there]
        bound = self._whole(drawing) if places else None
        kept = db.in_transaction(lambda s: batch_binding.end(s, self._claimed, bound, places))
        if bound is not None and not kept:
            self._press.archive.forget(bound)
        self.ended = True

    def _page(self, page: batch_binding.Page) -> tuple[int, bytes] | None:
        """An archived page with its place; None where it was deleted with the personal data."""
        try:
            return page.place, self._press.archive.read(page.path)
        except Refused:
            return None

    def _whole(self, drawing: Drawing) -> Stored:
        drawing.ask(Bind())
        return self._press.archive.store(drawing.document())


def _filed(asked: _Asked, stored: Stored) -> Filed:
    grams = int(asked.found.said["grams"])
    return Filed(asked.sheet, grams, Drawn(asked.found.version, asked.signature, stored))


def _cannot_draw(trouble: str) -> Refused:
    return Refused("batch.cannot_draw", field="", trouble=trouble)
