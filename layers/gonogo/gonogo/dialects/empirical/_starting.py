"""Starting a test run: all tests of the project, or those with tags or ids, or those of another."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

from gonogo.dialects._contract import Links, Reply, Request, Talk, json_reply
from gonogo.dialects.empirical._body import Body, read_api, read_dispatch, read_oldest
from gonogo.dialects.empirical._documents import time
from gonogo.dialects.empirical._fields import flag, read_body
from gonogo.dialects.empirical._naming import goes_by, slug_of
from gonogo.dialects.empirical._project import chosen
from gonogo.dialects.empirical._reading import found_batch
from gonogo.dialects.empirical._sent import MAIN, Sent, named, sent_with
from gonogo.dialects.empirical._states import state_of
from gonogo.domain.commands import Command, Start, Started, VariableSet
from gonogo.domain.commands.defining import EnvironmentList, ListEnvironments
from gonogo.domain.commands.history import Rerun
from gonogo.domain.environment import Environment
from gonogo.domain.project import Project
from gonogo.domain.terms import Selection, Terms
from gonogo.errors import NotFound

BUILD_URL = "BUILD_URL"
"""What tests know `build.url` by, unless an override has the name."""
Read = Callable[[Request], Body]


def talk_create(request: Request, links: Links) -> Talk:
    """`PUT /api/test-runs`."""
    return (yield from _create(request, read_api(request)))


def talk_dispatch(request: Request, links: Links) -> Talk:
    """`POST /v1/trigger`; a client prints the body only if the status is no 2xx."""
    return (yield from _create(request, read_dispatch(request)))


def talk_oldest(request: Request, links: Links) -> Talk:
    """`POST /`."""
    return (yield from _create(request, read_oldest(request)))


def talk_rerun(request: Request, links: Links) -> Talk:
    """`POST /api/test-runs/{id}/re-run`: the same tests on the same terms, or those that failed."""
    members = read_body(request)
    only_failed = flag(members, "only_failed", False)
    notify = flag(members, "send_notifications", True)
    return (yield from _again(request, request.params["id"], only_failed, notify))


def _create(request: Request, body: Body) -> Talk:
    if body.source is not None:
        return (yield from _again(request, str(body.source), body.only_failed, body.notify))
    project: Project = yield from chosen(request)
    environment = yield from _environment(request, project, body.environment)
    started: Started = yield start(request, project, environment, body)
    return encode_started(started)


def _again(request: Request, id: str, only_failed: bool, notify: bool) -> Talk:
    """Once more; what a rerun sends besides is that of its source."""
    batch = yield from found_batch(request, id)
    started: Started = yield Rerun(
        key=request.bearer,
        batch=batch.id,
        only_failed=only_failed,
        notify=notify,
        dialect="empirical",
    )
    return encode_started(started)


def _environment(
    request: Request, project: Project, wanted: str
) -> Generator[Command, Any, Environment | None]:
    """The shared environment of a slug; `NotFound` lists the slugs that there are."""
    if not wanted:
        return None
    listed: EnvironmentList = yield ListEnvironments(key=request.bearer, project=project.id)
    for environment in listed.environments:
        if goes_by(environment, wanted):
            return environment
    slugs = ", ".join(slug_of(each) for each in listed.environments) or "none"
    raise NotFound(
        f"environment: There is no environment {wanted[:100]!r}. The project has: {slugs}."
    )


def start(request: Request, project: Project, environment: Environment | None, body: Body) -> Start:
    """The start that a body means."""
    url = body.build.get("url")
    variables = {BUILD_URL: url} if url else {}
    variables |= {str(pair["name"]): str(pair["value"]) for pair in body.overrides}
    sent = Sent(
        environment=named(environment) if environment else None,
        build=body.build,
        metadata=body.metadata,
        overrides=body.overrides,
        tags=body.tags,
        tests=body.tests,
        branch=body.branch or MAIN,
    )
    return Start(
        key=request.bearer,
        project=project.id,
        kind="project",
        sets=(
            VariableSet(variables=variables, environment=environment.id if environment else None),
        ),
        selection=Selection(tests=body.tests, tags=_tag_query(body.tags)),
        terms=Terms(facts=_facts(body), notify=body.notify, kept=sent.kept()),
        dialect="empirical",
    )


def _tag_query(tags: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Tests with any of the tags, which may be written with and without `@` on either side."""
    bare = dict.fromkeys(tag.removeprefix("@") for tag in tags)
    return tuple((spelled,) for tag in bare for spelled in (tag, f"@{tag}"))


def _facts(body: Body) -> dict[str, str]:
    facts = {
        "commit": body.build.get("commit"),
        "branch": body.build.get("branch"),
        "build_url": body.build.get("url"),
        "commit_url": body.build.get("commit_url"),
        "version": body.build.get("version"),
        "actor": body.actor,
        "repository": body.repository,
    }
    return {name: text for name, text in facts.items() if text}


def encode_started(started: Started) -> Reply:
    """The answer to every way of starting; `id` is what all else is asked by."""
    batch = started.batch
    test_run = {
        "id": batch.number,
        "state": state_of(batch, started.runs),
        "test_run_branch": sent_with(batch).branch,
        "created_at": time(batch.created_at),
    }
    return json_reply(200, {"data": {"trigger": {"success": True}, "test_run": test_run}})
