"""The OpenAPI 3.1 document, made from the same declarations that make the routes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import msgspec

from app.core.api import JSON, Endpoint
from app.i18n import Catalogue

PROBLEM = "application/problem+json"
REF = "#/components/schemas/{name}"
_PARAM = re.compile(r"<(?:\w+:)?(\w+)>")
_ALWAYS = ("store.busy",)
_GUARDED = ("auth.required", "auth.permission")
_WRITING = (
    "auth.csrf",
    "request.length_required",
    "request.too_large",
    "idempotency.bad_key",
    "idempotency.other_payload",
    "idempotency.in_flight",
    "store.conflict",
)
_WITH_BODY = (
    "request.bad",  # cut off on its way
    "request.bad_json",
    "request.not_json",
    "request.invalid",
)


def document(endpoints: Sequence[Endpoint], catalogue: Catalogue) -> dict[str, Any]:
    """Build the document of all endpoints but the pages."""
    listed = [e for e in endpoints if not e.page]
    kinds = [k for e in listed for k in (e.body, e.query, e.answer) if k is not None]
    schemas, components = msgspec.json.schema_components(kinds, ref_template=REF)
    named = dict(zip(map(id, kinds), schemas, strict=True))
    paths: dict[str, dict[str, Any]] = defaultdict(dict)
    for endpoint in listed:
        operation = _operation(endpoint, named, components, catalogue)
        paths[_PARAM.sub(r"{\1}", endpoint.path)][endpoint.method.lower()] = operation
    return {
        "openapi": "3.1.0",
        "info": {"title": "Wavegate", "version": "1", "license": {"name": "Apache-2.0"}},
        "paths": dict(paths),
        "components": {
            "schemas": components | {"Problem": _problem_schema()},
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "session": {"type": "apiKey", "in": "cookie", "name": "wavegate_session"},
            },
        },
    }


def codes_of(endpoint: Endpoint) -> list[str]:
    """Every code that *endpoint* can refuse with."""
    codes = [*endpoint.errors, *_ALWAYS]
    if endpoint.needs is not None:
        codes += _GUARDED
    if endpoint.method != "GET":
        codes += _WRITING
    if endpoint.body is not None:
        codes += _WITH_BODY
    if endpoint.query is not None:
        codes.append("request.invalid")
    if endpoint.query is not None or _PARAM.search(endpoint.path):
        codes.append("request.bad")  # a NUL in the address
    return sorted(set(codes))


def _operation(
    endpoint: Endpoint,
    named: dict[int, dict[str, Any]],
    components: dict[str, Any],
    catalogue: Catalogue,
) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "summary": endpoint.summary,
        "operationId": re.sub(r"\W+", "_", f"{endpoint.method.lower()}{endpoint.path}"),
        "responses": _responses(endpoint, named, catalogue),
        "security": [{"bearer": []}, {"session": []}] if endpoint.needs else [],
    }
    if endpoint.needs is not None:
        operation["x-permission"] = endpoint.needs
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in _PARAM.findall(endpoint.path)
    ]
    if endpoint.query is not None:
        parameters += _query_parameters(named[id(endpoint.query)], components)
    if parameters:
        operation["parameters"] = parameters
    if endpoint.body is not None:
        content = {JSON: {"schema": named[id(endpoint.body)]}}
        operation["requestBody"] = {
            "required": not endpoint.body_optional,
            "content": content,
        }
    return operation


def _query_parameters(ref: dict[str, Any], components: dict[str, Any]) -> list[dict[str, Any]]:
    schema = components[ref["$ref"].rpartition("/")[2]]
    needed = schema.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in needed, "schema": shape}
        for name, shape in schema["properties"].items()
    ]


def _responses(
    endpoint: Endpoint, named: dict[int, dict[str, Any]], catalogue: Catalogue
) -> dict[str, Any]:
    answer: dict[str, Any] = {"description": endpoint.summary or "Done"}
    if endpoint.answer is not None:
        answer["content"] = {endpoint.media: {"schema": named[id(endpoint.answer)]}}
    elif endpoint.status != 204:
        answer["content"] = {endpoint.media: {}}
    responses = {str(endpoint.status): answer}
    by_status: dict[int, list[str]] = defaultdict(list)
    for code in codes_of(endpoint):
        message = catalogue.get(code)
        by_status[message.status if message else 409].append(code)
    for status, codes in sorted(by_status.items()):
        shape = {"allOf": [{"$ref": REF.format(name="Problem")}]}
        shape["properties"] = {"code": {"enum": codes}}  # type: ignore[assignment]  # a JSON value
        responses[str(status)] = {
            "description": " · ".join(_sentence(catalogue, code) for code in codes),
            "content": {PROBLEM: {"schema": shape}},
        }
        if status == 503:
            responses["503"]["headers"] = {"Retry-After": {"schema": {"type": "string"}}}
    return responses


def _sentence(catalogue: Catalogue, code: str) -> str:
    """The sentence of a code with its {names} unfilled: here nothing was refused yet."""
    message = catalogue.get(code)
    return message.en if message else code


def _problem_schema() -> dict[str, Any]:
    text = {"type": "string"}
    entry = {
        "type": "object",
        "properties": {"pointer": text, "detail": text},
        "required": ["pointer", "detail"],
    }
    return {
        "type": "object",
        "description": "RFC 9457",
        "properties": {
            "type": text,
            "title": text,
            "status": {"type": "integer"},
            "code": text,
            "detail": text,
            "tone": text,
            "errors": {"type": "array", "items": entry},
            "retryable": {"type": "boolean"},
        },
        "required": ["type", "title", "status", "code", "detail", "errors", "retryable"],
    }
