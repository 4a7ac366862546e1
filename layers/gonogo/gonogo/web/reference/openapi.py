"""OpenAPI 3.1 of the native API: routes from the dialect, the rest from beside them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gonogo import __version__
from gonogo.dialects._contract import JSON_TYPE, Conversation, Route
from gonogo.dialects.native import DIALECT, PROBLEM_TYPE
from gonogo.web.reference.given import with_nulls
from gonogo.web.reference.operation import Operation
from gonogo.web.reference.operations import ERRORS, OPERATIONS
from gonogo.web.reference.schemas import schemas
from gonogo.web.reference.vocabulary import TEXT, Schema, named

SERVER = "https://gonogo.example.com"
"""Stands in the file; the served copy has the deployment's own base in its place."""
_PARAMETER = re.compile(r"<(\w+)>")
_ABOUT = (
    "API tests that say go or no-go to a deployment. Start something by its trigger or with a key, "
    "then read its batch until it is finished. Requests are read strictly: an unknown field is "
    "refused and named. Errors are problem documents."
)
_TAGS = {
    "Start": "Start a project, a suite or a test.",
    "Read": "Verdicts, reasons and results.",
    "History": "What was started before, in pages: `next` is the `cursor` of the next one.",
    "Definitions": "Tests, suites and environments from your repository.",
    "Projects": "Who owns the tests; a key of role `admin` makes one.",
    "Tests": "Tests one by one, in the words of definition files.",
    "Suites": "Suites one by one.",
    "Environments": "Environments one by one: a project's shared ones, and those of a test.",
    "Inbound": "Calls for runs that wait for them; no key but the address.",
    "Cancel": "End what was started.",
    "Secrets": "Secret variables, for runs to use and nobody to read; needs a key of role `write`.",
    "Schedules": "What is started again and again.",
    "Gates": "Deployments that ask if they may go on; binding them needs a key of role `admin`.",
    "Webhooks": "Whom to tell of outcomes, and what became of telling.",
    "Keys": "Who may do what; needs a key of role `admin`.",
    "Service": "The deployment itself.",
}
_PATH_TEXTS = {
    "trigger": "A trigger's id: the secret that starts something.",
    "project": "Id or name.",
    "suite": "Id or name.",
    "test": "Id or name.",
    "environment": "Id or name.",
    "batch": "Id or number.",
    "run": "Id or number.",
    "secret": "A secret's name.",
    "schedule": "A schedule's id.",
    "binding": "A binding's id.",
    "webhook": "A webhook's id.",
    "delivery": "A delivery's id.",
    "key": "A key's id.",
    "address": "The secret that `{{gonogo_inbound_url}}` ends with.",
    "place": "The `path` of the step that takes the call.",
}


_TAG = {"ETag": {"schema": TEXT, "description": "Another one for every change."}}


