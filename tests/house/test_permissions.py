"""One permission table: every route, for every role, lets in exactly whom the table says."""

import re

import pytest

from app.core.api import Endpoint
from app.people.rules import PEOPLE_ROLES, PERMISSIONS, Role
from app.web import create_app
from tests.floor import Floor, Voice

OPEN_BESIDE = {
    "/",
    "/language",
    "/static/<path:filename>",
}


def _call(voice: Voice, endpoint: Endpoint):
    path = re.sub(r"<(?:\w+:)?\w+>", "999", endpoint.path)
    sent = {} if endpoint.body is not None else None
    return voice.client.open(
        path, method=endpoint.method, json=sent, headers=voice.headers, content_type=None
    )


def _voices(floor: Floor) -> dict[Role, Voice]:
    return {
        role: floor.person(role) if role in PEOPLE_ROLES else floor.machine(role, f"m-{role}")
        for role in Role
    }


def test_every_route_lets_in_exactly_whom_the_table_says(floor: Floor) -> None:
    voices = _voices(floor)
    wrong = []
    for endpoint in floor.app.extensions["endpoints"]:
        if endpoint.path == "/api/v1/session" and endpoint.method == "DELETE":
            continue  # it would log the caller out: tests/people covers it
        holders = PERMISSIONS[endpoint.needs] if endpoint.needs else frozenset(Role)
        for role, voice in voices.items():
            answer = _call(voice, endpoint)
            code = (answer.get_json(silent=True) or {}).get("code")
            let_in = code not in {"auth.permission", "auth.required", "auth.csrf"}
            if answer.status_code == 403 and endpoint.page:
                let_in = False
            if let_in != (role in holders) or answer.status_code >= 500:
                wrong.append((endpoint.method, endpoint.path, role, answer.status_code, code))

    assert wrong == []


def test_nobody_is_let_in_anywhere_but_the_door(floor: Floor) -> None:
    for endpoint in floor.app.extensions["endpoints"]:
        answer = _call(floor.nobody, endpoint)
        if endpoint.needs is None:
            assert answer.status_code != 401 or "pin" in answer.json["code"], endpoint
        elif endpoint.page:
            assert answer.status_code == 302, endpoint
            assert answer.location.startswith("/login?next="), endpoint
        else:
            assert (answer.status_code, answer.json["code"]) == (401, "auth.required"), endpoint


def test_every_route_stands_in_the_listing(settings) -> None:
    app = create_app(settings)
    listed = {(e.method, e.path) for e in app.extensions["endpoints"]}
    routes = {
        (method, str(rule))
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert {route for route in routes - listed if route[1] not in OPEN_BESIDE} == set()


def test_every_permission_that_a_route_needs_stands_in_the_table(floor: Floor) -> None:
    needed = {e.needs for e in floor.app.extensions["endpoints"] if e.needs}
    assert needed - PERMISSIONS.keys() == set()


@pytest.mark.parametrize("role", sorted(PEOPLE_ROLES))
def test_a_person_without_the_csrf_token_writes_nothing(floor: Floor, role: str) -> None:
    voice = floor.person(role)
    answer = voice.client.delete("/api/v1/session")
    assert (answer.status_code, answer.json["code"]) == (403, "auth.csrf")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_who_may_not_is_told_in_words(floor: Floor, lang: str) -> None:
    texts = floor.app.extensions["catalogue"]
    told = {one: texts.say("auth.permission", lang, permission=one) for one in PERMISSIONS}
    assert [one for one, sentence in told.items() if one in sentence] == []

    picker = floor.person("picker")
    picker.client.set_cookie("wavegate_language", lang)
    page = picker.client.get("/privacy", headers={"Accept": "text/html"})
    assert page.status_code == 403
    assert told["privacy.manage"] in page.get_data(as_text=True)
