"""Environments of a project: two that are built in, and static ones, which are our shared ones."""

from __future__ import annotations

import re

from gonogo.dialects._contract import (
    Conversation,
    Links,
    Request,
    Talk,
    any_json,
    json_reply,
)
from gonogo.dialects.testerarmy._asking import VENDOR, Asking, Caller, derived, kept_of, known
from gonogo.dialects.testerarmy._fields import Fields
from gonogo.domain.commands.defining import DeleteEnvironment, ListEnvironments, PutEnvironment
from gonogo.domain.environment import Environment
from gonogo.domain.ids import EnvironmentId
from gonogo.domain.project import Project
from gonogo.errors import AlreadyThere, Invalid, NotFound

_ALL = "/projects/<project>/environments"
_BUILT_IN = (("Production", "production"), ("PR Preview", "pr_preview"))


def _list(request: Request, links: Links, asking: Caller) -> Talk:
    project = asking.project(request.params["project"])
    found = yield from documents(project, asking)
    return json_reply(200, {"environments": found})


def _create(request: Request, links: Links, asking: Caller) -> Talk:
    project = asking.project(request.params["project"])
    fields = Fields(any_json(request))
    name = fields.needed_text("name", most=100)
    url = fields.uri("url", most=500, schemes=("https",))
    if url is None:
        raise fields.wrong("url", "Required")
    fields.strict()
    if slug(name) in (slug(each) for each, _ in _BUILT_IN):
        raise AlreadyThere(f"An environment named {name!r} is built in.")
    # The tests find the address where they look for any environment's.
    wanted = Environment(
        id=EnvironmentId(""), name=name, variables={"base_url": url}, kept={VENDOR: {"url": url}}
    )
    view = yield PutEnvironment(key=asking.key, project=project.id, environment=wanted, unique=True)
    return json_reply(201, {"environment": _static(view.environment)})


def _delete(request: Request, links: Links, asking: Caller) -> Talk:
    project = asking.project(request.params["project"])
    wanted = request.params["environment"].lower()
    if wanted in _built_in_ids(project):
        raise Invalid("An environment that is built in cannot be deleted", field="environmentId")
    yield from _found(project, asking, wanted)
    yield DeleteEnvironment(key=asking.key, project=project.id, environment=wanted)
    return json_reply(200, {"deleted": True, "id": wanted})


def documents(project: Project, asking: Caller) -> Asking[list[dict[str, object]]]:
    """Every environment of a project as clients see it, the two built-in ones first."""
    listed = yield ListEnvironments(key=asking.key, project=project.id)
    return [*built_in(project), *(_static(each) for each in listed.environments)]


def built_in(project: Project) -> list[dict[str, object]]:
    """The two that every project has."""
    urls = {"production": project.url or None, "pr_preview": None}
    return [
        {"id": derived(project.id, kind), "name": name, "slug": slug(name), "kind": kind}
        | {"url": urls[kind]}
        for name, kind in _BUILT_IN
    ]


def chosen(project: Project, asking: Caller, id: str | None) -> Asking[tuple[str | None, str]]:
    """What a start in that environment uses: our environment's id, and the address to test."""
    if id is None or id in _built_in_ids(project):
        return None, ""
    found = yield from _found(project, asking, id)
    return found.id, str(kept_of(found.kept).get("url", ""))


def _found(project: Project, asking: Caller, id: str) -> Asking[Environment]:
    listed = yield ListEnvironments(key=asking.key, project=project.id)
    for each in listed.environments:
        if each.id == id:
            environment: Environment = each
            return environment
    raise NotFound("Environment not found.")


def _built_in_ids(project: Project) -> tuple[str, ...]:
    return tuple(derived(project.id, kind) for _, kind in _BUILT_IN)


def _static(environment: Environment) -> dict[str, object]:
    url = kept_of(environment.kept).get("url") or environment.variables.get("base_url")
    return {
        "id": environment.id,
        "name": environment.name,
        "slug": slug(environment.name),
        "kind": "static",
        "url": url or None,
    }


def slug(name: str) -> str:
    """A name as a word for addresses.

    >>> slug("PR Preview")
    'pr-preview'
    """
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "environment"


ROUTES = (
    Conversation(("GET",), _ALL, known(_list), "List a project's environments."),
    Conversation(("POST",), _ALL, known(_create), "Create a static environment."),
    Conversation(
        ("DELETE",), f"{_ALL}/<environment>", known(_delete), "Delete a static environment."
    ),
)
