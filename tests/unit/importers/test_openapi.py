"""The rules of `contracts/runscope.md` 12 for Swagger 2.0 and OpenAPI 3, one by one."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gonogo.importers._contract import Imported, Options, Source
from gonogo.importers.openapi import IMPORTER


def imported(root: dict[str, Any], **options: Any) -> Imported:
    """The import of a document."""
    return IMPORTER.read(Source(json.dumps(root), "file"), Options(**options))


def swagger(operation: dict[str, Any], path: str = "/a", **more: Any) -> Imported:
    """A Swagger 2.0 document with one operation."""
    return imported({"swagger": "2.0", "paths": {path: {"post": operation}}, **more})


def openapi(operation: dict[str, Any], path: str = "/a", **more: Any) -> Imported:
    """An OpenAPI 3 document with one operation."""
    return imported({"openapi": "3.0.3", "paths": {path: {"post": operation}}, **more})


def step(found: Imported) -> dict[str, Any]:
    """The one step."""
    [test] = found.document["tests"]
    [only] = test["steps"]
    return dict(only)


def variables(found: Imported) -> dict[str, str]:
    """What the environment says."""
    [environment] = found.document["environments"]
    return dict(environment["variables"])


@pytest.mark.parametrize("made", [swagger, openapi])
def test_a_document_without_a_host_has_the_vendors_default(made: Any) -> None:
    found = made({})
    assert step(found)["url"] == "https://{{host}}/a"
    assert variables(found)["host"] == "yourapihere.com"


def test_the_host_is_a_variable_and_the_base_path_stays() -> None:
    found = swagger({}, host="api.test:8", basePath="/v1", schemes=["http"])
    assert (step(found)["url"], variables(found)["host"]) == ("http://{{host}}/v1/a", "api.test:8")
    found = openapi({}, servers=[{"url": "http://api.test:8/v1"}])
    assert (step(found)["url"], variables(found)["host"]) == ("http://{{host}}/v1/a", "api.test:8")


@pytest.mark.parametrize(
    ("default", "url"), [("", "http://{{host}}/a"), ("v2", "http://{{host}}/v2/a")]
)
def test_a_variable_of_a_server_is_its_default_also_an_empty_one(default: str, url: str) -> None:
    server = {"url": "http://api.test/{base}", "variables": {"base": {"default": default}}}
    assert step(openapi({}, servers=[server]))["url"] == url


PLACES = {
    "path": ("url", "https://{{host}}/a/{{id}}"),
    "query": ("url", "https://{{host}}/a/{{id}}?id={{id}}"),
    "header": ("headers", {"id": "{{id}}"}),
    "cookie": ("headers", {"Cookie": "id={{id}}"}),
}


@pytest.mark.parametrize("place", PLACES)
def test_a_parameter_is_the_variable_of_its_name(place: str) -> None:
    parameter = {"name": "id", "in": place, "required": True, "schema": {"type": "string"}}
    key, expected = PLACES[place]
    assert step(openapi({"parameters": [parameter]}, "/a/{id}"))[key] == expected


def test_form_and_body_parameters_are_variables() -> None:
    form = {"name": "f", "in": "formData", "type": "string", "required": True}
    assert step(swagger({"parameters": [form]}))["form"] == {"f": "{{f}}"}
    body = {"name": "b", "in": "body", "schema": {"example": {"x": 1}}}
    found = swagger({"parameters": [body]})
    assert step(found)["body"] == "{{b}}"
    assert json.loads(variables(found)["b"]) == {"x": 1}


@pytest.mark.parametrize("made", [swagger, openapi])
@pytest.mark.parametrize("place", ["query", "header"])
def test_an_api_key_goes_where_the_document_says(made: Any, place: str) -> None:
    scheme = {"k": {"type": "apiKey", "name": "X-Key", "in": place}}
    more = {"securityDefinitions": scheme, "components": {"securitySchemes": scheme}}
    found = step(made({"security": [{"k": []}]}, **more))
    if place == "query":
        assert found["url"].endswith("?X-Key={{X-Key}}")
    else:
        assert found["headers"] == {"X-Key": "{{X-Key}}"}


@pytest.mark.parametrize(
    ("made", "scheme"),
    [(swagger, {"type": "basic"}), (openapi, {"type": "http", "scheme": "basic"})],
)
def test_basic_auth_is_two_variables(made: Any, scheme: dict[str, str]) -> None:
    more = {"securityDefinitions": {"k": scheme}, "components": {"securitySchemes": {"k": scheme}}}
    auth = step(made({}, security=[{"k": []}], **more))["auth"]
    assert auth == {"type": "basic", "username": "{{username}}", "password": "{{password}}"}


def test_one_test_for_all_or_one_for_each_operation() -> None:
    root = {"openapi": "3.0.0", "paths": {"/a": {"get": {}, "post": {}}, "/b": {"get": {}}}}
    assert len(imported(root, per="all").document["tests"]) == 1
    assert len(imported(root, per="request").document["tests"]) == 3


def test_an_accept_header_only_if_it_is_wanted() -> None:
    answer = {"responses": {"200": {"content": {"text/csv": {}}}}}
    root = {"openapi": "3.0.0", "paths": {"/a": {"get": answer}}}
    assert "headers" not in step(imported(root))
    assert step(imported(root, accept=True))["headers"] == {"Accept": "text/csv"}


def test_a_schema_in_a_circle_is_followed_to_an_end() -> None:
    node = {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/N"}}}
    body = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/N"}}}}
    found = openapi({"requestBody": body}, components={"schemas": {"N": node}})
    assert step(found)["body"].startswith("{{")
