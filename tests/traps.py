"""Requests that have broken readers of JSON and HTTP, with the statuses that are right for them."""

from __future__ import annotations

import base64
import gzip
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

BAD, OK = (400,), (200,)
GONE, UNSUPPORTED, METHOD = (404,), (415,), (405,)
_GOOD = {"name": "Health", "steps": [{"url": "http://a.example/"}]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Trap:
    """One request of a key that may write, and what it may be answered with."""

    name: str
    statuses: tuple[int, ...]
    method: str = "POST"
    path: str = "/v1/projects/{project}/tests"
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    def event(self, key: str, project: str) -> dict[str, Any]:
        """As the gateway would send it."""
        headers = {"authorization": f"Bearer {key}", "content-type": "application/json"}
        return {
            "rawPath": self.path.replace("{project}", project),
            "rawQueryString": self.query,
            "headers": headers | dict(self.headers),
            "requestContext": {"http": {"method": self.method}, "requestId": "r-1"},
            "body": base64.b64encode(self.body).decode(),
            "isBase64Encoded": True,
        }


def _named(text: str) -> bytes:
    """A test whose name is this JSON."""
    return f'{{"name": {text}, "steps": [{{"url": "http://a.example/"}}]}}'.encode()


def _members(text: str) -> bytes:
    """A good test, were it not for these members before its steps."""
    return f'{{{text}, "steps": [{{"url": "http://a.example/"}}]}}'.encode()


def _with(**fields: object) -> bytes:
    return json.dumps({**_GOOD, **fields}).encode()


_BODIES: Mapping[str, bytes] = {
    "100,000 open brackets": b"[" * 100_000,
    "100,000 open braces": b'{"a":' * 100_000,
    "65 levels": _with(steps=json.loads("[" * 64 + "]" * 64)),
    "an integer of 5,000 digits": _named("1" * 5_000),
    "1e400": _named("1e400"),
    "NaN": _named("NaN"),
    "Infinity": _named("Infinity"),
    "-Infinity": _named("-Infinity"),
    "a name twice": _members('"name": "a", "name": "b"'),
    "a name twice, further in": _with().replace(b'"url"', b'"url": "http://b.example/", "url"'),
    "a name twice, once escaped": _members('"name": "a", "n\\u0061me": "b"'),
    "half a surrogate pair": _members('"name": "a", "description": "\\ud800"'),
    "the other half": _members('"name": "a", "description": "\\udc00x"'),
    "NUL in a text": _members('"name": "a", "description": "a\\u0000b"'),
    "NUL in a name": _members('"name": "a", "na\\u0000me": "x"'),
    "a byte order mark": b"\xef\xbb\xbf" + _named('"x"'),
    "UTF-16": _named('"x"').decode().encode("utf-16"),
    "UTF-16 without a mark": _named('"x"').decode().encode("utf-16-le"),
    "UTF-32": _named('"x"').decode().encode("utf-32"),
    "Latin-1": _named('"\xe4"').decode().encode("latin-1"),
    "overlong UTF-8": _named('"?"').replace(b"?", b"\xc0\xaf"),
    "UTF-8 cut short": b'{"name": "\xe2\x82',
    "a surrogate in UTF-8": _named('"?"').replace(b"?", b"\xed\xa0\x80"),
    "above U+10FFFF": _named('"?"').replace(b"?", b"\xf4\x90\x80\x80"),
    "a comma at the end": _named('"a"')[:-1] + b",}",
    "a comment": _members('"name": "a" /* x */'),
    "single quotes": _members("'name': 'a'"),
    "two documents": _named('"a"') + _named('"b"'),
    "more after the end": _named('"a"') + b"x",
    "no body": b"",
    "blanks": b" \n\t ",
    "a text": b'"x"',
    "a number": b"1",
    "null": b"null",
    "a list": b"[]",
    "a newline in a text": _members('"name": "a", "description": "a\nb"'),
    "hexadecimal": _named("0x10"),
    "a leading zero": _named("01"),
    "a plus": _named("+1"),
    "a bare point": _named(".5"),
    "a form feed": b"\x0c" + _named('"a"'),
    "an unknown field": _with(nope=1),
    "__proto__": _members('"name": "a", "__proto__": {"role": "admin"}'),
    "a number for a text": _named("1"),
    "true for a text": _named("true"),
    "a text for a list": _with(steps="x"),
    "an object for a list": _with(steps={"0": {}}),
    "another's project": _with(project="zzzzzzzzzzzz"),
    "an id": _with(id="00000000-0000-4000-8000-000000000000"),
    "who made it": _with(created_by="root"),
    "a role": _with(role="admin"),
    "a version": _with(version=99),
    "a name of 100,000 letters": _named(f'"{"x" * 100_000}"'),
}
"""Bodies of a new test, all of which are wrong."""

_KINDS: Mapping[str, Mapping[str, str]] = {
    "as text": {"content-type": "text/plain"},
    "as nothing": {"content-type": ""},
    "as a form": {"content-type": "application/x-www-form-urlencoded"},
    "as parts": {"content-type": "multipart/form-data; boundary=x"},
    "as XML": {"content-type": "application/xml"},
    "as two types": {"content-type": "text/plain, application/json"},
}
_PACKED: Mapping[str, bytes] = {
    "gzip": gzip.compress(_with()),
    "deflate": zlib.compress(_with()),
    "br": b"\x0b\x02\x80{}\x03",
    "identity, gzip": gzip.compress(_with()),
    "gzip ": gzip.compress(b"[" * 50_000_000, 1)[:200_000],
}
_PATHS: Mapping[str, str] = {
    "an encoded slash": "/v1/projects/{project}%2Ftests",
    "an encoded slash in an id": "/v1/projects/a%2Fb/tests",
    "NUL": "/v1/projects/%00/tests",
    "NUL after an id": "/v1/projects/{project}%00/tests",
    "dots": "/v1/projects/%2e%2e/tests",
    "dots that climb": "/v1/projects/{project}/../../../etc/passwd",
    "an overlong slash": "/v1/projects/%C0%AF/tests",
    "overlong dots": "/v1/projects/%C0%AE%C0%AE/tests",
    "a byte that is no UTF-8": "/v1/projects/%ff/tests",
    "encoded twice": "/v1/projects/%252e%252e/tests",
    "a percent sign alone": "/v1/projects/%/tests",
    "no digits": "/v1/projects/%zz/tests",
    "a backslash": "/v1/projects\\{project}\\tests",
    "a line break": "/v1/projects/%0d%0aX-Evil:1/tests",
    "a parameter of the path": "/v1/projects/{project};admin=1/tests",
    "right to left": "/v1/projects/%E2%80%AE/tests",
    "as it was typed": "/v1/projects/ä/tests",
    "8 KB": f"/v1/projects/{'x' * 8_000}/tests",
    "8 KB of slashes": f"/v1/projects/{'a/' * 4_000}tests",
    "in capitals": "/V1/projects/{project}/tests",
    "elsewhere": "/.git/config",
    "a template": "/v1/projects/${{jndi}}/tests",
}
_QUERIES: Mapping[str, str] = {
    "twice": "limit=1&limit=2",
    "unknown": "nope=1",
    "as a list": "limit[]=1",
    "not a number": "limit=ten",
    "zero": "limit=0",
    "negative": "limit=-1",
    "endless": f"limit={'9' * 5_000}",
    "a cursor of nobody": "cursor=AAAA",
    "a cursor that is none": "cursor=%ff%00",
    "8 KB": f"cursor={'x' * 8_000}",
    "10,000 of them": "&".join(f"a{n}=1" for n in range(10_000)),
    "a method": "_method=DELETE",
}
_UNHEARD: Mapping[str, Mapping[str, str]] = {
    "a method override": {"x-http-method-override": "DELETE"},
    "another method override": {"x-method-override": "PUT"},
    "another address": {"x-original-url": "/v1/keys"},
    "a rewritten address": {"x-rewrite-url": "/v1/keys"},
    "another host before us": {"x-forwarded-host": "evil.example"},
    "Forwarded": {"forwarded": "host=evil.example;for=127.0.0.1"},
    "a friendly client": {"x-forwarded-for": "127.0.0.1", "x-real-ip": "127.0.0.1"},
    "two lengths": {"content-length": "5, 0"},
    "length and chunks": {"content-length": "4", "transfer-encoding": "chunked"},
    "chunks, misspelt": {"transfer-encoding": "xchunked"},
    "a range": {"range": "bytes=0-"},
    "an expectation": {"expect": "100-continue"},
    "8 KB of cookies": {"cookie": "a=" + "x" * 8_000},
    "a cookie that claims": {"cookie": "session=admin"},
    "a second key": {"x-api-key": "gonogo_x"},
    "an upgrade": {"connection": "upgrade", "upgrade": "h2c"},
}
"""Headers that must not change what a read of projects answers."""
_REFUSED: Mapping[str, Mapping[str, str]] = {
    "two keys in one header": {"authorization": "Bearer a, Bearer b"},
    "a basic login": {"authorization": "Basic YTpi"},
    "a key with a line break": {"authorization": "Bearer x\r\nX-Role: admin"},
    "8 KB of a key": {"authorization": "Bearer " + "x" * 8_000},
    "a key of Unicode": {"authorization": "Bearer \u0661\u0662"},
    "an underscore": {"authorization": "", "x_api_key": "x"},
}


def traps() -> Iterator[Trap]:
    """All of them."""
    for name, body in _BODIES.items():
        yield Trap(name=f"body: {name}", statuses=BAD, body=body)
    yield Trap(name="body: above 1 MB", statuses=(413,), body=b" " * 1_048_577 + _with())
    for name, headers in _KINDS.items():
        yield Trap(name=f"sent {name}", statuses=UNSUPPORTED, headers=headers, body=_with())
    for name, body in _PACKED.items():
        packed = {"content-encoding": name}
        yield Trap(name=f"packed: {name}", statuses=UNSUPPORTED, headers=packed, body=body)
    for name, path in _PATHS.items():
        yield Trap(name=f"path: {name}", statuses=GONE, method="GET", path=path)
    for name, query in _QUERIES.items():
        yield Trap(name=f"query: {name}", statuses=BAD, method="GET", query=query)
    for name, headers in _UNHEARD.items():
        yield Trap(name=f"header: {name}", statuses=OK, method="GET", headers=headers)
    for name, headers in _REFUSED.items():
        yield Trap(name=f"key: {name}", statuses=(401,), method="GET", headers=headers)
    yield from _methods()


def _methods() -> Iterator[Trap]:
    yield Trap(name="HEAD of what is read", statuses=OK, method="HEAD")
    yield Trap(name="HEAD of what starts", statuses=METHOD, method="HEAD", path=_STARTED)
    yield Trap(name="OPTIONS", statuses=(204,), method="OPTIONS")
    for method in ("TRACE", "CONNECT", "PURGE", "PROPFIND", "BREW", "", "X" * 8_000, "G E T"):
        yield Trap(name=f"method {method[:20]!r}", statuses=METHOD, method=method)
    yield Trap(name="a body with GET", statuses=OK, method="GET", body=b"[" * 100_000)
    for key in (" ", "\u00e4", "x" * 256, "a b", "a\x00b"):
        named = {"idempotency-key": key}
        yield Trap(name=f"idempotency key {key[:9]!r}", statuses=BAD, path=_STARTED, headers=named)
    for said in ("wait=-1", "wait=1e9", "wait=" + "9" * 5_000, "wait=0x10", ";;,,=", "wait"):
        prefer = {"prefer": said}
        yield Trap(name=f"Prefer {said[:9]}", statuses=(201,), path=_STARTED, headers=prefer)
    for tag in ("", '"', "W/", '"x", "y', "\x00", "x" * 8_000):
        match = {"if-match": tag}
        yield Trap(name=f"If-Match {tag[:9]!r}", statuses=(412,), method="PATCH", path=_PROJECT,
                   headers=match, body=b'{"url": "http://b.example"}')  # fmt: skip


_STARTED = "/v1/projects/{project}/start"
_PROJECT = "/v1/projects/{project}"
