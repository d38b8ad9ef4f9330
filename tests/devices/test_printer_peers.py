"""IPP against programs nobody here wrote: ippeveprinter and ipptool of Debian.

These are extras: `apt-get install cups-ipp-utils avahi-daemon dbus` brings the programs, and
without them (or without root, which avahi wants) pytest counts these tests as deselected.
"""

import contextlib
import os
import socket
import subprocess
import time

import pytest

from devices.printers import send, status
from devices.printers.virtual_ipp import VirtualIppPrinter
from tests.devices.conftest import until
from tests.devices.test_printers import LABEL, told

BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>system</type><listen>unix:path={path}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/>
<allow own="*"/></policy></busconfig>
"""
AVAHI = "[server]\nallow-interfaces=lo\nuse-ipv6=no\n"
FORMATS = "application/pdf,application/vnd.zebra-zpl,application/octet-stream"

eve = pytest.mark.foreign("ippeveprinter", "dbus-daemon", "avahi-daemon")


@pytest.fixture
def run(closing, tmp_path):
    """Start a program that ends with the test; its words go to a file."""

    def started(*command, **env):
        log = closing.enter_context((tmp_path / f"{command[0]}.log").open("wb"))
        process = subprocess.Popen(command, stdout=log, stderr=log, env=os.environ | env)
        closing.callback(_stop, process)
        return process

    return started


def _stop(process):
    process.terminate()
    try:
        process.wait(2)
    except subprocess.TimeoutExpired:  # ippeveprinter looks up only now and then
        process.kill()
        process.wait(5)


@pytest.fixture
def bus(run, tmp_path):
    """Return the bus that ippeveprinter needs: one of its own, or the machine's."""
    path = tmp_path / "bus"
    (tmp_path / "bus.conf").write_text(BUS.format(path=path), "utf-8")
    (tmp_path / "avahi.conf").write_text(AVAHI, "utf-8")
    run("dbus-daemon", f"--config-file={tmp_path}/bus.conf", "--nofork", "--nopidfile")
    until(path.exists)
    own = {"DBUS_SYSTEM_BUS_ADDRESS": f"unix:path={path}"}
    plain = ("--no-drop-root", "--no-chroot", "--no-rlimits", "--no-proc-title")
    avahi = run("avahi-daemon", "-f", str(tmp_path / "avahi.conf"), *plain, **own)
    time.sleep(1)
    return own if avahi.poll() is None else {}  # the machine has one that runs


@pytest.fixture
def eve_printer(run, bus, tmp_path):
    def switched_on(command):
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        kept = tmp_path / "kept"
        kept.mkdir()
        run(
            "ippeveprinter",
            "-d",
            str(kept),
            "-k",
            "-c",
            command,
            "-p",
            str(port),
            "-f",
            FORMATS,
            "-r",
            "off",
            "Label",
            **bus,
        )
        until(lambda: _answers(port))
        return f"ipp://127.0.0.1:{port}/ipp/print", kept

    return switched_on


def _answers(port):
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


@eve
def test_ippeveprinter_prints_a_label_and_it_is_confirmed(eve_printer):
    url, kept = eve_printer("/bin/true")

    assert status(url).state == "ready"
    assert told(send(url, LABEL)) == ("confirmed", None)
    assert told(send(url, b"^XA^FO0,0^GB8,8,8^FS^XZ")) == ("confirmed", None)
    assert [file.read_bytes() for file in kept.glob("*.pdf")] == [LABEL]


@eve
def test_a_job_that_ippeveprinter_aborts_has_failed(eve_printer):
    url, _ = eve_printer("/bin/false")

    assert told(send(url, LABEL)) == ("failed", "aborted")


@pytest.mark.foreign("ipptool")
def test_ipptool_finds_nothing_wrong_with_a_job_of_the_virtual_printer(closing, tmp_path):
    printer = VirtualIppPrinter(tmp_path / "tray")
    closing.callback(printer.close)
    (tmp_path / "label.pdf").write_bytes(LABEL)

    told_by = subprocess.run(
        ["ipptool", "-tf", str(tmp_path / "label.pdf"), printer.url, "print-job-and-wait.test"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert told_by.returncode == 0, told_by.stdout
    assert [job.state for job in printer.jobs()] == ["printed"]
