"""IPP on the wire: one request or answer as bytes, and back (RFC 8010).

A message is a version, an operation (or the status of an answer), a request id, groups of
attributes, and after the end tag the document. Get-Printer-Attributes of ``ipp://h/ipp/print``
begins::

    01 01  00 0B  00 00 00 01                         version 1.1, operation, request 1
    01                                                operation attributes
    47 00 12 attributes-charset 00 05 utf-8
    48 00 1B attributes-natural-language 00 02 en
    45 00 0B printer-uri 00 11 ipp://h/ipp/print
    03                                                end; a document would follow

An attribute without a name is one more value of the attribute before it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

VERSION: Final = b"\x01\x01"
OPERATION, JOB, END, PRINTER = 0x01, 0x02, 0x03, 0x04
INTEGER, BOOLEAN, ENUM = 0x21, 0x22, 0x23
TEXT, NAME, KEYWORD, URI = 0x41, 0x42, 0x44, 0x45
CHARSET, LANGUAGE, MEDIA_TYPE = 0x47, 0x48, 0x49
_WORDS: Final = frozenset({TEXT, NAME, KEYWORD, URI, CHARSET, LANGUAGE, MEDIA_TYPE})

PRINT_JOB, VALIDATE_JOB, CANCEL_JOB = 0x0002, 0x0004, 0x0008
GET_JOB_ATTRIBUTES, GET_PRINTER_ATTRIBUTES = 0x0009, 0x000B

Value = int | bool | str | bytes
Attribute = tuple[int, str, list[Value]]
"""(tag of the values, name, values)."""


class IppError(ValueError):
    """These bytes are no IPP message."""


@dataclass(frozen=True)
class Message:
    """A request or an answer.

    Attributes:
        code: the operation of a request, the status of an answer; below 0x100 is success.
        request_id: the same in a request and its answer.
        groups: ``(group tag, attributes)`` in order.
        data: the document.
    """

    code: int
    request_id: int
    groups: list[tuple[int, list[Attribute]]] = field(default_factory=list)
    data: bytes = b""

    def values(self, group: int) -> Mapping[str, list[Value]]:
        """Return the attributes of the first group of this kind, by name."""
        found = next((rows for tag, rows in self.groups if tag == group), [])
        return {name: values for _, name, values in found}


def encode(message: Message) -> bytes:
    """Return a message as bytes."""
    out = [VERSION, struct.pack(">HI", message.code, message.request_id)]
    for tag, attributes in message.groups:
        out.append(bytes([tag]))
        out += [_encoded(*attribute) for attribute in attributes]
    return b"".join([*out, bytes([END]), message.data])


def decode(raw: bytes) -> Message:
    """Read a message.

    Raises:
        IppError: it is none, or it is cut off.
    """
    if len(raw) < 9 or raw[0] not in {1, 2}:
        raise IppError("no IPP message")
    code, request_id = struct.unpack_from(">HI", raw, 2)
    groups: list[tuple[int, list[Attribute]]] = []
    at = 8
    while at < len(raw) and raw[at] != END:
        if raw[at] < 0x10:
            groups.append((raw[at], []))
            at += 1
        elif not groups:
            raise IppError("an attribute outside of a group")
        else:
            at = _read(raw, at, groups[-1][1])
    if at >= len(raw):
        raise IppError("cut off")
    return Message(code, request_id, groups, raw[at + 1 :])


def _encoded(tag: int, name: str, values: Iterable[Value]) -> bytes:
    out = b""
    for value in values:
        label, body = name.encode(), _body(tag, value)
        out += struct.pack(">BH", tag, len(label)) + label + struct.pack(">H", len(body)) + body
        name = ""
    return out


def _body(tag: int, value: Value) -> bytes:
    if isinstance(value, bytes):
        return value
    if isinstance(value, str):
        return value.encode()
    return struct.pack(">B", value) if tag == BOOLEAN else struct.pack(">i", value)


def _read(raw: bytes, at: int, into: list[Attribute]) -> int:
    """Read one value at *at*; return where the next thing begins."""
    tag, (label, at) = raw[at], _counted(raw, at + 1)
    body, at = _counted(raw, at)
    if label:
        into.append((tag, label.decode("utf-8", "replace"), []))
    if not into:
        raise IppError("a value without an attribute")
    into[-1][2].append(_value(tag, body))
    return at


def _counted(raw: bytes, at: int) -> tuple[bytes, int]:
    if at + 2 > len(raw):
        raise IppError("cut off")
    end = at + 2 + int.from_bytes(raw[at : at + 2], "big")
    if end > len(raw):
        raise IppError("cut off")
    return raw[at + 2 : end], end


def _value(tag: int, body: bytes) -> Value:
    if tag in {INTEGER, ENUM} and len(body) == 4:
        return int.from_bytes(body, "big", signed=True)
    if tag == BOOLEAN and len(body) == 1:
        return body != b"\x00"
    return body.decode("utf-8", "replace") if tag in _WORDS else body