def description(recorded: Path) -> dict[str, Any]:
    """The whole document; `recorded` is the folder of replies shown as examples."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "gonogo",
            "version": __version__,
            "description": _ABOUT,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": SERVER}],
        "tags": [{"name": name, "description": text} for name, text in _TAGS.items()],
        "security": [{"bearer": []}, {"header": []}],
        "paths": _paths(recorded),
        "components": {
            "schemas": {**_schemas(), "Variables": _variables()},
            "responses": {f"Error{status}": _error(status) for status in ERRORS},
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "header": {"type": "apiKey", "in": "header", "name": "X-Api-Key"},
            },
        },
    }


def _schemas() -> dict[str, Schema]:
    bodies = (str(operation.body) for operation in OPERATIONS.values() if operation.body)
    return with_nulls(schemas(), bodies)


def _variables() -> Schema:
    return {
        "type": "object",
        "description": "Every member is a variable, but those that begin with `gonogo_`.",
        "additionalProperties": {"type": ["string", "number", "boolean"]},
    }


def _paths(recorded: Path) -> dict[str, Any]:
    paths: dict[str, dict[str, Any]] = {}
    for route in DIALECT.routes:
        address = DIALECT.mount + _PARAMETER.sub(r"{\1}", route.path)
        for method in route.methods:
            operation = OPERATIONS[method, route.path]
            described = _operation(route, operation, recorded)
            paths.setdefault(address, {})[method.lower()] = described
    paths["/v1/health"] = {"get": _service("health", "Whether the function runs.", named("Health"))}
    own = _service("describe", "This description.", {"type": "object"})
    paths["/v1/openapi.json"] = {"get": own}
    return paths


def _service(id: str, summary: str, schema: Schema) -> dict[str, Any]:
    answer = {"description": summary, "content": {JSON_TYPE: {"schema": schema}}}
    return {
        "operationId": id,
        "summary": summary,
        "tags": ["Service"],
        "security": [],
        "responses": {"200": answer, "405": _reference(405)},
    }


def _operation(route: Route | Conversation, operation: Operation, recorded: Path) -> dict[str, Any]:
    found: dict[str, Any] = {
        "operationId": operation.id,
        "summary": route.summary,
        "tags": [operation.tag],
        "parameters": [*_path_parameters(route), *operation.query],
        "responses": _responses(operation, recorded),
    }
    if operation.body:
        found["requestBody"] = _body(operation)
    if operation.open:
        found["security"] = []
    return found


def _path_parameters(route: Route | Conversation) -> list[Schema]:
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "description": _PATH_TEXTS[name],
            "schema": {"type": "string", "minLength": 1, "maxLength": 512},
        }
        for name in _PARAMETER.findall(route.path)
    ]


def _body(operation: Operation) -> Schema:
    content: dict[str, Any] = {"schema": named(str(operation.body))}
    if operation.body_example is not None:
        content["example"] = operation.body_example
    found: Schema = {"content": {JSON_TYPE: content}}
    if operation.open:
        # Whatever stands in a form is text when it arrives.
        form = {"schema": {"type": "object", "additionalProperties": True}}
        found["content"]["application/x-www-form-urlencoded"] = form
    if operation.body == "Definitions" or str(operation.body).startswith("New"):
        found["required"] = True
    return found


def _responses(operation: Operation, recorded: Path) -> Mapping[str, Any]:
    found: dict[str, Any] = {str(operation.status): _answer(operation, recorded)}
    if operation.tagged and operation.query and operation.query[0]["name"] == "If-None-Match":
        found["304"] = {"description": "As you have it.", "headers": _TAG}
    for status in sorted({*operation.errors, 404 if operation.errors else 405, 405}):
        found[str(status)] = _reference(status)
    return found


def _answer(operation: Operation, recorded: Path) -> Schema:
    if operation.media:
        return {"description": "As asked.", "content": {operation.media: {"schema": TEXT}}}
    if operation.answer is None:
        return {"description": "Done."}
    content: dict[str, Any] = {JSON_TYPE: {"schema": named(operation.answer)}}
    if operation.example:
        text = (recorded / f"{operation.example}.expect.json").read_text(encoding="utf-8")
        content[JSON_TYPE]["example"] = json.loads(text)["body"]
    if operation.junit:
        content["application/xml"] = {"schema": {"type": "string", "description": "JUnit"}}
    answer: Schema = {"description": "As asked.", "content": content}
    if operation.tagged:
        answer["headers"] = dict(_TAG)
    if operation.status == 201 and operation.tagged:
        answer["headers"]["Location"] = {"schema": {"type": "string", "format": "uri"}}
    if operation.answer == "Started":
        url = {"schema": {"type": "string", "format": "uri"}}
        answer |= {"description": "Started.", "headers": {"Location": url}}
    return answer


def _error(status: int) -> Schema:
    content = {PROBLEM_TYPE: {"schema": named("Problem")}}
    found: Schema = {"description": ERRORS[status], "content": content}
    if status == 429:
        text = {"schema": {"type": "string"}}
        seconds = {"schema": {"type": "integer", "minimum": 1}}
        found["headers"] = {"Retry-After": seconds, "RateLimit": text, "RateLimit-Policy": text}
    return found


def _reference(status: int) -> Schema:
    return {"$ref": f"#/components/responses/Error{status}"}
