"""The side surface: environments and what is in them, the key, and what there is none of here."""

from __future__ import annotations

from collections.abc import Sequence

from gonogo.dialects._contract import Links, Request, Talk, json_reply
from gonogo.dialects.empirical._documents import Document, time
from gonogo.dialects.empirical._envelope import refusal
from gonogo.dialects.empirical._fields import read_body
from gonogo.dialects.empirical._naming import goes_by, number_for, slug_of
from gonogo.dialects.empirical._project import choose, chosen
from gonogo.domain.commands.defining import (
    EnvironmentList,
    KeyHolder,
    ListEnvironments,
    WhoAmI,
)
from gonogo.domain.environment import Environment
from gonogo.domain.project import Project

NOT_IMPLEMENTED = 501


def talk_environments(request: Request, links: Links) -> Talk:
    """`GET /api/environments/list`: the shared ones of the project."""
    query = dict(request.query)
    holder: KeyHolder = yield WhoAmI(key=request.bearer)
    project = _of_repository(holder.projects, query.get("project_repo_name", ""), request)
    found: EnvironmentList = yield ListEnvironments(key=request.bearer, project=project.id)
    wanted = query.get("environment_slug", "")
    shown = [_environment(e) for e in found.environments if not wanted or goes_by(e, wanted)]
    return json_reply(200, {"data": {"environments": shown}})


def _of_repository(projects: Sequence[Project], name: str, request: Request) -> Project:
    """The project that a repository's name fits; the key's, as elsewhere, if there is none."""
    fitting = [project for project in projects if name and goes_by(project, name)]
    return fitting[0] if fitting else choose(projects, request)


def _environment(found: Environment) -> Document:
    return {"id": number_for(found.id), "slug": slug_of(found), "name": found.name}


def talk_variables(request: Request, links: Links) -> Talk:
    """`GET /api/environment-variables`: those of the shared environments; secrets are not there."""
    project: Project = yield from chosen(request)
    found: EnvironmentList = yield ListEnvironments(key=request.bearer, project=project.id)
    shown = [
        {
            "id": number_for(f"{environment.id} {name}"),
            "name": name,
            "value": value,
            "environment_slug": slug_of(environment),
        }
        for environment in found.environments
        for name, value in environment.variables.items()
    ]
    return json_reply(200, {"data": {"environment_variables": shown}})


def talk_keys(request: Request, links: Links) -> Talk:
    """`GET /api/api-keys`: the one that asks; others are for an admin, natively."""
    holder: KeyHolder = yield WhoAmI(key=request.bearer)
    key = holder.key
    shown = {
        "id": number_for(key.id),
        "name": key.name,
        "hint": key.hint,
        "is_active": True,
        "created_at": time(key.created_at),
    }
    return json_reply(200, {"data": {"api_keys": [shown]}})


def talk_snoozes(request: Request, links: Links) -> Talk:
    """`GET /api/snoozes`: nothing is ever snoozed here."""
    yield from chosen(request)
    return json_reply(200, {"data": {"snoozes": []}})


def talk_merge(request: Request, links: Links) -> Talk:
    """`POST /api/projects/merge-branches`: taken, as a client asks for no more; tests have none."""
    read_body(request)
    yield from chosen(request)
    message = "Tests have no branches here, so there was nothing to merge."
    return json_reply(200, {"data": {"success": True, "message": message}, "message": message})


def talk_analytics(request: Request, links: Links) -> Talk:
    """`/api/v2/analytics/*`: refused in words that say where the figures are."""
    yield from chosen(request)
    return refusal(NOT_IMPLEMENTED, "There are no analytics here; GET /api/test-runs has the runs.")
