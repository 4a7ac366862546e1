"""Take a definition document: create or update a project's things by name, and say what changed.

What the document does not name is left alone. Things are written one after the other, each only if
it differs from what is stored, so a push that was cut off is finished by pushing again. One push of
a project goes on at a time: two that run into each other would both make what has no name yet.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TypeVar

from gonogo.domain.commands import Change, Push, Pushed
from gonogo.domain.environment import Environment
from gonogo.domain.ids import (
    ProjectId,
    SuiteId,
    TestId,
    TriggerId,
    new_number,
    new_project_id,
    new_uuid,
    uuid_of,
)
from gonogo.domain.key import Key
from gonogo.domain.project import Project, Suite
from gonogo.domain.test import TestHead
from gonogo.errors import AlreadyThere, Conflict, Invalid, NotFound
from gonogo.ports import Catalog, Clock, Keys
from gonogo.services.authorise import authorise
from gonogo.services.define.checks import Known
from gonogo.services.define.document import (
    Document,
    SuiteDefinition,
    TestDefinition,
    members,
)
from gonogo.services.define.merge import merge_shared, merge_test
from gonogo.services.define.reading import join, plain_part
from gonogo.services.definitions.alone import alone
from gonogo.services.definitions.projects import check_project_name

SOURCE = "document"
"""What messages call a document that came without a file."""
T = TypeVar("T", Environment, TestHead, Suite)


def push(command: Push, *, catalog: Catalog, keys: Keys, clock: Clock) -> Pushed:
    """Create or update everything that the document names; only a key of all projects adds one."""
    now = clock.now()
    key = authorise(keys, command.key, "write", now)
    part = plain_part(command.document, SOURCE)
    wanted = _wanted(command, part.document)
    project = _find(catalog, key, wanted)
    stored = _read(catalog, project)
    join([part], stored.known())  # a document with mistakes makes no project
    action = "unchanged"
    if project is None:
        project, action = _create(catalog, wanted, now)
    change = Change(
        kind="project", name=project.name, id=project.id, action=action, trigger=project.trigger
    )
    with alone(catalog, project.id, clock):
        stored = _read(catalog, project)
        pushing = _Pushing(catalog, project.id, now, stored)
        changes = pushing.write(join([part], stored.known()))
    return Pushed(project=project, changes=(change, *changes))


def _wanted(command: Push, document: Document) -> str:
    """The project that is meant, by id or name."""
    wanted = command.project or document.project
    if not wanted:
        raise Invalid(
            "The document does not say which project it belongs to.",
            field="project",
            accepted="a project's name in the document, or a name or id beside it",
        )
    return check_project_name(wanted, field="project")


def _find(catalog: Catalog, key: Key, wanted: str) -> Project | None:
    """The project if the key opens it; None if there is none and the key may make it."""
    project = catalog.project(ProjectId(wanted)) or catalog.find_project(wanted)
    if (project is None and key.projects) or (project is not None and not key.opens(project.id)):
        raise NotFound(f"There is no project {wanted[:100]!r}.")
    return project


def _create(catalog: Catalog, name: str, now: float) -> tuple[Project, str]:
    project = Project(id=new_project_id(), name=name, trigger=TriggerId(new_uuid()), created_at=now)
    try:
        catalog.add_project(project)
    except AlreadyThere:
        # Another push made it since we looked; only a key of all projects gets here.
        found = catalog.find_project(name)
        if found is None:
            raise
        return found, "unchanged"
    return project, "created"


@dataclass(slots=True)
class _Stored:
    """What the project has, by name; kept current while the push writes.

    Of several things of one name, which callers of the API can make, a push means the oldest.
    """

    shared: dict[str, Environment] = field(default_factory=dict)
    heads: dict[str, TestHead] = field(default_factory=dict)
    suites: dict[str, Suite] = field(default_factory=dict)

    def known(self) -> Known:
        """Names that a document may use without defining them."""
        return Known(
            environments=frozenset(self.shared),
            tests=frozenset(self.heads),
            tags=frozenset(tag for head in self.heads.values() for tag in head.tags),
        )


def _read(catalog: Catalog, project: Project | None) -> _Stored:
    if project is None:
        return _Stored()
    return _Stored(
        shared=_oldest(catalog.shared_environments(project.id)),
        heads=_oldest(catalog.test_heads(project.id)),
        suites=_oldest(catalog.suites(project.id)),
    )


def _oldest(things: tuple[T, ...]) -> dict[str, T]:
    """By name the first of each; the catalog gives things of one name in their order."""
    found: dict[str, T] = {}
    for thing in things:
        found.setdefault(thing.name, thing)
    return found


class _Pushing:
    """One push into one project."""

    def __init__(self, catalog: Catalog, project: ProjectId, now: float, stored: _Stored) -> None:
        self._catalog, self._project, self._now, self._stored = catalog, project, now, stored
        self._number = new_number(now)

    def write(self, document: Document) -> list[Change]:
        """Everything of a document; what is used comes before what uses it."""
        changes = self._environments(document.environments)
        # A test without an environment of its own runs in the document's first one, if it has any.
        first = [e.name for e in document.environments]
        shared = tuple(
            self._stored.shared[name] for name in dict.fromkeys([*first, *self._stored.shared])
        )
        for test in document.tests:
            changes += self._test(test, shared)
        return changes + [self._suite(suite) for suite in document.suites]

    def _environments(self, given: tuple[Environment, ...]) -> list[Change]:
        merged = merge_shared(given, self._stored.shared)
        self._stored.shared |= {m.environment.name: m.environment for m in merged}
        if any(m.action != "unchanged" for m in merged):
            stored = self._catalog.shared_environments(self._project)  # with doubled names
            everything = {e.id: e for e in (*stored, *(m.environment for m in merged))}
            self._catalog.put_shared_environments(self._project, tuple(everything.values()))
        return [m.change() for m in merged]

    def _test(self, definition: TestDefinition, shared: tuple[Environment, ...]) -> list[Change]:
        """Write a test; if its number is taken or it was changed meanwhile, once more."""
        try:
            head, changes = self._put(definition, shared)
        except Conflict:
            self._stored.heads = _oldest(self._catalog.test_heads(self._project))
            head, changes = self._put(definition, shared)
        self._stored.heads[head.name] = head
        return changes

    def _put(
        self, definition: TestDefinition, shared: tuple[Environment, ...]
    ) -> tuple[TestHead, list[Change]]:
        known = self._stored.heads.get(definition.name)
        before = self._catalog.test(self._project, known.id) if known else None
        head = before.head if before else self._new_head(definition.name)
        after, own = merge_test(definition, head, before.own if before else (), shared)
        after = replace(after, kept=before.kept if before else {})
        action = "created" if before is None else "unchanged"
        if before is not None and after != before:
            action = "updated"
            after = replace(after, head=replace(after.head, version=head.version + 1))
        if action != "unchanged":
            self._catalog.put_test(self._project, after)
        change = Change(
            kind="test", name=head.name, id=head.id, action=action, trigger=head.trigger
        )
        return after.head, [change, *(m.change(within=head.name) for m in own)]

    def _new_head(self, name: str) -> TestHead:
        # Counted up: a hundred random numbers of one millisecond would soon hold a pair.
        self._number += 1
        return TestHead(
            id=TestId(uuid_of("test", self._number)),
            number=self._number,
            name=name,
            trigger=TriggerId(new_uuid()),
            created_at=self._now,
        )

    def _new_suite_id(self) -> SuiteId:
        self._number += 1
        return SuiteId(uuid_of("suite", self._number))

    def _suite(self, definition: SuiteDefinition) -> Change:
        before = self._stored.suites.get(definition.name)
        heads = self._stored.heads
        names = members(definition, {head.name: head.tags for head in heads.values()})
        environment = definition.environment
        after = Suite(
            id=before.id if before else self._new_suite_id(),
            name=definition.name,
            tests=tuple(heads[name].id for name in names),
            trigger=before.trigger if before else TriggerId(new_uuid()),
            environment=self._stored.shared[environment].id if environment else None,
            setup=tuple(heads[name].id for name in definition.setup),
            teardown=tuple(heads[name].id for name in definition.teardown),
            sequential=definition.sequential,
            created_at=before.created_at if before else self._now,
            version=before.version if before else 1,
            kept=before.kept if before else {},
        )
        action = "created" if before is None else "unchanged" if after == before else "updated"
        if action == "updated":
            after = replace(after, version=after.version + 1)
        if action != "unchanged":
            self._catalog.put_suite(self._project, after)
        return Change(
            kind="suite", name=after.name, id=after.id, action=action, trigger=after.trigger
        )
