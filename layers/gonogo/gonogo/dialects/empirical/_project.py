"""Which project is meant: the key's, or the one that a header names if it opens several."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Any

from gonogo.dialects._contract import Request
from gonogo.dialects.empirical._naming import goes_by, number_for, slug_of
from gonogo.domain.commands import Command
from gonogo.domain.commands.defining import KeyHolder, WhoAmI
from gonogo.domain.project import Project
from gonogo.errors import Forbidden, Invalid, NotFound

BY_NUMBER, BY_SLUG = "x-project-id", "x-project-slug"

Asking = Generator[Command, Any, Project]


def chosen(request: Request) -> Asking:
    """The project; asks who the key is."""
    holder: KeyHolder = yield WhoAmI(key=request.bearer)
    return choose(holder.projects, request)


def choose(projects: Sequence[Project], request: Request) -> Project:
    """One of the projects that a key opens. The headers count only where there is a choice."""
    if not projects:
        raise Forbidden("This key opens no project.")
    if len(projects) == 1:
        return projects[0]
    number, name = (request.headers.get(header, "").strip() for header in (BY_NUMBER, BY_SLUG))
    if not number and not name:
        raise Invalid(
            "This key opens several projects, and none is named.",
            field=f"{BY_NUMBER} (header)",
            accepted=", ".join(f"{number_for(p.id)} ({slug_of(p)})" for p in projects[:20]),
        )
    for project in projects:
        if number == str(number_for(project.id)) if number else goes_by(project, name):
            return project
    raise NotFound(f"This key opens no project {(number or name)[:100]!r}.")


def names_one(request: Request) -> bool:
    """Whether a header names a project, so that others' things are not to be found."""
    return any(request.headers.get(header, "").strip() for header in (BY_NUMBER, BY_SLUG))
