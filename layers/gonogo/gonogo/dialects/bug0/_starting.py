"""Starting a project as Bug0's clients do: validate, authenticate, queue, answer."""

from __future__ import annotations

from dataclasses import replace

from gonogo.dialects._contract import Links, Reply, Request, Talk, json_reply
from gonogo.dialects.bug0._envelope import refusal
from gonogo.dialects.bug0._ids import execution_id
from gonogo.dialects.bug0._request import facts_of, key_of, project_of, read_body, url_of
from gonogo.dialects.bug0._suites import environment_of, in_phases, phases_of
from gonogo.domain.commands import Start, Started, VariableSet
from gonogo.domain.commands.defining import ListSuites, ListTests, SuiteList, TestList
from gonogo.domain.terms import Overrides, Terms
from gonogo.errors import NotFound

WINDOWS = (("bug0-minute", 10, 60), ("bug0-hour", 100, 3600))
"""Ten starts a minute and a hundred an hour, of one project (source: `contracts/bug0.md` 2)."""


def talk_start(request: Request, links: Links) -> Talk:
    """One call: all suites of the project in their order."""
    start = read_start(request)
    try:
        found: SuiteList = yield ListSuites(key=start.key, project=start.project)
    except NotFound:
        return refusal(404, "Project not found")
    start = replace(start, project=found.project.id)
    if in_phases(found.suites):
        listed: TestList = yield ListTests(key=start.key, project=start.project)
        environment = environment_of(found.suites)
        start = replace(
            start,
            phases=phases_of(found.suites, listed.tests),
            sets=(VariableSet(environment=environment),),
        )
    started: Started = yield start
    return _encode(started)


def read_start(request: Request) -> Start:
    """What is asked for, before anybody looks at the key: `Invalid` comes first."""
    body = read_body(request)
    return Start(
        project=project_of(body),
        key=key_of(request),
        kind="project",
        terms=Terms(
            facts=facts_of(body),
            overrides=Overrides(base_url=url_of(body)),
        ),
        windows=WINDOWS,
        dialect="bug0",
    )


def _encode(started: Started) -> Reply:
    """Clients print the id without a look at the status."""
    return json_reply(
        200,
        {
            "success": True,
            "message": "Tests triggered successfully",
            "executionId": execution_id(started.batch.number),
        },
    )
