"""The board's figures: one grouped statement each, over indexes."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.board.figures import (
    Hour,
    HubLine,
    PersonLine,
    StateCount,
    Trouble,
    TroubleLine,
)
from app.board.rules import Limits, Shade, plan_by_hour
from app.core.events import EventRow
from app.core.outbox import OutboxRow, OutboxState
from app.orders.models import Order
from app.orders.rules import OrderState
from app.people.models import Person
from app.picking.models import Scan
from app.stations.models import FloorException
from app.stations.queries import open_exceptions
from app.stations.service import site_rule
from app.waves.models import PickList
from app.waves.rules import ListState

RULE = "board"
WINDOW = timedelta(minutes=15)
LEAST_S = 300
"""Somebody who began a minute ago is not rated on that minute alone."""
LINES = frozenset({"task_done", "list_done"})
WRONG = frozenset(
    {
        "wrong_bin",
        "wrong_item",
        "wrong_tote",
        "over_quantity",
        "unknown_code",
        "ambiguous",
        "other_order",
        "expired_lot",
    }
)
JUDGED = WRONG | LINES | {"ok", "bounce"}
ON_BOARD = 8
LAST_ANSWERS = 200
TODAY = frozenset({OrderState.SHIPPED, OrderState.CANCELLED})
"""End states: the board counts those reached today."""


def limits(session: Session, warehouse_id: int) -> Limits:
    """The site's rule for ages and for the plan's day."""
    known = site_rule(session, warehouse_id, RULE, {})
    fields = ("red_s", "yellow_percent", "plan_from")
    return Limits(**{name: int(known[name]) for name in fields if name in known})


def day_start(at: datetime, zone: tzinfo) -> datetime:
    """Midnight of the site's day."""
    local = at.astimezone(zone)
    return local.replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC)


def seconds_since(session: Session, column: Any, at: datetime) -> sa.ColumnElement[float]:
    """The age of a moment in SQL, in seconds."""
    moment = sa.bindparam(None, at, type_=column.type)
    if session.get_bind().dialect.name == "sqlite":
        return (sa.func.julianday(moment) - sa.func.julianday(column)) * 86_400.0
    return sa.cast(sa.extract("epoch", moment - column), sa.Float)


def states(
    session: Session, warehouse_id: int, at: datetime, today: datetime, rule: Limits
) -> list[StateCount]:
    """Orders by state with their mean age; of shipped and cancelled those of today."""
    mine = Order.warehouse_id == warehouse_id
    age = sa.func.avg(seconds_since(session, Order.state_at, at))
    open_ = sa.select(Order.state, sa.func.count(), age).where(
        mine, Order.state.in_([state for state in OrderState if state not in TODAY])
    )
    ended = sa.select(Order.state, sa.func.count(), sa.literal(0.0)).where(
        mine, Order.state.in_(TODAY), Order.state_at >= today
    )
    both = sa.union_all(open_.group_by(Order.state), ended.group_by(Order.state))
    found = {state: (count, float(mean or 0)) for state, count, mean in session.execute(both)}
    return [_state(state, *found.get(state, (0, 0.0)), rule) for state in OrderState]


def _state(state: OrderState, count: int, mean_s: float, rule: Limits) -> StateCount:
    over = state in TODAY
    return StateCount(
        state=state,
        count=count,
        mean_age_s=0 if over else int(mean_s),
        percent=0 if over else rule.percent(mean_s),
        shade=Shade.OK if over else rule.shade(mean_s),
    )


def trouble(session: Session, warehouse_id: int, rule: Limits) -> Trouble:
    """The open exceptions."""
    count, owned = session.execute(
        sa.select(sa.func.count(), sa.func.count(FloorException.owner_id)).where(
            FloorException.warehouse_id == warehouse_id, FloorException.ended_at.is_(None)
        )
    ).one()
    return Trouble(
        open=count,
        without_owner=count - owned,
        oldest=[
            TroubleLine(
                id=row.id,
                kind=row.kind,
                subject=row.subject,
                detail=row.detail,
                owner=row.owner,
                raised_at=row.raised_at,
                age_s=row.age_s,
                shade=rule.shade(row.age_s),
            )
            for row in open_exceptions(session, warehouse_id, limit=ON_BOARD)
        ],
    )


def people(session: Session, warehouse_id: int, at: datetime) -> list[PersonLine]:
    """Pickers by lines an hour, over the last quarter of an hour."""
    query = (
        sa.select(
            Scan.actor,
            Scan.verdict,
            sa.func.count().label("scans"),
            sa.func.min(Scan.received_at).label("first"),
        )
        .where(Scan.received_at >= at - WINDOW, Scan.warehouse_id == warehouse_id)
        .group_by(Scan.actor, Scan.verdict)
    )
    by_badge: dict[str, list[Any]] = defaultdict(list)
    for row in session.execute(query):
        by_badge[row.actor].append(row)
    names = _names(session, warehouse_id, list(by_badge))
    zones = _zones(session, warehouse_id)
    found = [
        _person(badge, rows, at, names.get(badge, badge), zones[badge])
        for badge, rows in by_badge.items()
    ]
    return sorted(found, key=lambda one: (-one.lines_per_h, one.badge))


def _person(
    badge: str, rows: list[Any], at: datetime, name: str, zones: set[str]
) -> PersonLine:
    worked_s = max((at - min(row.first for row in rows)).total_seconds(), LEAST_S)
    lines, wrong, judged = (
        sum(row.scans for row in rows if row.verdict in kind) for kind in (LINES, WRONG, JUDGED)
    )
    return PersonLine(
        badge=badge,
        name=name,
        zones=sorted(zones),
        lines=lines,
        lines_per_h=round(lines * 3600 / worked_s),
        scans=judged,
        wrong=wrong,
        wrong_percent=round(100 * wrong / judged, 1) if judged else 0.0,
    )


