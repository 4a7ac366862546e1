"""Find what a start by name means: the project, and what of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gonogo.domain.commands import Start
from gonogo.domain.ids import number_of
from gonogo.domain.key import Key
from gonogo.domain.project import Project, Suite, TargetKind, Trigger
from gonogo.domain.slug import goes_by
from gonogo.domain.test import TestHead
from gonogo.errors import Invalid, NotFound
from gonogo.ports import Catalog
from gonogo.services.authorise import project_for


def aim(catalog: Catalog, key: Key, command: Start) -> tuple[Project, Trigger]:
    """The project and the target; `NotFound` names what is missing.

    Without a project it is the only one that the key opens, or the first that has the target.
    """
    if command.project:
        project = project_for(catalog, key, command.project)
        found = _target(catalog, project, command)
        if found is None:
            raise NotFound(f"The project {project.name!r} has no {_named(command)}.")
        return project, found
    if command.kind == "project":
        return _only(tuple(_opened(catalog, key)), catalog, command)
    for project in _opened(catalog, key):
        found = _target(catalog, project, command)
        if found is not None:
            return project, found
    raise NotFound(f"There is no {_named(command)}.")


def _named(command: Start) -> str:
    return f"{command.kind} {(command.target or '')[:100]!r}"


def _opened(catalog: Catalog, key: Key) -> Iterator[Project]:
    """The projects that a key opens."""
    if not key.projects:
        yield from catalog.projects()
        return
    for each in key.projects:
        project = catalog.project(each)
        if project is not None:
            yield project


def _only(
    projects: tuple[Project, ...], catalog: Catalog, command: Start
) -> tuple[Project, Trigger]:
    if len(projects) != 1:
        raise Invalid(
            f"The key opens {len(projects)} projects.",
            field="project",
            accepted=", ".join(f"{each.name} ({each.id})" for each in projects[:10]) or "none",
        )
    (project,) = projects
    return project, _whole(project)


def _target(catalog: Catalog, project: Project, command: Start) -> Trigger | None:
    if command.kind == "project":
        return _whole(project)
    named: Sequence[TestHead | Suite] = (
        catalog.suites(project.id) if command.kind == "suite" else catalog.test_heads(project.id)
    )
    wanted = command.target or ""
    by_id = (each for each in named if goes_by_id(command.kind, each.id, wanted))
    found = next(by_id, None) or next((each for each in named if each.name == wanted), None)
    if found is None:
        found = next((s for s in named if isinstance(s, Suite) and goes_by(s, wanted)), None)
    if found is None:
        return None
    return Trigger(id=found.trigger, kind=command.kind, project=project.id, target=found.id)


def goes_by_id(kind: TargetKind, id: str, wanted: str) -> bool:
    """Whether a text is the id of a test or suite, or the number in it.

    >>> goes_by_id("suite", "smoke", "SMOKE")
    True
    """
    if wanted.lower() == id:
        return True
    if kind == "project" or not wanted.isdecimal():
        return False
    try:
        return number_of(kind, id) == number_of(kind, wanted)
    except NotFound:  # a suite's id need not hold a number
        return False


def _whole(project: Project) -> Trigger:
    return Trigger(id=project.trigger, kind="project", project=project.id, target=project.id)
