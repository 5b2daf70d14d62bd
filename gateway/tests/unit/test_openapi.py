"""The document that clients are generated from."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from nightmarket_gateway.app import create_app

METHODS = {"get", "put", "post", "delete", "patch"}
TYPES: dict[str, Any] = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "array": list,
    "object": dict,
    "null": type(None),
}


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return create_app(origins=frozenset({"https://shop.test"})).openapi()


def operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (path, method, operation)
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method in METHODS
    ]


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for part in value.values():
            yield from nodes(part)
    elif isinstance(value, list):
        for part in value:
            yield from nodes(part)


def resolve(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        found: Any = document
        for step in schema["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        schema = found
    return schema


def fits(document: dict[str, Any], schema: dict[str, Any], value: Any) -> bool:
    """Whether `value` is allowed by what of JSON Schema the document uses."""
    schema = resolve(document, schema)
    if "anyOf" in schema:
        return any(fits(document, one, value) for one in schema["anyOf"])
    kind = TYPES[schema["type"]] if "type" in schema else object
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is int):
        return False
    checks = [
        "enum" not in schema or value in schema["enum"],
        "const" not in schema or value == schema["const"],
    ]
    if isinstance(value, str):
        checks += [
            schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", 10**9),
            re.search(schema.get("pattern", ""), value) is not None,
        ]
    if isinstance(value, int):
        checks.append(schema.get("minimum", value) <= value <= schema.get("maximum", value))
    if isinstance(value, list):
        checks += [fits(document, schema.get("items", {}), one) for one in value]
    if isinstance(value, dict) and isinstance(schema.get("additionalProperties"), dict):
        checks += [fits(document, schema["additionalProperties"], one) for one in value.values()]
    return all(checks)


def test_every_operation_answers_failures_with_problems(document: dict[str, Any]) -> None:
    for path, method, operation in operations(document):
        for family in ("4XX", "5XX"):
            content = operation["responses"][family]["content"]
            schema = content["application/problem+json"]["schema"]
            assert resolve(document, schema)["title"] == "Problem", (path, method)
        assert "422" not in operation["responses"], (path, method)


def test_operation_ids_are_unique(document: dict[str, Any]) -> None:
    ids = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(ids) == len(set(ids)) > 25
    assert all(re.fullmatch(r"[a-z_]+", one) for one in ids)


def test_only_what_clients_call_is_in_it(document: dict[str, Any]) -> None:
    paths = set(document["paths"])
    assert all(path.startswith("/v1/") for path in paths - {"/.well-known/jwks.json"})
    assert not any("internal" in path or "callbacks" in path for path in paths)


def test_calls_that_change_something_take_an_idempotency_key(document: dict[str, Any]) -> None:
    without = {
        operation["operationId"]
        for _, method, operation in operations(document)
        if method != "get"
        and "idempotency-key" not in {one["name"] for one in operation.get("parameters", ())}
    }
    # A log-in works once per state, a refresh token is its own key, ending a session twice is fine,
    # and so is a ticket that nobody uses.
    assert without == {
        "start_login",
        "finish_login",
        "refresh",
        "logout",
        "end_session",
        "socket_ticket",
    }


def test_references_lead_somewhere(document: dict[str, Any]) -> None:
    for node in nodes(document):
        if "$ref" in node:
            assert resolve(document, node)


def test_examples_and_defaults_fit_their_schemas(document: dict[str, Any]) -> None:
    checked = 0
    for node in nodes(document["components"]["schemas"] | document["paths"]):
        if isinstance(node.get("examples"), list):
            for example in node["examples"]:
                assert fits(document, node, example), node
                checked += 1
        if "default" in node and "type" in node:
            assert fits(document, node, node["default"]), node
    assert checked > 15


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "integer"}, "1"),
        ({"type": "integer"}, True),
        ({"type": "string", "maxLength": 2}, "abc"),
        ({"type": "string", "pattern": "^[A-Z]{3}$"}, "twd"),
        ({"enum": ["a"]}, "b"),
        ({"type": "array", "items": {"type": "string"}}, [1]),
        ({"type": "object", "additionalProperties": {"type": "string"}}, {"a": 1}),
        ({"type": "integer", "maximum": 5}, 6),
    ],
)
def test_the_check_itself_sees_what_does_not_fit(schema: dict[str, Any], value: Any) -> None:
    assert not fits({}, schema, value)