def _names(session: Session, warehouse_id: int, badges: list[str]) -> dict[str, str]:
    rows = session.execute(
        sa.select(Person.badge, Person.name).where(
            Person.warehouse_id == warehouse_id, Person.badge.in_(badges)
        )
    )
    return {row.badge: row.name for row in rows}


def _zones(session: Session, warehouse_id: int) -> dict[str, set[str]]:
    """Where each person picks now."""
    rows = session.execute(
        sa.select(Person.badge, PickList.zone)
        .join(Person, Person.id == PickList.person_id)
        .where(
            PickList.warehouse_id == warehouse_id,
            PickList.state == ListState.CLAIMED,
            PickList.zone.is_not(None),
        )
    )
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        found[row.badge].add(str(row.zone))
    return found


def hub(session: Session) -> HubLine:
    """The queue to the hub and its last answers."""
    unsent = (OutboxState.PENDING, OutboxState.RETRY, OutboxState.PARKED)
    counts: Counter[str] = Counter()
    oldest: int | None = None
    rows = session.execute(
        sa.select(OutboxRow.state, sa.func.count(), sa.func.min(OutboxRow.event_id))
        .where(OutboxRow.state.in_((*unsent, OutboxState.DEAD)))
        .group_by(OutboxRow.state)
    )
    for state, count, first in rows:
        counts[state] = count
        if state != OutboxState.DEAD:
            oldest = min(first, oldest or first)
    last = _last_answers(session)
    return HubLine(
        last_contact_at=max((sent for _, sent in last if sent), default=None),
        queue=sum(counts[state] for state in unsent),
        oldest_unsent_at=(
            session.scalar(sa.select(EventRow.at).where(EventRow.id == oldest))
            if oldest
            else None
        ),
        dead=counts[OutboxState.DEAD],
        answers=dict(Counter(_kind(answer) for answer, _ in last if answer)),
    )


def _last_answers(session: Session) -> list[tuple[str | None, datetime | None]]:
    found: list[tuple[str | None, datetime | None]] = []
    for state in (OutboxState.SENT, OutboxState.RETRY, OutboxState.DEAD):
        query = (
            sa.select(OutboxRow.last_answer, OutboxRow.sent_at)
            .where(OutboxRow.state == state, OutboxRow.last_answer.is_not(None))
            .order_by(OutboxRow.id.desc())
            .limit(LAST_ANSWERS)
        )
        found += [(row.last_answer, row.sent_at) for row in session.execute(query)]
    return found


def _kind(answer: str) -> str:
    return f"{answer[0]}xx" if answer[:3].isdigit() else "none"


def throughput(
    session: Session,
    warehouse_id: int,
    *,
    at: datetime,
    today: datetime,
    rule: Limits,
) -> list[Hour]:
    """Orders shipped per hour today, against the day's plan."""
    shipped = _by_hour(session, warehouse_id, today)
    due = _due_today(session, warehouse_id, today)
    begin = today + timedelta(hours=rule.plan_from)
    first = min([begin, *shipped])
    last = max([at, *shipped, *due])
    hours = [
        first + timedelta(hours=n) for n in range(int((last - first) / timedelta(hours=1)) + 1)
    ]
    plan = plan_by_hour(due, begin, hours)
    return [
        Hour(begin=hour, shipped=shipped.get(hour, 0), plan=round(planned, 1))
        for hour, planned in zip(hours, plan, strict=True)
    ]


def _by_hour(session: Session, warehouse_id: int, today: datetime) -> dict[datetime, int]:
    """Orders shipped in each hour counted from the site's midnight."""
    since = sa.cast(-seconds_since(session, Order.state_at, today) / 3600, sa.Integer)
    if session.get_bind().dialect.name != "sqlite":  # there a cast rounds
        since = sa.cast(
            sa.func.floor(-seconds_since(session, Order.state_at, today) / 3600), sa.Integer
        )
    hour = since.label("hour")
    query = (
        sa.select(hour, sa.func.count())
        .where(
            Order.warehouse_id == warehouse_id,
            Order.state == OrderState.SHIPPED,
            Order.state_at >= today,
        )
        .group_by(hour)
    )
    return {today + timedelta(hours=n): count for n, count in session.execute(query)}


def _due_today(session: Session, warehouse_id: int, today: datetime) -> dict[datetime, int]:
    """Orders by cut-off, of cut-offs that are today."""
    states = [state for state in OrderState if state not in _NOT_PLANNED]
    query = (
        sa.select(Order.state, Order.cut_off_at, sa.func.count())
        .where(
            Order.warehouse_id == warehouse_id,
            Order.state.in_(states),
            Order.cut_off_at >= today,
            Order.cut_off_at < today + timedelta(days=1),
        )
        .group_by(Order.state, Order.cut_off_at)  # in the index's order: no sorting
    )
    by_hour: Counter[datetime] = Counter()
    for _, cut_off_at, count in session.execute(query):
        by_hour[_next_quarter(cut_off_at)] += count
    return dict(by_hour)


_NOT_PLANNED = frozenset({OrderState.HELD, OrderState.CANCELLED, OrderState.PUTBACK})


def _next_quarter(moment: datetime) -> datetime:
    """Cut-offs without a carrier's slot are each their own moment: count them together."""
    down = moment.replace(minute=moment.minute // 15 * 15, second=0, microsecond=0)
    return down if down == moment else down + timedelta(minutes=15)
