"""Projects one by one: who asks, and projects read, made, changed and removed."""

from __future__ import annotations

from dataclasses import replace

from gonogo.domain.commands.defining import (
    Deleted,
    DeleteProject,
    KeyHolder,
    ProjectView,
    PutProject,
    ReadProject,
    WhoAmI,
)
from gonogo.domain.ids import TriggerId, new_project_id, new_uuid
from gonogo.domain.key import Key
from gonogo.domain.project import Project
from gonogo.errors import Conflict, Forbidden, Invalid
from gonogo.services.authorise import project_for
from gonogo.services.definitions.lookup import Defining, projects_of

MAX_NAME = 255
MAX_URL = 2048


def who_am_i(command: WhoAmI, to: Defining) -> KeyHolder:
    """The key, whatever its role, and what it opens."""
    key = to.key(command.key, "trigger")
    return KeyHolder(key=key, projects=projects_of(to.catalog, key))


def read_project(command: ReadProject, to: Defining) -> ProjectView:
    """One project."""
    return ProjectView(project=to.project(command.key, "read", command.project))


def put_project(command: PutProject, to: Defining) -> ProjectView:
    """Make a project, or replace what may be changed of one."""
    wanted = command.project
    # Whoever may not make one is told what would, whatever the key's role.
    key = to.key(command.key, "write" if wanted.id else "trigger")
    check_project_name(wanted.name)
    _check_url(wanted.url)
    if not wanted.id:
        return ProjectView(project=_create(key, wanted, to))
    before = project_for(to.catalog, key, wanted.id)
    if wanted.version != before.version:
        raise Conflict(f"The project {before.name!r} was changed meanwhile.")
    after = replace(before, name=wanted.name, url=wanted.url, kept=wanted.kept)
    if after != before:
        after = replace(after, version=before.version + 1)
        to.catalog.change_project(after, before)
    return ProjectView(project=after)


def _create(key: Key, wanted: Project, to: Defining) -> Project:
    if not key.allows("admin"):
        raise Forbidden(
            "This key is bound to its projects and cannot make another one. Use a key of the role "
            "'admin', or have one make the project and a key for it."
        )
    project = replace(
        wanted,
        id=new_project_id(),
        trigger=TriggerId(new_uuid()),
        created_at=to.clock.now(),
        version=1,
    )
    to.catalog.add_project(project)
    return project


def delete_project(command: DeleteProject, to: Defining) -> Deleted:
    """Remove a project and all that it owns; cut off, it is finished by asking again."""
    project = project_for(to.catalog, to.key(command.key, "write"), command.project)
    to.forget(project.id)
    to.catalog.delete_project(project)
    return Deleted(kind="project", id=project.id, project=project.id)


def check_project_name(name: str, *, field: str = "name") -> str:
    """The name, if a project can have it: it stands in paths, and gateways decode them."""
    if (
        not 0 < len(name) <= MAX_NAME
        or "/" in name
        or not name.isprintable()
        or name != name.strip()
    ):
        raise Invalid(
            "This cannot be a project's name.",
            field=field,
            accepted=f"1 to {MAX_NAME} printable characters without a slash",
        )
    return name


def _check_url(url: str) -> None:
    if url and (
        len(url) > MAX_URL
        or not url.isprintable()
        or not url.lower().startswith(("http://", "https://"))
    ):
        raise Invalid(
            "This cannot be a project's URL.",
            field="url",
            accepted=f"an address with http:// or https://, at most {MAX_URL} characters, or none",
        )
