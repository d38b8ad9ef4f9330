"""The address a server listens on."""

from __future__ import annotations

import contextlib
import socket


class AddressTakenError(Exception):
    """Nobody can listen there now; the sentence says what to do."""


def refuse_taken(bind: str) -> None:
    """Refuse an address, as ``host:port``, that cannot be listened on now.

    Raises:
        AddressTakenError: with the system's reason.
    """
    host, _, port = bind.rpartition(":")
    host = host.strip("[]")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with contextlib.closing(socket.socket(family)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
        except OSError as error:
            raise AddressTakenError(
                f"{bind} cannot be listened on ({error.strerror}): end what listens there, "
                "or choose another address: WAVEGATE_BIND=127.0.0.1:8010"
            ) from None
