"""No number in a path or a query is so large that the database cannot be asked for it."""

import re

import pytest

from app.people.rules import PEOPLE_ROLES, Role
from tests.floor import Floor

HUGE = "9" * 25
LARGE = (str(2**31), str(2**53 - 1), str(2**63), HUGE)


@pytest.mark.parametrize("number", LARGE)
def test_a_number_that_nothing_has_is_no_fault(floor: Floor, number: str) -> None:
    person = floor.person(*PEOPLE_ROLES)
    machines = [floor.machine(role) for role in (Role.HUB, Role.AGENT, Role.READER)]
    faults = []
    for endpoint in floor.app.extensions["endpoints"]:
        path = re.sub(r"<(?:\w+:)?\w+>", number, endpoint.path)
        if endpoint.query is not None and "after" in endpoint.query.__struct_fields__:
            path += f"?after={number}"
        elif path == endpoint.path:
            continue
        sent = {} if endpoint.body is not None else None
        for voice in (person, *machines):
            answer = voice.client.open(
                path, method=endpoint.method, json=sent, headers=voice.headers
            )
            if answer.status_code >= 500:
                faults.append((endpoint.method, path, answer.status_code))

    assert faults == []
