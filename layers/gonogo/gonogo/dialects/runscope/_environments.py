"""Runscope's environments: shared ones of a bucket, and those of a test."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from gonogo.dialects._contract import Conversation, Links, Request, Talk
from gonogo.dialects.runscope._envelope import gone, success
from gonogo.dialects.runscope._environment_codec import environment_of, show_environment
from gonogo.dialects.runscope._opened import opened
from gonogo.dialects.runscope._paging import page_of
from gonogo.dialects.runscope._reading import Plain, body_of, text_in
from gonogo.domain.commands import Command
from gonogo.domain.commands.defining import (
    DeleteEnvironment,
    EnvironmentList,
    EnvironmentView,
    ListEnvironments,
    ListTests,
    PutEnvironment,
)
from gonogo.domain.environment import Environment
from gonogo.domain.ids import EnvironmentId, TestId
from gonogo.errors import NotFound

MAX_NAME = 100


def list_all(request: Request, links: Links) -> Talk:
    """The shared environments, or with a test in the address its own, newest first."""
    listed: EnvironmentList = yield ListEnvironments(
        key=request.bearer,
        project=request.params["bucket"],
        test=request.params.get("test"),
    )
    newest = tuple(reversed(listed.environments))
    shown = [show_environment(each, listed.project.created_at) for each in newest]
    return success(200, page_of(request, shown))


def create(request: Request, links: Links) -> Talk:
    """A shared environment, or one of the test in the address."""
    project = yield from opened(request)
    body = body_of(request)
    text_in(body, "name", most=MAX_NAME)
    test = request.params.get("test")
    nobody = Environment(id=EnvironmentId(""), name="", test=TestId(test) if test else None)
    view: EnvironmentView = yield PutEnvironment(
        key=request.bearer, project=project.id, environment=environment_of(body, nobody)
    )
    return success(201, show_environment(view.environment, view.project.created_at))


def read(request: Request, links: Links) -> Talk:
    """One environment; without a test in the address of either kind."""
    found = yield from _find(request)
    return success(200, show_environment(found.environment, found.project.created_at))


def update(request: Request, links: Links) -> Talk:
    """Replace an environment; a body without a name changes what it names."""
    found = yield from _find(request)
    body = body_of(request)
    before = found.environment
    whole = body if body.get("name") is not None else _merged(found, body)
    text_in(whole, "name", most=MAX_NAME)
    view: EnvironmentView = yield PutEnvironment(
        key=request.bearer,
        project=found.project.id,
        environment=environment_of(whole, before),
    )
    return success(200, show_environment(view.environment, view.project.created_at))


def _merged(found: EnvironmentView, body: Plain) -> Plain:
    """Whoever says no name says what is to change; clients that send all say it."""
    shown = show_environment(found.environment, found.project.created_at)
    return {**shown, **{name: value for name, value in body.items() if value is not None}}


def delete(request: Request, links: Links) -> Talk:
    """Remove one; a client removes a test's through the address of shared ones."""
    found = yield from _find(request)
    yield DeleteEnvironment(
        key=request.bearer,
        project=found.project.id,
        environment=found.environment.id,
        test=found.environment.test,
    )
    return gone()


def _find(request: Request) -> Generator[Command, Any, EnvironmentView]:
    """The environment in the address: of the test there, else shared, else of any test."""
    key, bucket = request.bearer, request.params["bucket"]
    wanted, test = request.params["environment"].lower(), request.params.get("test")
    listed = yield ListEnvironments(key=key, project=bucket, test=test)
    found = _among(listed, wanted)
    if found is None and test is None:
        heads = (yield ListTests(key=key, project=bucket)).tests
        for head in heads:
            own = yield ListEnvironments(key=key, project=bucket, test=head.id)
            found = _among(own, wanted)
            if found is not None:
                break
    if found is None:
        raise NotFound("There is no such environment.")
    return found


def _among(listed: EnvironmentList, wanted: str) -> EnvironmentView | None:
    for environment in listed.environments:
        if environment.id == wanted:
            return EnvironmentView(project=listed.project, environment=environment)
    return None


def _routes(path: str, whose: str) -> tuple[Conversation, ...]:
    one = f"{path}/<environment>"
    return (
        Conversation(("GET",), path, list_all, f"List the environments {whose}."),
        Conversation(("POST",), path, create, f"Create an environment {whose}."),
        Conversation(("GET",), one, read, f"Read an environment {whose}."),
        Conversation(("PUT",), one, update, f"Replace an environment {whose}."),
        Conversation(("DELETE",), one, delete, f"Delete an environment {whose}."),
    )


ROUTES = (
    *_routes("/buckets/<bucket>/environments", "that all tests share"),
    *_routes("/buckets/<bucket>/tests/<test>/environments", "of a test"),
)
