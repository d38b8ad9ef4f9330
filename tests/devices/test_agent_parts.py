"""The parts of the station agent by themselves: settings, ledger, scale, page."""

from __future__ import annotations

import base64
import hashlib
import os
import stat
import time
from decimal import Decimal

import httpx
import pytest

from devices.agent import printer as desk_module
from devices.agent import settings
from devices.agent.ledger import FolderTakenError, Ledger
from devices.agent.link import Link
from devices.agent.messages import MESSAGES
from devices.agent.page import Page, shown
from devices.agent.printer import PrintDesk
from devices.agent.scale import BenchScale
from devices.printers.state import TROUBLES
from devices.printers.virtual import VirtualPrinter
from devices.scales.protocol import SettingError
from devices.scales.virtual import VirtualScale
from tests.devices.conftest import until

SERVER = "http://127.0.0.1:8000"
FITTING = {
    "protocol": "mt-sics",
    "division_g": 1,
    "unit": None,
    "options": {},
    "baudrate": None,
}


# --- settings ---------------------------------------------------------------------------


def test_what_was_saved_is_read_again_and_the_token_is_this_users_alone(tmp_path):
    folder = tmp_path / "agent"
    told = settings.load(
        folder, token="wg_secret", server=SERVER, scale="/dev/ttyUSB0", printer="tcp://10.0.0.9"
    )

    settings.save(told)

    assert settings.load(folder) == told
    assert "wg_secret" not in (folder / settings.FILE).read_text("utf-8")
    if os.name != "nt":
        assert stat.S_IMODE((folder / settings.TOKEN_FILE).stat().st_mode) == 0o600


def test_a_file_that_notepad_wrote_is_read(tmp_path):
    (tmp_path / "agent.toml").write_text('server = "https://floor.example"\n', "utf-8-sig")

    assert settings.load(tmp_path).server == "https://floor.example"


def test_what_is_given_goes_before_the_file(tmp_path):
    settings.save(settings.load(tmp_path, token="t", server=SERVER, page=8400))

    told = settings.load(tmp_path, token="u", page=0)

    assert (told.server, told.token, told.page) == (SERVER, "u", 0)


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({}, "server"),
        ({"server": "wavegate.example"}, "server"),
        ({"server": SERVER, "scale": "smb://x"}, "scale"),
        ({"server": SERVER, "printer": "lpt1"}, "printer"),
        ({"server": SERVER, "page": 70_000}, "page"),
        ({"server": SERVER, "ca": "none.pem"}, "ca"),
    ],
)
def test_a_setting_that_cannot_work_is_named(tmp_path, given, named):
    with pytest.raises(SettingError, match=named):
        settings.load(tmp_path, **given)


@pytest.mark.parametrize("text", ["servr = 'x'", "server = ", "\xff"])
def test_a_file_that_cannot_be_read_is_named(tmp_path, text):
    (tmp_path / settings.FILE).write_bytes(text.encode("latin-1"))

    with pytest.raises(SettingError, match=r"agent\.toml"):
        settings.load(tmp_path, server=SERVER)


# --- ledger -----------------------------------------------------------------------------


def test_a_label_that_was_begun_is_unknown_after_a_restart(tmp_path):
    ledger = Ledger(tmp_path)
    asked, begun, ended, dropped = (ledger.ask(f"label-{n}") for n in range(4))
    for claim in (begun, ended):
        ledger.begin(claim)
    ledger.end(ended, "confirmed", None)
    ledger.drop(dropped)
    ledger.close()

    found = {e.claim: (e.job, e.state, e.outcome, e.reason) for e in Ledger(tmp_path).entries()}

    assert found == {
        asked: ("label-0", "asked", None, None),
        begun: ("label-1", "ended", "unknown", "agent_restarted"),
        ended: ("label-2", "ended", "confirmed", None),
    }


def test_a_folder_takes_one_agent(tmp_path):
    ledger = Ledger(tmp_path)
    ledger.ask("label-1")

    with pytest.raises(FolderTakenError, match="another agent"):
        Ledger(tmp_path)

    ledger.close()
    assert len(Ledger(tmp_path).entries()) == 1


# --- scale ------------------------------------------------------------------------------


@pytest.fixture
def pan():
    made = VirtualScale("mt-sics")
    yield made
    made.close()


@pytest.fixture
def scale(pan):
    made = BenchScale(pan.url)
    yield made
    made.close()


def test_a_scale_is_opened_once_the_server_has_said_what_it_speaks(scale):
    assert scale.reading()["state"] == "none"
    assert scale.settled(0.1).told == {"outcome": "refused", "reason": "no_reading"}

    scale.fit(FITTING)

    until(lambda: scale.reading()["zero_seen"])
    assert scale.reading()["state"] == "ok"
    scale.fit(None)
    assert scale.reading()["state"] == "none"


def test_a_protocol_this_agent_does_not_know_is_no_scale(scale):
    scale.fit(FITTING | {"protocol": "of-next-year"})

    assert scale.reading()["state"] == "none"


def weighed(scale, pan, grams):
    pan.place(grams)
    return scale.settled(3.0).told


