"""An in-memory catalog that passes the same contract suite as the one on DynamoDB."""

from __future__ import annotations

from uuid import uuid4

from gonogo.domain.commands import StoredTest
from gonogo.domain.environment import Environment
from gonogo.domain.ids import ProjectId, SuiteId, TestId, TriggerId, number_of
from gonogo.domain.project import Launch, Project, Startable, Suite, Trigger
from gonogo.domain.test import TestHead
from gonogo.errors import AlreadyThere, Conflict, NotFound
from gonogo.ports import LOCK_SECONDS, Clock
from tests.fakes import FakeClock


class FakeCatalog:
    """The `Catalog` port."""

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock or FakeClock()
        self._locks: dict[ProjectId, tuple[str, float]] = {}
        self._projects: dict[ProjectId, Project] = {}
        self._tests: dict[tuple[ProjectId, int], StoredTest] = {}
        self._suites: dict[tuple[ProjectId, SuiteId], Suite] = {}
        self._shared: dict[ProjectId, tuple[Environment, ...]] = {}
        self._triggers: dict[TriggerId, Trigger] = {}

    def lock(self, project: ProjectId) -> str | None:
        """Be the only one who pushes."""
        now = self._clock.now()
        if self._locks.get(project, ("", 0.0))[1] > now:
            return None
        token = uuid4().hex
        self._locks[project] = token, now + LOCK_SECONDS
        return token

    def unlock(self, project: ProjectId, token: str) -> None:
        """Let the next one push."""
        if self._locks.get(project, ("", 0.0))[0] == token:
            del self._locks[project]

    def trigger(self, trigger: TriggerId) -> Trigger | None:
        """What a trigger id points at."""
        return self._triggers.get(trigger)

    def launch(self, trigger: Trigger) -> Launch:
        """All that starting this target needs."""
        project = self._projects.get(trigger.project)
        if project is None:
            raise NotFound("project")
        shared = self.shared_environments(project.id)
        if trigger.kind == "project":
            ids = tuple(head.id for head in self.test_heads(project.id))
            members = self._startable(project.id, ids)
            return Launch(
                project=project,
                target=f"project {project.name}",
                tests=tuple(each for each in members if each.test.enabled),
                shared=shared,
                disabled=tuple(each for each in members if not each.test.enabled),
            )
        if trigger.kind == "suite":
            suite = self._suites.get((project.id, SuiteId(trigger.target)))
            if suite is None:
                raise NotFound("suite")
            ids = (*suite.setup, *suite.tests, *suite.teardown)
            once = tuple(dict.fromkeys(ids)) if suite.phases else ids
            members = self._startable(project.id, once)
            return Launch(
                project=project,
                target=f"suite {suite.name}",
                tests=tuple(each for each in members if each.test.enabled),
                shared=shared,
                environment=suite.environment,
                phases=suite.phases,
                disabled=tuple(each for each in members if not each.test.enabled),
            )
        tests = self._startable(project.id, (TestId(trigger.target),))
        return Launch(
            project=project, target=f"test {tests[0].test.name}", tests=tests, shared=shared
        )

    def _startable(self, project: ProjectId, tests: tuple[TestId, ...]) -> tuple[Startable, ...]:
        found = [self.test(project, test) for test in tests]
        if None in found:
            raise NotFound("test")
        return tuple(Startable(test=each.head, own=each.own) for each in found if each)

    def project(self, project: ProjectId) -> Project | None:
        """One project."""
        return self._projects.get(project)

    def find_project(self, name: str) -> Project | None:
        """A project by its name."""
        return next((each for each in self._projects.values() if each.name == name), None)

    def projects(self) -> tuple[Project, ...]:
        """Every project, by name."""
        return tuple(sorted(self._projects.values(), key=lambda project: project.name))

    def add_project(self, project: Project) -> None:
        """Store a project, its name and trigger."""
        taken = self.find_project(project.name) or project.id in self._projects
        if taken or project.trigger in self._triggers:
            raise AlreadyThere("taken")
        self._projects[project.id] = project
        self._triggers[project.trigger] = Trigger(
            id=project.trigger, kind="project", project=project.id, target=project.id
        )

    def change_project(self, project: Project, before: Project) -> None:
        """Replace a project."""
        if project.name != before.name and self.find_project(project.name):
            raise AlreadyThere("name")
        if self._projects[project.id].version != before.version:
            raise Conflict("version")
        self._projects[project.id] = project

    def delete_project(self, project: Project) -> None:
        """Remove a project and all that it owns."""
        for head in self.test_heads(project.id):
            self.delete_test(project.id, head)
        for suite in self.suites(project.id):
            self.delete_suite(project.id, suite)
        self._shared.pop(project.id, None)
        self._triggers.pop(project.trigger, None)
        self._projects.pop(project.id, None)

    def test_head(self, project: ProjectId, test: TestId) -> TestHead | None:
        """A test without its steps."""
        found = self.test(project, test)
        return found.head if found else None

    def test_heads(self, project: ProjectId) -> tuple[TestHead, ...]:
        """Every test of a project without steps, by name."""
        heads = [test.head for (owner, _), test in self._tests.items() if owner == project]
        return tuple(sorted(heads, key=lambda head: (head.name, head.number)))

    def test(self, project: ProjectId, test: TestId) -> StoredTest | None:
        """A test with its steps and own environments."""
        return self._tests.get((project, number_of("test", test)))

    def put_test(self, project: ProjectId, test: StoredTest) -> None:
        """Create or replace a test, its steps and its trigger."""
        head = test.head
        stored = self.test(project, head.id)
        if (stored.head.version if stored else 0) != head.version - 1:
            raise Conflict("version")
        self._point(Trigger(id=head.trigger, kind="test", project=project, target=head.id))
        self._tests[project, head.number] = test

    def delete_test(self, project: ProjectId, head: TestHead) -> None:
        """Remove a test and its trigger."""
        self._triggers.pop(head.trigger, None)
        self._tests.pop((project, head.number), None)

    def shared_environments(self, project: ProjectId) -> tuple[Environment, ...]:
        """The project's shared environments."""
        return self._shared.get(project, ())

    def put_shared_environments(
        self, project: ProjectId, environments: tuple[Environment, ...]
    ) -> None:
        """Replace the project's shared environments."""
        self._shared[project] = environments

    def suites(self, project: ProjectId) -> tuple[Suite, ...]:
        """The project's suites, by name."""
        found = [suite for (owner, _), suite in self._suites.items() if owner == project]
        return tuple(sorted(found, key=lambda suite: (suite.name, suite.id)))

    def put_suite(self, project: ProjectId, suite: Suite) -> None:
        """Create or replace a suite and its trigger."""
        stored = self._suites.get((project, suite.id))
        if (stored.version if stored else 0) != suite.version - 1:
            raise Conflict("version")
        self._point(Trigger(id=suite.trigger, kind="suite", project=project, target=suite.id))
        self._suites[project, suite.id] = suite

    def delete_suite(self, project: ProjectId, suite: Suite) -> None:
        """Remove a suite and its trigger."""
        self._triggers.pop(suite.trigger, None)
        self._suites.pop((project, suite.id), None)

    def _point(self, trigger: Trigger) -> None:
        if self._triggers.setdefault(trigger.id, trigger) != trigger:
            raise Conflict("trigger")
