"""A printer or a CUPS queue that speaks IPP: it knows each job and says what became of it.

Set-up: most label printers with a network card answer at ``ipp://host:631/ipp/print``; a CUPS
queue at ``ipp://host:631/printers/NAME``. Requests go over HTTP as ``application/ipp`` (the
bytes: `ipp_wire`); no redirects are followed and no proxy is used.

A label is sent by Print-Job, then Get-Job-Attributes is asked until the job has ended:

============================  =================================================================
completed (9)                 ``confirmed``; from CUPS only ``sent``: its raw queues complete
                              a job when their backend has swallowed the bytes
aborted (8), canceled (7)     ``failed``, unless pages of it came out or the printer does not
                              say whether: ``unknown``
stopped (6), or time is up    the job is cancelled, so that it does not come out an hour later,
                              and asked once more
silence, or a broken line     ``unknown``
============================  =================================================================

Troubles are the ``printer-state-reasons`` without their ``-error``; ``-warning`` and
``-report`` are none.

Sources: RFC 8010 and 8011; PWG 5100.9 for ``cover-open`` and its kin; tried against
ippeveprinter of Debian 12, whose job with a failing print command ends as aborted.
"""

from __future__ import annotations

import time
from typing import Final, Self

import httpx

from devices.printers import ipp_wire
from devices.printers.address import Address
from devices.printers.ipp_wire import IppError, Message, Value
from devices.printers.result import PrinterStatus, SendResult

ASK_S: Final = 2.0
POLL_S: Final = 0.1
CANCEL_S: Final = 2.0
"""Kept of the time of a job to take it back out of the printer."""
LONGEST_ANSWER: Final = 1_000_000

REASONS: Final = {
    "media-empty": "paper_out",
    "media-needed": "paper_out",
    "cover-open": "head_open",
    "door-open": "head_open",
    "interlock-open": "head_open",
    "marker-supply-empty": "ribbon_out",
    "toner-empty": "ribbon_out",
    "paused": "paused",
    "moving-to-paused": "paused",
    "media-jam": "jam",
    "fuser-over-temp": "too_hot",
    "print-head-over-temp": "too_hot",
    "connecting-to-device": "offline",
    "timed-out": "offline",
    "shutdown": "offline",
}
STOPPED_PRINTER: Final = 5
CANCELED, ABORTED, COMPLETED, STOPPED = 7, 8, 9, 6
BUSY: Final = frozenset({0x0506, 0x0507, 0x0508})
FORMAT: Final = frozenset({0x040A, 0x0411})

_FORMATS: Final = ((b"%PDF", "application/pdf"), (b"^XA", "application/vnd.zebra-zpl"))
_ANY: Final = "application/octet-stream"
_ASKED: Final = (
    "printer-state",
    "printer-state-reasons",
    "printer-is-accepting-jobs",
    "document-format-supported",
    "cups-version",
)


def send(where: Address, data: bytes, deadline: float) -> SendResult:
    """Send one label, once.

    Args:
        where: the printer.
        data: the label, whole.
        deadline: for everything together, on the monotonic clock.
    """
    with _Printer(where, deadline) as printer:
        try:
            about = printer.about()
        except (httpx.HTTPError, IppError) as problem:
            return SendResult(outcome="failed", reason=_nobody(problem))
        why_not, kind = _trouble_before(about), _format(about, data)
        if why_not or not kind:
            return SendResult(outcome="failed", reason=why_not or "format")
        try:
            return _watched(printer, printer.print(data, kind), about, len(data))
        except _NothingLeftError as nobody:
            return SendResult(outcome="failed", reason=str(nobody))
        except (httpx.HTTPError, IppError) as problem:
            silent = isinstance(problem, httpx.TimeoutException | IppError)
            reason = "no_answer" if silent else "cut"
            return SendResult(outcome="unknown", reason=reason, bytes_sent=len(data))


