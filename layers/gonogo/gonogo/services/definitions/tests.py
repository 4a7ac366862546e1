"""Tests one by one: listed, read, made, changed and removed."""

from __future__ import annotations

from dataclasses import replace

from gonogo.domain.commands import StoredTest
from gonogo.domain.commands.defining import (
    Deleted,
    DeleteTest,
    ListTests,
    PutTest,
    ReadTest,
    TestList,
    TestView,
)
from gonogo.domain.environment import Environment
from gonogo.domain.ids import EnvironmentId, TestId, TriggerId, new_number, new_uuid, uuid_of
from gonogo.domain.project import Project, Suite
from gonogo.domain.test import TestHead
from gonogo.errors import AlreadyThere, Conflict, Invalid, NotFound
from gonogo.services.define.document import SETTINGS_NAME
from gonogo.services.define.merge import identified
from gonogo.services.define.plain import steps_to_plain
from gonogo.services.definitions.alone import alone
from gonogo.services.definitions.checking import check_environments, check_test, find_environment
from gonogo.services.definitions.documents import test_document, test_from
from gonogo.services.definitions.lookup import (
    Defining,
    candidates,
    find_test,
    first,
)

MOST_TESTS = 2_000
"""Of a project; every start of the project reads them all."""
_TRIES = 3


def list_tests(command: ListTests, to: Defining) -> TestList:
    """A project's tests without their steps, by name."""
    project = to.project(command.key, "read", command.project)
    return TestList(project=project, tests=to.catalog.test_heads(project.id))


def read_test(command: ReadTest, to: Defining) -> TestView:
    """One test, whole."""
    key = to.key(command.key, "read")
    project, test = first(
        candidates(to.catalog, key, command.project),
        lambda project: find_test(to.catalog, project, command.test, named=bool(command.project)),
        "test",
        command.test,
    )
    document = None
    if command.document:
        document = test_document(test, to.catalog.shared_environments(project.id))
    return TestView(project=project, test=test, document=document)


def put_test(command: PutTest, to: Defining) -> TestView:
    """Make a test or replace one; steps without ids get some."""
    project = to.project(command.key, "write", command.project)
    with alone(to.catalog, project.id, to.clock):
        heads = to.catalog.test_heads(project.id)
        shared = to.catalog.shared_environments(project.id)
        before, given = _before(command, project, to), command.test
        if command.document is not None:
            given = test_from(command.document, given, before, heads, shared)
        _check_room(command, given.head, heads)
        if before is None:
            after = _create(given, project, heads, shared, to)
        else:
            after = _replaced(before, _filled(given, before.head, heads, shared), project, to)
    document = None if command.document is None else test_document(after, shared)
    return TestView(project=project, test=after, document=document)


def _check_room(command: PutTest, given: TestHead, heads: tuple[TestHead, ...]) -> None:
    """Whether the name may stand a second time, and the project may have one test more."""
    if command.unique and any(h.name == given.name and h.id != given.id for h in heads):
        raise AlreadyThere(f"There is a test {given.name!r} in this project.")
    if not given.id and len(heads) >= MOST_TESTS:
        raise Conflict(f"A project has at most {MOST_TESTS} tests; delete one first.")


def _replaced(before: StoredTest, after: StoredTest, project: Project, to: Defining) -> StoredTest:
    """Store what differs from what is there."""
    if repr(after) != repr(before):
        after = replace(after, head=replace(after.head, version=before.head.version + 1))
        to.catalog.put_test(project.id, after)
    return after


def _before(command: PutTest, project: Project, to: Defining) -> StoredTest | None:
    """The stored test that is to be replaced."""
    head = command.test.head
    if not head.id:
        return None
    before = find_test(to.catalog, project, head.id, named=False)
    if before is None:
        raise NotFound(f"There is no test {head.id[:100]!r}.")
    if before.head.version != head.version:
        raise Conflict(f"The test {before.head.name!r} was changed meanwhile.")
    return before


def _create(
    given: StoredTest,
    project: Project,
    heads: tuple[TestHead, ...],
    shared: tuple[Environment, ...],
    to: Defining,
) -> StoredTest:
    """Store a new test; a number that is taken costs another try."""
    now, tries = to.clock.now(), 0
    while True:
        number = new_number(now)
        head = replace(
            given.head,
            id=TestId(uuid_of("test", number)),
            number=number,
            trigger=TriggerId(new_uuid()),
            created_at=now,
            version=1,
        )
        test = _filled(given, head, heads, shared)
        try:
            to.catalog.put_test(project.id, test)
        except Conflict:
            tries += 1
            if tries == _TRIES:
                raise
        else:
            return test


def _filled(
    given: StoredTest,
    head: TestHead,
    heads: tuple[TestHead, ...],
    shared: tuple[Environment, ...],
) -> StoredTest:
    """What is given, checked, under the identity that `head` has."""
    steps = check_test(given, heads)
    own = check_environments(given.own, shared, head.id)
    wanted = given.head.default_environment
    chosen = _default(wanted, own, shared)
    if chosen is None:
        chosen = _settings(head.id)
        own = (chosen,)
    return StoredTest(
        head=replace(
            given.head,
            id=head.id,
            number=head.number,
            trigger=head.trigger,
            created_at=head.created_at,
            version=head.version,
            step_count=len(steps),
            default_environment=chosen.id,
        ),
        steps=steps_to_plain(identified(steps, head.id)),
        own=own,
        kept=given.kept,
    )


def _default(
    wanted: str | None, own: tuple[Environment, ...], shared: tuple[Environment, ...]
) -> Environment | None:
    """The environment that the test runs in by itself; None: an empty one must be made."""
    if wanted is None:
        return next(iter(own + shared), None)
    found = find_environment(own + shared, wanted)
    if found is None:
        raise Invalid(
            f"There is no environment {wanted[:100]!r} for this test.",
            field="environment",
            accepted=", ".join(each.name for each in own + shared) or "none is defined",
        )
    return found


def _settings(test: TestId) -> Environment:
    return Environment(id=EnvironmentId(new_uuid()), name=SETTINGS_NAME, test=test)


def delete_test(command: DeleteTest, to: Defining) -> Deleted:
    """Remove a test from the suites that name it, and then itself."""
    key = to.key(command.key, "write")
    project, test = first(
        candidates(to.catalog, key, command.project),
        lambda project: find_test(to.catalog, project, command.test, named=bool(command.project)),
        "test",
        command.test,
    )
    with alone(to.catalog, project.id, to.clock):
        for suite in to.catalog.suites(project.id):
            without = _without(suite, test.head.id)
            if without != suite:
                # Suites first: cut off here, none of them names a test that is gone.
                to.catalog.put_suite(project.id, replace(without, version=suite.version + 1))
        to.catalog.delete_test(project.id, test.head)
    return Deleted(kind="test", id=test.head.id, project=project.id)


def _without(suite: Suite, gone: TestId) -> Suite:
    return replace(
        suite,
        tests=tuple(test for test in suite.tests if test != gone),
        setup=tuple(test for test in suite.setup if test != gone),
        teardown=tuple(test for test in suite.teardown if test != gone),
    )
