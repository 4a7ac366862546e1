"""A URL's parts as they go out: what signatures are made of must be what is sent."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from gonogo.errors import Unjudged

_SAFE = "!$%&'()*+,/:;=?@[]~"
"""As the way out has it; a test holds both to the same."""
_DEFAULTS = {"http": ":80", "https": ":443"}


def authority(url: str) -> str:
    """Host and port as the `Host` header says them.

    >>> authority("https://API.test:443/a"), authority("http://api.test:8080")
    ('api.test', 'api.test:8080')
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        raise Unjudged("The URL cannot be read.") from None
    return parts.netloc.lower().removesuffix(_DEFAULTS.get(parts.scheme, ":"))


def path_and_query(url: str) -> tuple[str, str]:
    """Path and query, percent-encoded.

    >>> path_and_query("http://api.test/a b?c=ä#d"), path_and_query("http://api.test?x")
    (('/a%20b', 'c=%C3%A4'), ('/', 'x'))
    """
    after = url.partition("://")[2].partition("#")[0]
    start = min((i for i in map(after.find, "/?") if i >= 0), default=len(after))
    path, _, query = quote(after[start:], safe=_SAFE).partition("?")
    return path or "/", query


def request_target(url: str) -> str:
    """Path and query as the request line has them.

    >>> request_target("http://api.test/a?b=1")
    '/a?b=1'
    """
    path, query = path_and_query(url)
    return f"{path}?{query}" if query else path
