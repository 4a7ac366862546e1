"""Runscope's account, its one team, people, agents, integrations and regions."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from gonogo.dialects._contract import Conversation, Links, Request, Talk
from gonogo.dialects.runscope import _urls
from gonogo.dialects.runscope._buckets import team_of
from gonogo.dialects.runscope._envelope import success
from gonogo.dialects.runscope._owner import TEAM_NAME, owner, team_id
from gonogo.dialects.runscope._paging import page_of
from gonogo.dialects.runscope._reading import Plain, query_of
from gonogo.dialects.runscope._words import agent_of, region_name, region_of
from gonogo.domain.commands import Command
from gonogo.domain.commands.defining import KeyHolder, WhoAmI
from gonogo.domain.commands.webhooks import ListWebhooks, WebhookList
from gonogo.errors import Forbidden, NotFound

MOST_BUCKETS = 50
"""Buckets of a key whose webhooks one answer lists."""


def root(request: Request, links: Links) -> Talk:
    """Where the rest is."""
    yield WhoAmI(key=request.bearer)
    base = _urls.api_base(links)
    data = {"bucket_list_url": f"{base}/buckets", "current_account_url": f"{base}/account"}
    return success(200, data)


def account(request: Request, links: Links) -> Talk:
    """The token: there are no people here."""
    holder: KeyHolder = yield WhoAmI(key=request.bearer)
    teams: list[Plain] = [{"id": team_id(links), "name": TEAM_NAME}]
    teams += [{"id": id, "name": TEAM_NAME} for id in _other_teams(holder, links)]
    if query_of(request, "include_owner").lower() == "true":
        teams = [{**team, "owner": _person(links)} for team in teams]
    key = holder.key
    return success(
        200, {"id": key.id, "uuid": key.id, "name": key.name, "email": None, "teams": teams}
    )


def _other_teams(holder: KeyHolder, links: Links) -> list[str]:
    """Teams that the makers of buckets named."""
    named = dict.fromkeys(team_of(project, links) for project in holder.projects)
    return [id for id in named if id != team_id(links)]


def _person(links: Links) -> Plain:
    return {name: value for name, value in owner(links).items() if name != "id"}


def team(request: Request, links: Links) -> Talk:
    """The team with the buckets that the token opens."""
    holder = yield from holder_of(request, links)
    buckets = [{"key": p.id, "name": p.name, "default": False} for p in holder.projects]
    since = min((project.created_at for project in holder.projects), default=0.0)
    data = {
        "uuid": request.params["team"],
        "name": TEAM_NAME,
        "created_at": str(int(since)),
        "buckets": buckets,
        "user_count": 1,
        "bucket_count": len(buckets),
        "created_by": _person(links),
        "owned_by": _person(links),
        "additional_billing_emails": None,
        "flags": [],
    }
    return success(200, data)


def holder_of(request: Request, links: Links) -> Generator[Command, Any, KeyHolder]:
    """The token's holder, if the team in the address is one that it knows."""
    holder: KeyHolder = yield WhoAmI(key=request.bearer)
    if not holder.key.allows("read"):
        raise Forbidden("The key has no read role.")
    if request.params["team"] not in (team_id(links), *_other_teams(holder, links)):
        raise NotFound("There is no such team.")
    return holder


def people(request: Request, links: Links) -> Talk:
    """The one that stands for all."""
    holder = yield from holder_of(request, links)
    since = min((project.created_at for project in holder.projects), default=0.0)
    one = {
        **owner(links),
        "created_at": since,
        "last_login_at": request.at or since,
        "group_name": "Administrators",
    }
    return success(200, page_of(request, [one]))


def integrations(request: Request, links: Links) -> Talk:
    """The webhooks of the buckets that the token opens."""
    holder = yield from holder_of(request, links)
    shown: list[Plain] = []
    for project in holder.projects[:MOST_BUCKETS]:
        hooks: WebhookList = yield ListWebhooks(key=request.bearer, project=project.id)
        shown += [
            {"id": hook.id, "uuid": hook.id, "type": hook.kind, "description": hook.name}
            for hook in hooks.webhooks
        ]
    return success(200, page_of(request, shown))


def agents(request: Request, links: Links) -> Talk:
    """Locations that are agents."""
    yield from holder_of(request, links)
    found = [code for code in links.locations if agent_of(code)]
    shown = [{"agent_id": code, "name": code, "version": "unknown"} for code in found]
    return success(200, page_of(request, shown))


def regions(request: Request, links: Links) -> Talk:
    """Where this deployment runs tests; a start elsewhere would be counted as failed."""
    yield WhoAmI(key=request.bearer)
    shown = [
        {
            "region_code": code,
            "location": region_name(code),
            "service_provider": "aws",
            "hostname": None,
        }
        for code in links.locations
        if region_of(code)
    ]
    return success(200, {"regions": shown})


ROUTES = (
    Conversation(("GET",), "/", root, "Where buckets and the account are."),
    Conversation(("GET",), "/account", account, "Read what the token is."),
    Conversation(("GET",), "/regions", regions, "List where tests run."),
    Conversation(("GET",), "/teams/<team>", team, "Read the team, which is the deployment."),
    Conversation(("GET",), "/teams/<team>/people", people, "List the team's one member."),
    Conversation(
        ("GET",), "/teams/<team>/integrations", integrations, "List the buckets' webhooks."
    ),
    Conversation(("GET",), "/teams/<team>/agents", agents, "List the agents that run tests."),
)
