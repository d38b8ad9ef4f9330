"""Lines by URL: an adapter found again, a device server, a trace, and what is refused."""

import contextlib
import socket
import subprocess
import sys
import threading

import pytest
import serial
import serial.rfc2217
from serial.tools import list_ports
from serial.tools.list_ports_common import ListPortInfo

from devices.scales.lines import GONE, check_url, open_line, usb_path
from devices.scales.port import ScalePort
from devices.scales.protocol import Line, SettingError
from devices.scales.virtual import VirtualScale
from tests.devices.conftest import until


def adapter(device, vid=0x1A86, pid=0x7523, serial_number=None, location=None):
    plugged = ListPortInfo(device)
    plugged.vid, plugged.pid = vid, pid
    plugged.serial_number, plugged.location = serial_number, location
    return plugged


@pytest.fixture
def plugged(monkeypatch):
    """Return the adapters that the machine says it has."""
    there = []
    monkeypatch.setattr(list_ports, "comports", lambda: list(there))
    return there


@pytest.fixture
def standing(closing):
    """Open a port that is closed with the test."""

    def stood(url, protocol="mt-sics"):
        port = ScalePort(url, protocol)
        closing.callback(port.close)
        return port

    return stood


@pytest.fixture
def pty_scale(closing):
    scale = VirtualScale("mt-sics", "pty")
    closing.callback(scale.close)
    return scale


@pytest.mark.parametrize(
    ("url", "device"),
    [
        ("usb://1a86:7523?serial=A1", "/dev/ttyUSB0"),
        ("usb://1A86:7523?serial=B2", "/dev/ttyUSB1"),
        ("usb://1A86:7523?location=1-2.3", "/dev/ttyUSB1"),
        ("usb://1A86:7523?location=1-2.3&serial=B2", "/dev/ttyUSB1"),
        ("usb://0403:6001", "/dev/ttyUSB2"),
    ],
)
def test_an_adapter_is_known_by_its_numbers(plugged, url, device):
    plugged += [
        adapter("/dev/ttyUSB0", serial_number="A1", location="1-2.2"),
        adapter("/dev/ttyUSB1", serial_number="B2", location="1-2.3"),
        adapter("/dev/ttyUSB2", vid=0x0403, pid=0x6001),
        adapter("/dev/ttyS0", vid=None, pid=None),
    ]

    assert usb_path(url) == device


@pytest.mark.parametrize("url", ["usb://1A86:7523", "usb://1A86:7523?serial=A1"])
def test_two_adapters_that_fit_are_none(plugged, url):
    plugged += [adapter(f"/dev/ttyUSB{n}", serial_number="A1") for n in range(2)]

    with pytest.raises(serial.SerialException, match=r"2 adapters fit .*ttyUSB0, /dev/ttyUSB1"):
        usb_path(url)


def test_an_adapter_plugged_in_elsewhere_is_found_again(plugged, standing, closing):
    at_first, later = (VirtualScale("mt-sics", "pty") for _ in range(2))
    closing.callback(at_first.close)
    closing.callback(later.close)
    port = standing("usb://1A86:7523?serial=A1")
    until(lambda: port.trouble is not None)
    assert port.latest().state == "disconnected"
    assert "0 adapters fit usb://1A86:7523?serial=A1" in port.trouble

    plugged[:] = [adapter(at_first.url, serial_number="A1")]
    until(lambda: port.latest().state == "ok")
    assert port.trouble is None
    at_first.fault("vanish")
    plugged[:] = [adapter(later.url, serial_number="A1")]
    until(lambda: port.latest().state == "disconnected")
    until(lambda: port.latest().state == "ok")
    later.place(640)

    assert port.settled().grams == 640


class ThreeWires(serial.Serial):
    """A pty, which has data lines only."""

    cts = dsr = ri = cd = dtr = rts = False


class Wire:
    """What pyserial's own server side of RFC 2217 writes to."""

    def __init__(self, peer):
        self.write = peer.sendall


