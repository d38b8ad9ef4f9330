"""The texts that people see: one catalogue, code to zh, en, tone and HTTP status.

Every room keeps its own `MESSAGES` in `messages.py`; the web adds them all to one `Catalogue`,
which the API, the templates and the browser read. A code is a contract: it is never reworded
or used twice.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LANGUAGES: Final = ("zh", "en")
log = logging.getLogger(__name__)


class Tone(StrEnum):
    """The verdict family a message belongs to: its colour, outline, sound and vibration."""

    OK = "ok"
    DONE = "done"
    NO = "no"
    WARN = "warn"
    STOP = "stop"
    OFF = "off"
    SRV = "srv"
    WAIT = "wait"
    NONE = "none"


@dataclass(frozen=True)
class Message:
    """One sentence in both languages; `{name}` marks what is filled in when it is said.

    Attributes:
        zh: the sentence in Chinese.
        en: the sentence in English, with the same parameters.
        tone: the verdict family it shows and sounds in.
        status: the HTTP status when the code travels as a refusal.
    """

    zh: str
    en: str
    tone: Tone = Tone.NONE
    status: int = 409


class Catalogue:
    """All messages of the floor by code."""

    def __init__(self) -> None:
        self._messages: dict[str, Message] = {}

    def add(self, messages: Mapping[str, Message]) -> None:
        """Take in the messages of one room.

        Raises:
            ValueError: a code is already taken; two rooms must never share one.
        """
        taken = sorted(self._messages.keys() & messages.keys())
        if taken:
            raise ValueError(f"message code used twice: {', '.join(taken)}")
        self._messages.update(messages)

    def get(self, code: str) -> Message | None:
        """Give the message of a code, or None when nobody wrote one."""
        return self._messages.get(code)

    def codes(self) -> list[str]:
        """Give every code in alphabetical order."""
        return sorted(self._messages)

    def say(self, code: str, lang: str, /, **params: object) -> str:
        """Say a message in one language.

        Never raises: a missing text must not stop a parcel, so the code itself is said and the
        gap is logged.

        Args:
            code: the message's code.
            lang: `zh` or `en`; anything else is said in `zh`.
            params: what the sentence's `{names}` are replaced with.
        """
        message = self._messages.get(code)
        if message is None:
            log.error("no message for code %s", code)
            return code
        text = message.en if lang == "en" else message.zh
        try:
            return text.format_map(self._in_words(code, lang, params))
        except (KeyError, IndexError, ValueError, AttributeError, TypeError):
            log.exception("message %s cannot be filled in", code)
            return code

    def _in_words(self, code: str, lang: str, params: dict[str, object]) -> dict[str, object]:
        """Say code words within a sentence.

        ``missing="box"`` of ``packing.too_early`` is said as ``packing.missing.box``, where
        there is such a message.
        """
        room = code.partition(".")[0]

        def word(name: str, value: object) -> object:
            message = self._messages.get(f"{room}.{name}.{value}")
            return value if message is None else message.en if lang == "en" else message.zh

        def said(name: str, value: object) -> object:
            if isinstance(value, list):
                comma = ", " if lang == "en" else "、"
                return comma.join(str(word(name, one)) for one in value)
            return word(name, value) if isinstance(value, str) else value

        return {name: said(name, value) for name, value in params.items()}

    def tone(self, code: str) -> Tone:
        """Give the tone of a code; an unknown code sounds like nothing."""
        message = self._messages.get(code)
        return Tone.NONE if message is None else message.tone

    def texts(self, lang: str, prefixes: Iterable[str]) -> dict[str, str]:
        """Give the raw texts that a page's scripts need, unfilled, by code.

        Args:
            lang: `zh` or `en`.
            prefixes: the beginnings of the codes wanted, such as `ui.` and `picking.`.
        """
        wanted = tuple(prefixes)
        return {
            code: message.en if lang == "en" else message.zh
            for code, message in self._messages.items()
            if code.startswith(wanted)
        }
