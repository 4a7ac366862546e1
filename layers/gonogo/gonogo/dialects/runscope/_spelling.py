"""Runscope's addresses as its clients spell them: with a version, with `radar`, with a slash."""

from __future__ import annotations

import re

SPELLINGS = (
    "Every path may begin with `/v1` and end with a slash, and slashes may be doubled; "
    "`/buckets/{bucket}/radar` is `/buckets/{bucket}/tests`."
)
_VERSION = re.compile(r"/v1(?=/|$)")
_RADAR = re.compile(r"(/buckets/[^/]+)/radar(?=/|$)")


def canonical(path: str) -> str:
    """The path as the routes have it (contract, section 0).

    >>> canonical("/v1/buckets/b/radar/t/results/r")
    '/buckets/b/tests/t/results/r'
    >>> canonical("/radar/t/trigger"), canonical(""), canonical("/buckets/")
    ('/radar/t/trigger', '/', '/buckets')
    """
    path = _VERSION.sub("", path, count=1) if _VERSION.match(path) else path
    found = _RADAR.match(path)
    if found:
        path = f"{found[1]}/tests{path[found.end() :]}"
    return path.rstrip("/") or "/"