def serve_rfc2217(listener, path):
    """Be a device server for one caller; never answer the control option, as ser2net."""
    peer, _ = listener.accept()
    with ThreeWires(path, timeout=0.02) as wire, peer, contextlib.suppress(OSError):
        manager = serial.rfc2217.PortManager(wire, Wire(peer))
        answer = manager.rfc2217_send_subnegotiation
        manager.rfc2217_send_subnegotiation = lambda option, value=b"": (
            None if option == serial.rfc2217.SERVER_SET_CONTROL else answer(option, value)
        )
        peer.settimeout(0.02)
        while True:
            with contextlib.suppress(TimeoutError):
                if not (data := peer.recv(1024)):
                    return
                wire.write(b"".join(manager.filter(data)))
            if said := wire.read(wire.in_waiting):
                peer.sendall(b"".join(manager.escape(said)))


@pytest.mark.filterwarnings("ignore:set:DeprecationWarning")  # pyserial's thread names itself
def test_a_device_server_sets_the_line_by_rfc2217(pty_scale, standing):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = threading.Thread(
            target=serve_rfc2217, args=(listener, pty_scale.url), daemon=True
        )
        server.start()
        port = standing(f"rfc2217://127.0.0.1:{listener.getsockname()[1]}")
        until(lambda: port.latest().zero_seen, within_s=15)
        pty_scale.place(815)

        assert port.settled().grams == 815
        port.close()
        server.join(5)


@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")  # pyserial's trace
def test_a_spy_writes_down_what_both_ends_say(pty_scale, standing, tmp_path):
    trace = tmp_path / "trace.txt"
    port = standing(f"spy://{pty_scale.url}?file={trace}")
    until(lambda: port.latest().zero_seen)
    port.close()

    said = trace.read_text("utf-8")
    assert "TX   0000  53 49 0D 0A" in said
    assert "53 20 53 20 20 20 20 20" in said


@pytest.mark.parametrize(
    "url",
    [
        "COM3", r"\\.\COM12", "/dev/serial/by-id/usb-x", "socket://scale-1:4001",
        "rfc2217://h:1?ign_set_control&timeout=5", "spy://COM3", "spy:///dev/ttyS0?file=t.txt",
        "usb://1A86:7523", "usb://1a86:ea60?serial=0001&location=1-1.2:1.0", "virtual://b",
    ],
)
def test_a_line_a_scale_can_stand_on(url):
    check_url(url)


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("ftp://x", "serial path or socket://host:port"),
        ("socket://h", "socket://host:port"),
        ("socket://h:x", "socket://host:port"),
        ("rfc2217://h", "rfc2217://host:port"),
        ("spy://", "listens in on a serial path"),
        ("spy://?file=t", "listens in on a serial path"),
        ("spy://socket://h:1", "listens in on a serial path"),
        ("usb://", "usb://VID:PID"),
        ("usb://1A86", "usb://VID:PID"),
        ("usb://1A86:75231", "usb://VID:PID"),
        ("usb://1A86:7523?serial=", "usb://VID:PID"),
        ("usb://1A86:7523?port=3", "usb://VID:PID"),
    ],
)
def test_a_line_no_scale_can_stand_on(url, says):
    with pytest.raises(SettingError, match=says):
        check_url(url)


def test_what_a_line_cannot_be_set_to_is_a_line_that_is_not_there(pty_scale):
    with pytest.raises(GONE):
        open_line(pty_scale.url, Line(parity="X"), 9600)


def test_a_zero_asked_for_without_a_line_is_not_kept_for_later(pty_scale, standing):
    port = standing(pty_scale.url)
    until(lambda: port.latest().zero_seen)
    pty_scale.fault("vanish")
    until(lambda: port.latest().state == "disconnected")
    asked = (port.zero(), port.tare())
    pty_scale.place(300)
    pty_scale.fault("none")
    until(lambda: port.latest().stable)

    assert asked == (False, False)
    assert port.settled().grams == 300


WITHOUT_TERMINALS = """
import sys
import serial
for one in ("termios", "tty", "pty", "fcntl"):
    sys.modules[one] = None
import devices.scales.port, devices.scales.virtual
print(devices.scales.port.GONE == (serial.SerialException, OSError))
"""


def test_a_machine_without_terminals_can_import_it():
    told = subprocess.run(
        [sys.executable, "-c", WITHOUT_TERMINALS], capture_output=True, text=True, check=True
    )

    assert told.stdout == "True\n"
