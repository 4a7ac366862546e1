"""What a start says in place of what tests say: other addresses, parameters, headers, cookies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlencode

from gonogo.domain.http import Cookie, Headers
from gonogo.domain.terms import Overrides

BASE_URL = "base_url"
"""The variable that holds where the tested system lives; relative addresses are below it."""
_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]*)(.*)", re.DOTALL)
_SPOT = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*://)?([^/?#]*)")
_PORTS = {"http": 80, "https": 443}


class Overriding:
    """The overrides of one run, which its requests and those of its tests' tests share."""

    def __init__(self, overrides: Overrides, home: str = "", jar: tuple[Cookie, ...] = ()) -> None:
        self.overrides = overrides
        self._home = home
        self._there = {(cookie.name, cookie.domain) for cookie in jar}
        self.first = True
        """Whether no request was made yet."""

    def address(self, url: str) -> str:
        """The address that is meant: a base URL first, then the first host that fits."""
        if self.overrides.base_url and self._home:
            url = moved(url, self._home, self.overrides.base_url)
        for original, replacement in self.overrides.hosts:
            found = rehosted(url, original, replacement)
            if found is not None:
                return found
        return url

    def headers(self, lines: Headers) -> Headers:
        """The lines with the start's in the place of their like."""
        given = self.overrides.headers
        names = {name.lower() for name, _ in given}
        return (*(line for line in lines if line[0].lower() not in names), *given)

    def begin(self, url: str) -> tuple[str, tuple[Cookie, ...]]:
        """What only the first request has: its parameters, and the cookies that come with it."""
        first, self.first = self.first, False
        if not first:
            return url, ()
        return with_parameters(url, self.overrides.parameters), tuple(self._cookies(url))

    def _cookies(self, url: str) -> Iterator[Cookie]:
        parts = _URL.fullmatch(url)
        host = _split(parts[2])[1] if parts else ""
        for each in self.overrides.cookies:
            if (each.name, (each.domain or host).strip(".")) in self._there:
                continue  # an earlier run had it too, and left what became of it
            yield Cookie(
                name=each.name,
                value=each.value,
                domain=each.domain or host,
                host_only=not each.domain,
                path=each.path,
                secure=each.secure,
                expires_at=each.expires_at,
            )


def base_of(url: str) -> str:
    """A base URL as addresses are put behind it.

    >>> base_of(" https://pr-7.test/app/?from=mail#top ")
    'https://pr-7.test/app'
    """
    return re.split(r"[?#]", url.strip(), maxsplit=1)[0].rstrip("/")


def moved(url: str, home: str, base: str) -> str:
    """The address with `base` in the place of `home`, if it is that or lies below it.

    >>> moved("https://a.test/v1/x?y=1", "https://a.test", "http://b.test:81/new/")
    'http://b.test:81/new/v1/x?y=1'
    >>> moved("https://a.test/v11", "https://a.test/v1", "http://b.test")
    'https://a.test/v11'
    """
    at, there = _URL.fullmatch(url), _URL.fullmatch(base_of(home))
    if at is None or there is None or _origin(at) != _origin(there):
        return url
    rest = at[3]
    if not rest.startswith(there[3]):
        return url
    rest = rest[len(there[3]) :]
    return base_of(base) + rest if not rest or rest[0] in "/?#" else url


def rehosted(url: str, original: str, replacement: str) -> str | None:
    """The address at another host; None if `original` does not fit it.

    A port of `original` fits only that port, and then the replacement's counts, none included;
    without one the address keeps its own, unless the replacement names one.

    >>> rehosted("http://a.test:81/x", "a.test", "b.test")
    'http://b.test:81/x'
    >>> rehosted("http://a.test:81/x", "a.test:81", "b.test")
    'http://b.test/x'
    """
    parts = _URL.fullmatch(url)
    if parts is None:
        return None
    user, host, port = _split(parts[2])
    _, from_host, from_port = _spot(original)
    _, to_host, to_port = _spot(replacement)
    if not to_host or host.lower().rstrip(".") != from_host.lower().rstrip("."):
        return None
    if from_port and from_port != (port or str(_PORTS.get(parts[1].lower(), ""))):
        return None
    kept = to_port or ("" if from_port else port)
    return f"{parts[1]}://{user}{to_host}{':' if kept else ''}{kept}{parts[3]}"


def with_parameters(url: str, parameters: tuple[tuple[str, str], ...]) -> str:
    """The address with these query parameters in the place of their like.

    >>> with_parameters("http://a.test/?a=1&b=2#c", (("a", "x y"),))
    'http://a.test/?b=2&a=x+y#c'
    """
    if not parameters:
        return url
    before, hash, fragment = url.partition("#")
    path, _, query = before.partition("?")
    names = {urlencode({name: ""}, errors="replace")[:-1] for name, _ in parameters}
    pairs = [pair for pair in query.split("&") if pair and not _named(pair, names)]
    pairs.append(urlencode(parameters, errors="replace"))
    return f"{path}?{'&'.join(pairs)}{hash}{fragment}"


def _named(pair: str, names: set[str]) -> bool:
    name = pair.partition("=")[0]
    return name in names or name.replace("%20", "+") in names


def _origin(parts: re.Match[str]) -> tuple[str, str, str]:
    scheme = parts[1].lower()
    _, host, port = _split(parts[2])
    return scheme, host.lower().rstrip("."), port or str(_PORTS.get(scheme, ""))


def _spot(text: str) -> tuple[str, str, str]:
    """A host with or without a port; some write a whole address."""
    found = _SPOT.match(text.strip())
    return _split(found[1] if found else "")


def _split(authority: str) -> tuple[str, str, str]:
    """User (with its `@`), host and port of an authority; an IPv6 host keeps its brackets."""
    user, at, spot = authority.rpartition("@")
    host, colon, port = spot.rpartition(":")
    if not colon or "]" in port:
        return user + at, spot, ""
    return user + at, host, port
