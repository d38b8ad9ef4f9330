"""Badge, PIN and enrolled device: who gets in, who is locked out, who is thrown out."""

import pytest
import sqlalchemy as sa

from app.core import ids
from app.core.events import SYSTEM
from app.people import access, pins, service
from app.people.models import Login, Person
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


def test_secrets_are_stored_as_digests_alone(floor: Floor, device: str) -> None:
    client, _ = _log_in(floor, device)
    secret = client.get_cookie("wavegate_session").value

    [(stored,)] = floor.read(sa.select(Login.token_digest))

    assert stored == ids.digest(secret)
    assert secret not in stored


def test_a_next_page_on_another_host_is_ignored(floor: Floor) -> None:
    answer = floor.nobody.client.post(
        "/language", data={"lang": "en", "next": "//evil.example/x"}
    )
    assert answer.location == "/"
