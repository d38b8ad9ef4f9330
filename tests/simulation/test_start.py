"""The start page of a demo: who are you, and what shall go wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.people import access
from app.simulation import seed, views
from app.web import create_app
from devices.control import ControlServer
from tests.floor import Floor


class Conductor:
    """The demo's conductor as the server sees it."""

    def __init__(self) -> None:
        self.told: list[tuple[str, dict[str, Any]]] = []
        self.refuses = ""
        self._server = ControlServer(
            {
                ("GET", "/state"): lambda _: self.state(),
                ("POST", "/device"): lambda body: {"device": f"wgd_{body['role']}"},
                ("POST", "/enter"): self._hear("enter", {"device": "wgd_entered"}),
                ("POST", "/trouble"): self._hear("trouble", {}),
            }
        )
        self.url = self._server.url
        self.close = self._server.close

    def state(self) -> dict[str, Any]:
        figures = {"orders": 319, "shipped": 12, "people": 8, "scales": 3}
        return figures | {"paper_out": False, "drifts": False, "tote": "WGO0000018"}

    def _hear(self, what: str, answer: dict[str, Any]) -> Any:
        def hear(body: dict[str, Any]) -> dict[str, Any]:
            self.told.append((what, body))
            return {"refused": self.refuses} if self.refuses else answer

        return hear


@pytest.fixture
def conductor() -> Iterator[Conductor]:
    made = Conductor()
    yield made
    made.close()


@pytest.fixture
def app(settings, conductor) -> Iterator[Flask]:
    roles = [
        {
            "role": one.role,
            "name": one.name,
            "name_en": one.name_en,
            "badge": one.badge,
            "pin": one.pin,
            "page": seed.PAGES[one.role],
            "icon": seed.ICONS[one.role],
        }
        for one in seed.VISITORS
    ]
    start = {
        "control": conductor.url,
        "roles": roles,
        "goods": seed.codes(seed.demo_goods()),
        "speed": 10,
    }
    access.forget()
    made = create_app(settings, json.dumps(start).encode())
    yield made
    with made.app_context():
        let_go(made)


def let_go(made: Flask) -> None:
    from app.core import db

    db.db.session.remove()
    db.db.engine.dispose()
    made.extensions["store"].close()


@pytest.fixture
def browser(app) -> FlaskClient:
    Floor(app)
    return app.test_client()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", ["你今天是谁？", "319 单", "王芳", "班长", "断网 60 秒"]),
        (
            "en",
            ["Who are you today?", "319 orders", "Wang Fang", "Supervisor", "A buyer cancels"],
        ),
    ],
)
def test_the_page_offers_every_role_with_badge_and_pin(browser, language, words):
    browser.set_cookie("wavegate_language", language)

    page = browser.get("/start").get_data(as_text=True)

    for word in (
        words + [one.badge for one in seed.VISITORS] + [one.pin for one in seed.VISITORS]
    ):
        assert word in page
    assert "wgd_" not in page  # a device's token is in the picture of the code alone


def test_the_page_of_codes_shows_every_article(browser):
    page = browser.get("/start/codes").get_data(as_text=True)

    assert all(row["barcode"] in page for row in seed.demo_goods().products)


@pytest.mark.parametrize(
    ("path", "clicks"), [("/pda", True), ("/bench/03", True), ("/board", False)]
)
def test_on_the_floors_screens_a_click_scans_the_demos_goods(app, path, clicks):
    values: dict[str, Any] = {}
    with app.test_request_context(path):
        app.update_template_context(values)

    assert ("hand_scan" in values) is clicks
    if clicks:
        assert values["hand_scan"][0]["barcode"] == seed.codes(seed.demo_goods())[0]["barcode"]


def test_going_in_gives_device_badge_and_page_and_tells_the_conductor(browser, conductor):
    answer = browser.post("/api/v1/demo/enter", json={"role": "packer"})

    assert answer.json == {
        "device": "wgd_entered",
        "badge": "WG-0031",
        "pin": "7306",
        "page": "/bench/03",
    }
    assert conductor.told == [("enter", {"role": "packer"})]
    unknown = browser.post("/api/v1/demo/enter", json={"role": "king"})
    assert (unknown.status_code, unknown.json["code"]) == (404, "demo.unknown_role")


def test_a_cut_network_leaves_the_start_page_and_nothing_else(browser, app):
    answer = browser.post("/api/v1/demo/trouble", json={"kind": "network"})

    assert 55 <= answer.json["network_s"] <= 60
    assert browser.get("/login").status_code == 503
    assert browser.get("/start").status_code == 200
    app.extensions["start"].cut_until = 0
    assert browser.get("/login").status_code == 200


def test_no_buyer_cancels_through_a_cut_network(browser, conductor):
    browser.post("/api/v1/demo/trouble", json={"kind": "network"})

    refused = browser.post("/api/v1/demo/trouble", json={"kind": "cancel"})

    assert (refused.status_code, refused.json["code"]) == (409, "demo.network_cut")
    assert [body["kind"] for _, body in conductor.told] == ["network"]


@pytest.mark.parametrize("kind", ["cancel", "paper", "drift", "restart"])
def test_trouble_is_the_conductors_work(browser, conductor, kind):
    assert browser.post("/api/v1/demo/trouble", json={"kind": kind}).json["orders"] == 319
    assert conductor.told == [("trouble", {"kind": kind, "seconds": views.CUT_S})]


def test_nothing_to_cancel_and_a_conductor_that_is_away_are_said(browser, conductor):
    conductor.refuses = "demo.nothing_to_cancel"
    refused = browser.post("/api/v1/demo/trouble", json={"kind": "cancel"})
    assert (refused.status_code, refused.json["code"]) == (409, "demo.nothing_to_cancel")

    conductor.close()
    assert browser.get("/api/v1/demo").json["code"] == "demo.away"


def test_a_normal_floor_has_no_start_page(settings):
    access.forget()
    made = create_app(settings)
    try:
        assert made.test_client().get("/start").status_code == 404
        assert made.test_client().get("/api/v1/demo").status_code == 404
        assert not [one for one in made.extensions["endpoints"] if "demo" in one.path]
    finally:
        with made.app_context():
            let_go(made)
