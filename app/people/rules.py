"""Who may do what: one table for the API, the pages and the sockets."""

from __future__ import annotations

import functools
from enum import StrEnum


class Role(StrEnum):
    """What a person or a machine is on this floor."""

    PICKER = "picker"
    PACKER = "packer"
    RETURNS = "returns"
    DISPATCHER = "dispatcher"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"
    HUB = "hub"
    AGENT = "agent"
    READER = "reader"


PEOPLE_ROLES = frozenset(
    {
        Role.PICKER,
        Role.PACKER,
        Role.RETURNS,
        Role.DISPATCHER,
        Role.SUPERVISOR,
        Role.ADMIN,
    }
)
MACHINE_ROLES = frozenset({Role.HUB, Role.AGENT, Role.READER})

_FLOOR = frozenset({Role.PICKER, Role.PACKER, Role.RETURNS, Role.DISPATCHER})
_LEAD = frozenset({Role.SUPERVISOR, Role.ADMIN})
_ALL = _FLOOR | _LEAD

PERMISSIONS: dict[str, frozenset[Role]] = {
    "session.own": _ALL,
    "order.intake": frozenset({Role.HUB, Role.ADMIN}),
    "order.command": frozenset({Role.HUB}) | _LEAD,
    "order.view": frozenset({Role.HUB, Role.READER, Role.PACKER, Role.RETURNS}) | _LEAD,
    "master.write": frozenset({Role.HUB, Role.ADMIN}),
    "stock.view": frozenset({Role.HUB, Role.READER}) | _LEAD,
    "hub.feed": frozenset({Role.HUB, Role.READER, Role.ADMIN}),
    "hub.replay": _LEAD,
    "wave.view": frozenset({Role.READER}) | _LEAD,
    "wave.plan": _LEAD,
    "wave.release": _LEAD,
    "pick.work": frozenset({Role.PICKER}) | _LEAD,
    "putback.work": _ALL,
    "sort.work": frozenset({Role.PICKER, Role.PACKER}) | _LEAD,
    "pack.work": frozenset({Role.PACKER}) | _LEAD,
    "weigh.parcel": frozenset({Role.PACKER, Role.AGENT}) | _LEAD,
    "weigh.manual": frozenset({Role.SUPERVISOR}),
    "weigh.override": frozenset({Role.SUPERVISOR}),
    "label.reprint": frozenset({Role.PACKER}) | _LEAD,
    "label.reprint_more": _LEAD,
    "label.batch": _LEAD,
    "label.view": frozenset({Role.PACKER, Role.DISPATCHER}) | _LEAD,
    "waybill.void": _LEAD,
    "dispatch.work": frozenset({Role.DISPATCHER, Role.PACKER}) | _LEAD,
    "return.work": frozenset({Role.RETURNS}) | _LEAD,
    "return.scrap": frozenset({Role.RETURNS}) | _LEAD,
    "board.view": frozenset({Role.READER, Role.DISPATCHER}) | _LEAD,
    "exception.work": _LEAD,
    "people.manage": frozenset({Role.ADMIN}),
    "people.unlock": _LEAD,
    "device.manage": frozenset({Role.ADMIN}),
    "station.fit": _LEAD,
    "sku.weigh": _LEAD,
    "config.gate": frozenset({Role.ADMIN}),
    "sheet.print": _LEAD,
    "privacy.manage": frozenset({Role.ADMIN}),
    "pii.view": frozenset({Role.ADMIN}),
    "evidence.view": frozenset({Role.READER}) | _LEAD,
    "audit.read": frozenset({Role.READER, Role.ADMIN}),
    "agent.work": frozenset({Role.AGENT}),
}
"""Permission -> the roles that have it. What is not here nobody may do."""


@functools.cache
def permissions_of(roles: frozenset[Role]) -> frozenset[str]:
    """All that somebody with *roles* may do."""
    return frozenset(name for name, holders in PERMISSIONS.items() if holders & roles)
