"""Ports against scales nobody here wrote, each a process of its own, over TCP and over a pty.

Of PyPI: mt-sics-emulator (MIT), labmcp-mettler-toledo and labmcp-sartorius (Apache-2.0), and
weighbridge-simulator (BSD-3-Clause). They come with the extra ``test``.
"""

import contextlib
import json
import os
import select
import socket
import subprocess
import sys
import threading
import tty
import urllib.request

import pytest

from devices.scales.port import ScaleError, ScalePort
from tests.devices.conftest import until

START_S = 30.0

SERVED = """
import importlib, socketserver, sys, threading
module, name, options = sys.argv[1:]
scale = getattr(importlib.import_module(module), name)(load_g=0.0, **eval(options))
put = getattr(scale, "place", lambda grams: setattr(scale, "load_g", grams))
class Talk(socketserver.StreamRequestHandler):
    def handle(self):
        for line in self.rfile:
            answer = scale.handle(line.decode().rstrip("\\r\\n"))
            if answer is not None:
                self.wfile.write((answer + "\\r\\n").encode())
server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(server.server_address[1], flush=True)
for line in sys.stdin:
    put(float(line))
"""


@pytest.fixture
def run(closing):
    """Start a peer that ends with the test."""

    def started(*command):
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        process = closing.enter_context(subprocess.Popen([sys.executable, *command], **pipes))
        closing.callback(process.kill)
        return process

    return started


@pytest.fixture
def standing(closing):
    """Open a port that is closed before its peer ends."""

    def stood(url, protocol, **settings):
        port = ScalePort(url, protocol, **settings)
        closing.callback(port.close)
        until(lambda: port.latest().zero_seen, START_S)
        return port

    return stood


@pytest.fixture
def served(run):
    """Put a simulator class behind TCP; return its URL and what puts grams on its pan."""

    def put_behind(module, name, **options):
        process = run("-c", SERVED, module, name, repr(options))
        port = int(process.stdout.readline())

        def place(grams):
            process.stdin.write(f"{grams}\n")
            process.stdin.flush()

        return f"socket://127.0.0.1:{port}", place

    return put_behind


@pytest.fixture
def null_modem(closing):
    """Return the paths of two ptys, each the other end of the other."""
    masters, paths = [], []
    for _ in range(2):
        master, slave = os.openpty()
        tty.setraw(slave)
        os.set_blocking(master, False)
        closing.callback(os.close, slave)
        closing.callback(os.close, master)
        masters.append(master)
        paths.append(os.ttyname(slave))
    over = threading.Event()
    thread = threading.Thread(target=cross, args=(*masters, over))
    thread.start()
    closing.callback(thread.join)
    closing.callback(over.set)
    return paths


def cross(one, other, over):
    while not over.is_set():
        for end in select.select([one, other], [], [], 0.1)[0]:
            with contextlib.suppress(OSError):
                os.write(other if end == one else one, os.read(end, 4096))


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def refused(port, within_s=1.0):
    with pytest.raises(ScaleError) as caught:
        port.settled(within_s)
    return caught.value.reason


def test_the_emulator_of_mt_sics_over_tcp(run, standing):
    line, control = free_port(), free_port()
    ranger = ("--profile", "ohaus-ranger7000", "--host", "127.0.0.1")
    ports = ("--port", str(line), "--control-port", str(control))
    run("-m", "mtsics.transport.tcp", *ranger, *ports)
    port = standing(f"socket://127.0.0.1:{line}", "mt-sics", division_g=5)

    def place(**body):
        url, data = f"http://127.0.0.1:{control}/weight", json.dumps(body).encode()
        with urllib.request.urlopen(urllib.request.Request(url, data), timeout=5) as answer:
            return json.loads(answer.read())

    for kilos in (1.205, 29.995):
        place(target=kilos)
        weight = port.settled(within_s=10)
        assert abs(weight.grams - kilos * 1000) <= 5
        assert weight.unit == "kg"
        port.mark_parcel(weight.frame_id)
        assert refused(port) == "not_zeroed"
        place(value=0, snap=True)
        until(lambda: port.latest().zero_seen)
    place(value=36, snap=True)
    assert refused(port, within_s=3) == "overload"
    place(value=0.2, snap=True)
    until(lambda: port.latest().grams == 200 and port.latest().stable)
    assert port.zero()
    until(lambda: port.latest().grams == 0)


def test_the_emulator_of_mt_sics_over_a_pty(null_modem, run, standing):
    its_end, our_end = null_modem
    run("-m", "mtsics.transport.serial", "--port", its_end)
    port = standing(our_end, "mt-sics", division_g=50)

    assert (port.latest().state, port.latest().unit) == ("ok", "kg")
    assert refused(port) == "zero"


def test_a_balance_of_mettler_that_never_calls_a_weight_at_once_stable(served, closing):
    url, place = served("labmcp_mettler_toledo.simulator", "MTSICSSimulator")
    port = ScalePort(url, "mt-sics")
    closing.callback(port.close)
    place(52.18734)

    until(lambda: port.latest().grams == 52)
    assert port.latest().state == "unstable"
    assert refused(port) == "unstable"
    place(240)
    until(lambda: port.latest().state == "overload")
    place(3)
    until(lambda: port.latest().grams == 3)
    assert port.tare()
    until(lambda: port.latest().grams == 0)


@pytest.mark.parametrize(("protocol", "width"), [("sbi-16", 16), ("sbi-22", 22)])
def test_a_balance_of_sartorius(served, standing, protocol, width):
    url, place = served("labmcp_sartorius.simulator", "SBISimulator", fmt=width)
    port = standing(url, protocol)
    for grams in (52, 199):
        place(grams)
        assert refused(port, within_s=0.5) == "unstable"
        weight = port.settled(within_s=5)
        assert (weight.grams, weight.unit) == (grams, "g")
    place(230)
    until(lambda: port.latest().state == "overload")
    place(-10)
    until(lambda: port.latest().state == "under_zero")


def test_a_weighbridge_that_speaks_backwards_on_a_pty_of_its_own(run, standing, tmp_path):
    shown = tmp_path / "shown.txt"
    shown.write_text("0.000\n" * 40 + "0.600\n" + "1.205\n" * 80, "ascii")
    endless = ("-l", "0", "-i", "0.05")
    process = run("-m", "weighbridge_simulator", "-d", str(shown), *endless)
    path = process.stdout.readline().removeprefix("Created PTY: ").strip()
    port = standing(path, "yaohua-reversed-trailing", unit="kg")
    until(lambda: port.latest().grams == 1205 and port.latest().stable)

    weight = port.settled()

    assert (weight.grams, weight.unit) == (1205, "kg")
    assert bytes.fromhex(weight.raw_hex) == b"502.1="
