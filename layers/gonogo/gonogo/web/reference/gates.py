"""What the description says of gates: operations and schemas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gonogo.gates import gates
from gonogo.web.reference.operation import Operation
from gonogo.web.reference.starting import POLICY
from gonogo.web.reference.vocabulary import (
    COUNT,
    MAYBE_MOMENT,
    MAYBE_TEXT,
    MOMENT,
    TEXT,
    TEXTS,
    UUID,
    Schema,
    about,
    listed,
    named,
    record,
)

_ALL = "/projects/<project>/gates/bindings"
_ONE = f"{_ALL}/<binding>"
_LIMIT: Schema = {
    "name": "limit",
    "in": "query",
    "description": "How many at most.",
    "schema": {"type": "integer", "minimum": 1, "maximum": 100, "default": 20},
}
_READING = (401, 403, 404)
_WRITING = (400, 401, 403, 404, 409, 413, 415)
_EXAMPLE = {
    "kind": "codedeploy_hook",
    "match": {"application": "shop-*", "event": "BeforeAllowTraffic"},
    "suite": "smoke",
}


def _of(id: str, answer: str | None, example: str = "", **more: Any) -> Operation:
    return Operation(id=id, tag="Gates", answer=answer, example=example, **more)


OPERATIONS: Mapping[tuple[str, str], Operation] = {
    ("GET", "/projects/<project>/gates"): _of(
        "listGates", "GateList", "gates-listed", query=(_LIMIT,), errors=(400, *_READING)
    ),
    ("GET", _ALL): _of("listBindings", "BindingList", "bindings-listed", errors=(400, *_READING)),
    ("POST", _ALL): _of(
        "createBinding",
        "BindingView",
        "binding-created",
        status=201,
        body="NewBinding",
        body_example=_EXAMPLE,
        errors=_WRITING,
    ),
    ("PUT", _ONE): _of(
        "replaceBinding",
        "BindingView",
        "binding-replaced",
        body="NewBinding",
        body_example={"kind": "ecs_pause", "match": {"service": "shop"}},
        errors=_WRITING,
    ),
    ("DELETE", _ONE): _of("deleteBinding", None, status=204, errors=(400, *_READING)),
    ("POST", "/gates/try"): _of(
        "tryGate",
        "GateTried",
        "gate-tried",
        body="GateQuestion",
        body_example={"kind": "codedeploy_hook", "subject": {"application": "shop-api"}},
        errors=(400, 401, 403, 413, 415),
    ),
}

_KIND: Schema = {"enum": list(gates.names)}
_GIVEN: Mapping[str, Schema] = {
    "kind": about(_KIND, "Who asks."),
    "match": about(
        TEXTS, "Patterns by what the kind can tell apart; `*` and `?` as in file names."
    ),
    "environment": TEXT,
    "variables": TEXTS,
    "policy": POLICY,
    "note": TEXT,
}


def schemas() -> dict[str, Schema]:
    """Every named schema of gates."""
    return {**_of_bindings(), **_of_answers()}


def _of_bindings() -> dict[str, Schema]:
    target = {
        "suite": about(TEXT, "Id or name; without a suite and a test the project runs."),
        "test": about(TEXT, "Id or name."),
    }
    return {
        "Binding": record(
            "What is run for some deployments.",
            {
                "id": UUID,
                "project": TEXT,
                **_GIVEN,
                "suite": MAYBE_TEXT,
                "test": MAYBE_TEXT,
                "environment": MAYBE_TEXT,
                "policy": record("What counts.", POLICY["properties"]),
                "created_at": MOMENT,
            },
        ),
        "BindingView": record("A binding.", {"binding": named("Binding")}),
        "BindingList": record("Oldest first.", {"bindings": listed(named("Binding"))}),
        "NewBinding": {
            "type": "object",
            "description": "Who asks, and what is run for them.",
            "required": ["kind"],
            "properties": {**_GIVEN, **target},
        },
    }


def _of_answers() -> dict[str, Schema]:
    return {
        "GateQuestion": {
            "type": "object",
            "required": ["kind"],
            "properties": {"kind": _KIND, "subject": TEXTS},
        },
        "GateTried": record(
            "What would decide.",
            {
                "binding": {"anyOf": [named("Binding"), {"type": "null"}]},
                "project": about(
                    {
                        "anyOf": [
                            record("Whose tests would run.", {"id": TEXT, "name": TEXT}),
                            {"type": "null"},
                        ]
                    },
                    "Null if no binding fits.",
                ),
                "tests": about(COUNT, "None is a no-go."),
                "reason": about(TEXT, "Why it would be a no-go without a test; else empty."),
            },
        ),
        "Gate": record(
            "A question, and what was answered.",
            {
                "id": TEXT,
                "kind": _KIND,
                "subject": TEXTS,
                "answer": about({"enum": ["go", "no-go", None]}, "Null while tests run."),
                "reason": TEXT,
                "outcome": about(
                    {"enum": ["open", "told", "late", "lost"]},
                    "`late`: there was an answer already; `lost`: nobody was there to tell.",
                ),
                "problem": about(TEXT, "Why telling failed last."),
                "binding": MAYBE_TEXT,
                "batch": MAYBE_TEXT,
                "batch_url": MAYBE_TEXT,
                "created_at": MOMENT,
                "deadline_at": MOMENT,
                "told_at": MAYBE_MOMENT,
            },
        ),
        "GateList": record("Newest first.", {"gates": listed(named("Gate"))}),
    }
