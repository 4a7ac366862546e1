"""What the description says of each native operation beyond its route."""

from __future__ import annotations

from collections.abc import Mapping

from gonogo.dialects.native._inbound import METHODS
from gonogo.web.reference import (
    defining,
    gates,
    history,
    schedules,
    starting,
    watching,
    webhooks,
)
from gonogo.web.reference.operation import Operation
from gonogo.web.reference.vocabulary import Schema

ERRORS: Mapping[int, str] = {
    400: "The request cannot be taken; `field` and `accepted` say why.",
    401: "No key, or none that is in force.",
    403: "The key may not do this.",
    404: "There is no such thing for this key.",
    405: "Not with this method.",
    408: "It is not over; ask again after `Retry-After` seconds.",
    409: "Its state refuses it; the message says which.",
    412: "It is not as you saw it: the tag in `If-Match` is another one's.",
    413: "The body is larger than 1 MB.",
    415: "The body is not JSON.",
    422: "The idempotency key was used to start something else.",
    429: "Too many calls; come back after `Retry-After` seconds.",
}


_VARIABLES: Schema = {
    "name": "variables",
    "in": "query",
    "description": "Every parameter is a variable, but those that begin with `gonogo_`.",
    "style": "form",
    "explode": True,
    # Whatever stands in a query is text when it arrives.
    "schema": {"type": "object", "additionalProperties": True},
}


def _reserved(name: str, about: str, *, several: bool = False) -> Schema:
    text: Schema = {"type": "string"}
    schema = {"type": "array", "items": text} if several else text
    return {"name": name, "in": "query", "description": about, "schema": schema}


_TRIGGER_QUERY = (
    _reserved("gonogo_environment", "Id or name; else the default."),
    _reserved("gonogo_location", "Where to run; may repeat.", several=True),
    _reserved("gonogo_webhook", "Whom to tell; may repeat.", several=True),
    *starting.TRIGGER_QUERY,
    _VARIABLES,
    *starting.HEADERS,
)
_STARTING = (400, 401, 403, 404, 409, 413, 415, 422, 429)
_START_EXAMPLE = {
    "variables": {"host": "https://green.example.com"},
    "environment": "staging",
    "tags": [["smoke", "!slow"]],
    "build": {"commit": "f00dfeed", "branch": "main"},
    "policy": {"non_blocking": ["flaky"]},
}


def _start(id: str, example: str, body: str = "Start") -> Operation:
    return Operation(
        id=id,
        tag="Start",
        answer="Started",
        status=201,
        example=example,
        body=body,
        body_example=_START_EXAMPLE,
        query=starting.HEADERS,
        errors=_STARTING,
    )


OPERATIONS: Mapping[tuple[str, str], Operation] = {
    ("GET", "/triggers/<trigger>"): Operation(
        id="trigger",
        tag="Start",
        answer="Started",
        status=201,
        example="started-by-trigger",
        query=_TRIGGER_QUERY,
        errors=(400, 404, 409, 422, 429),
        open=True,
    ),
    ("POST", "/triggers/<trigger>"): Operation(
        id="triggerWithBody",
        tag="Start",
        answer="Started",
        status=201,
        example="started-by-trigger-json",
        body="Variables",
        body_example={"host": "https://green.example.com"},
        query=_TRIGGER_QUERY,
        errors=(400, 404, 409, 413, 415, 422, 429),
        open=True,
    ),
    ("POST", "/projects/<project>/start"): _start(
        "startProject", "started-project", "StartProject"
    ),
    ("POST", "/projects/<project>/suites/<suite>/start"): _start("startSuite", "started"),
    ("POST", "/projects/<project>/tests/<test>/start"): _start("startTest", "started-sets"),
    ("POST", "/projects/<project>/preview"): starting.PREVIEW,
    ("GET", "/batches/<batch>"): Operation(
        id="readBatch",
        tag="Read",
        answer="BatchResult",
        example="batch-no-go",
        query=(history.WAIT,),
        errors=(400, 401, 403, 404),
        junit=True,
    ),
    ("GET", "/runs/<run>"): Operation(
        id="readRun",
        tag="Read",
        answer="RunResult",
        example="run-passed",
        query=(history.WAIT,),
        errors=(400, 401, 403, 404),
        junit=True,
    ),
    ("GET", "/batches/<batch>/completion"): starting.COMPLETION,
    ("POST", "/batches/<batch>/rerun"): starting.RERUN,
    ("POST", "/batches/<batch>/cancel"): Operation(
        id="cancelBatch",
        tag="Cancel",
        answer="BatchResult",
        example="batch-canceled",
        errors=(400, 401, 403, 404, 409),
    ),
    ("POST", "/runs/<run>/cancel"): Operation(
        id="cancelRun",
        tag="Cancel",
        answer="RunResult",
        example="run-canceled",
        errors=(400, 401, 403, 404, 409),
    ),
    ("PUT", "/projects/<project>/definitions"): Operation(
        id="pushToProject",
        tag="Definitions",
        answer="Pushed",
        example="pushed",
        body="Definitions",
        errors=(400, 401, 403, 404, 413, 415),
    ),
    ("POST", "/definitions"): Operation(
        id="push",
        tag="Definitions",
        answer="Pushed",
        example="pushed-by-document",
        body="Definitions",
        errors=(400, 401, 403, 404, 413, 415),
    ),
    **{
        (method, path): Operation(
            id=f"call{method.title()}{extra}",
            tag="Inbound",
            answer="CallKept",
            errors=(404, 413, 429),
            open=True,
        )
        for path, extra in (("/inbound/<address>", ""), ("/inbound/<address>/<place>", "Below"))
        for method in METHODS
    },
    ("GET", "/projects/<project>/secrets"): Operation(
        id="listSecrets",
        tag="Secrets",
        answer="SecretList",
        example="secrets-listed",
        errors=(401, 403, 404),
    ),
    ("PUT", "/projects/<project>/secrets/<secret>"): Operation(
        id="putSecret",
        tag="Secrets",
        answer="SecretStored",
        example="secret-stored",
        body="NewSecret",
        body_example={"value": "correct horse battery staple"},
        errors=(400, 401, 403, 404, 409, 413, 415),
    ),
    ("DELETE", "/projects/<project>/secrets/<secret>"): Operation(
        id="deleteSecret", tag="Secrets", answer=None, status=204, errors=(401, 403, 404)
    ),
    **defining.OPERATIONS,
    **watching.OPERATIONS,
    **history.OPERATIONS,
    **schedules.OPERATIONS,
    **gates.OPERATIONS,
    **webhooks.OPERATIONS,
    ("GET", "/keys"): Operation(
        id="listKeys", tag="Keys", answer="KeyList", example="keys-listed", errors=(401, 403)
    ),
    ("POST", "/keys"): Operation(
        id="createKey",
        tag="Keys",
        answer="KeyCreated",
        status=201,
        example="key-created",
        body="NewKey",
        body_example={"name": "ci", "role": "read", "projects": ["orders"]},
        errors=(400, 401, 403, 404, 413, 415),
    ),
    ("POST", "/keys/<key>/rotate"): Operation(
        id="rotateKey",
        tag="Keys",
        answer="KeyRotated",
        status=201,
        example="key-rotated",
        body="KeyRotation",
        body_example={"overlap": 3600},
        errors=(400, 401, 403, 404, 409, 413, 415),
    ),
    ("DELETE", "/keys/<key>"): Operation(
        id="revokeKey", tag="Keys", answer=None, status=204, errors=(401, 403, 404)
    ),
}
"""By method and path; the generator fails where a route has none."""
