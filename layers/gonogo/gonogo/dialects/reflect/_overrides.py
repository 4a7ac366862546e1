"""What a start replaces: Reflect's overrides, variables and build as `Terms` (contract 3)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar
from urllib.parse import urlsplit

from gonogo.dialects.reflect._asking import Plain, needed, obj, objects, scalar, wrong
from gonogo.domain.http import Headers
from gonogo.domain.terms import Overrides, Policy, StartCookie, Terms

T = TypeVar("T")

_NAMES = ("key", "name")
_ECHOED = ("overrides", "variables", "gitHub", "browser")
_NOWHERE = ("localStorage", "sessionStorage", "agent", "userAgent")
"""Overrides that mean something to a browser or a tunnel only: taken, and told as ignored."""
_UNUSED = ("mobileAppOverrides", "parallelism", "emailFailures")
_MOST = 50
# A suite without tests passes (contract 9), and a run that could not be made is no pass.
POLICY = Policy(allow_empty=True, allow_refused=False)


def terms_of(body: Plain, at: float) -> Terms:
    """All that a start's body says besides its variables; what it said is kept to be echoed.

    `at` is when it came: a cookie may say how long it lives from then on.
    """
    return Terms(
        facts=_facts(obj(body.get("gitHub"), "gitHub")),
        overrides=_overrides(obj(body.get("overrides"), "overrides"), at),
        policy=POLICY,
        kept={name: body[name] for name in _ECHOED if body.get(name) is not None},
    )


def variables_of(body: Plain) -> Mapping[str, str]:
    """`variables`: texts by name; null is as if it were not there."""
    given = obj(body.get("variables"), "variables")
    return {
        name: scalar(value, f"variables.{name[:64]}")
        for name, value in given.items()
        if value is not None
    }


def told_ignored(body: Plain) -> Headers:
    """A header with what of a body has no effect here; none if all has."""
    overrides = obj(body.get("overrides"), "overrides")
    found = [f"overrides.{name}" for name in _NOWHERE if overrides.get(name)]
    found += [name for name in _UNUSED if body.get(name) is not None]
    return (("X-Gonogo-Ignored", ", ".join(found)),) if found else ()


def _facts(git: Plain) -> Mapping[str, str]:
    """The build, as far as it is told: owner and sha may be missing or empty."""
    owner, repo, sha = (
        scalar(git.get(name), f"gitHub.{name}").strip() for name in ("owner", "repo", "sha")
    )
    repository = f"{owner}/{repo}" if owner and repo else repo
    return {k: v for k, v in (("commit", sha), ("repository", repository)) if v}


def _overrides(given: Plain, at: float) -> Overrides:
    return Overrides(
        hosts=_each(given, "hostnames", _host),
        parameters=_each(given, "parameters", _pair),
        headers=_each(given, "headers", _pair),
        cookies=_each(given, "cookies", lambda item, place: _cookie(item, place, at)),
    )


def _each(given: Plain, name: str, read: Callable[[Plain, str], T]) -> tuple[T, ...]:
    field = f"overrides.{name}"
    items = objects(given.get(name), field)
    if len(items) > _MOST:
        raise wrong(field, f"at most {_MOST} of them")
    return tuple(read(item, place) for place, item in items)


def _host(item: Plain, place: str) -> tuple[str, str]:
    original, replacement = (
        _authority(needed(item, (name,), place), f"{place}.{name}")
        for name in ("original", "replacement")
    )
    return original, replacement


def _authority(text: str, field: str) -> str:
    """`host[:port]` in lower case; of a whole address, which some variables hold, that part."""
    try:
        parts = urlsplit(text if "://" in text else f"//{text}")
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "", None
    if not host or not host.isprintable() or " " in host:
        raise wrong(field, "a host name, with a port if one is meant: `pr.example.com:8443`")
    if ":" in host:
        host = f"[{host}]"
    return host if port is None else f"{host}:{port}"


def _pair(item: Plain, place: str) -> tuple[str, str]:
    """Items are seen with `key` and with `name`."""
    return needed(item, _NAMES, place), scalar(item.get("value"), f"{place}.value")


def _cookie(item: Plain, place: str, at: float) -> StartCookie:
    """`name` and `value` must be there; `maxAge` beats `expires`."""
    if item.get("value") is None:
        raise wrong(f"{place}.value", "a text; it must be given")
    return StartCookie(
        name=needed(item, ("name",), place),
        value=scalar(item["value"], f"{place}.value"),
        domain=scalar(item.get("domain"), f"{place}.domain").strip().lower(),
        path=scalar(item.get("path"), f"{place}.path").strip() or "/",
        secure=item.get("secure") is True,
        expires_at=next(_expiry(item, place, at), None),
    )


def _expiry(item: Plain, place: str, at: float) -> Iterator[float]:
    """When it dies, by the field that counts."""
    for name in ("maxAge", "expires"):
        value = item.get(name)
        if value is None or value == "":
            continue
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise wrong(f"{place}.{name}", "milliseconds, a number")
        if name == "maxAge" and value > 0 and not at:
            return  # nobody says when it came; a run is over before a fresh cookie is
        yield value / 1000 if name == "expires" else at + value / 1000
