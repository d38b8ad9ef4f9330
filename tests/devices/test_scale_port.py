"""A port and a virtual scale, over TCP and over a pseudo-terminal, with every trouble."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from devices.scales.port import ScaleError, ScalePort
from devices.scales.protocol import SettingError
from devices.scales.virtual import VirtualScale, named
from tests.devices.conftest import until

EVERY = [(p, how) for p in ("mt-sics", "toledo-continuous") for how in ("tcp", "pty")]


def refused(port, within_s=1.0):
    with pytest.raises(ScaleError) as caught:
        port.settled(within_s)
    return caught.value.reason


def empty(scale, port):
    scale.clear()
    until(lambda: port.latest().zero_seen and port.latest().grams == 0)


@pytest.mark.parametrize(("protocol", "how"), EVERY)
def test_parcel_after_parcel_is_weighed_to_the_gram(bench, protocol, how):
    scale, port = bench(protocol, how)
    for grams in (899, 29_999, 3):
        scale.place(grams)
        weight = port.settled()
        assert (weight.grams, weight.unit) == (grams, "kg")
        assert weight.age_s < 2
        assert bytes.fromhex(weight.raw_hex)

        port.mark_parcel(weight.frame_id)
        assert refused(port) == "not_zeroed"
        empty(scale, port)


@pytest.mark.parametrize(
    "options",
    [{"checksum": "on"}, {"motion": "inverted"}, {"checksum": "on", "motion": "inverted"}],
)
def test_both_ends_agree_on_the_options_of_toledo(bench, options):
    scale, port = bench("toledo-continuous", options=options)
    scale.place(1205)

    assert port.settled().grams == 1205


FAULTY = [
    ("overload", {}, ("overload", "overload")),
    ("negative", {"grams": 7}, ("negative", "under_zero")),
    ("unit", {"unit": "lb"}, ("unit_changed", "ok")),
    ("restless", {}, ("unstable", "unstable")),
    ("half_frames", {}, ("stale", "silent")),
    ("silent", {}, ("stale", "silent")),
    ("garbage", {}, ("stale", "silent")),
    ("freeze", {}, ("zero", "ok")),
    ("vanish", {}, ("no_reading", "disconnected")),
]


@pytest.mark.parametrize(
    ("protocol", "kind", "told", "says"),
    [("mt-sics", *fault) for fault in FAULTY]
    + [("toledo-continuous", *fault) for fault in FAULTY[:5]],
)
def test_a_faulty_scale_proves_no_weight_and_says_why(bench, protocol, kind, told, says):
    scale, port = bench(protocol)
    scale.fault(kind, **told)
    scale.place(1000)

    assert refused(port) == says[0]
    until(lambda: port.latest().state == says[1])

    scale.fault("none")
    empty(scale, port)
    scale.place(500)
    assert port.settled().grams == 500


def test_underload_and_drift(bench):
    scale, port = bench()
    scale.fault("underload")
    assert refused(port) == "negative"
    scale.fault("drift", percent=12.5)
    scale.place(1000)
    assert port.settled().grams == 1125


def test_more_than_the_scale_can_weigh_is_overload(bench):
    scale, port = bench()
    scale.place(30_009)
    assert port.settled().grams == 30_009
    scale.place(30_010)
    assert refused(port) == "overload"


def test_a_weight_of_before_the_call_is_not_taken(bench):
    scale, port = bench()
    scale.place(900)
    first = port.settled()
    scale.fault("silent")

    assert refused(port, within_s=0.5) == "stale"
    assert port.latest().frame_id >= first.frame_id


@pytest.mark.parametrize("how", ["tcp", "pty"])
def test_a_scale_pulled_out_again_and_again_comes_back(bench, how):
    scale, port = bench("mt-sics", how)
    for _ in range(8):
        scale.fault("vanish", seconds=0.05)
        until(lambda: port.latest().state == "disconnected" or not scale.gone)
        until(lambda: not scale.gone)
    until(lambda: port.latest().state == "ok")
    scale.place(640)

    assert port.settled().grams == 640


def test_a_port_waits_for_a_scale_that_is_not_there_yet(closing):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        free = taken.getsockname()[1]
    port = ScalePort(f"socket://127.0.0.1:{free}", "mt-sics")
    closing.callback(port.close)
    assert refused(port, within_s=0.3) == "no_reading"
    assert port.latest().state == "disconnected"

    scale = VirtualScale("mt-sics", tcp_port=free)
    closing.callback(scale.close)
    until(lambda: port.latest().state == "ok")


def test_a_serial_path_has_one_owner(bench):
    scale, port = bench("mt-sics", "pty")
    second = ScalePort(scale.url, "mt-sics")
    try:
        assert refused(second, within_s=0.5) == "no_reading"
        assert port.latest().state == "ok"
    finally:
        second.close()


def test_zero_and_tare_by_command(bench):
    scale, port = bench()
    scale.place(40)
    until(lambda: port.latest().grams == 40 and port.latest().stable)
    assert port.zero()
    until(lambda: port.latest().grams == 0)
    scale.place(540)
    until(lambda: port.latest().grams == 500 and port.latest().stable)
    assert port.tare()
    until(lambda: port.latest().grams == 0)


def test_a_virtual_url_names_a_scale_of_this_process(closing):
    port = ScalePort("virtual://bench-7", "toledo-continuous")
    closing.callback(port.close)
    until(lambda: port.latest().zero_seen)
    named("virtual://bench-7").place(77)

    assert port.settled().grams == 77


def talk(scale, *commands, wait_s=0.4):
    host, port = scale.url.removeprefix("socket://").split(":")
    with socket.create_connection((host, int(port)), timeout=2) as wire:
        wire.sendall("".join(f"{one}\r\n" for one in commands).encode())
        time.sleep(wait_s)
        return wire.recv(65_536).decode().split("\r\n")[:-1]


@pytest.mark.parametrize(
    ("commands", "answers"),
    [
        (["S"], ["S S      1.205 kg"]),
        (["SI"], ["S S      1.205 kg"]),
        (["SX"], ["ES"]),
        (["si"], ["ES"]),
        (["Z"], ["Z +"]),
        (["T", "SI", "TA"], ["T S      1.205 kg", "S S      0.000 kg", "TA A      1.205 kg"]),
        (["TI", "TAC", "SI"], ["TI S      1.205 kg", "TAC A", "S S      1.205 kg"]),
        (["@"], ['I4 A "0123456789"']),
        (["I1"], ['I1 A "01" "2.30" "2.22" "" ""']),
        (["I2"], ['I2 A "Wavegate virtual scale 30.000 kg"']),
        (["I3"], ['I3 A "1.00 0.0.0.0"']),
    ],
)
def test_the_virtual_scale_speaks_mt_sics(closing, commands, answers):
    scale = VirtualScale("mt-sics")
    closing.callback(scale.close)
    scale.place(1205)
    time.sleep(0.2)

    assert talk(scale, *commands) == answers


def test_s_waits_for_rest_and_sir_repeats_until_reset(closing):
    scale = VirtualScale("mt-sics")
    closing.callback(scale.close)
    scale.place(1205)

    assert talk(scale, "S") == ["S S      1.205 kg"]
    stream = talk(scale, "SIR")
    assert len(stream) >= 3
    assert set(stream) == {"S S      1.205 kg"}
    assert talk(scale, "SIR", "@")[-1] == 'I4 A "0123456789"'
    listed = talk(scale, "I0")
    assert 'I0 B 0 "SIR"' in listed
    assert listed[-1].startswith("I0 A ")


def test_a_placed_weight_swings_first_and_rests_within_150_ms(closing):
    scale = VirtualScale("mt-sics")
    closing.callback(scale.close)
    scale.place(1000)
    swinging = scale.state()
    time.sleep(0.15)

    assert swinging["stable"] is False
    assert (scale.state()["stable"], scale.state()["shown_g"]) == (True, 1000.0)


def call(url, body=None, **headers):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, headers)
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as problem:
        with problem:
            return problem.code, json.loads(problem.read())


def test_a_scale_of_another_process_is_driven_over_http():
    command = [sys.executable, "-m", "devices.scales.virtual", "--protocol", "mt-sics"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            urls = json.loads(process.stdout.readline())
            port = ScalePort(urls["url"], "mt-sics")
            until(lambda: port.latest().zero_seen)
            assert call(urls["control"] + "/place", {"grams": 815})[0] == 200
            assert port.settled().grams == 815
            call(urls["control"] + "/fault", {"kind": "drift", "percent": 100})
            until(lambda: port.latest().grams == 1630)
            call(urls["control"] + "/fault", {"kind": "none"})
            call(urls["control"] + "/clear", {})
            until(lambda: call(urls["control"] + "/state")[1]["zero_frames"] >= 2)
            port.close()
        finally:
            process.terminate()


@pytest.mark.parametrize(
    ("path", "body", "headers", "status"),
    [
        ("/place", {"grams": "heavy"}, {}, 400),
        ("/place", {"grams": "NaN"}, {}, 400),
        ("/place", {}, {}, 400),
        ("/place", [1], {}, 400),
        ("/place", {"grams": 5}, {"Origin": "http://floor.example"}, 403),
        ("/fault", {"kind": "fire"}, {}, 400),
        ("/fault", {"kind": "drift", "percent": "much"}, {}, 400),
        ("/fault", {"kind": "drift", "grams": 3}, {}, 400),
        ("/fault", {"kind": "unit", "unit": "stone"}, {}, 400),
        ("/fly", {}, {}, 404),
    ],
)
def test_the_control_refuses_what_it_does_not_understand(closing, path, body, headers, status):
    scale = VirtualScale("mt-sics")
    closing.callback(scale.close)

    got, answer = call(scale.control() + path, body, **headers)

    assert (got, list(answer)) == (status, ["error"])
    assert scale.state()["grams"] == 0


def test_an_unknown_protocol_is_named():
    with pytest.raises(SettingError, match="no virtual scale speaks"):
        VirtualScale("abacus")
    with pytest.raises(SettingError, match="no protocol"):
        ScalePort("socket://127.0.0.1:1", "abacus")


READS_WHEN_TOLD = """
import sys
import time
from devices.scales.port import ScaleError, ScalePort

port = ScalePort(sys.argv[1], "toledo-continuous")
while not port.latest().zero_seen:
    time.sleep(0.02)
print("ready", flush=True)
sys.stdin.readline()
try:
    print(port.settled(0.5).grams, flush=True)
except ScaleError as problem:
    print(problem.reason, flush=True)
"""


def test_frames_that_piled_up_while_the_server_stood_still_are_of_unknown_age(closing):
    scale = VirtualScale("toledo-continuous")
    closing.callback(scale.close)
    command = [sys.executable, "-c", READS_WHEN_TOLD, scale.url]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, **pipes) as process:
        try:
            assert process.stdout.readline() == "ready\n"
            os.kill(process.pid, signal.SIGSTOP)
            scale.place(700)
            time.sleep(1.0)
            scale.fault("silent")
            process.stdin.write("weigh\n")
            process.stdin.flush()
            os.kill(process.pid, signal.SIGCONT)
            assert process.stdout.readline() == "stale\n"
        finally:
            process.kill()
