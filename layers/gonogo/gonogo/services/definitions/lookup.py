"""Find what a caller names: by id, number or name, and only in projects that the key opens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from gonogo.domain.commands import StoredTest
from gonogo.domain.ids import ProjectId, SuiteId, TestId, number_of, uuid_of
from gonogo.domain.key import Key, Role
from gonogo.domain.project import Project, Suite
from gonogo.domain.slug import goes_by
from gonogo.domain.test import TestHead
from gonogo.errors import Invalid, NotFound
from gonogo.ports import Catalog, Clock, Keys
from gonogo.services.authorise import authorise, project_for

T = TypeVar("T")

MOST_PROJECTS = 200
"""Looked through for a thing whose project nobody names."""
_LISTED = 10


@dataclass(frozen=True, slots=True)
class Defining:
    """What the use cases of definitions need."""

    catalog: Catalog
    keys: Keys
    clock: Clock
    forget: Callable[[ProjectId], None] = lambda project: None
    """Removes what a project owns besides its definitions."""

    def key(self, secret: str | None, role: Role) -> Key:
        """The key behind a secret, if it has the role."""
        return authorise(self.keys, secret, role, self.clock.now())

    def project(self, secret: str | None, role: Role, name: str) -> Project:
        """The named project, or without a name the only one that the key opens."""
        return project_of(self.catalog, self.key(secret, role), name)


def project_of(catalog: Catalog, key: Key, name: str) -> Project:
    """A project by id or name; without a name the only one that the key opens."""
    if name:
        return project_for(catalog, key, name)
    found = projects_of(catalog, key)
    if len(found) == 1:
        return found[0]
    raise Invalid(
        "The key opens no project." if not found else "The key opens several projects.",
        field="project",
        accepted="the id or name of one of them: "
        + (", ".join(f"{p.name} ({p.id})" for p in found[:_LISTED]) or "there is none"),
    )


def projects_of(catalog: Catalog, key: Key) -> tuple[Project, ...]:
    """The projects that a key opens, by name."""
    if not key.projects:
        return catalog.projects()
    found = (catalog.project(project) for project in key.projects)
    return tuple(sorted((each for each in found if each), key=lambda project: project.name))


def candidates(catalog: Catalog, key: Key, name: str) -> Iterator[Project]:
    """Where to look for a thing: the named project, else every one that the key opens."""
    if name:
        yield project_for(catalog, key, name)
    else:
        yield from projects_of(catalog, key)[:MOST_PROJECTS]


def first(
    projects: Iterator[Project], find: Callable[[Project], T | None], what: str, name: str
) -> tuple[Project, T]:
    """The first project that has the thing, and the thing; `NotFound` if none has."""
    for project in projects:
        found = find(project)
        if found is not None:
            return project, found
    raise NotFound(f"There is no {what} {name[:100]!r}.")


def find_test(catalog: Catalog, project: Project, name: str, *, named: bool) -> StoredTest | None:
    """A test by id or number, or if it may be `named`: the oldest of that name."""
    id = test_id(name)
    found = catalog.test(project.id, id) if id else None
    if found is None and named:
        head = find_head(catalog.test_heads(project.id), name)
        found = catalog.test(project.id, head.id) if head else None
    return found


def find_head(heads: tuple[TestHead, ...], name: str) -> TestHead | None:
    """The head of the oldest test of that name."""
    return next((head for head in heads if head.name == name), None)


def test_id(text: str) -> TestId | None:
    """The id that a text names by itself or by its number; None for a text that is neither."""
    try:
        return TestId(uuid_of("test", number_of("test", text)))
    except NotFound:
        return None


def find_suite(suites: tuple[Suite, ...], name: str, *, named: bool) -> Suite | None:
    """A suite by id, number or slug, or if it may be `named`: the oldest of that name."""
    ids = {name.lower(), _suite_id(name)}
    by_id = (suite for suite in suites if suite.id in ids)
    by_name = (suite for suite in suites if named and suite.name == name)
    by_slug = (suite for suite in suites if goes_by(suite, name))
    return next(by_id, None) or next(by_name, None) or next(by_slug, None)


def _suite_id(text: str) -> SuiteId | None:
    try:
        return SuiteId(uuid_of("suite", number_of("suite", text)))
    except NotFound:
        return None
