"""Every refusal that the OpenAPI document tells of is provoked by a test."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec

from app.config import Settings
from app.core.openapi import codes_of
from app.web import create_app

TESTS = Path(__file__).resolve().parents[1]
START = msgspec.json.encode({"control": "", "roles": [], "goods": [], "speed": 1})


def test_every_code_that_an_endpoint_declares_is_named_by_a_test(settings: Settings) -> None:
    app = create_app(settings, START)  # a demo floor has all the pages there are
    declared = {code for e in app.extensions["endpoints"] for code in codes_of(e)}
    files = [path for path in TESTS.rglob("*.py") if TESTS / "house" not in path.parents]
    texts = "\n".join(path.read_text("utf-8") for path in files)
    named = set(re.findall(r'"([a-z_]+(?:\.[a-z_]+)+)"', texts))

    missing = sorted(declared - named)
    assert not missing, f"no test provokes {', '.join(missing)}"
