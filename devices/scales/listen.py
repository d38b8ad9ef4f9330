"""Listen to a line whose protocol nobody knows yet; the bytes go to `guess`.

First nothing is sent: most indicators stream. Only a line that stays silent is asked, with the
weight questions of the table and no other command: the worst that an unfit question can do is
to make a printer at the scale print a ticket.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Final

import serial

from devices.scales import PROTOCOLS
from devices.scales.guess import Heard, guess
from devices.scales.lines import close_line, is_network, open_line
from devices.scales.protocol import Line

STREAM_S: Final = 1.5
"""A streaming scale says at least three frames in this time, the slowest two a second."""
ANSWER_S: Final = 0.4
ASK_TIMES: Final = 5
CHUNK: Final = 4096


def listen(url: str, baudrate: int | None = None) -> list[Heard]:
    """Return what a scale says, by itself and when asked; takes up to 10 s.

    Args:
        url: any form of `lines` but ``virtual://``; nobody else may have the line.
        baudrate: of a serial line; None tries those of the table.

    Raises:
        serial.SerialException: it is not there, or another owner has it.
    """
    heard: list[Heard] = []
    for line in _lines(url, baudrate):
        wire = open_line(url, line, line.baudrate)
        rate = None if is_network(url) else line.baudrate
        try:
            for asked, data in _conversation(wire, url, line):
                if data:
                    heard.append(Heard(data=data, asked=asked, baudrate=rate))
        finally:
            close_line(wire)
        if guess(heard):
            break
    return heard


def _lines(url: str, baudrate: int | None) -> list[Line]:
    if is_network(url):
        return [Line()]
    rows = [row.line for row in PROTOCOLS.values()]
    if baudrate is not None:
        rows = [Line(baudrate, one.bytesize, one.parity, one.stopbits) for one in rows]
    return list(dict.fromkeys(rows))


def _conversation(
    wire: serial.SerialBase, url: str, line: Line
) -> Iterator[tuple[bytes, bytes]]:
    streamed = _read_for(wire, STREAM_S)
    yield b"", streamed
    if streamed:
        return
    shape = (line.bytesize, line.parity)
    rows = [
        row
        for row in PROTOCOLS.values()
        if row.ask and (is_network(url) or (row.line.bytesize, row.line.parity) == shape)
    ]
    for asked in dict.fromkeys(row.ask for row in rows):
        go_on = {
            key: value for row in rows if row.ask == asked for key, value in row.go_on.items()
        }
        data = _answers(wire, asked, go_on)
        yield asked, data


def _answers(wire: serial.SerialBase, asked: bytes, go_on: dict[bytes, bytes]) -> bytes:
    """What comes of a question put several times; one without any answer is put once."""
    data = b""
    for _ in range(ASK_TIMES):
        wire.write(asked)
        answer = _read_for(wire, ANSWER_S, quiet=True)
        if answer in go_on:
            wire.write(go_on[answer])
            answer = _read_for(wire, ANSWER_S, quiet=True)
        if not answer:
            break
        data += answer
    return data


def _read_for(wire: serial.SerialBase, seconds: float, *, quiet: bool = False) -> bytes:
    """Read for so long; with *quiet*, only until the line falls silent again."""
    data, until = b"", time.monotonic() + seconds
    while time.monotonic() < until:
        found = wire.read(CHUNK)
        if quiet and data and not found:
            break
        data += found
    return data
