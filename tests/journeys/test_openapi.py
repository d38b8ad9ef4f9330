"""The OpenAPI document is complete and true: no 5xx, no undocumented answer.

schemathesis makes requests from the document, good ones and broken ones, and every answer is
held against it.
"""

from typing import Any, NamedTuple

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

from app.people.rules import PEOPLE_ROLES, PERMISSIONS, Role
from tests.floor import Floor

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
PARTS = 3


class Caller(NamedTuple):
    """Somebody who asks, with their roles and what proves who they are."""

    roles: frozenset[Role]
    headers: dict[str, str]
    cookies: dict[str, str]


def _somebody_with_every_role(floor: Floor) -> Caller:
    voice = floor.person(*PEOPLE_ROLES)
    session = voice.client.get_cookie("wavegate_session")
    assert session is not None
    return Caller(PEOPLE_ROLES, voice.headers, {"wavegate_session": session.value})


def _good_and_broken(operation: Any) -> SearchStrategy[schemathesis.Case]:
    modes = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]
    if not list(operation.body) and not list(operation.query):
        modes = modes[:1]
    return one_of(*(operation.as_strategy(generation_mode=mode) for mode in modes))


def _asked_by(operation: Any, callers: list[Caller]) -> list[Caller]:
    """Who may ask; where the hub is not let in, tests/house/test_permissions.py covers it."""
    needs = operation.definition.raw.get("x-permission")
    return [one for one in callers if not needs or one.roles & PERMISSIONS[needs]]


def _sweep(floor: Floor, callers: list[Caller], examples: int, part: int) -> list[str]:
    schema = schemathesis.openapi.from_wsgi("/openapi.json", floor.app)
    found: list[str] = []
    for result in list(schema.get_all_operations())[part::PARTS]:
        operation = result.ok()
        if operation.method == "delete" or any(part in operation.path for part in DEVICES):
            continue
        try:
            _hold_against_the_document(operation, _asked_by(operation, callers), examples)
        except Exception as error:  # noqa: BLE001  one bad operation must not hide the next
            found.append(f"{operation.method} {operation.path}: {error}")
    return found


def _hold_against_the_document(operation: Any, callers: list[Caller], examples: int) -> None:
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
        for caller in callers:
            case.headers, case.cookies = dict(caller.headers), caller.cookies
            case.validate_response(case.call(), checks=CHECKS)

    check()


@pytest.mark.parametrize("part", range(PARTS))
def test_every_answer_stands_in_the_document(
    floor: Floor, database_kind: str, part: int
) -> None:
    hub = Caller(frozenset({Role.HUB}), floor.hub.headers, {})
    callers = [_somebody_with_every_role(floor), hub]

    assert _sweep(floor, callers, EXAMPLES[database_kind], part) == []