def status(where: Address, deadline: float) -> PrinterStatus:
    """Ask a printer how it is."""
    with _Printer(where, deadline) as printer:
        try:
            troubles = _troubles(printer.about())
        except (httpx.HTTPError, IppError) as problem:
            state = _nobody(problem)
            return PrinterStatus("unknown" if state == "silent" else state)
    return PrinterStatus(troubles[0] if troubles else "ready", troubles)


class _NothingLeftError(Exception):
    """The document found no connection to leave by."""


class _Printer:
    """One printer, for the time of one call."""

    def __init__(self, where: Address, deadline: float) -> None:
        scheme = "https" if where.kind == "ipps" else "http"
        host = f"[{where.host}]" if ":" in where.host else where.host
        self._uri = f"{where.kind}://{host}:{where.port}{where.path or '/'}"
        self._deadline = deadline
        self._number = 0
        self._http = httpx.Client(
            base_url=f"{scheme}://{host}:{where.port}",
            trust_env=False,
            follow_redirects=False,
            verify=scheme == "https",  # reading certificates that nobody asks for takes 25 ms
        )
        self._path = where.path or "/"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def left_s(self) -> float:
        """Seconds until the deadline."""
        return self._deadline - time.monotonic()

    def about(self) -> dict[str, list[Value]]:
        """Ask the printer how it is and what it takes."""
        more: list[ipp_wire.Attribute] = [
            (ipp_wire.KEYWORD, "requested-attributes", list(_ASKED))
        ]
        answer = self._call(ipp_wire.GET_PRINTER_ATTRIBUTES, more, limit_s=ASK_S)
        if answer.code >= 0x100:
            raise IppError(f"status {answer.code:#06x}")
        return dict(answer.values(ipp_wire.PRINTER))

    def print(self, data: bytes, kind: str) -> Message:
        """Send the document."""
        more: list[ipp_wire.Attribute] = [
            (ipp_wire.NAME, "requesting-user-name", ["wavegate"]),
            (ipp_wire.NAME, "job-name", ["label"]),
            (ipp_wire.MEDIA_TYPE, "document-format", [kind]),
        ]
        try:
            return self._call(ipp_wire.PRINT_JOB, more, data)
        except (httpx.ConnectError, httpx.ConnectTimeout) as problem:
            raise _NothingLeftError(_nobody(problem)) from None

    def job(self, number: int, operation: int = ipp_wire.GET_JOB_ATTRIBUTES) -> Message:
        """Ask about a job, or do something to it."""
        more: list[ipp_wire.Attribute] = [
            (ipp_wire.INTEGER, "job-id", [number]),
            (ipp_wire.NAME, "requesting-user-name", ["wavegate"]),
        ]
        if operation == ipp_wire.GET_JOB_ATTRIBUTES:
            asked: list[Value] = ["job-state", "job-state-reasons", "job-impressions-completed"]
            more.append((ipp_wire.KEYWORD, "requested-attributes", asked))
        return self._call(operation, more, limit_s=ASK_S)

    def _call(
        self,
        operation: int,
        more: list[ipp_wire.Attribute],
        data: bytes = b"",
        limit_s: float | None = None,
    ) -> Message:
        self._number += 1
        left_s = max(self.left_s() if limit_s is None else min(limit_s, self.left_s()), 0.05)
        first: list[ipp_wire.Attribute] = [
            (ipp_wire.CHARSET, "attributes-charset", ["utf-8"]),
            (ipp_wire.LANGUAGE, "attributes-natural-language", ["en"]),
            (ipp_wire.URI, "printer-uri", [self._uri]),
        ]
        groups = [(ipp_wire.OPERATION, first + more)]
        raw = ipp_wire.encode(Message(operation, self._number, groups, data))
        return ipp_wire.decode(self._post(raw, left_s))

    def _post(self, raw: bytes, left_s: float) -> bytes:
        """Post; an answer that trickles for ever or never ends is cut off."""
        until, got = time.monotonic() + left_s, b""
        headers = {"Content-Type": "application/ipp", "Accept": "application/ipp"}
        with self._http.stream(
            "POST", self._path, content=raw, headers=headers, timeout=left_s
        ) as answer:
            if answer.status_code != 200:
                raise IppError(f"HTTP {answer.status_code}")
            for part in answer.iter_bytes():
                got += part
                if time.monotonic() > until or len(got) > LONGEST_ANSWER:
                    raise IppError("an answer without an end")
        return got


