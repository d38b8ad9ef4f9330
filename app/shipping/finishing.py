"""From a confirmed parcel to a queued label: the steps between transactions.

Used at the edge, by a view and by a job. The carrier is asked and the document drawn and
stored outside of transactions; what was cut off by a crash goes on from where it stands.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from app.config import Settings
from app.core import db, secret
from app.core.errors import Refused
from app.core.events import Actor
from app.core.vault import vault
from app.shipping import asking, facts, labelling, paper, queries, service
from app.shipping.archive import Archive, Drawn
from app.shipping.facts import Facts

TRIES = 3
"""Somebody else may label the same parcel meanwhile; then the document is drawn again."""


@dataclass(frozen=True)
class Press:
    """Where labels are drawn and kept at this site, and with which carriers' accounts."""

    archive: Archive
    zone: ZoneInfo
    language: str
    accounts: asking.Accounts


def press(settings: Settings) -> Press:
    """The site's press."""
    key = secret.signing_key(settings.secret_key, settings.data_dir)
    return Press(
        Archive(vault(settings), key),
        settings.timezone,
        settings.language,
        settings.carrier_accounts,
    )


Keep = Callable[[Drawn], bool]
"""(stored document) -> whether its row was written."""


def _draw(
    press: Press, found: Facts, keep: Keep, *, mode: str, waybill: str | None
) -> None:
    """Draw and store a document, then have its row written; without a row it is deleted."""
    document = paper.draw(
        found, press.archive, press.zone, press.language, mode=mode, waybill=waybill
    )
    archive = press.archive
    stored, printed, kept = archive.store(document.pdf), None, False
    try:
        if document.printed is not None:
            language = found.bench.language
            printed = archive.store_beside(stored, document.printed, language)
        kept = keep(Drawn(found.version, document.signature, stored, printed))
    finally:
        # A COMMIT whose answer was lost has kept it all the same: ask before it is deleted.
        if not kept and not labelling.is_archived(db.reading(), stored.path):
            archive.forget(stored)
            if printed is not None:
                archive.forget(printed)


def _again(once: Callable[[], None]) -> None:
    for left in range(TRIES - 1, -1, -1):
        try:
            once()
        except Refused as error:
            if error.code != "store.conflict" or not left:
                raise
        else:
            return


def _facts(actor: Actor, parcel_no: str) -> Facts:
    """What a label of this parcel says, read outside of any transaction."""
    found = facts.facts(db.reading(), actor, parcel_no)
    known = found.waybill_id is not None
    route_code = queries.route_code(db.reading(), found.waybill_id) if known else None
    db.reading().rollback()  # the document is drawn without a snapshot
    return _with_route(found, route_code)


def _with_route(found: Facts, route_code: str | None) -> Facts:
    return replace(found, said=found.said | {"route_code": route_code or ""})


def preprint(press: Press, actor: Actor, parcel_no: str) -> None:
    """Draw and archive the watermarked form of a weighed parcel's label.

    Raises:
        Refused: ``label.too_early`` and what :mod:`app.shipping.labelling` and
            :func:`app.shipping.paper.draw` refuse.
    """

    def once() -> None:
        labelling.look(db.reading(), actor, parcel_no, "preprint")
        found = _facts(actor, parcel_no)

        def keep(drawn: Drawn) -> bool:
            db.in_transaction(
                lambda s: labelling.add_preprint(
                    s,
                    actor,
                    parcel_no,
                    grams=int(found.said["grams"]),
                    drawn=drawn,
                )
            )
            return True

        _draw(press, found, keep, mode="preprint", waybill=None)

    _again(once)


def finish(press: Press, actor: Actor, parcel_no: str) -> None:
    """Get a confirmed parcel its number and its live label; doing it again changes nothing.

    Raises:
        Refused: ``order.intercepted``, why the carrier gave no number, or why the label
            cannot be drawn.
    """

    def once() -> None:
        found = _facts(actor, parcel_no)
        if found.waybill_id is None or found.live_label is not None:
            return
        known_route = found.said["route_code"] or None
        given = asking.number(press.accounts, actor, found, known_route)
        if given is None:
            return
        found = _with_route(found, given.route_code)

        def keep(drawn: Drawn) -> bool:
            return db.in_transaction(
                lambda s: service.issue(
                    s,
                    actor,
                    parcel_no,
                    given=given,
                    drawn=drawn,
                )
            )

        _draw(press, found, keep, mode="live", waybill=given.number)

    _again(once)


def reprint(press: Press, actor: Actor, parcel_no: str, reason: str, *, may_more: bool) -> int:
    """Print a parcel's label again, marked as a copy; return which copy it is.

    Raises:
        Refused: ``label.reprint_limit``, ``label.too_early``, ``label.closed``,
            ``order.intercepted``, or why it cannot be drawn.
    """
    copy = 0

    def once() -> None:
        nonlocal copy
        labelling.look_reprint(db.reading(), actor, parcel_no, may_more=may_more)
        found = _facts(actor, parcel_no)
        copy = found.reprints + 1

        def keep(drawn: Drawn) -> bool:
            db.in_transaction(
                lambda s: labelling.add_reprint(
                    s,
                    actor,
                    parcel_no,
                    copy=copy,
                    reason=reason,
                    may_more=may_more,
                    drawn=drawn,
                )
            )
            return True

        _draw(press, found, keep, mode=f"reprint {copy}", waybill=found.waybill)

    _again(once)
    return copy
