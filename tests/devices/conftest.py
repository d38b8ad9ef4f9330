"""Virtual devices for the tests, and a patient eye."""

from __future__ import annotations

import os
import shutil
import time
from contextlib import ExitStack

import pytest

from devices.printers.virtual import VirtualPrinter
from devices.scales.port import ScalePort
from devices.scales.virtual import VirtualScale


def pytest_configure(config):
    config.addinivalue_line(
        "markers",
        "foreign(*programs): an extra against programs nobody here wrote; it runs as root on a "
        "machine that has them, elsewhere it is deselected and what it proves stays unproved",
    )


def pytest_collection_modifyitems(config, items):
    left = [item for item in items if not _has_all(item.get_closest_marker("foreign"))]
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in left]


def _has_all(mark):
    return mark is None or (os.geteuid() == 0 and all(shutil.which(one) for one in mark.args))


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


def until(true, within_s=8.0):
    """Wait until something is so; fail when it never is."""
    deadline = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < deadline, "it never came to be"
        time.sleep(0.02)
