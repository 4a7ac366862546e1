"""Suites one by one: listed, read, made, changed and removed."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import replace
from itertools import repeat

from gonogo.domain.commands.defining import (
    Deleted,
    DeleteSuite,
    ListSuites,
    PutSuite,
    ReadSuite,
    SuiteList,
    SuiteView,
)
from gonogo.domain.ids import (
    EnvironmentId,
    SuiteId,
    TestId,
    TriggerId,
    new_number,
    new_uuid,
    uuid_of,
)
from gonogo.domain.key import Role
from gonogo.domain.project import Project, Suite
from gonogo.errors import AlreadyThere, Conflict, Invalid, NotFound
from gonogo.services.definitions.alone import alone
from gonogo.services.definitions.checking import find_environment
from gonogo.services.definitions.documents import suite_document, suite_from
from gonogo.services.definitions.lookup import Defining, candidates, find_suite, first, test_id

MOST_SUITES = 1_000
MOST_MEMBERS = 1_000
MAX_NAME = 255


def list_suites(command: ListSuites, to: Defining) -> SuiteList:
    """A project's suites, by name."""
    project = to.project(command.key, "read", command.project)
    return SuiteList(project=project, suites=to.catalog.suites(project.id))


def read_suite(command: ReadSuite, to: Defining) -> SuiteView:
    """One suite."""
    project, suite = _found(command.key, "read", command.project, command.suite, to)
    document = _document(suite, project, to) if command.document else None
    return SuiteView(project=project, suite=suite, document=document)


def _document(suite: Suite, project: Project, to: Defining) -> Mapping[str, object]:
    heads = to.catalog.test_heads(project.id)
    return suite_document(suite, heads, to.catalog.shared_environments(project.id))


def _found(
    key: str | None, role: Role, project: str, suite: str, to: Defining
) -> tuple[Project, Suite]:
    return first(
        candidates(to.catalog, to.key(key, role), project),
        lambda each: find_suite(to.catalog.suites(each.id), suite, named=bool(project)),
        "suite",
        suite,
    )


def put_suite(command: PutSuite, to: Defining) -> SuiteView:
    """Make a suite or replace one."""
    project = to.project(command.key, "write", command.project)
    with alone(to.catalog, project.id, to.clock):
        suites = to.catalog.suites(project.id)
        before = _before(command.suite, suites)
        given = _checked(_given(command, before, project, to), project, to)
        if command.unique and any(s.name == given.name and s.id != given.id for s in suites):
            raise AlreadyThere(f"There is a suite {given.name!r} in this project.")
        if before is None:
            if len(suites) >= MOST_SUITES:
                raise Conflict(f"A project has at most {MOST_SUITES} suites; delete one first.")
            after = _new(given, {each.id for each in suites}, to.clock.now())
            to.catalog.put_suite(project.id, after)
        else:
            after = _replaced(before, given, project, to)
    document = None if command.document is None else _document(after, project, to)
    return SuiteView(project=project, suite=after, document=document)


def _given(command: PutSuite, before: Suite | None, project: Project, to: Defining) -> Suite:
    """The suite of the command, which may be told by a document."""
    if command.document is None:
        return command.suite
    heads = to.catalog.test_heads(project.id)
    shared = to.catalog.shared_environments(project.id)
    return suite_from(command.document, command.suite, before, heads, shared)


def _replaced(before: Suite, given: Suite, project: Project, to: Defining) -> Suite:
    """Store what differs from what is there."""
    after = replace(
        given,
        id=before.id,
        trigger=before.trigger,
        created_at=before.created_at,
        version=before.version,
    )
    if repr(after) != repr(before):
        after = replace(after, version=before.version + 1)
        to.catalog.put_suite(project.id, after)
    return after


def _before(given: Suite, suites: tuple[Suite, ...]) -> Suite | None:
    """The stored suite that is to be replaced."""
    if not given.id:
        return None
    before = find_suite(suites, given.id, named=False)
    if before is None:
        raise NotFound(f"There is no suite {given.id[:100]!r}.")
    if before.version != given.version:
        raise Conflict(f"The suite {before.name!r} was changed meanwhile.")
    return before


def _new(given: Suite, taken: Set[SuiteId], now: float) -> Suite:
    fresh = (SuiteId(uuid_of("suite", new_number(now))) for _ in repeat(None))
    return replace(
        given,
        id=next(id for id in fresh if id not in taken),
        trigger=TriggerId(new_uuid()),
        created_at=now,
        version=1,
    )


def _checked(given: Suite, project: Project, to: Defining) -> Suite:
    """What is given, good in itself and naming only what is there, by id."""
    name = given.name
    if not 0 < len(name) <= MAX_NAME or not name.isprintable() or name != name.strip():
        raise Invalid(
            "This cannot be a suite's name.",
            field="name",
            accepted=f"1 to {MAX_NAME} printable characters",
        )
    heads = to.catalog.test_heads(project.id)
    known = {head.id for head in heads}
    return replace(
        given,
        tests=_members("tests", given.tests, known),
        setup=_members("setup", given.setup, known),
        teardown=_members("teardown", given.teardown, known),
        environment=_environment(given.environment, project, to),
    )


def _members(field: str, given: tuple[TestId, ...], known: set[TestId]) -> tuple[TestId, ...]:
    """Ids of tests that are there, each once; they may be given as numbers."""
    if len(given) > MOST_MEMBERS:
        raise Invalid(
            f"The suite would have {len(given)} tests.",
            field=field,
            accepted=f"at most {MOST_MEMBERS}",
        )
    found: dict[TestId, None] = {}
    for index, test in enumerate(given):
        id = test_id(test)
        if id is None or id not in known:
            raise Invalid(
                f"There is no test {test[:100]!r} in this project.",
                field=f"{field}[{index}]",
                accepted="the id of a test of the project",
            )
        found[id] = None
    return tuple(found)


def _environment(
    wanted: EnvironmentId | None, project: Project, to: Defining
) -> EnvironmentId | None:
    if wanted is None:
        return None
    shared = to.catalog.shared_environments(project.id)
    found = find_environment(shared, wanted)
    if found is None:
        raise Invalid(
            f"There is no shared environment {wanted[:100]!r}.",
            field="environment",
            accepted=", ".join(each.name for each in shared) or "none is defined",
        )
    return found.id


def delete_suite(command: DeleteSuite, to: Defining) -> Deleted:
    """Remove a suite."""
    project, suite = _found(command.key, "write", command.project, command.suite, to)
    with alone(to.catalog, project.id, to.clock):
        to.catalog.delete_suite(project.id, suite)
    return Deleted(kind="suite", id=suite.id, project=project.id)
