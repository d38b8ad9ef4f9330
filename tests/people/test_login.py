"""Badge, PIN and enrolled device: who gets in, who is locked out, who is thrown out."""

import dataclasses
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.core import clock, ids
from app.core.errors import Refused
from app.core.events import SYSTEM, Actor, EventRow
from app.people import access, keys, pins, service
from app.people.models import Device, Login, Person, Warehouse
from tests.floor import Floor


@pytest.fixture
def device(floor: Floor) -> str:
    pin = pins.hashed("4821")
    floor.write(
        lambda s: service.save_person(
            s, SYSTEM, badge="WG-0017", name="王芳", roles="picker", pin_hash=pin
        )
    )
    return floor.write(lambda s: service.enrol_device(s, SYSTEM, "PDA-17"))


def _log_in(floor: Floor, device: str, badge: str = "WG-0017", pin: str = "4821"):
    client = floor.app.test_client()
    answer = client.post(
        "/api/v1/session", json={"badge": badge, "pin": pin}, headers={"X-Device": device}
    )
    return client, answer


def test_a_badge_and_its_pin_open_the_floor(floor: Floor, device: str) -> None:
    client, answer = _log_in(floor, device)

    assert answer.status_code == 200
    assert (answer.json["person"], answer.json["roles"]) == ("王芳", ["picker"])
    assert "pick.work" in answer.json["permissions"]
    assert answer.json["home"] == "/pda"
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert client.get("/api/v1/session").json["badge"] == "WG-0017"


def test_behind_tls_the_cookies_are_bound_to_the_host_and_go_with_the_session(
    floor: Floor, device: str
) -> None:
    ours = floor.app.extensions["settings"]
    floor.app.extensions["settings"] = dataclasses.replace(ours, bind="0.0.0.0:8000")

    _, answer = _log_in(floor, device)
    made = answer.headers["Set-Cookie"]
    secret = made.partition("=")[2].partition(";")[0]
    client = floor.app.test_client()
    client.set_cookie("__Host-wavegate_session", secret)
    out = client.delete(
        "/api/v1/session", headers={"X-CSRF-Token": answer.json["csrf_token"]}
    )

    for cookie in (made, out.headers["Set-Cookie"]):
        assert cookie.startswith("__Host-wavegate_session=")
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Strict"} <= set(cookie.split("; "))


@pytest.mark.parametrize(("badge", "pin"), [("WG-0017", "0000"), ("WG-9999", "4821"), ("", "")])
def test_a_wrong_pin_and_an_unknown_badge_sound_the_same(
    floor: Floor, device: str, badge: str, pin: str
) -> None:
    _, answer = _log_in(floor, device, badge, pin)
    assert (answer.status_code, answer.json["code"]) == (401, "auth.bad_pin")


def test_an_unenrolled_device_lets_nobody_in(floor: Floor, device: str) -> None:
    _, answer = _log_in(floor, "wgd_made-up")
    assert (answer.status_code, answer.json["code"]) == (403, "auth.device")


def test_the_sixth_try_is_locked_even_with_the_right_pin(floor: Floor, device: str) -> None:
    for _ in range(5):
        _log_in(floor, device, pin="1111")

    _, answer = _log_in(floor, device)

    assert (answer.status_code, answer.json["code"]) == (429, "auth.locked")


def test_a_new_login_ends_the_one_on_the_other_pda(floor: Floor, device: str) -> None:
    first, _ = _log_in(floor, device)
    second, _ = _log_in(floor, device)

    assert first.get("/api/v1/session").status_code == 401
    assert second.get("/api/v1/session").status_code == 200


def test_log_out_ends_the_session(floor: Floor, device: str) -> None:
    client, answer = _log_in(floor, device)
    token = {"X-CSRF-Token": answer.json["csrf_token"]}

    assert client.delete("/api/v1/session", headers=token).status_code == 204
    assert client.get("/api/v1/session").status_code == 401


def _pause(floor: Floor, minutes: int) -> None:
    """Let every session lie unused."""
    before = timedelta(minutes=minutes)

    def work(session: Session) -> None:
        for login in session.scalars(sa.select(Login)):
            login.seen_at -= before
            login.began_at -= before

    floor.write(work)
    access.forget()


def _tap(client: FlaskClient, device: str, badge: str = "WG-0017"):
    return client.post("/api/v1/session", json={"badge": badge}, headers={"X-Device": device})


