"""Groups: our suites, and before them one of all tests that every project has without a suite."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from gonogo.dialects.testerarmy._asking import VENDOR, Asking, Caller, derived, kept_of
from gonogo.dialects.testerarmy._fields import is_uuid
from gonogo.domain.commands.defining import ListSuites, PutSuite, ReadSuite
from gonogo.domain.ids import SuiteId, TestId, TriggerId
from gonogo.domain.project import Project, Suite
from gonogo.domain.test import TestHead
from gonogo.errors import Conflict, NotFound

ALL_TESTS = "All Tests"
_TRIES = 4
"""Of a change that others are faster with: clients add tests side by side."""


@dataclass(frozen=True, slots=True)
class Group:
    """A group as clients know it."""

    project: Project
    suite: Suite | None = None
    """None: the default group, as long as nobody gave it settings."""

    @property
    def default(self) -> bool:
        """Whether it is the one of all tests."""
        return self.suite is None or kept_of(self.suite.kept).get("default") is True

    @property
    def id(self) -> str:
        """Its UUID; that of the default group does not change when a suite is made for it."""
        if self.suite is None or self.default:
            return default_id(self.project)
        return self.suite.id

    @property
    def name(self) -> str:
        """What people call it."""
        return self.suite.name if self.suite else ALL_TESTS

    @property
    def prep(self) -> TestId | None:
        """The test that runs before the others."""
        return next(iter(self.suite.setup), None) if self.suite else None

    def members(self, heads: Iterable[TestHead]) -> set[str]:
        """Ids of its tests, with those that come before and after the others."""
        if self.suite is None or self.default:
            return {head.id for head in heads}
        return {*self.suite.tests, *self.suite.setup, *self.suite.teardown}


def default_id(project: Project) -> str:
    """The UUID of a project's default group."""
    return derived(project.id, "all-tests")


def groups_of(project: Project, asking: Caller) -> Asking[list[Group]]:
    """A project's groups, the default one first."""
    listed = yield ListSuites(key=asking.key, project=project.id)
    made = [Group(project, suite) for suite in listed.suites]
    default = next((group for group in made if group.default), Group(project))
    return [default, *(group for group in made if not group.default)]


def group_found(id: str, asking: Caller) -> Asking[Group]:
    """A group by its UUID, in any project of the key."""
    for project in asking.projects:
        if id.lower() == default_id(project):
            groups: list[Group] = yield from groups_of(project, asking)
            return groups[0]
    if not is_uuid(id):
        raise NotFound("Group not found.")
    view = yield ReadSuite(key=asking.key, suite=id)
    return Group(view.project, view.suite)


def group_in(project: Project, asking: Caller, id: str | None) -> Asking[Group | None]:
    """A group of this project; None for none and for the default group, which has all tests."""
    if id is None or id.lower() == default_id(project):
        return None
    groups: list[Group] = yield from groups_of(project, asking)
    for group in groups:
        if group.id == id.lower():
            return group
    raise NotFound("Group not found.")


def member_ids(
    project: Project, asking: Caller, id: str, heads: Iterable[TestHead]
) -> Asking[set[str]]:
    """The tests of a group of this project."""
    group = yield from group_in(project, asking, id)
    return (group or Group(project)).members(heads)


def groups_with(project: Project, asking: Caller, test: str) -> Asking[list[dict[str, Any]]]:
    """The groups that a test is in."""
    groups: list[Group] = yield from groups_of(project, asking)
    return [
        {"id": group.id, "name": group.name, "isDefault": group.default}
        for group in groups
        if group.default or test in group.members(())
    ]


def join(project: Project, asking: Caller, test: TestId, group: Group | None) -> Asking[None]:
    """Put a new test into its group, and into the suite of the default one if that has one."""
    groups: list[Group] = yield from groups_of(project, asking)
    for each in (groups[0], group):
        if each is not None and each.suite is not None:
            yield from changed(each, asking, lambda suite: with_test(suite, test))


def changed(group: Group, asking: Caller, change: Callable[[Suite], Suite]) -> Asking[Group]:
    """Change a group's suite, on top of whatever others changed meanwhile."""
    suite = group.suite
    for tried in range(1, _TRIES + 1):
        if suite is None:
            raise NotFound("Group not found.")
        try:
            view = yield PutSuite(key=asking.key, project=group.project.id, suite=change(suite))
        except Conflict:
            if tried == _TRIES:
                raise
            again = yield ReadSuite(key=asking.key, suite=suite.id, project=group.project.id)
            suite = again.suite
        else:
            return Group(group.project, view.suite)
    raise AssertionError("unreachable")


def made_suite(project: Project, tests: tuple[TestId, ...] = ()) -> Suite:
    """The suite that the default group has once it has settings."""
    return replace(new_suite(ALL_TESTS), tests=tests, kept={VENDOR: {"default": True}})


def new_suite(name: str) -> Suite:
    """A suite that is yet to be made."""
    return Suite(id=SuiteId(""), name=name, tests=(), trigger=TriggerId(""))


def with_test(suite: Suite, test: TestId) -> Suite:
    """With the test in it, once."""
    if test in (*suite.tests, *suite.setup, *suite.teardown):
        return suite
    return replace(suite, tests=(*suite.tests, test))


def without_test(suite: Suite, test: TestId) -> Suite:
    """Without the test, wherever it stood."""
    return replace(
        suite,
        tests=tuple(each for each in suite.tests if each != test),
        setup=tuple(each for each in suite.setup if each != test),
        teardown=tuple(each for each in suite.teardown if each != test),
        kept=_unprepared(suite.kept) if test in suite.setup else suite.kept,
    )


def with_prep(suite: Suite, prep: TestId | None) -> Suite:
    """With this test before the others; it runs once, so it is then not among them.

    The one before it goes back to the others if it came from them.
    """
    if suite.setup == ((prep,) if prep else ()):
        return suite
    tests = suite.tests
    if suite.setup and kept_of(suite.kept).get("prepIsMember"):
        tests = (*tests, *suite.setup)
    kept = _unprepared(suite.kept)
    if prep in tests:
        kept = {**kept, VENDOR: {**kept_of(kept), "prepIsMember": True}}
    return replace(
        suite,
        setup=(prep,) if prep else (),
        tests=tuple(each for each in tests if each != prep),
        kept=kept,
    )


def _unprepared(kept: Any) -> dict[str, Any]:
    own = {name: value for name, value in kept_of(kept).items() if name != "prepIsMember"}
    return {**kept, VENDOR: own}
