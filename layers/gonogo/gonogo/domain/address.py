"""A web address that has a user and a password in it, as CI systems hand them out."""

from __future__ import annotations

from base64 import b64encode
from urllib.parse import unquote, urlsplit, urlunsplit

from gonogo.domain.http import Headers


def without_password(url: str) -> tuple[str, Headers]:
    """The address without its user and password, which go into a header as browsers send them.

    >>> without_password("https://a:b@hook.example/x")
    ('https://hook.example/x', (('Authorization', 'Basic YTpi'),))
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return url, ()  # sending it says what is wrong with it
    if parts.username is None:
        return url, ()
    pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    bare = parts._replace(netloc=parts.netloc.rpartition("@")[2])
    return urlunsplit(bare), (("Authorization", f"Basic {b64encode(pair.encode()).decode()}"),)