def test_after_a_pause_the_badge_is_enough_on_the_same_device(
    floor: Floor, device: str
) -> None:
    client, first = _log_in(floor, device)
    old = client.get_cookie("wavegate_session").value
    _pause(floor, 16)
    assert client.get("/api/v1/session").status_code == 401

    greeted = client.post(
        "/api/v1/session/badge", json={"badge": "WG-0017"}, headers={"X-Device": device}
    )
    back = _tap(client, device)

    assert greeted.json == {"name": "王芳", "resumes": True}
    assert (back.status_code, back.json["badge"]) == (200, "WG-0017")
    assert back.json["csrf_token"] != first.json["csrf_token"]
    assert client.get("/api/v1/session").status_code == 200
    client.set_cookie("wavegate_session", old)
    assert client.get("/api/v1/session").status_code == 401


def test_the_badge_alone_wakes_nothing_else(floor: Floor, device: str) -> None:
    other = floor.write(lambda s: service.enrol_device(s, SYSTEM, "PDA-18"))
    client, answer = _log_in(floor, device)
    _pause(floor, 16)

    wrong = [
        _tap(client, other),
        _tap(client, device, "WG-9999"),
    ]
    stranger = _tap(floor.app.test_client(), device)
    assert (stranger.status_code, stranger.json["errors"][0]["pointer"]) == (422, "/pin")
    _pause(floor, 12 * 60)  # the shift is over
    wrong.append(_tap(client, device))
    client, answer = _log_in(floor, device)
    client.delete("/api/v1/session", headers={"X-CSRF-Token": answer.json["csrf_token"]})
    client.set_cookie("wavegate_session", answer.headers["Set-Cookie"][17:].split(";")[0])
    wrong.append(_tap(client, device))

    assert [(one.status_code, one.json["code"]) for one in wrong] == [
        (401, "auth.pin_wanted")
    ] * 4


def test_a_role_that_was_taken_away_is_refused_within_a_second(
    floor: Floor, device: str
) -> None:
    client, _ = _log_in(floor, device)
    floor.write(
        lambda s: (
            s.execute(
                sa.update(Person).where(Person.badge == "WG-0017").values(roles="returns")
            )
            and None
        )
    )
    access._remembered.clear()  # what a second of waiting does

    assert "pick.work" not in client.get("/api/v1/session").json["permissions"]
    assert access.REMEMBERED_S <= 1


@pytest.mark.parametrize(
    "taken_away",
    [
        sa.update(Person).where(Person.badge == "WG-0017").values(active=False),
        sa.update(Device).where(Device.name == "PDA-17").values(revoked_at=clock.now()),
    ],
    ids=["person", "device"],
)
def test_who_left_and_what_was_lost_is_refused_within_a_second(
    floor: Floor, device: str, taken_away: sa.Update
) -> None:
    client, _ = _log_in(floor, device)
    assert client.get("/api/v1/picks/X").status_code == 404
    floor.write(lambda s: s.execute(taken_away) and None)
    access.forget()  # what a second of waiting does

    answer = client.get("/api/v1/picks/X")

    assert (answer.status_code, answer.json["code"]) == (401, "auth.required")


def test_secrets_are_stored_as_digests_alone(floor: Floor, device: str) -> None:
    client, _ = _log_in(floor, device)
    secret = client.get_cookie("wavegate_session").value

    [(stored,)] = floor.read(sa.select(Login.token_digest))

    assert stored == ids.digest(secret)
    assert secret not in stored


@pytest.mark.parametrize("next_", ["//evil.example/x", "/\\evil.example", "/\t/evil.example"])
def test_a_next_page_on_another_host_is_ignored(floor: Floor, next_: str) -> None:
    client = floor.nobody.client
    answer = client.post("/language", data={"lang": "en", "next": next_})
    assert answer.location == "/"
    page = client.get("/login", query_string={"next": next_}).get_data(as_text=True)
    assert "evil" not in page


def test_who_was_sent_to_the_login_comes_back_to_the_whole_address(floor: Floor) -> None:
    sent = floor.nobody.client.get("/board?tv=1&x=a b")
    page = floor.nobody.client.get(sent.location).get_data(as_text=True)
    data = page.partition('id="page-data">')[2].partition("</script>")[0]
    assert json.loads(data)["next"] == "/board?tv=1&x=a b"


