"""Logs: JSON lines on standard error, one request id, no personal data.

A traceback is told without local variables: they would hold recipients.
"""

from __future__ import annotations

import logging
import sys

import structlog
from flask import g, has_app_context
from structlog.typing import EventDict


def configure() -> None:
    """Set up the log of a process."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(message)s")
    structlog.configure(
        processors=[
            _with_request,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.ExceptionRenderer(
                structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
            ),
            _without_rows,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )


def _with_request(_: object, __: str, event: EventDict) -> EventDict:
    """Name the request that a line belongs to; asked for here, since few requests log."""
    if has_app_context() and "request_id" in g:
        event.setdefault("request_id", g.request_id)
    return event


def _without_rows(_: object, __: str, event: EventDict) -> EventDict:
    """PostgreSQL tells the whole row that broke a rule, in DETAIL: it stays out of the log."""
    for told in event.get("exception") or ():
        told["exc_value"] = told["exc_value"].partition("\nDETAIL:")[0]
    return event
