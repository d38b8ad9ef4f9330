"""Whose list it is, and who did what is said of it."""

from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa

from app.core.events import Actor
from app.people.models import Person
from app.picking import statements as sql
from app.picking.rules import Verdict
from app.picking.trip import Outcome, Trip
from app.waves.rules import ListState


def who_did_it(
    conn: sa.Connection, actor: Actor, person_id: int | None, row: sql.ListRow | None
) -> tuple[Actor, int | None]:
    """Who walks the list on this device, also when somebody else has logged in there since.

    What waited on the device is a replay, and a replay belongs to the person who scanned.
    """
    if row is None or row.person_id in {None, person_id} or row.state != ListState.CLAIMED:
        return actor, person_id
    if row.device is None or row.device != actor.device:
        return actor, person_id
    (badge,) = sql.BADGE.raw(conn, row.person_id).fetchone()
    return replace(actor, name=badge), row.person_id


def not_mine(trip: Trip) -> Outcome | None:
    """Whose list it is; None when it is this person's."""
    row, state = trip.row, trip.row.state
    about = {"pick_list": row.number}
    if state == ListState.CLAIMED:
        if row.person_id is not None and row.person_id == trip.person_id:
            return None
        name = trip.session.scalar(sa.select(Person.name).where(Person.id == row.person_id))
        return Outcome(
            Verdict.REASSIGNED, "picking.reassigned", about | {"person": name or ""}
        )
    if state == ListState.OPEN:
        return Outcome(Verdict.NOT_CLAIMED, "picking.not_claimed", about)
    if state == ListState.DONE:
        return Outcome(Verdict.ALREADY_DONE, "picking.list_over", about)
    return Outcome(Verdict.INTERCEPTED, "picking.list_cancelled", about)
