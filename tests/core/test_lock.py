"""The lock that lets one server alone have a data folder."""

import os
import sys
from types import SimpleNamespace

from app.core.lock import only_one


def test_two_servers_on_windows_ask_for_the_same_byte(tmp_path, monkeypatch):
    asked = []

    def locking(descriptor: int, mode: int, length: int) -> None:
        asked.append((os.lseek(descriptor, 0, os.SEEK_CUR), length))

    monkeypatch.setitem(sys.modules, "msvcrt", SimpleNamespace(locking=locking, LK_NBLCK=2))
    monkeypatch.setattr(sys, "platform", "win32")

    for _ in range(2):
        with only_one(tmp_path):
            assert (tmp_path / "serve.lock").read_text("ascii") == str(os.getpid())

    first, second = asked
    assert first == second
    assert first[0] > len(str(os.getpid())), "who holds the lock could not be read"
