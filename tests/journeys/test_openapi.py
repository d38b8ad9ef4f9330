"""The OpenAPI document is complete and true: no 5xx, no undocumented answer.

schemathesis makes requests from the document, good ones and broken ones, and every answer is
held against it.
"""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy, one_of
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from app.people.rules import PEOPLE_ROLES
from tests.floor import Floor, Voice

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
DEVICES = ("/weigh", "/benches/")  # they touch real devices: tests/packing covers them
# the document is written and bodies are checked before any database is asked: on the second
# one, some requests of each kind are enough to see that its answers are the same
EXAMPLES = {"sqlite": 12, "postgresql": 4}


def _good_and_broken(operation: Any) -> SearchStrategy[schemathesis.Case]:
    modes = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]
    if not list(operation.body) and not list(operation.query):
        modes = modes[:1]
    return one_of(*(operation.as_strategy(generation_mode=mode) for mode in modes))


def _sweep(floor: Floor, voice: Voice, cookies: dict[str, str], examples: int) -> list[str]:
    schema = schemathesis.openapi.from_wsgi("/openapi.json", floor.app)
    found: list[str] = []
    for result in schema.get_all_operations():
        operation = result.ok()
        if operation.method == "delete" or any(part in operation.path for part in DEVICES):
            continue

        @settings(
            max_examples=examples,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=_good_and_broken(operation))
        def check(case: schemathesis.Case) -> None:
            case.headers = dict(voice.headers)
            case.cookies = cookies
            answer = case.call()
            case.validate_response(answer, checks=CHECKS)

        try:
            check()
        except Exception as error:  # noqa: BLE001  one bad operation must not hide the next
            found.append(f"{operation.method} {operation.path}: {error}")
    return found


@pytest.mark.parametrize("who", ["person", "hub"])
def test_every_answer_stands_in_the_document(
    floor: Floor, who: str, database_kind: str
) -> None:
    if who == "person":
        voice = floor.person(*PEOPLE_ROLES)
        cookie = voice.client.get_cookie("wavegate_session")
        assert cookie is not None
        cookies = {"wavegate_session": cookie.value}
    else:
        voice, cookies = floor.hub, {}

    assert _sweep(floor, voice, cookies, EXAMPLES[database_kind]) == []
