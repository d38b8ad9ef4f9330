r"""A regular expression whose matching time is bounded by the length of the frame.

Python's own matcher tries one way after another, and an expression such as ``(a+)+b`` makes it
try for hours, with the whole process standing still. A pattern that somebody typed into the
settings of a scale must not do that. Here each step of the pattern is tried at each place of
the frame at most once; that is enough because a step that failed at a place fails there always,
as long as a pattern cannot look back at what it has matched.

What a pattern may hold: characters, ``.``, classes such as ``[+-]`` and ``\d``, groups,
``(?P<name>…)``, ``|``, the repeats ``* + ? {m,n}`` and their lazy forms, ``^`` and ``$``. As in
Python the first way that fits is taken, left before right. Everything else is refused.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from devices.scales.protocol import SettingError

MOST_STEPS: Final = 500
LONGEST_PATTERN: Final = 300
LETTERS: Final = [chr(value) for value in range(256)]

_ATOM = re.compile(
    r"\[\^?\]?(?:\\.|[^\]\\])*\]|\\x[0-9a-fA-F]{2}|\\[dDsSwWtrn]|\\[^0-9A-Za-z]|[^\\\[()|*+?^$]"
)
_REPEAT = re.compile(r"[*+?]|\{(?=[\d,])(?P<least>\d*)(?P<comma>,?)(?P<most>\d*)\}")
_GROUP = re.compile(r"\((?:\?:|\?P<(?P<name>\w+)>|(?!\?))")


class Step(NamedTuple):
    """One step of a pattern.

    Attributes:
        kind: ``letter`` takes one of `letters`; ``fork`` tries one way, then the other;
            ``begin`` and ``end`` note where a group does; ``first`` and ``last`` hold at the
            edges of the frame only.
        ways: where to go on, counted from this step.
        letters: what a letter may be.
        name: of the group.
    """

    kind: str
    ways: tuple[int, ...] = (1,)
    letters: frozenset[str] = frozenset()
    name: str = ""


class Match(NamedTuple):
    """Where a pattern was found, and the text of each group that took part."""

    start: int
    end: int
    groups: dict[str, str]


class Pattern:
    """A pattern, ready to search."""

    def __init__(self, text: str) -> None:
        """Read the pattern.

        Raises:
            SettingError: it is no regular expression, or one of the kinds refused here.
        """
        if len(text) > LONGEST_PATTERN:
            raise SettingError(f"pattern is longer than {LONGEST_PATTERN} characters")
        try:
            re.compile(text)
        except (re.error, OverflowError, RecursionError) as error:
            raise SettingError(f"pattern is no regular expression: {error}") from None
        self._steps = _Reader(text).steps
        self.names = frozenset(step.name for step in self._steps if step.kind == "begin")

    def search(self, text: str) -> Match | None:
        """Return the first place where the pattern fits, or None."""
        tried: set[tuple[int, int]] = set()
        for start in range(len(text) + 1):
            if found := self._fit(text, start, tried):
                return found
        return None

    def _fit(self, text: str, start: int, tried: set[tuple[int, int]]) -> Match | None:
        open_ways: list[tuple[int, int, dict[str, int]]] = [(0, start, {})]
        while open_ways:
            at, place, marks = open_ways.pop()
            if (at, place) in tried:
                continue
            tried.add((at, place))
            if at == len(self._steps):
                return Match(start, place, _groups(text, marks))
            step = self._steps[at]
            if not _holds(step, text, place):
                continue
            if step.name:
                marks = {**marks, f"{step.kind} {step.name}": place}
            place += step.kind == "letter"
            open_ways += [(at + way, place, marks) for way in reversed(step.ways)]
        return None


def _holds(step: Step, text: str, place: int) -> bool:
    if step.kind == "letter":
        return place < len(text) and text[place] in step.letters
    if step.kind == "first":
        return place == 0
    return step.kind != "last" or place == len(text)


def _groups(text: str, marks: dict[str, int]) -> dict[str, str]:
    ended = [key.removeprefix("end ") for key in marks if key.startswith("end ")]
    return {name: text[marks[f"begin {name}"] : marks[f"end {name}"]] for name in ended}


class _Reader:
    """Reads the text of a pattern from left to right into steps."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self.steps = self._choice()

    def _choice(self) -> list[Step]:
        steps = self._row()
        if not self._take("|"):
            return steps
        others = self._choice()
        return [
            Step("fork", (1, len(steps) + 2)),
            *steps,
            Step("jump", (len(others) + 1,)),
            *others,
        ]

    def _row(self) -> list[Step]:
        steps: list[Step] = []
        while self._at < len(self._text) and self._text[self._at] not in "|)":
            steps += self._repeated(self._piece())
            if len(steps) > MOST_STEPS:
                raise SettingError("pattern is too long once its repeats are written out")
        return steps

    def _piece(self) -> list[Step]:
        for sign, kind in (("^", "first"), ("$", "last")):
            if self._take(sign):
                return [Step(kind)]
        if group := _GROUP.match(self._text, self._at):
            self._at = group.end()
            inner, name = self._choice(), group["name"]
            self._take(")")
            return [Step("begin", name=name), *inner, Step("end", name=name)] if name else inner
        atom = _ATOM.match(self._text, self._at)
        if not atom:
            raise SettingError(f"pattern may not hold {self._text[self._at : self._at + 4]!r}")
        self._at = atom.end()
        fits = re.compile(atom[0], re.ASCII | re.DOTALL).fullmatch
        return [Step("letter", letters=frozenset(one for one in LETTERS if fits(one)))]

    def _repeated(self, body: list[Step]) -> list[Step]:
        found = _REPEAT.match(self._text, self._at)
        if not found:
            return body
        self._at = found.end()
        least = {"*": 0, "+": 1, "?": 0}.get(found[0], int(found["least"] or 0))
        most = {"*": "", "+": "", "?": "1"}.get(found[0], found["most"] or "")
        if not most and found[0][-1] == "}" and not found["comma"]:
            most = str(least)
        lazy = self._take("?")
        if self._take("+"):
            raise SettingError("pattern may not hold a possessive repeat")
        return _repeat(body, least, int(most) if most else None, lazy=lazy)

    def _take(self, sign: str) -> bool:
        taken = self._text.startswith(sign, self._at)
        self._at += taken
        return taken


def _repeat(body: list[Step], least: int, most: int | None, *, lazy: bool) -> list[Step]:
    """Return a body written out so often as it may come."""
    size = len(body)
    if size * max(least, most or 0) > MOST_STEPS:
        raise SettingError("pattern is too long once its repeats are written out")
    past = size + (2 if most is None else 1)
    fork = Step("fork", (past, 1) if lazy else (1, past))
    if most is None:
        return [*body * least, fork, *body, Step("jump", (-size - 1,))]
    return [*body * least, *[fork, *body] * (most - least)]
