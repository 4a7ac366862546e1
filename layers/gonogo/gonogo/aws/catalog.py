"""Definitions in DynamoDB: what a start needs is one read, what a push changes is one write."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from threading import Lock
from typing import Any
from uuid import uuid4

from gonogo.aws import definitions as at
from gonogo.aws.table import UNLESS_THERE, ConditionFailed, Key, Table
from gonogo.aws.values import Item
from gonogo.domain.commands import StoredTest
from gonogo.domain.environment import Environment
from gonogo.domain.ids import ProjectId, SuiteId, TestId, TriggerId
from gonogo.domain.project import Launch, Project, Startable, Suite, Trigger
from gonogo.domain.test import TestHead
from gonogo.errors import AlreadyThere, Conflict, NotFound, Unavailable
from gonogo.ports import LOCK_SECONDS, Clock

TRIGGER_SECONDS = 60.0
"""How long a process remembers what a trigger points at; `launch` reads the target itself fresh."""
_REMEMBERED = 1000
_READ_TRIES = 3
_STILL = "#version = :before OR (attribute_exists(#pk) AND attribute_not_exists(#version))"
"""The version is the one that was read; what was written before there were versions has none."""


class DynamoCatalog:
    """The `Catalog` port."""

    def __init__(self, table: Table, clock: Clock) -> None:
        self._table = table
        self._clock = clock
        self._triggers: dict[TriggerId, tuple[float, Trigger]] = {}
        self._lock = Lock()

    # ---- starting --------------------------------------------------------------------------------

    def trigger(self, trigger: TriggerId) -> Trigger | None:
        """What a trigger id points at."""
        now = self._clock.now()
        until, known = self._triggers.get(trigger, (0.0, None))
        if known is not None and now < until:
            return known
        item = self._table.get(at.trigger_key(trigger))
        if item is None:
            return None
        found = at.trigger_of(item)
        with self._lock:
            if len(self._triggers) >= _REMEMBERED:
                self._triggers.clear()
            self._triggers[trigger] = (now + TRIGGER_SECONDS, found)
        return found

    def launch(self, trigger: Trigger) -> Launch:
        """All that starting this target needs, read consistently; `NotFound` if it is gone."""
        match trigger.kind:
            case "test":
                return self._launch_test(trigger.project, TestId(trigger.target))
            case "suite":
                return self._launch_suite(trigger.project, SuiteId(trigger.target))
        return self._launch_project(trigger.project)

    def _launch_test(self, project: ProjectId, test: TestId) -> Launch:
        key = at.test_key(project, test)
        found = self._with_project(project, key)
        if key not in found:
            raise NotFound(f"There is no test {test!r}.")
        tests = (_startable(found[key]),)
        return _launch(project, found, f"test {tests[0].test.name}", tests, by_itself=True)

    def _launch_suite(self, project: ProjectId, suite: SuiteId) -> Launch:
        key = at.suite_key(project, suite)
        found = self._with_project(project, key)
        if key not in found:
            raise NotFound(f"There is no suite {suite!r}.")
        named = at.suite_of(found[key])
        phases = named.phases
        order = (*named.setup, *named.tests, *named.teardown)
        # Without phases a test that stands twice runs twice; with them, `phases` says so.
        ids = tuple(dict.fromkeys(order)) if phases else order
        keys = [at.test_key(project, test) for test in ids]
        heads = self._table.get_all(list(dict.fromkeys(keys)))
        gone = [key for key in keys if key not in heads]
        if gone:
            # Starting the rest would be a go that nobody earned.
            raise NotFound(f"The suite {named.name!r} names {len(gone)} tests that are gone.")
        tests = tuple(_startable(heads[key]) for key in keys)
        return _launch(project, found, f"suite {named.name}", tests, named)

    def _launch_project(self, project: ProjectId) -> Launch:
        found = self._with_project(project)
        items = self._table.query(at.partition(project), prefix=at.TESTS)
        tests = sorted(map(_startable, items), key=lambda each: _by_name(each.test))
        name = at.project_of(found[at.project_key(project)]).name
        return _launch(project, found, f"project {name}", tuple(tests))

    def _with_project(self, project: ProjectId, *keys: Key) -> dict[Key, Item]:
        """These items, the shared environments and the project, which must be there."""
        wanted = [at.project_key(project), at.shared_key(project), *keys]
        found = self._table.get_all(wanted)
        if wanted[0] not in found:
            raise NotFound(f"There is no project {project!r}.")
        return found

    # ---- projects --------------------------------------------------------------------------------

    def project(self, project: ProjectId) -> Project | None:
        """One project."""
        item = self._table.get(at.project_key(project))
        return at.project_of(item) if item else None

    def find_project(self, name: str) -> Project | None:
        """A project by its name, which is unique in a deployment."""
        item = self._table.get(at.listed_key(name))
        return at.project_of(item) if item else None

    def projects(self) -> tuple[Project, ...]:
        """Every project, by name."""
        return tuple(at.project_of(item) for item in self._table.query(at.PROJECTS))

    def add_project(self, project: Project) -> None:
        """Store a project, its name and trigger at once; `AlreadyThere` if the name is taken."""
        nonce = uuid4().hex[:16]
        trigger = Trigger(id=project.trigger, kind="project", project=project.id, target=project.id)
        items = [
            {**key._asdict(), **at.project_item(project)}
            for key in (at.listed_key(project.name), at.project_key(project.id))
        ]
        writes = [
            self._table.putting({**item, "nonce": nonce}, condition=UNLESS_THERE)
            for item in [*items, at.trigger_item(trigger)]
        ]
        try:
            self._table.transact(writes)
        except ConditionFailed as failed:
            if not failed.written_by(nonce):
                raise AlreadyThere(f"There is a project {project.name!r}.") from failed

    def change_project(self, project: Project, before: Project) -> None:
        """Replace a project; its name moves with it."""
        nonce = uuid4().hex[:16]
        item = {**at.project_item(project), "nonce": nonce}
        renamed = project.name != before.name
        listed = {**at.listed_key(project.name)._asdict(), **item}
        writes = [
            self._table.putting(
                {**at.project_key(project.id)._asdict(), **item},
                condition=_STILL,
                values={"before": before.version},
            ),
            self._table.putting(listed, condition=UNLESS_THERE if renamed else ""),
        ]
        if renamed:
            writes.append(self._table.deleting(at.listed_key(before.name)))
        try:
            self._table.transact(writes)
        except ConditionFailed as failed:
            if failed.written_by(nonce):
                return
            if renamed and self.find_project(project.name):
                raise AlreadyThere(f"There is a project {project.name!r}.") from failed
            raise Conflict(f"The project {before.name!r} was changed meanwhile.") from failed

    def delete_project(self, project: Project) -> None:
        """Remove a project and all that it owns; the project itself goes last."""
        for head in self.test_heads(project.id):
            self.delete_test(project.id, head)
        for suite in self.suites(project.id):
            self.delete_suite(project.id, suite)
        for item in self._table.query(at.partition(project.id)):
            if item["sk"] != "PROJECT":
                self._table.delete(Key(item["pk"], item["sk"]))
        self._table.transact(
            [
                self._table.deleting(at.trigger_key(project.trigger)),
                self._table.deleting(at.listed_key(project.name)),
                self._table.deleting(at.project_key(project.id)),
            ]
        )

    def lock(self, project: ProjectId) -> str | None:
        """Be the only one who pushes to the project; a token, or None while another is."""
        token, now = uuid4().hex, self._clock.now()
        item = {**at.lock_key(project)._asdict(), "nonce": token, "until": now + LOCK_SECONDS}
        try:
            free = f"{UNLESS_THERE} OR #until <= :now"
            self._table.put(item, condition=free, values={"now": now})
        except ConditionFailed as failed:
            return token if failed.written_by(token) else None
        return token

    def unlock(self, project: ProjectId, token: str) -> None:
        """Let the next one push; without effect if the token holds no more."""
        with suppress(ConditionFailed):
            self._table.update(
                at.lock_key(project),
                "SET #until = :never",
                condition="#nonce = :token",
                values={"never": 0, "token": token},
            )

    # ---- tests -----------------------------------------------------------------------------------

    def test_head(self, project: ProjectId, test: TestId) -> TestHead | None:
        """A test without its steps."""
        item = self._table.get(at.test_key(project, test))
        return at.head_of(item) if item else None

    def test_heads(self, project: ProjectId) -> tuple[TestHead, ...]:
        """Every test of a project without steps, by name."""
        items = self._table.query(at.partition(project), prefix=at.TESTS)
        return tuple(sorted(map(at.head_of, items), key=_by_name))

    def test(self, project: ProjectId, test: TestId) -> StoredTest | None:
        """A test with its steps and own environments."""
        keys = at.test_key(project, test), at.steps_key(project, test)
        for _ in range(_READ_TRIES):
            found = self._table.get_all(keys)
            if keys[0] not in found:
                return None
            head, steps = found[keys[0]], found.get(keys[1], {})
            # The two are written together, but read one after the other.
            if head["version"] == steps.get("version"):
                return at.stored_of(head, steps)
        raise Unavailable(f"The test {test!r} is changing too fast to be read.")

    def put_test(self, project: ProjectId, test: StoredTest) -> None:
        """Create or replace a test, its steps and its trigger at once."""
        head, nonce = test.head, uuid4().hex[:16]
        condition, values = UNLESS_THERE, {}
        if head.version > 1:
            condition, values = "#version = :before", {"before": head.version - 1}
        trigger = Trigger(id=head.trigger, kind="test", project=project, target=head.id)
        item = {**at.test_item(project, test), "nonce": nonce}
        writes = [
            self._table.putting(item, condition=condition, values=values),
            self._table.putting(at.steps_item(project, test)),
            self._pointing(trigger),
        ]
        self._replace(writes, nonce, f"The test {head.name!r} was changed by somebody else.")

    def delete_test(self, project: ProjectId, head: TestHead) -> None:
        """Remove a test, its steps, environments and trigger at once, if they are there."""
        self._table.transact(
            [
                self._table.deleting(at.test_key(project, head.id)),
                self._table.deleting(at.steps_key(project, head.id)),
                self._table.deleting(at.trigger_key(head.trigger)),
            ]
        )

    # ---- environments and suites -----------------------------------------------------------------

    def shared_environments(self, project: ProjectId) -> tuple[Environment, ...]:
        """The project's shared environments."""
        return _shared(self._table.get(at.shared_key(project)))

    def put_shared_environments(
        self, project: ProjectId, environments: tuple[Environment, ...]
    ) -> None:
        """Replace the project's shared environments."""
        document = at.environments_document(environments)
        self._table.put({**at.shared_key(project)._asdict(), "environments": document})

    def suites(self, project: ProjectId) -> tuple[Suite, ...]:
        """The project's suites, by name."""
        items = self._table.query(at.partition(project), prefix=at.SUITES)
        return tuple(sorted(map(at.suite_of, items), key=lambda suite: (suite.name, suite.id)))

    def put_suite(self, project: ProjectId, suite: Suite) -> None:
        """Create or replace a suite and its trigger at once."""
        nonce = uuid4().hex[:16]
        trigger = Trigger(id=suite.trigger, kind="suite", project=project, target=suite.id)
        condition, values = UNLESS_THERE, {}
        if suite.version > 1:
            condition, values = _STILL, {"before": suite.version - 1}
        item = {**at.suite_item(project, suite), "nonce": nonce}
        writes = [
            self._table.putting(item, condition=condition, values=values),
            self._pointing(trigger),
        ]
        self._replace(writes, nonce, f"The suite {suite.name!r} was changed by somebody else.")

    def delete_suite(self, project: ProjectId, suite: Suite) -> None:
        """Remove a suite and its trigger at once, if they are there."""
        self._table.transact(
            [
                self._table.deleting(at.suite_key(project, suite.id)),
                self._table.deleting(at.trigger_key(suite.trigger)),
            ]
        )

    def _pointing(self, trigger: Trigger) -> dict[str, Any]:
        """The write of a trigger; an id that points at something else is never turned around."""
        return self._table.putting(
            at.trigger_item(trigger),
            condition=f"{UNLESS_THERE} OR (#target = :target AND #project = :project)",
            values={"target": trigger.target, "project": trigger.project},
        )

    def _replace(self, writes: Sequence[dict[str, Any]], nonce: str, refusal: str) -> None:
        try:
            self._table.transact(writes)
        except ConditionFailed as failed:
            if not failed.written_by(nonce):
                raise Conflict(refusal) from failed


def _launch(
    project: ProjectId,
    found: dict[Key, Item],
    target: str,
    tests: tuple[Startable, ...],
    suite: Suite | None = None,
    *,
    by_itself: bool = False,
) -> Launch:
    return Launch(
        project=at.project_of(found[at.project_key(project)]),
        target=target,
        tests=tuple(each for each in tests if by_itself or each.test.enabled),
        shared=_shared(found.get(at.shared_key(project))),
        environment=suite.environment if suite else None,
        phases=suite.phases if suite else None,
        disabled=tuple(each for each in tests if not (by_itself or each.test.enabled)),
    )


def _startable(item: Item) -> Startable:
    return Startable(test=at.head_of(item), own=at.own_of(item))


def _shared(item: Item | None) -> tuple[Environment, ...]:
    return at.environments_of(item["environments"]) if item else ()


def _by_name(head: TestHead) -> tuple[str, int]:
    return head.name, head.number