def test_a_badge_of_another_site_opens_nothing_here(floor: Floor, device: str) -> None:
    pin, there = pins.hashed("4821"), Actor("system", None, 2)
    floor.write(lambda s: s.add(Warehouse(id=2, code="WH2", name="Elsewhere")))
    floor.write(
        lambda s: service.save_person(
            s, there, badge="X-1", name="外人", roles="admin", pin_hash=pin
        )
    )

    _, answer = _log_in(floor, device, "X-1")

    assert (answer.status_code, answer.json["code"]) == (401, "auth.bad_pin")
    greeted = floor.nobody.post(
        "/api/v1/session/badge", {"badge": "X-1"}, headers={"X-Device": device}
    )
    assert greeted.json == {"name": None, "resumes": False}
    [(device_id,)] = floor.read(sa.select(Device.id))
    with floor.app.app_context(), pytest.raises(Refused, match=r"auth\.bad_pin"):
        pins.approve("X-1", "4821", "waybill.void", device_id)


def test_tries_at_once_are_counted_one_after_the_other(floor: Floor, device: str) -> None:
    with ThreadPoolExecutor(12) as crowd:
        told = [crowd.submit(_log_in, floor, device, pin="1111") for _ in range(12)]

    codes = sorted(one.result()[1].json["code"] for one in told)
    assert codes == ["auth.bad_pin"] * 5 + ["auth.locked"] * 7


def test_a_supervisor_unlocks_a_badge_and_it_is_on_record(floor: Floor, device: str) -> None:
    for _ in range(6):
        _, answer = _log_in(floor, device, pin="1111")
    assert answer.json["code"] == "auth.locked"
    lead = floor.person("supervisor", badge="WG-LEAD")
    assert "WG-0017" in lead.get("/locked").get_data(as_text=True)

    told = lead.post("/api/v1/people/unlock", {"badge": "WG-0017"})

    assert (told.status_code, told.json) == (200, {"badge": "WG-0017", "tries": 5})
    assert _log_in(floor, device)[1].status_code == 200
    assert "WG-0017" not in lead.get("/locked").get_data(as_text=True)
    unlocked = sa.select(EventRow.actor).where(EventRow.tag == "people.badge.unlocked")
    assert floor.read(unlocked) == [("WG-LEAD",)]


def test_somebody_who_has_left_is_out_at_once(floor: Floor, device: str) -> None:
    client, _ = _log_in(floor, device)
    admin = floor.person("admin", badge="WG-ADMIN")

    def active(badge: str, wanted: bool):
        return admin.post("/api/v1/people/active", {"badge": badge, "active": wanted})

    assert active("WG-0017", False).json == {"badge": "WG-0017", "active": False}
    assert client.get("/api/v1/session").status_code == 401
    assert _log_in(floor, device)[1].json["code"] == "auth.bad_pin"
    assert active("WG-0017", True).status_code == active("WG-0017", True).status_code == 200
    assert _log_in(floor, device)[1].status_code == 200
    assert active("WG-NONE", False).json["code"] == "people.unknown_badge"
    assert active("WG-ADMIN", False).json["code"] == "people.yourself"


def test_a_lost_device_lets_nobody_in_any_more(floor: Floor, device: str) -> None:
    client, _ = _log_in(floor, device)
    admin = floor.person("admin")
    assert "PDA-17" in admin.get("/people").get_data(as_text=True)

    gone = [admin.post("/api/v1/devices/revoke", {"name": "PDA-17"}) for _ in range(2)]

    assert [one.json for one in gone] == [{"name": "PDA-17", "state": "revoked"}] * 2
    assert client.get("/api/v1/session").status_code == 401
    assert _log_in(floor, device)[1].json["code"] == "auth.device"
    unknown = admin.post("/api/v1/devices/revoke", {"name": "PDA-99"})
    assert unknown.json["code"] == "people.unknown_device"


def test_a_machine_s_token_is_revoked_by_its_name(floor: Floor) -> None:
    floor.write(lambda s: keys.revoke_tokens(s, SYSTEM, "hub-test"))
    access.forget()

    assert floor.hub.get("/api/v1/hub/events").status_code == 401
    with pytest.raises(Refused, match=r"people\.unknown_token"):
        floor.write(lambda s: keys.revoke_tokens(s, SYSTEM, "hub-test"))
