"""A cable pulled at any byte of a weigh: a weight is what lies there now, or there is none.

Each cut lets so many more bytes through. While the cable is out another parcel is laid on the
pan, so whatever is old, or half of one frame and half of another, would be a wrong weight.
"""

import contextlib
import os
import select
import socket
import threading
import time
import tty
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import repeat

import pytest

from devices.scales import PROTOCOLS
from devices.scales.port import ScaleError, ScalePort
from devices.scales.virtual import VirtualScale
from tests.devices.conftest import until
from tests.devices.spoken import pan_with, spoken

FLAGGED = ("mt-sics", "toledo-8217", "toledo-continuous", "cas-22", "nci")
FLAGLESS = ("yaohua-tf0", "yaohua-tf1", "yaohua-reversed-trailing", "yaohua-a12e", "dibal")
WAYS = ("hang_up", "unplug", "loose")
BENCHES = 3
CUTS = 6
LOOSE_S = 0.6
LATE_S = 0.45
"""A frame of before the cut may be noticed so much later on a busy machine."""


class Cable:
    """Carries the bytes of one scale to one host: over TCP, or by a pty that can be pulled."""

    def __init__(self, scale_url, way, link):
        host, port = scale_url.removeprefix("socket://").split(":")
        self._far = (host, int(port))
        self._way = way
        self._link = link
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(0.1)
        self._left = None
        self._missing = 0
        self._meanwhile = None
        self._over = threading.Event()
        self.cut = threading.Event()
        self.cut_at = 0.0
        self.url = f"socket://127.0.0.1:{self._listener.getsockname()[1]}"
        if way == "unplug":
            self.url = str(self._link)
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def cut_after(self, count, meanwhile):
        """Come out after so many more bytes of the scale; do this before it is in again."""
        self.cut.clear()
        self._meanwhile = meanwhile
        self._left = count

    def close(self):
        self._over.set()
        self._thread.join()
        self._listener.close()

    def _run(self):
        while not self._over.is_set():
            with contextlib.suppress(OSError), contextlib.ExitStack() as plugs:
                near = self._pty(plugs) if self._way == "unplug" else self._call(plugs)
                far = plugs.enter_context(socket.create_connection(self._far))
                self._carry(near, far.fileno())

    def _call(self, plugs):
        return plugs.enter_context(self._listener.accept()[0]).fileno()

    def _pty(self, plugs):
        master, slave = os.openpty()
        plugs.callback(os.close, master)
        plugs.callback(os.close, slave)
        tty.setraw(slave)
        os.set_blocking(master, False)
        self._link.symlink_to(os.ttyname(slave))
        plugs.callback(self._link.unlink)
        return master

    def _carry(self, near, far):
        while not self._over.is_set():
            for end in select.select([near, far], [], [], 0.1)[0]:
                if not (data := os.read(end, 4096)):
                    return
                if end == near:
                    os.write(far, data)
                elif not self._deliver(near, far, data):
                    return

    def _deliver(self, near, far, data):
        """Pass on what the scale said; False when the line is gone for good."""
        data, self._missing = data[self._missing :], 0
        left = self._left
        if left is None or len(data) <= left:
            self._left = None if left is None else left - len(data)
            os.write(near, data)
            return True
        os.write(near, data[:left])
        self._left = None
        self.cut_at = time.monotonic()
        self._meanwhile()
        if self._way == "loose":
            self._lose(near, far)
            self._missing = left
        self.cut.set()
        return self._way == "loose"

    def _lose(self, near, far):
        """Carry nothing for a while; then the cable is in again, in the middle of a frame."""
        back_at = time.monotonic() + LOOSE_S
        while (wait_s := back_at - time.monotonic()) > 0:
            for end in select.select([near, far], [], [], wait_s)[0]:
                os.read(end, 4096)


@dataclass
class Bench:
    """A scale, its cable, its port, and two parcels that share no digit."""

    scale: VirtualScale
    cable: Cable
    port: ScalePort

    def weigh_over_a_cut(self, count, parcels, *, commit):
        """Return whether the parcel that lay there after the cut was weighed."""
        before, after = parcels
        self.scale.place(before)
        until(lambda: self.port.latest().grams == before, within_s=30)
        self.cable.cut_after(count, lambda: self.scale.place(after))
        first = self._attempt(1.0)
        assert self.cable.cut.wait(30)
        assert first is None or first.grams in parcels
        if first and first.grams == before:
            assert first.came_at <= self.cable.cut_at + LATE_S
            if commit:
                self.port.mark_parcel(first.frame_id)
                assert self._attempt(0.3) is None
                self.scale.clear()
                until(lambda: self.port.latest().zero_seen, within_s=30)
                return False
        second = self._attempt(3.0)
        assert second is None or second.grams == after
        return second is not None

    def close(self):
        for one in (self.port, self.cable, self.scale):
            one.close()

    def _attempt(self, within_s):
        with contextlib.suppress(ScaleError):
            weight = self.port.settled(within_s)
            return Taken(weight.grams, weight.frame_id, time.monotonic() - weight.age_s)
        return None


@dataclass(frozen=True)
class Taken:
    """A weight the port called proven."""

    grams: int
    frame_id: int
    came_at: float


def set_up(place, folder):
    protocol, way, number = place
    scale = VirtualScale(protocol, settle_s=0.01)
    cable = Cable(scale.url, way, folder / f"{protocol}-{number}")
    port = ScalePort(cable.url, protocol, unit="g" if protocol == "dibal" else "kg")
    return Bench(scale, cable, port)


def counts(protocol, way, number):
    """Spread the cuts over the bytes of a whole weigh, each bench at bytes of its own."""
    frame = len(spoken(protocol, pan_with(1234)))
    longest = frame * (3 if PROTOCOLS[protocol].says_stable else 6)
    at, benches = WAYS.index(way) * BENCHES + number, len(WAYS) * BENCHES
    return [(benches * n + at) * longest // (benches * CUTS) for n in range(CUTS)]


def pull(place, folder):
    """Pull one bench's cable again and again; return how often a parcel was weighed after."""
    with contextlib.closing(set_up(place, folder)) as bench:
        until(lambda: bench.port.latest().zero_seen, within_s=30)
        weighed = 0
        for n, count in enumerate(counts(*place)):
            parcels = (1234, 28_769) if n % 2 else (27_685, 3412)
            weighed += bench.weigh_over_a_cut(count, parcels, commit=n % 3 == 0)
        return weighed


@pytest.mark.parametrize("protocols", [FLAGGED, FLAGLESS], ids=["flagged", "flagless"])
def test_a_cable_pulled_anywhere_in_a_weigh_passes_no_parcel_unproven(tmp_path, protocols):
    numbers = range(BENCHES)
    places = [(one, way, number) for one in protocols for way in WAYS for number in numbers]

    with ThreadPoolExecutor(len(places)) as hands:
        weighed = sum(hands.map(pull, places, repeat(tmp_path)))

    cuts = len(places) * CUTS
    assert cuts >= 250
    assert weighed > cuts / 3  # it is no proof to weigh nothing
