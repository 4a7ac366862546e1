"""The bodies that start a test run: the API's own, the dispatch action's, and the oldest form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from gonogo.dialects._contract import Request
from gonogo.dialects.empirical._fields import (
    MAX_ITEMS,
    MAX_TEXT,
    Members,
    flag,
    present,
    read_body,
    text,
    texts,
    whole,
)
from gonogo.errors import Invalid

_BUILD = ("url", "branch", "commit", "commit_url", "version")
_NAME = re.compile(r"[^\s={}]{1,200}")
MAX_METADATA = 50
Pair = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What a start asks for."""

    environment: str = ""
    """A slug; empty only in forms that are older than environments."""
    build: Mapping[str, str] = field(default_factory=dict)
    metadata: Mapping[str, object] = field(default_factory=dict)
    overrides: tuple[Pair, ...] = ()
    tags: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    branch: str = ""
    actor: str = ""
    repository: str = ""
    notify: bool = True
    source: int | None = None
    """The test run that is to be started once more."""
    only_failed: bool = False


def read_api(request: Request) -> Body:
    """`PUT /api/test-runs`: an environment, and all else as one likes."""
    return _read(read_body(request), needs_environment=True)


def read_dispatch(request: Request) -> Body:
    """`POST /v1/trigger`: as the API's; the environment may be missing beside a `platform`."""
    members = read_body(request)
    return _read(members, needs_environment=not text(members, "platform"))


def read_oldest(request: Request) -> Body:
    """`POST /`: a repository and a build's URL, in the form of a GitHub dispatch event."""
    members = read_body(request)
    if text(members, "event_type") != "run-tests":
        raise Invalid("There is no such event.", field="event_type", accepted="run-tests")
    payload = present(members.get("client_payload", {}), "client_payload")
    url = text(payload, "build_url", "client_payload")
    return Body(build={"url": url} if url else {}, repository=_repository(members, "repo"))


def _read(members: Members, *, needs_environment: bool) -> Body:
    environment = text(members, "environment")
    if needs_environment and not environment:
        raise Invalid("It is missing.", field="environment", accepted="the slug of an environment")
    branch, build = text(members, "branch"), _build(members)
    if branch and build:
        raise Invalid("It stands beside build.", field="branch", accepted="branch or build")
    return Body(
        environment=environment,
        build=build,
        metadata=_metadata(members),
        overrides=_overrides(members),
        tags=texts(members, "tags"),
        tests=texts(members, "test_case_ids"),
        branch=branch,
        actor=text(members, "github_actor"),
        repository=_repository(members, "origin"),
        notify=flag(members, "send_notifications", True),
        source=whole(members, "rerun_source_id"),
        only_failed=flag(members, "rerun_only_failed", False),
    )


def _build(members: Members) -> dict[str, str]:
    """Both spellings of its keys: `url`, and `build.url` as the reference's sample has it."""
    given = present(members.get("build", {}), "build")
    plain = {name.removeprefix("build."): value for name, value in given.items()}
    found = {name: text(plain, name, "build") for name in _BUILD}
    return {name: value for name, value in found.items() if value}


def _repository(members: Members, name: str) -> str:
    """`owner/name`; empty unless both are there."""
    given = present(members.get(name, {}), name)
    owner, repository = text(given, "owner", name), text(given, "name", name)
    return f"{owner}/{repository}" if owner and repository else ""


def _metadata(members: Members) -> dict[str, object]:
    given = members.get("metadata", {})
    accepted = f"an object of at most {MAX_METADATA} texts and numbers"
    if not isinstance(given, dict) or len(given) > MAX_METADATA:
        raise Invalid("It cannot be taken.", field="metadata", accepted=accepted)
    for name, value in given.items():
        long = isinstance(value, str) and len(value) > MAX_TEXT
        if long or isinstance(value, bool) or not isinstance(value, str | int | float):
            where = f"metadata.{name[:64]}"
            raise Invalid("It is neither text nor number.", field=where, accepted=accepted)
    return dict(given)


def _overrides(members: Members) -> tuple[Pair, ...]:
    """Variables of this run, in order; of one name the last counts."""
    where = "environment_variables_overrides"
    given = members.get(where, [])
    if not isinstance(given, list) or len(given) > MAX_ITEMS:
        raise Invalid(
            "It cannot be taken.", field=where, accepted=f"a list of at most {MAX_ITEMS} pairs"
        )
    return tuple(_pair(each, f"{where}[{place}]") for place, each in enumerate(given))


def _pair(given: object, where: str) -> Pair:
    accepted = 'an object such as {"name": "BASE_URL", "value": "https://…"}'
    if not isinstance(given, dict):
        raise Invalid("It is no pair.", field=where, accepted=accepted)
    name, value = given.get("name"), given.get("value", "")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise Invalid("It is no name of a variable.", field=f"{where}.name", accepted=accepted)
    if not isinstance(value, str):
        raise Invalid("It is no text.", field=f"{where}.value", accepted=accepted)
    return {"name": name, "value": value}
