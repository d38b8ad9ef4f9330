"""Facts about benches, printers, exceptions and site rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from app.core.events import Event, HubEvent


@dataclass(frozen=True, kw_only=True)
class ExceptionRaised(HubEvent):
    """There is trouble that wants an owner."""

    tag: ClassVar[str] = "stations.exception.raised"
    typed = ("detail.reason",)
    hub_type: ClassVar[str] = "exception.raised"
    exception_id: str  # an id outside is a text
    kind: str
    about: str
    detail: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class ExceptionTaken(Event):
    """Somebody made it their own."""

    tag: ClassVar[str] = "stations.exception.taken"
    exception_id: int
    kind: str
    about: str


@dataclass(frozen=True, kw_only=True)
class ExceptionEnded(Event):
    """An action ended it."""

    tag: ClassVar[str] = "stations.exception.ended"
    typed = ("resolution",)
    exception_id: int
    kind: str
    about: str
    resolution: str


@dataclass(frozen=True, kw_only=True)
class SiteRuleSet(Event):
    """A rule of the site got a new version."""

    tag: ClassVar[str] = "stations.site_rule.set"
    name: str
    version: int
    value: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class BenchSaved(Event):
    """A bench was added or its devices changed."""

    tag: ClassVar[str] = "stations.bench.saved"
    bench: str
    protocol: str | None


@dataclass(frozen=True, kw_only=True)
class PrintMoved(Event):
    """What is known of a print job changed; a job counts its label once."""

    tag: ClassVar[str] = "stations.print.moved"
    job: int
    parcel_no: str
    bench: str
    state: str
    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class AgentInvited(Event):
    """An enrolment code was made for the agent of a bench."""

    tag: ClassVar[str] = "stations.agent.invited"
    bench: str


@dataclass(frozen=True, kw_only=True)
class AgentEnrolled(Event):
    """A bench has this agent now; the one before is let go."""

    tag: ClassVar[str] = "stations.agent.enrolled"
    bench: str
    agent: str


@dataclass(frozen=True, kw_only=True)
class ScaleCommissioned(Event):
    """Somebody proved a bench's scale with an empty pan and a known weight."""

    tag: ClassVar[str] = "stations.scale.commissioned"
    bench: str
    protocol: str
    unit: str | None
    options: dict[str, str]
    division_g: int
    known_g: int
    shown_g: int
    raw_hex: str


@dataclass(frozen=True, kw_only=True)
class ScaleTested(Event):
    """A known weight was laid on a bench's scale to see whether it still shows it right."""

    tag: ClassVar[str] = "stations.scale.tested"
    bench: str
    known_g: int
    shown_g: int
    right: bool


@dataclass(frozen=True, kw_only=True)
class ScaleTold(Event):
    """Somebody sent a command to a bench's scale: zero or tare."""

    tag: ClassVar[str] = "stations.scale.told"
    bench: str
    command: str


@dataclass(frozen=True, kw_only=True)
class PrinterTested(Event):
    """A test label was sent to a bench's printer."""

    tag: ClassVar[str] = "stations.printer.tested"
    bench: str
    outcome: str
    reason: str | None
