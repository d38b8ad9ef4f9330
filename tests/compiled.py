"""What a program compiles once, and the tests, with an app each, would compile for each app."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from jinja2 import Environment
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

STATEMENTS = 5_000
"""More than all the tests' statements: none is thrown out and compiled again."""


@contextmanager
def once() -> Iterator[None]:
    """Keep compiled addresses, statements and pages from one app to the next."""
    with pytest.MonkeyPatch.context() as patch:
        _keep_addresses(patch)
        _keep_statements(patch)
        _keep_pages(patch)
        yield


def _keep_addresses(patch: pytest.MonkeyPatch) -> None:
    """What werkzeug makes of an address hangs on nothing but its words."""
    made: dict[object, dict[str, Any]] = {}
    compile_rule = Rule.compile

    def compile_once(rule: Rule) -> None:
        words = (rule.rule, rule.subdomain, rule.host, rule.merge_slashes, repr(rule.defaults))
        if words not in made:
            compile_rule(rule)
            names = ("_parts", "_trace", "_converters", "arguments")
            made[words] = {name: getattr(rule, name) for name in names} | {
                name: getattr(rule, name).__func__ for name in ("_build", "_build_unknown")
            }
        for name, value in made[words].items():
            bound = name.startswith("_build")
            setattr(rule, name, value.__get__(rule, None) if bound else value)

    patch.setattr(Rule, "compile", compile_once)


def _keep_statements(patch: pytest.MonkeyPatch) -> None:
    """SQL hangs on its dialect, and all engines of one kind speak the same."""
    compiled: LRUCache[Any, Any] = LRUCache(STATEMENTS)
    shared = property(lambda engine: compiled, lambda engine, own: None)
    patch.setattr(sa.Engine, "_compiled_cache", shared, raising=False)
    patch.setattr(DefaultDialect, "__hash__", lambda dialect: hash(type(dialect)))
    patch.setattr(DefaultDialect, "__eq__", lambda one, two: type(one) is type(two))


def _keep_pages(patch: pytest.MonkeyPatch) -> None:
    """A page's code hangs on its words: all apps know the same filters."""
    made: dict[object, Any] = {}
    compile_page = Environment.compile

    def compile_once(pages: Environment, source: Any, *words: Any, **more: Any) -> Any:
        key = (type(pages), source, words, tuple(sorted(more.items())))
        if key not in made:
            made[key] = compile_page(pages, source, *words, **more)
        return made[key]

    patch.setattr(Environment, "compile", compile_once)
