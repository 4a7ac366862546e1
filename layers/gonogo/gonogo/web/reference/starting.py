"""What the description says of starting: which tests, on which terms, and asked for again."""

from __future__ import annotations

from collections.abc import Mapping

from gonogo.dialects._contract import MAX_KEY, MAX_WAIT
from gonogo.dialects.native import LIMITS
from gonogo.domain.terms import MAX_FACTS
from gonogo.web.reference.history import WAIT
from gonogo.web.reference.operation import Operation
from gonogo.web.reference.vocabulary import (
    COUNT,
    MAYBE_TEXT,
    TEXT,
    TEXTS,
    URL,
    YES_NO,
    Schema,
    about,
    listed,
    maybe,
    record,
)

SCALARS: Schema = {
    "type": "object",
    "additionalProperties": {"type": ["string", "number", "boolean"]},
}
_RATIO: Schema = {"type": "number", "exclusiveMinimum": 0, "maximum": 1}
_POLICY: Mapping[str, Schema] = {
    "allow_errored": about(
        YES_NO, "Runs that could not be judged make no no-go, if any other passed."
    ),
    "allow_refused": about(
        YES_NO, "Runs that could not be made (unknown location) make no no-go; true unless said."
    ),
    "allow_empty": about(YES_NO, "Starting nothing is a go."),
    "min_pass_ratio": about(_RATIO, "How much of what is judged must pass; 1 unless said."),
    "non_blocking": about(listed(TEXT), "Tags of tests whose runs are told and do not count."),
}
_COOKIE: Mapping[str, Schema] = {
    "name": TEXT,
    "value": TEXT,
    "domain": about(TEXT, "Else the host of the first request."),
    "path": TEXT,
    "secure": YES_NO,
}
_OVERRIDES: Mapping[str, Schema] = {
    "base_url": about(URL, "In place of the project's `url`, also in `{{base_url}}`."),
    "hosts": about(TEXTS, "By `host` or `host:port`, what takes its place."),
    "parameters": about(SCALARS, "Query parameters of each run's first request."),
    "headers": about(SCALARS, "Headers of every request."),
    "cookies": listed(
        {
            "type": "object",
            "properties": dict(_COOKIE),
            "required": ["name"],
            "additionalProperties": False,
        }
    ),
}


def _given(fields: Mapping[str, Schema], text: str) -> Schema:
    return {
        "type": "object",
        "description": text,
        "properties": dict(fields),
        "additionalProperties": False,
    }


_TAGS: Schema = {
    "oneOf": [
        {"type": "array", "items": {"type": "array", "items": TEXT, "minItems": 1}},
        {"type": "array", "items": TEXT},
    ],
    "description": "One of the lists must fit: all of its tags, `!tag` if the test has it not. "
    "A list of texts is one such list.",
}
POLICY = _given(_POLICY, "What counts towards the verdict; else everything must pass.")
START_FIELDS: Mapping[str, Schema] = {
    "tests": about(
        {"type": "array", "items": TEXT, "maxItems": LIMITS["tests"]},
        "Only these tests, enabled or not: ids, numbers or names.",
    ),
    "tags": _TAGS,
    "build": about(
        {**SCALARS, "maxProperties": MAX_FACTS},
        "What is known of the build: `commit`, `branch`, `pull_request`, `repository`, "
        "`build_url`, `version`, `actor`, or whatever else.",
    ),
    "overrides": _given(_OVERRIDES, "What takes the place of what tests and environments say."),
    "policy": POLICY,
    "group": about(TEXT, "A name that starts share which may supersede each other."),
    "supersede": about(YES_NO, "Cancels the open batches of the group that are older."),
    "notify": about(YES_NO, "Whether the project's webhooks are told; true unless said."),
}
"""Of the body of every start."""
TERMS: Schema = record(
    "On what terms it was started. Of what may be a secret only the names are told.",
    {
        "build": TEXTS,
        "overrides": record(
            "What was replaced.",
            {
                "base_url": MAYBE_TEXT,
                "hosts": TEXTS,
                "parameters": listed(TEXT),
                "headers": listed(TEXT),
                "cookies": listed(TEXT),
            },
        ),
        "policy": record("What counts.", _POLICY),
        "group": MAYBE_TEXT,
        "supersede": YES_NO,
        "notify": YES_NO,
    },
)


def _header(name: str, text: str, **schema: object) -> Schema:
    return {"name": name, "in": "header", "description": text, "schema": {**TEXT, **schema}}


HEADERS = (
    _header(
        "Idempotency-Key",
        "For 24 hours the same key gives the same answer, which then has the header "
        "`Idempotent-Replayed: true`. With another body it is refused (422), and while the first "
        "call is at it (409).",
        minLength=1,
        maxLength=MAX_KEY,
        pattern="^[!-~]+$",
    ),
    _header(
        "Prefer",
        f"`wait=N` answers when the batch is over, or after N seconds (at most {MAX_WAIT}); "
        "`Preference-Applied` says so.",
    ),
)
"""Of every operation that starts something."""


def _query(name: str, text: str, *, several: bool = False) -> Schema:
    schema: Schema = {"type": "array", "items": TEXT} if several else TEXT
    return {"name": name, "in": "query", "description": text, "schema": schema}


TRIGGER_QUERY = (
    _query("gonogo_test", "Only this test: id, number or name; may repeat.", several=True),
    _query(
        "gonogo_tags",
        "Tags that all must fit, `smoke,!slow`; may repeat, and then one must fit.",
        several=True,
    ),
    _query("gonogo_commit", "The commit that is tested."),
    _query("gonogo_branch", "Its branch."),
    _query("gonogo_group", "A name that starts share which may supersede each other."),
    _query("gonogo_supersede", "`true` cancels the open batches of the group that are older."),
)
RERUN = Operation(
    id="rerunBatch",
    tag="Start",
    answer="Started",
    status=201,
    example="batch-rerun",
    body="Rerun",
    body_example={"only_failed": True},
    query=HEADERS,
    errors=(400, 401, 403, 404, 409, 413, 415, 422, 429),
)


PREVIEW = Operation(
    id="previewStart",
    tag="Start",
    answer="Preview",
    example="previewed",
    body="StartProject",
    body_example={"tags": ["smoke", "!slow"]},
    errors=(400, 401, 403, 404, 413, 415),
)
_THING: Mapping[str, Schema] = {"id": TEXT, "name": TEXT}
_RUN = record(
    "A run that there would be.",
    {
        "test": record("Its test.", _THING),
        "tags": about(listed(TEXT), "The test's."),
        "environment": maybe(record("Its environment.", _THING)),
        "location": TEXT,
        "phase": {"enum": ["setup", "main", "teardown"]},
        "blocking": about(YES_NO, "Whether its end would count towards the verdict."),
    },
)
COMPLETION = Operation(
    id="completeBatch",
    tag="Read",
    answer="BatchResult",
    example="batch-complete",
    query=(WAIT,),
    errors=(400, 401, 403, 404, 408),
    junit=True,
)


def schemas() -> dict[str, Schema]:
    """What is named in the operations."""
    only = about(YES_NO, "Leaves out the runs that passed.")
    previewed = {
        "project": record("The project.", _THING),
        "target": TEXT,
        "total": COUNT,
        "refused": about(COUNT, "Runs that could not be made: unknown locations."),
        "runs": listed(_RUN),
    }
    return {
        "Preview": record("What would be started.", previewed),
        "Terms": TERMS,
        "Rerun": _given({"only_failed": only}, "What of the batch."),
    }
