"""Documents that match the code."""

import importlib
import inspect
import re
from pathlib import Path

from app.core.machine import Machine
from app.web import gather_texts

ROOT = Path(__file__).resolve().parents[2]
STATES = ROOT / "docs" / "states.md"
HEAD = """# States

Each table of moves as the program holds it; what is not drawn cannot happen. This page is
written by `python -m tests.house.test_docs` and compared by the tests.
"""


def machines() -> list[Machine]:
    found: dict[str, Machine] = {}
    outbox = ROOT / "app" / "core" / "outbox.py"
    for path in [*sorted((ROOT / "app").glob("*/rules.py")), outbox]:
        module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
        for _, value in inspect.getmembers(module, lambda v: isinstance(v, Machine)):
            found[value.name] = value
    return [found[name] for name in sorted(found)]


def states_page() -> str:
    parts = [
        f"\n## {m.name.capitalize()}\n\n```mermaid\n{m.mermaid()}\n```\n" for m in machines()
    ]
    return HEAD + "".join(parts)


def test_the_states_page_is_what_the_tables_say() -> None:
    assert STATES.read_text("utf-8") == states_page()


def test_every_code_that_is_refused_has_a_message() -> None:
    known = set(gather_texts().codes())
    missing = {}
    for path in sorted((ROOT / "app").rglob("*.py")):
        for code in re.findall(r'Refused\(\s*"([a-z_.]+)"', path.read_text("utf-8")):
            if code not in known:
                missing[code] = str(path.relative_to(ROOT))
    assert missing == {}


def test_every_error_an_endpoint_declares_has_a_message(floor) -> None:
    known = set(gather_texts().codes())
    declared = {code for e in floor.app.extensions["endpoints"] for code in e.errors}
    assert declared - known == set()


def test_nobody_but_the_store_commits() -> None:
    for path in sorted((ROOT / "app").rglob("*.py")):
        if path.relative_to(ROOT).as_posix() in {"app/core/db.py", "app/core/writer.py"}:
            continue
        text = path.read_text("utf-8")
        if "bench" in path.parts:  # the benchmark's floor and peers are other programs
            continue
        assert not re.search(r"\b(session|conn|connection|s)\.commit\(", text), path


def test_every_link_in_the_documents_leads_somewhere() -> None:
    for page in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]:
        for link in re.findall(r"\]\(([^)#\s]+)\)", page.read_text("utf-8")):
            if not link.startswith(("http:", "https:")):
                assert (page.parent / link).exists(), f"{page.name}: {link}"


if __name__ == "__main__":
    STATES.write_text(states_page(), "utf-8")
