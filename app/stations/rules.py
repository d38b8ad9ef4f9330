"""Print jobs and exceptions: what they may do next. Pure."""

from __future__ import annotations

from enum import StrEnum

from app.core.machine import Machine


class JobState(StrEnum):
    """Where one label is on its way to paper."""

    QUEUED = "queued"
    SENT = "sent"
    CONFIRMED = "confirmed"
    VERIFIED = "verified"
    FAILED = "failed"
    UNKNOWN = "unknown"
    VOID = "void"


class JobAct(StrEnum):
    """What happens to a print job."""

    SEND = "send"
    CONFIRM = "confirm"
    VERIFY = "verify"
    FAIL = "fail"
    LOSE = "lose"
    RETRY = "retry"
    VOID = "void"


J, A = JobState, JobAct

PRINT_JOB: Machine[JobState, JobAct] = Machine(
    "print job",
    {
        (J.QUEUED, A.SEND): J.SENT,
        (J.QUEUED, A.FAIL): J.FAILED,
        (J.QUEUED, A.VOID): J.VOID,
        (J.SENT, A.CONFIRM): J.CONFIRMED,
        (J.SENT, A.VERIFY): J.VERIFIED,
        (J.SENT, A.FAIL): J.FAILED,
        (J.SENT, A.LOSE): J.UNKNOWN,
        (J.CONFIRMED, A.VERIFY): J.VERIFIED,
        (J.UNKNOWN, A.CONFIRM): J.CONFIRMED,  # an agent that was cut off tells it late
        (J.UNKNOWN, A.VERIFY): J.VERIFIED,
        (J.UNKNOWN, A.FAIL): J.FAILED,
        (J.FAILED, A.RETRY): J.QUEUED,
        (J.FAILED, A.VOID): J.VOID,
        (J.UNKNOWN, A.VOID): J.VOID,
    },
)

WAITING = frozenset({J.QUEUED, J.FAILED, J.UNKNOWN})
"""States of a label that is not on paper, as far as one knows."""

TO_SEND = (J.QUEUED, J.FAILED)
"""States of a label that is certainly not on paper and waits to be."""


class CallKind(StrEnum):
    """What a station agent is asked."""

    WEIGH = "weigh"
    ZERO = "zero"
    TARE = "tare"
    PRINTER = "printer"
    TEST_PRINT = "test_print"
    LET_GO = "let_go"


class CallState(StrEnum):
    """Where a question to a station agent is."""

    ASKED = "asked"
    DONE = "done"
    LOST = "lost"


class CallAct(StrEnum):
    """What happens to such a question."""

    ANSWER = "answer"
    LOSE = "lose"


AGENT_CALL: Machine[CallState, CallAct] = Machine(
    "agent call",
    {
        (CallState.ASKED, CallAct.ANSWER): CallState.DONE,
        (CallState.ASKED, CallAct.LOSE): CallState.LOST,
    },
)


class ExceptionKind(StrEnum):
    """What kind of trouble it is."""

    SHORT = "short"
    WEIGHT_BLOCK = "weight_block"
    PRINT_FAILED = "print_failed"
    PRINT_UNKNOWN = "print_unknown"
    INTERCEPT = "intercept"
    PUT_BACK = "put_back"
    WRONG_SCANS = "wrong_scans"
    DEAD_LETTER = "dead_letter"
    OVERRIDE = "override"
    WAYBILL_UNKNOWN = "waybill_unknown"
    DEVICE_DOWN = "device_down"
    HELD = "held"
    TRUTH_CHASE = "truth_chase"
    TRUTH_AUDIT = "truth_audit"
    CALL = "call"
