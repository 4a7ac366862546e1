"""JSON Schemas of the native documents, as the description publishes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from gonogo.dialects.native import LIMITS
from gonogo.domain.batch import BatchSource
from gonogo.domain.commands.keys import MAX_OVERLAP, OVERLAP_SECONDS
from gonogo.domain.key import ROLES, SHAPES
from gonogo.domain.run import TERMINAL
from gonogo.domain.secret import LONGEST, SHORTEST
from gonogo.web.reference import (
    defining,
    gates,
    history,
    schedules,
    starting,
    watching,
    webhooks,
)
from gonogo.web.reference.vocabulary import (
    COUNT,
    MAYBE_MOMENT,
    MAYBE_TEXT,
    MILLISECONDS,
    MOMENT,
    TEXT,
    TEXTS,
    URL,
    UUID,
    YES_NO,
    Schema,
    about,
    listed,
    maybe,
    named,
    record,
)

_NAMED_THING = {"id": TEXT, "name": TEXT}
_NUMBER = about(
    {"type": "integer", "minimum": 0, "maximum": 2**53 - 1}, "Stands for the id in every address."
)

BATCH_FIELDS: Mapping[str, Schema] = {
    "id": UUID,
    "number": _NUMBER,
    "project": record("Its project.", _NAMED_THING),
    "source": about({"enum": list(get_args(BatchSource))}, "What started it."),
    "target": about(TEXT, "What was asked for, such as `suite smoke`."),
    "kind": about({"enum": ["project", "suite", "test"]}, "What was started."),
    "status": about({"enum": ["running", "go", "no-go"]}, "The verdict, and a word until then."),
    "finished": YES_NO,
    "verdict": about(
        {"enum": ["go", "no-go", None]},
        "`go` only if every run passed and at least one ran, or by the policy of the start; null "
        "while runs are open.",
    ),
    "total": COUNT,
    "passed": COUNT,
    "failed": COUNT,
    "errored": COUNT,
    "canceled": COUNT,
    "refused": about(COUNT, "Runs that could not be made: unknown locations."),
    "rerun_of": about(MAYBE_TEXT, "The batch that this one starts once more."),
    "terms": named("Terms"),
    "created_at": MOMENT,
    "deadline_at": MOMENT,
    "url": URL,
    "page": about(URL, "The same for people."),
}
RUN_FIELDS: Mapping[str, Schema] = {
    "id": UUID,
    "number": _NUMBER,
    "batch": UUID,
    "project": TEXT,
    "test": record("The test.", _NAMED_THING),
    "environment": maybe(record("The environment.", _NAMED_THING)),
    "location": TEXT,
    "phase": about(
        {"type": "string", "enum": ["setup", "main", "teardown"]},
        "`main` where the suite has no phases.",
    ),
    "variables": about(TEXTS, "Initial variables: the environment's, then the start's."),
    "status": {"enum": ["queued", "running", *sorted(TERMINAL)]},
    "finished": YES_NO,
    "blocking": about(YES_NO, "Whether its end counts towards the verdict."),
    "attempt": about(COUNT, "2 if the first attempt's executor was lost."),
    "created_at": MOMENT,
    "started_at": MAYBE_MOMENT,
    "finished_at": MAYBE_MOMENT,
    "counts": named("Counts"),
    "problem": maybe(named("WhyErrored")),
    "url": URL,
    "page": about(URL, "The same for people."),
}
_STEP: Mapping[str, Schema] = {
    "place": about(TEXT, "`2`, or `2.1` for the first step nested in it."),
    "id": TEXT,
    "type": TEXT,
    "note": TEXT,
    "status": {"enum": ["passed", "failed", "errored", "skipped"]},
    "method": MAYBE_TEXT,
    "url": MAYBE_TEXT,
    "started_at": MAYBE_MOMENT,
    "duration_ms": {"type": "number"},
    "request": maybe(named("Sent")),
    "response": maybe(named("Received")),
    "assertions": listed(named("Assertion")),
    "variables": listed(named("Extraction")),
    "scripts": listed(named("Script")),
    "problem": maybe(named("WhyErrored")),
    "remark": about(TEXT, "Why it was skipped, how often it ran; mostly empty."),
    "attempts": about(listed(named("Attempt")), "Those before this one; mostly empty."),
}
_HEADERS = about(
    listed({"type": "array", "items": TEXT, "minItems": 2, "maxItems": 2}),
    "Name and value of each header line, in order.",
)
_PHASES = ("dns_ms", "connect_ms", "tls_ms", "first_byte_ms")
_RECEIVED: Mapping[str, Schema] = {
    "status": {"type": "integer"},
    "reason": TEXT,
    "headers": _HEADERS,
    "body": about(MAYBE_TEXT, "Text, cut for storage; null if binary or empty."),
    "body_sha256": MAYBE_TEXT,
    "size": COUNT,
    "wire_size": COUNT,
    "truncated": YES_NO,
    "redirects": listed(TEXT),
    "timings": record(
        "Milliseconds of the phases of the last hop; `total_ms` is of the whole exchange.",
        {**dict.fromkeys(_PHASES, MILLISECONDS), "total_ms": {"type": "number"}},
    ),
}


def _start(**more: Schema) -> Schema:
    one = {
        "variables": starting.SCALARS,
        "environment": about(TEXT, "Id or name; else the default."),
    }
    each = {"type": "object", "properties": one, "additionalProperties": False}
    fields = {
        **one,
        "locations": {"type": "array", "items": TEXT, "maxItems": LIMITS["locations"]},
        "webhooks": {"type": "array", "items": URL, "maxItems": LIMITS["webhooks"]},
        "sets": about(
            {"type": "array", "items": each, "minItems": 1, "maxItems": LIMITS["sets"]},
            "One start for each, over what stands beside them.",
        ),
        **starting.START_FIELDS,
        **more,
    }
    return {"type": "object", "properties": fields, "additionalProperties": False}


def _new_key() -> Schema:
    fields = {
        "name": TEXT,
        "role": {"enum": list(ROLES)},
        "projects": about(listed(TEXT), "Ids or names; needed unless the role is `admin`."),
        "shape": about(
            {"enum": list(SHAPES), "default": "native"},
            "How it looks, for clients that check that: `uuid`, `sk_…` or `bug0_sk_…`.",
        ),
        "expires_at": MOMENT,
    }
    return {
        "type": "object",
        "properties": fields,
        "required": ["name", "role"],
        "additionalProperties": False,
    }


def _key_rotation() -> Schema:
    overlap = {"type": "integer", "minimum": 0, "maximum": MAX_OVERLAP, "default": OVERLAP_SECONDS}
    fields = {
        "overlap": about(overlap, "Seconds in which the key before works too."),
        "expires_at": about(MOMENT, "The new key's end; else as long as the one before had."),
    }
    return {"type": "object", "properties": fields, "additionalProperties": False}


def schemas() -> dict[str, Schema]:
    """Every named schema."""
    return {
        **_of_batches(),
        **_of_steps(),
        **_of_starts(),
        **starting.schemas(),
        **_of_secrets(),
        **defining.schemas(),
        **watching.schemas(),
        **history.schemas(),
        **schedules.schemas(),
        **gates.schemas(),
        **webhooks.schemas(),
        **_of_keys(),
    }


def _of_batches() -> dict[str, Schema]:
    """What reading a batch or a run answers."""
    numbers = ("requests", "assertions", "variables", "scripts")
    parts = [f"{name}_{end}" for name in numbers[1:] for end in ("passed", "failed")]
    return {
        "Batch": record("Everything that one start began.", BATCH_FIELDS),
        "BatchResult": record(
            "A batch with its verdict's reasons and its runs.",
            {
                **BATCH_FIELDS,
                "reasons": listed(named("Reason")),
                "deliveries": webhooks.DELIVERIES,
                "runs": listed(named("Run")),
            },
        ),
        "Run": record("One test, one environment, one location, one set of variables.", RUN_FIELDS),
        "RunResult": record(
            "A run with its result, once there is one.",
            {
                **RUN_FIELDS,
                "reasons": listed(named("Reason")),
                "deliveries": webhooks.DELIVERIES,
                "result": maybe(named("Result")),
            },
        ),
        "Result": record(
            "What the steps did.",
            {
                "initial_variables": TEXTS,
                "variables": TEXTS,
                "initial_scripts": listed(named("Script")),
                "steps": listed(named("Step")),
            },
        ),
        "Reason": record(
            "One thing that said no, and where.",
            {
                "test": TEXT,
                "run": MAYBE_TEXT,
                "step": MAYBE_TEXT,
                "assertion": MAYBE_TEXT,
                "expected": MAYBE_TEXT,
                "actual": MAYBE_TEXT,
                "message": TEXT,
            },
        ),
        "Counts": record("Totals over all steps.", dict.fromkeys(("requests", *parts), COUNT)),
        "WhyErrored": record("Why it could not be judged.", {"code": TEXT, "message": TEXT}),
    }


def _of_steps() -> dict[str, Schema]:
    """What is inside of a result."""
    passed_through = about(
        listed({"type": "array", "items": TEXT, "minItems": 1}),
        "What the value passed first: each filter's name, then what it was given.",
    )
    checked = {
        **{"passed": YES_NO, "source": TEXT, "property": MAYBE_TEXT},
        "filters": passed_through,
    }
    return {
        "Step": record("One step's answer.", _STEP),
        "Attempt": record(
            "An attempt that another followed.",
            {
                **{"status": TEXT, "started_at": MAYBE_MOMENT},
                **{"duration_ms": {"type": "number"}, "reasons": listed(TEXT)},
            },
        ),
        "Sent": record(
            "The request as it was sent.",
            {"method": TEXT, "url": TEXT, "headers": _HEADERS, "body": MAYBE_TEXT},
        ),
        "Received": record("The answer as it is kept.", _RECEIVED),
        "Assertion": record(
            "One assertion's answer, in the words of the definition.",
            {
                **checked,
                "comparison": TEXT,
                "expected": MAYBE_TEXT,
                "actual": TEXT,
                "error": MAYBE_TEXT,
            },
        ),
        "Extraction": record(
            "One variable taken from the answer.",
            {**checked, "name": TEXT, "value": TEXT, "error": MAYBE_TEXT},
        ),
        "Script": record(
            "One script's answer.", {"passed": YES_NO, "output": TEXT, "error": MAYBE_TEXT}
        ),
    }


def _of_starts() -> dict[str, Schema]:
    """What starting and pushing take and answer."""
    return {
        "Started": record(
            "What was started; all of it can be read at once.",
            {
                "batch": named("Batch"),
                "runs": listed(named("Run")),
                "refused": about(COUNT, "Runs that could not be made: unknown locations."),
                "skipped": about(
                    listed(TEXT), "Of a rerun, the ids of tests that are gone or disabled."
                ),
            },
        ),
        "Start": _start(),
        "StartProject": _start(
            suite=about(TEXT, "Only this suite: id or name."),
            test=about(TEXT, "Only this test: id or name."),
        ),
        "Pushed": record(
            "Everything looked at, changed or not.",
            {"project": record("The project.", _NAMED_THING), "changes": listed(named("Change"))},
        ),
        "Change": record(
            "What happened to one thing.",
            {
                "kind": TEXT,
                "name": TEXT,
                "id": TEXT,
                "action": {"enum": ["created", "updated", "unchanged"]},
                "trigger": MAYBE_TEXT,
                "trigger_url": MAYBE_TEXT,
            },
        ),
        "Definitions": {
            "type": "object",
            "description": "A definition document: `definition.schema.json` says what is in it.",
        },
    }


def _of_secrets() -> dict[str, Schema]:
    value = {"type": "string", "minLength": SHORTEST, "maxLength": LONGEST}
    return {
        "NewSecret": {
            "type": "object",
            "properties": {"value": value},
            "required": ["value"],
            "additionalProperties": False,
        },
        "Secret": record(
            "A secret without its value.",
            {"name": TEXT, "created_at": MOMENT, "changed_at": MOMENT},
        ),
        "SecretStored": record("What was stored.", {"secret": named("Secret")}),
        "SecretList": record("Every secret, by name.", {"secrets": listed(named("Secret"))}),
    }


def _of_keys() -> dict[str, Schema]:
    """Keys, health, refusals."""
    return {
        "CallKept": record("A call was kept.", {"received": {"const": True}}),
        "NewKey": _new_key(),
        "Key": record(
            "A key without its secret.",
            {
                "id": TEXT,
                "name": TEXT,
                "role": {"enum": list(ROLES)},
                "projects": listed(TEXT),
                "hint": TEXT,
                "created_at": MOMENT,
                "expires_at": MAYBE_MOMENT,
                "last_used_at": about(MAYBE_MOMENT, "To the minute; null: never."),
            },
        ),
        "KeyRotation": _key_rotation(),
        "KeyRotated": record(
            "A key in the place of another; no later answer holds its secret.",
            {
                "key": named("Key"),
                "secret": TEXT,
                "replaced": about(
                    {"oneOf": [named("Key"), {"type": "null"}]},
                    "The key before with its new end; null: it works no more.",
                ),
            },
        ),
        "KeyCreated": record(
            "The only answer that holds a secret.", {"key": named("Key"), "secret": TEXT}
        ),
        "KeyList": record("Every key, newest first.", {"keys": listed(named("Key"))}),
        "Health": record("The function runs.", {"status": {"const": "ok"}, "version": TEXT}),
        "Problem": _problem(),
    }


def _problem() -> Schema:
    fields = {
        "type": {"type": "string", "format": "uri"},
        "title": TEXT,
        "status": {"type": "integer"},
        "detail": TEXT,
        "instance": about(TEXT, "The request's id, which the log has too."),
        "code": about(TEXT, "Stable, for programs."),
    }
    optional = {
        "field": about(TEXT, "The path of what cannot be taken."),
        "accepted": about(TEXT, "What would be."),
        "problems": listed(TEXT),
    }
    schema = record("A refusal (RFC 9457).", fields)
    schema["properties"] |= optional
    return schema