def _watched(
    printer: _Printer, answer: Message, about: dict[str, list[Value]], length: int
) -> SendResult:
    """Follow a job to its end."""
    number = answer.values(ipp_wire.JOB).get("job-id", [None])[0]
    if answer.code >= 0x100 or not isinstance(number, int):
        why = "busy" if answer.code in BUSY else "format" if answer.code in FORMAT else "error"
        refused = answer.code >= 0x400
        return SendResult(outcome="failed" if refused else "unknown", reason=why)
    job = dict(answer.values(ipp_wire.JOB))
    while _state(job) < STOPPED and printer.left_s() > CANCEL_S:
        time.sleep(POLL_S)
        job = dict(printer.job(number).values(ipp_wire.JOB))
    if _state(job) == COMPLETED:
        swallowed_is_enough = "cups-version" in about
        return SendResult(
            outcome="sent" if swallowed_is_enough else "confirmed", bytes_sent=length
        )
    trouble = {CANCELED: "canceled", ABORTED: "aborted"}.get(_state(job), "")
    if not trouble:
        trouble = next(iter(_troubles(printer.about())), "stalled")
        printer.job(number, ipp_wire.CANCEL_JOB)
        job = dict(printer.job(number).values(ipp_wire.JOB))
    nothing = _state(job) in {CANCELED, ABORTED} and _pages(job) == 0
    if nothing:
        return SendResult(outcome="failed", reason=trouble)
    return SendResult(outcome="unknown", reason=trouble, bytes_sent=length)


def _state(job: dict[str, list[Value]]) -> int:
    """The job's state; one that is not told counts as pending."""
    found = job.get("job-state", [3])[0]
    return found if isinstance(found, int) else 3


def _pages(job: dict[str, list[Value]]) -> int | None:
    found = job.get("job-impressions-completed", [None])[0]
    return found if isinstance(found, int) else None


def _troubles(about: dict[str, list[Value]]) -> tuple[str, ...]:
    """Name what keeps the printer from printing."""
    told = [str(one) for one in about.get("printer-state-reasons", [])]
    grave = [one.removesuffix("-error") for one in told]
    named = [REASONS[one] for one in grave if one in REASONS]
    if not named and about.get("printer-state") == [STOPPED_PRINTER]:
        named = ["error"]
    return tuple(dict.fromkeys(named))


def _trouble_before(about: dict[str, list[Value]]) -> str | None:
    if troubles := _troubles(about):
        return troubles[0]
    return "busy" if about.get("printer-is-accepting-jobs") == [False] else None


def _format(about: dict[str, list[Value]], data: bytes) -> str | None:
    """The media type to send it as; None when the printer takes no such thing."""
    own = next((kind for start, kind in _FORMATS if data.startswith(start)), _ANY)
    takes = about.get("document-format-supported")
    if takes is None or own in takes:
        return own
    return _ANY if _ANY in takes and own != "application/pdf" else None


def _nobody(problem: httpx.HTTPError | IppError) -> str:
    """Why there is no answer, or none that is IPP."""
    if isinstance(problem, httpx.ConnectTimeout):
        return "offline"
    if isinstance(problem, (httpx.TimeoutException, IppError)):
        return "silent"
    cause: BaseException | None = problem
    while cause and not isinstance(cause, ConnectionRefusedError):
        cause = cause.__cause__ or cause.__context__
    return "refused" if cause else "offline"
