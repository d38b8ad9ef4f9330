"""What is wrong with a field, by a code: the sentence is said at the edge.

An error is ``{"pointer": "/lines/0/quantity", "code": "field.type", …}``; whatever else it
carries fills the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

FieldError = dict[str, Any]
_AT = re.compile(r"^(?P<what>.*?)(?: - at `(?P<path>[^`]*)`)?$", re.DOTALL)
_UNKNOWN = re.compile(r"unknown field `(?P<field>[^`]*)`")
_MISSING = re.compile(r"missing required field `(?P<field>[^`]*)`")

_KINDS = (
    (re.compile(r"missing required field"), "field.missing"),
    (re.compile(r"contains unknown field"), "field.unknown"),
    (re.compile(r"with a timezone component"), "field.offset"),
    (re.compile(r"Invalid RFC3339"), "field.time"),
    (re.compile(r"Invalid enum value (?P<got>.*)", re.DOTALL), "field.choice"),
    (re.compile(r"Expected `\w+` of length (?P<limit>.*)"), "field.length"),
    (re.compile(r"Expected `\w+` (?P<limit>[<>]=? ?\S+)"), "field.range"),
    (re.compile(r"matching regex"), "field.form"),
    (
        re.compile(r"Expected `(?P<wanted>[^`]+?)(?: \| null)?`, got `(?P<got>[^`]+)`"),
        "field.type",
    ),
)


def explain(error: msgspec.ValidationError) -> FieldError:
    """Turn msgspec's sentence into a pointer and a code."""
    found = _placed(str(error))
    for pattern, code in _KINDS:
        if match := pattern.search(found["detail"]):
            return {"pointer": found["pointer"], "code": code} | _named(match.groupdict())
    return {"pointer": found["pointer"], "code": "field.other", "why": found["detail"]}


def _named(parts: FieldError) -> FieldError:
    """Types that would do become a list, each of which is said in words."""
    wanted = parts.get("wanted")
    return parts if wanted is None else parts | {"wanted": wanted.split(" | ")}


def spoken(errors: Sequence[FieldError], say: Callable[..., str]) -> list[dict[str, str]]:
    """Errors as people and programs read them: pointer, code and a sentence.

    Args:
        errors: as made in this module.
        say: ``say(code, **params)`` in the reader's language.
    """
    return [
        {
            "pointer": error["pointer"],
            "code": error["code"],
            "detail": say(
                error["code"],
                **{
                    key: value for key, value in error.items() if key not in {"pointer", "code"}
                },
            ),
        }
        for error in errors
    ]


def _placed(message: str) -> FieldError:
    """Turn msgspec's message into ``{"pointer", "detail"}``."""
    match = _AT.match(message)
    what, path = (match["what"], match["path"] or "$") if match else (message, "$")
    pointer = re.sub(r"\[(\d+)\]", r".\1", path.removeprefix("$")).replace(".", "/")
    pointer = pointer.replace("[...]", "/*")
    if named := _UNKNOWN.search(what) or _MISSING.search(what):
        pointer += step(named["field"])
    return {"pointer": pointer, "detail": what}


def step(name: str) -> str:
    """One more step of a JSON pointer, RFC 6901; the whole document is the empty pointer."""
    return "/" + name.replace("~", "~0").replace("/", "~1")
