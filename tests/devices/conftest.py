"""Virtual devices for the tests, and a patient eye."""

from __future__ import annotations

import time
from contextlib import ExitStack

import pytest

from devices.printers.virtual import VirtualPrinter
from devices.scales.port import ScalePort
from devices.scales.virtual import VirtualScale


@pytest.fixture
def closing():
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def bench(closing):
    """Return a virtual scale and the port that reads it."""

    def stand(protocol="mt-sics", how="tcp", **settings):
        scale = VirtualScale(protocol, how, **settings)
        closing.callback(scale.close)
        port = ScalePort(scale.url, protocol, options=settings.get("options"))
        closing.callback(port.close)
        until(lambda: port.latest().zero_seen)
        return scale, port

    return stand


@pytest.fixture
def printer(closing, tmp_path):
    made = VirtualPrinter(tmp_path / "tray")
    closing.callback(made.close)
    return made


def until(true, within_s=30.0):
    """Wait until something is so; fail when it never is."""
    deadline, pause_s = time.monotonic() + within_s, 0.01
    while not true():
        assert time.monotonic() < deadline, "it never came to be"
        time.sleep(pause_s)
        pause_s = min(1.3 * pause_s, 0.1)  # looking is work too, and others need the machine
