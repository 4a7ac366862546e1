"""Environments: what a run is given besides its steps, and how a parent's settings come in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from gonogo.domain.http import Headers
from gonogo.domain.ids import EnvironmentId, TestId


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """Variables, headers, auth, scripts, locations, behaviour and notifications.

    Shared by the project, or owned by one test (`test`); an owned one may have a shared `parent`.
    """

    id: EnvironmentId
    name: str
    """What a trigger, a test and a suite call it."""
    test: TestId | None = None
    parent: EnvironmentId | None = None
    """A shared environment whose settings this one builds on."""
    variables: Mapping[str, str] = field(default_factory=dict)
    """Texts by name, used as `{{name}}`."""
    headers: Headers = ()
    """Sent with every request, unless the request has its own of that name."""
    auth: Mapping[str, str] = field(default_factory=dict)
    """For requests without their own: `type` and its settings."""
    script: str = ""
    """JavaScript that runs once, before the first step: it sets variables."""
    parent_scripts: tuple[str, ...] = ()
    """The `script` of its parents, outermost first; they run before its own."""
    pre_request_scripts: tuple[str, ...] = ()
    """JavaScript that runs before every request, ahead of the request's own."""
    post_response_scripts: tuple[str, ...] = ()
    """JavaScript that runs after every response, ahead of the request's own."""
    locations: tuple[str, ...] = ()
    """Where its runs execute; empty means the deployment's default location."""
    preserve_cookies: bool = False
    """Keeps cookies from one step to the next, as a browser does."""
    stop_on_failure: bool = False
    """Skips the steps that follow one that did not pass."""
    retry_on_failure: bool = False
    verify_tls: bool = True
    """Refuses servers whose certificate is not valid."""
    authorities: str = ""
    """Certificates (PEM) of authorities that may sign a server's, beside the usual ones."""
    webhooks: tuple[str, ...] = ()
    """URLs that are told of every run's end."""
    kept: Mapping[str, object] = field(default_factory=dict)
    """What a vendor's client stored with it and gonogo has no use for."""


def inherit(child: Environment, parent: Environment) -> Environment:
    """The child as it acts under its parent.

    Variables and headers of the child win by name; webhooks and locations add up; a behaviour flag
    that the parent sets is locked (source: `contracts/runscope.md` 3.7, 7).
    """
    own = {name.lower() for name, _ in child.headers}
    inherited = tuple((name, value) for name, value in parent.headers if name.lower() not in own)
    return replace(
        child,
        variables={**parent.variables, **child.variables},
        headers=inherited + child.headers,
        auth=child.auth or parent.auth,
        parent_scripts=(
            *parent.parent_scripts,
            *((parent.script,) if parent.script else ()),
            *child.parent_scripts,
        ),
        pre_request_scripts=parent.pre_request_scripts + child.pre_request_scripts,
        post_response_scripts=parent.post_response_scripts + child.post_response_scripts,
        locations=_union(parent.locations, child.locations),
        preserve_cookies=parent.preserve_cookies or child.preserve_cookies,
        stop_on_failure=parent.stop_on_failure or child.stop_on_failure,
        retry_on_failure=parent.retry_on_failure or child.retry_on_failure,
        verify_tls=parent.verify_tls and child.verify_tls,
        authorities="\n".join(filter(None, (parent.authorities, child.authorities))),
        webhooks=_union(parent.webhooks, child.webhooks),
    )


def effective(environments: Iterable[Environment], chosen: Environment) -> Environment:
    """The chosen environment under its parents, nearest first; a cycle ends where it closes."""
    by_id = {environment.id: environment for environment in environments}
    result, seen = chosen, {chosen.id}
    parent = chosen.parent
    while parent is not None and parent not in seen and parent in by_id:
        seen.add(parent)
        result = inherit(result, by_id[parent])
        parent = by_id[parent].parent
    return result


def _union(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(first + second))
