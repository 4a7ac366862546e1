"""What the description says of definitions one by one: operations and schemas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gonogo.dialects.native._listing import MAX_PAGE, PAGE
from gonogo.domain.key import ROLES
from gonogo.web.reference.history import NEXT
from gonogo.web.reference.operation import Operation
from gonogo.web.reference.vocabulary import (
    COUNT,
    MAYBE_MOMENT,
    MAYBE_TEXT,
    MOMENT,
    TEXT,
    TEXTS,
    URL,
    UUID,
    YES_NO,
    Schema,
    about,
    listed,
    named,
    record,
)

_PROJECT = "/projects/<project>"
_READING = (400, 401, 403, 404)
_WRITING = (*_READING, 409, 413, 415)
_NUMBER = {"type": "integer", "minimum": 1, "maximum": 2**53 - 1}
_VERSION = about({"type": "integer", "minimum": 1}, "One more with every change.")


def _parameter(name: str, place: str, schema: Schema, text: str) -> Schema:
    return {"name": name, "in": place, "description": text, "schema": schema}


_PAGING = (
    _parameter(
        "limit",
        "query",
        {"type": "integer", "minimum": 1, "maximum": MAX_PAGE, "default": PAGE},
        "How many at most.",
    ),
    _parameter("cursor", "query", TEXT, "The `next` of the page before."),
)
_IF_NONE_MATCH = _parameter(
    "If-None-Match", "header", TEXT, "Entity tags of what you have: 304 if it is one of them."
)
_IF_MATCH = _parameter(
    "If-Match", "header", TEXT, "The entity tag that you saw: 412 if it is another one now."
)


def _things(
    tag: str, one: str, all_path: str, one_path: str, *, example: str, new: object, change: object
) -> Iterator[tuple[tuple[str, str], Operation]]:
    """The six operations of one kind of thing; its schemas are named after it."""
    kind = tag[:-1]
    listing = f"{kind}List"

    def of(verb: str, answer: str | None, **more: Any) -> Operation:
        name = f"{verb}{one}" if verb != "list" else f"list{one}s"
        return Operation(id=name, tag=tag, answer=answer, **more)

    yield (
        ("GET", all_path),
        of("list", listing, example=f"{example}s-listed", query=_PAGING, errors=_READING),
    )
    yield (
        ("POST", all_path),
        of(
            "create",
            kind,
            status=201,
            example=f"{example}-created",
            body=f"New{kind}",
            body_example=new,
            errors=_WRITING,
            tagged=True,
        ),
    )
    yield (
        ("GET", one_path),
        of(
            "read",
            kind,
            example=f"{example}-read",
            query=(_IF_NONE_MATCH,),
            errors=_READING,
            tagged=True,
        ),
    )
    for method, verb, body, said in (
        ("PUT", "replace", f"New{kind}", new),
        ("PATCH", "change", f"{kind}Change", change),
    ):
        yield (
            (method, one_path),
            of(
                verb,
                kind,
                example=f"{example}-{verb}d",
                body=body,
                body_example=said,
                query=(_IF_MATCH,),
                errors=(*_WRITING, 412),
                tagged=True,
            ),
        )
    yield (
        ("DELETE", one_path),
        of("delete", None, status=204, query=(_IF_MATCH,), errors=(*_READING, 409, 412)),
    )


_STEP = {"url": "{{base_url}}/health", "assertions": [{"source": "response_status", "value": 200}]}
_NEW_ENVIRONMENT = {"name": "staging", "variables": {"base_url": "https://staging.example.com"}}
_CHANGED = {"variables": {"base_url": "https://green.example.com", "old": None}}
_NEW_TEST = {"name": "Health", "tags": ["quick"], "environment": "staging", "steps": [_STEP]}

OPERATIONS: Mapping[tuple[str, str], Operation] = dict(
    (
        (
            ("GET", "/me"),
            Operation(id="whoAmI", tag="Keys", answer="Me", example="me", errors=(401,)),
        ),
        *_things(
            "Projects",
            "Project",
            "/projects",
            _PROJECT,
            example="project",
            new={"name": "orders", "url": "https://orders.example.com"},
            change={"url": "https://green.orders.example.com"},
        ),
        *_things(
            "Tests",
            "Test",
            f"{_PROJECT}/tests",
            f"{_PROJECT}/tests/<test>",
            example="test",
            new=_NEW_TEST,
            change={"enabled": False},
        ),
        *_things(
            "Suites",
            "Suite",
            f"{_PROJECT}/suites",
            f"{_PROJECT}/suites/<suite>",
            example="suite",
            new={"name": "smoke", "tests": ["Health"], "environment": "staging"},
            change={"sequential": True},
        ),
        *_things(
            "Environments",
            "Environment",
            f"{_PROJECT}/environments",
            f"{_PROJECT}/environments/<environment>",
            example="environment",
            new=_NEW_ENVIRONMENT,
            change=_CHANGED,
        ),
        *_things(
            "Environments",
            "TestEnvironment",
            f"{_PROJECT}/tests/<test>/environments",
            f"{_PROJECT}/tests/<test>/environments/<environment>",
            example="test-environment",
            new=_NEW_ENVIRONMENT,
            change=_CHANGED,
        ),
    )
)

_TRIGGER = {
    "trigger": about(TEXT, "Whoever knows it can start this."),
    "trigger_url": URL,
}
_OBJECT: Schema = {"type": "object"}
_SAID_OF_TEST: Mapping[str, Schema] = {
    "name": TEXT,
    "description": TEXT,
    "tags": listed(TEXT),
    "enabled": about(YES_NO, "Whether starts of a project, suite or tag take it along."),
}
_WHOLE_TEST: Mapping[str, Schema] = {
    **_SAID_OF_TEST,
    "environment": about(MAYBE_TEXT, "What it runs in unless a start says otherwise: a name."),
    "environments": about(listed(_OBJECT), "Those that only this test has; found by name."),
    "steps": about(listed(_OBJECT), "As in a definition file (`definition.schema.json`)."),
}
_GIVEN_TO_TEST: Mapping[str, Schema] = {
    "id": UUID,
    "number": _NUMBER,
    "project": TEXT,
    "version": _VERSION,
    **_TRIGGER,
    "step_count": COUNT,
    "created_at": MOMENT,
}
_SUITE: Mapping[str, Schema] = {
    "name": TEXT,
    "tests": about(listed(TEXT), "Names or ids of the tests of the phase `main`."),
    "setup": about(listed(TEXT), "Run first, one after the other."),
    "teardown": about(listed(TEXT), "Run last, whatever happened."),
    "sequential": about(YES_NO, "Whether the tests of `main` run one after the other."),
    "environment": about(MAYBE_TEXT, "A shared environment that it is started in: a name."),
}
_GIVEN_TO_SUITE: Mapping[str, Schema] = {
    "id": UUID,
    "project": TEXT,
    "version": _VERSION,
    **_TRIGGER,
    "created_at": MOMENT,
}
_ENVIRONMENT: Mapping[str, Schema] = {
    "name": TEXT,
    "parent": about(TEXT, "A shared environment that it builds on: a name."),
    "variables": TEXTS,
    "headers": _OBJECT,
    "auth": TEXTS,
    "script": TEXT,
    "pre_request_scripts": listed(TEXT),
    "post_response_scripts": listed(TEXT),
    "locations": listed(TEXT),
    "preserve_cookies": YES_NO,
    "stop_on_failure": YES_NO,
    "verify_tls": YES_NO,
    "authorities": TEXT,
    "webhooks": listed(URL),
}
_PROJECT_SAID: Mapping[str, Schema] = {
    "name": TEXT,
    "url": about(TEXT, "Where the tested system lives; empty if nobody said."),
}


def _wanted(text: str, fields: Mapping[str, Schema], *needed: str) -> Schema:
    """What a body may say; members that gonogo gives may stand in it as they are."""
    found: Schema = {"type": "object", "description": text, "properties": dict(fields)}
    return found | ({"required": list(needed)} if needed else {})


def schemas() -> dict[str, Schema]:
    """Every named schema of definitions one by one."""
    return {
        **_who(),
        **_projects(),
        **_tests(),
        **_suites(),
        **_environments(),
    }


def _who() -> dict[str, Schema]:
    project = record("A project.", {"id": TEXT, "name": TEXT})
    fields = {
        "id": UUID,
        "name": TEXT,
        "role": {"enum": list(ROLES)},
        "hint": TEXT,
        "expires_at": MAYBE_MOMENT,
        "all_projects": about(YES_NO, "Whether it opens every project there will ever be."),
        "projects": listed(project),
    }
    return {"Me": record("The presented key, without its secret.", fields)}


def _projects() -> dict[str, Schema]:
    given = {"id": TEXT, "version": _VERSION, **_TRIGGER, "created_at": MOMENT}
    page = {"projects": listed(named("Project")), "next": NEXT}
    return {
        "Project": record("A project without what it owns.", {**given, **_PROJECT_SAID}),
        "ProjectList": record("A page of projects, by name.", page),
        "NewProject": _wanted("A project.", _PROJECT_SAID, "name"),
        "ProjectChange": _wanted("What is to be different (RFC 7396).", _PROJECT_SAID),
    }


def _tests() -> dict[str, Schema]:
    head = record("A test without its steps.", {**_GIVEN_TO_TEST, **_SAID_OF_TEST})
    page = {"tests": listed(head), "next": NEXT}
    return {
        "Test": record("A test, whole.", {**_GIVEN_TO_TEST, **_WHOLE_TEST}),
        "TestList": record("A page of tests, by name.", page),
        "NewTest": _wanted("A test, as a definition file says it.", _WHOLE_TEST, "name", "steps"),
        "TestChange": _wanted("What is to be different (RFC 7396).", _WHOLE_TEST),
    }


def _suites() -> dict[str, Schema]:
    head = record(
        "A suite, without its tests.",
        {**_GIVEN_TO_SUITE, "name": TEXT, "test_count": about(COUNT, "In all phases.")},
    )
    tags = about(listed(TEXT), "Adds every test that has one of these tags now.")
    said = {**_SUITE, "tags": tags}
    return {
        "Suite": record("A suite, whole.", {**_GIVEN_TO_SUITE, **_SUITE}),
        "SuiteList": record("A page of suites, by name.", {"suites": listed(head), "next": NEXT}),
        "NewSuite": _wanted("A suite; it names tests or tags.", said, "name"),
        "SuiteChange": _wanted("What is to be different (RFC 7396).", said),
    }


def _environments() -> dict[str, Schema]:
    owner = about({"type": ["string", "null"]}, "The test that owns it; null for a shared one.")
    whole: Schema = {
        "type": "object",
        "description": "An environment; what is not said of it is left out.",
        "properties": {"id": TEXT, "test": owner, **_ENVIRONMENT},
        "required": ["id", "test", "name"],
    }
    page = {"environments": listed(named("Environment")), "next": NEXT}
    said = dict(_ENVIRONMENT)
    return {
        "Environment": whole,
        "EnvironmentList": record("A page of environments, oldest first.", page),
        "NewEnvironment": _wanted("An environment, as a definition file says it.", said, "name"),
        "EnvironmentChange": _wanted("What is to be different (RFC 7396).", said),
    }
