"""Environments one by one: the project's shared ones, and those that a test owns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from gonogo.domain.commands import StoredTest
from gonogo.domain.commands.defining import (
    Deleted,
    DeleteEnvironment,
    EnvironmentList,
    EnvironmentView,
    ListEnvironments,
    PutEnvironment,
)
from gonogo.domain.environment import Environment
from gonogo.domain.ids import EnvironmentId, TestId
from gonogo.domain.project import Project
from gonogo.errors import AlreadyThere, Conflict, NotFound
from gonogo.services.definitions.alone import alone
from gonogo.services.definitions.checking import (
    check_environment,
    check_environments,
    find_environment,
)
from gonogo.services.definitions.documents import environment_document, environment_from
from gonogo.services.definitions.lookup import Defining, find_test

MOST_SHARED = 200


def list_environments(command: ListEnvironments, to: Defining) -> EnvironmentList:
    """The shared environments, or a test's own, in the order of their creation."""
    project = to.project(command.key, "read", command.project)
    shared = found = to.catalog.shared_environments(project.id)
    if command.test is not None:
        found = _test(project, command.test, to).own
    documents: tuple[Mapping[str, object], ...] = ()
    if command.documents:
        documents = tuple(environment_document(each, shared) for each in found)
    return EnvironmentList(project=project, environments=found, documents=documents)


def put_environment(command: PutEnvironment, to: Defining) -> EnvironmentView:
    """Make an environment or replace one; nobody else's version is looked at."""
    project = to.project(command.key, "write", command.project)
    given = command.environment
    with alone(to.catalog, project.id, to.clock):
        shared = to.catalog.shared_environments(project.id)
        test = _test(project, given.test, to) if given.test else None
        siblings = test.own if test else shared
        if command.document is not None:
            before = next((each for each in siblings if each.id == given.id), given)
            given = environment_from(command.document, before, shared)
        if command.unique and any(e.name == given.name and e.id != given.id for e in siblings):
            raise AlreadyThere(f"There is an environment {given.name!r}.")
        if given.id and not any(each.id == given.id for each in siblings):
            raise NotFound(f"There is no environment {given.id[:100]!r}.")
        after = check_environment(given, shared)
        family = _with(siblings, after)
        if test is not None:
            after = replace(after, test=test.head.id)
            _save_own(project, test, check_environments(family, shared, test.head.id), to)
        elif repr(family) != repr(siblings):
            _check_room(family)
            to.catalog.put_shared_environments(project.id, family)
    document = None
    if command.document is not None:
        document = environment_document(after, shared if test else family)
    return EnvironmentView(project=project, environment=after, document=document)


def _with(family: tuple[Environment, ...], after: Environment) -> tuple[Environment, ...]:
    """The environments with this one in its place, or at the end."""
    if all(each.id != after.id for each in family):
        return (*family, after)
    return tuple(after if each.id == after.id else each for each in family)


def _check_room(family: tuple[Environment, ...]) -> None:
    if len(family) > MOST_SHARED:
        raise Conflict(
            f"A project has at most {MOST_SHARED} shared environments; delete one first."
        )


def _save_own(
    project: Project, test: StoredTest, own: tuple[Environment, ...], to: Defining
) -> None:
    default: EnvironmentId | None = test.head.default_environment
    if default is None and own:
        default = own[0].id
    after = replace(test, own=own, head=replace(test.head, default_environment=default))
    if repr(after) != repr(test):
        head = replace(after.head, version=test.head.version + 1)
        to.catalog.put_test(project.id, replace(after, head=head))


def delete_environment(command: DeleteEnvironment, to: Defining) -> Deleted:
    """Remove an environment that nothing needs."""
    project = to.project(command.key, "write", command.project)
    with alone(to.catalog, project.id, to.clock):
        test = _test(project, command.test, to) if command.test else None
        family = test.own if test else to.catalog.shared_environments(project.id)
        found = find_environment(family, command.environment)
        if found is None:
            raise NotFound(f"There is no environment {command.environment[:100]!r}.")
        left = tuple(each for each in family if each.id != found.id)
        if test is not None:
            if test.head.default_environment == found.id:
                raise _needed(found, "test", test.head.name)
            _save_own(project, test, left, to)
        else:
            _check_free(project, found, left, to)
            to.catalog.put_shared_environments(project.id, left)
    return Deleted(kind="environment", id=found.id, project=project.id)


def _check_free(
    project: Project, gone: Environment, left: tuple[Environment, ...], to: Defining
) -> None:
    """`Conflict` names the first thing that needs the environment."""
    for environment in left:
        if environment.parent == gone.id:
            raise _needed(gone, "environment", environment.name)
    for suite in to.catalog.suites(project.id):
        if suite.environment == gone.id:
            raise _needed(gone, "suite", suite.name)
    heads = to.catalog.test_heads(project.id)
    for head in heads:
        if head.default_environment == gone.id:
            raise _needed(gone, "test", head.name)
    for head in heads:
        test = to.catalog.test(project.id, head.id)
        for own in test.own if test else ():
            if own.parent == gone.id:
                raise _needed(gone, "environment", f"{own.name} of the test {head.name}")


def _needed(environment: Environment, kind: str, name: str) -> Conflict:
    return Conflict(f"The environment {environment.name!r} is needed by the {kind} {name!r}.")


def _test(project: Project, name: str | TestId, to: Defining) -> StoredTest:
    found = find_test(to.catalog, project, name, named=True)
    if found is None:
        raise NotFound(f"There is no test {name[:100]!r}.")
    return found