def test_after_a_mark_the_pan_must_be_empty_before_the_next_weight(scale, pan):
    scale.fit(FITTING)
    until(lambda: scale.reading()["zero_seen"])
    first = weighed(scale, pan, 500)
    assert Decimal(first["weight_g"]) == 500
    assert weighed(scale, pan, 500)["outcome"] == "done"  # nothing was committed yet

    scale.mark(first["frame_id"])

    assert weighed(scale, pan, 500) == {"outcome": "refused", "reason": "not_zeroed"}
    pan.clear()
    until(lambda: scale.reading()["zero_seen"])
    assert weighed(scale, pan, 500)["outcome"] == "done"
    scale.mark(first["frame_id"])  # told again, late: it takes nothing back
    assert weighed(scale, pan, 500)["outcome"] == "done"


def test_frames_of_a_scale_opened_anew_are_others_and_want_an_empty_pan(scale, pan):
    scale.fit(FITTING)
    until(lambda: scale.reading()["zero_seen"])
    before = weighed(scale, pan, 500)["frame_id"]

    scale.fit(FITTING | {"division_g": 2})

    until(lambda: scale.reading()["state"] == "ok")
    assert weighed(scale, pan, 500)["reason"] == "not_zeroed"
    assert scale.reading()["frame_id"].partition("/")[0] != before.partition("/")[0]
    scale.mark(before)  # of the port before: it means nothing here
    assert scale.reading()["marked"].endswith("/0")


def test_the_age_of_a_weight_goes_on_while_it_cannot_be_told(scale, pan):
    scale.fit(FITTING)
    until(lambda: scale.reading()["zero_seen"])
    pan.place(500)
    asked_at = time.monotonic()
    found = scale.settled(3.0)
    early = found.answer(asked_at)

    time.sleep(0.3)
    late = found.answer(asked_at)

    assert late["age_ms"] - early["age_ms"] >= 300
    assert late["held_ms"] - early["held_ms"] >= 300


# --- printer ----------------------------------------------------------------------------


@pytest.fixture
def desk(tmp_path):
    printer = VirtualPrinter(tmp_path / "tray", language="zpl")
    link = Link(settings.load(tmp_path, server=SERVER))
    made = PrintDesk(printer.url, Ledger(tmp_path), link)
    yield made, printer
    link.close()
    printer.close()


def given(page=b"^XA^FDTEST^FS^XZ", sha256=None):
    return {
        "document": base64.b64encode(page).decode(),
        "sha256": sha256 or hashlib.sha256(page).hexdigest(),
        "language": "zpl",
    }


def test_a_test_page_needs_no_claim_and_leaves_no_trace(desk, tmp_path):
    desk, printer = desk

    told = desk.test(given())

    assert told == {"outcome": "done", "state": "confirmed", "reason": None}
    assert len(printer.jobs()) == 1
    assert desk._ledger.entries() == []


def test_a_damaged_test_page_is_not_printed(desk):
    desk, printer = desk

    told = desk.test(given(sha256="0" * 64))

    assert (told["state"], told["reason"]) == ("failed", "damaged")
    assert printer.jobs() == []


def test_a_test_page_waits_for_no_label_that_is_stuck(desk, monkeypatch):
    desk, printer = desk
    monkeypatch.setattr(desk_module, "BUSY_S", 0.05)

    with desk._at_printer:
        told = desk.test(given())

    assert (told["state"], told["reason"]) == ("failed", "busy")
    assert printer.jobs() == []


def test_a_command_that_the_agent_does_not_know_reaches_no_scale():
    scale = VirtualScale("mt-sics")
    mine = BenchScale(scale.url)
    mine.fit(FITTING)

    assert mine.command("fold") is False
    mine.close()
    scale.close()


# --- page -------------------------------------------------------------------------------

STATE = {
    "bench": "B1",
    "server": "https://wavegate.example",
    "link": "ok",
    "scale": "overload",
    "grams": None,
    "stable": False,
    "printer": "paper_out",
    "labels": 2,
}


@pytest.fixture
def page():
    made = Page(lambda: STATE, 0)
    yield made
    made.close()


def test_the_page_says_in_both_languages_what_is_wrong(page):
    zh = httpx.get(page.url, headers={"Accept-Language": "zh-CN"}).text
    en = httpx.get(page.url, params={"lang": "en"}).text

    assert "超载" in zh
    assert "没纸了" in zh
    assert "overloaded" in en
    assert "out of paper" in en
    assert httpx.get(f"{page.url}state").json() == STATE
    assert httpx.get(f"{page.url}else").status_code == 404


def test_the_page_answers_to_no_other_name(page):
    answer = httpx.get(page.url, headers={"Host": "evil.example"})

    assert (answer.status_code, answer.content) == (403, b"")


def test_what_a_server_says_is_text_on_the_page():
    assert "<script>" not in shown(STATE | {"bench": "<script>"}, "en")


def test_every_state_has_a_word():
    scale = {"none", "disconnected", "silent", "unstable", "overload", "under_zero", "ok"}
    printer = {"none", "ready", "unknown", "refused", "offline", *TROUBLES}
    link = {"ok", "not_yet", "unreachable", "token", "server_busy"}

    assert scale | printer | link <= MESSAGES.keys()
