"""Hostile calls made from the route tables of the dialects, and what is wrong with an answer."""

from __future__ import annotations

import base64
import json
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from gonogo.dialects import dialects
from gonogo.dialects._contract import Request
from gonogo.errors import Internal, NotFound, Unauthorized
from tests.tenancy.victim import Victim
from tests.tenancy.walk import Walk, walk_of

_EVENTS = Path(__file__).parent.parent / "events"
_PARAMETER = re.compile(r"<(\w+)>")
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "BREW")
_SEGMENTS = (
    *("0", "-1", "9" * 400, "1e5", "null", "undefined", "..", ".", "%2e%2e", "%2F", "a%2Fb", "%00"),
    *("%C0%AE", "%ff", "%", "%zz", "%E2%80%AE", "ä", "\U0001f600", "'--", "<x>", "a b", "+", "*"),
    *(
        "x" * 513,
        "x" * 2_000,
        "00000000-0000-4000-8000-000000000000",
        "{id}",
        "me",
        "bulk",
        "%0d%0a",
    ),
)
_VALUES: tuple[object, ...] = (
    *(None, True, False, 0, -1, 1, 2**53, 2**63, -(2**63) - 1, 0.1, 1e308, -0.0, "", " ", "0", "x"),
    *(
        "\0",
        "\u202e",
        "\ud800",
        "\U0001f600",
        "x" * 5_000,
        "2026-13-45T99:99:99Z",
        "{{x}}",
        "../..",
    ),
    *("http://", "javascript:0", "https://[::1", [], {}, [[]], [None], {"": ""}, {"a": {"b": []}}),
    *([{}] * 60, ["x"] * 600, {"x" * 300: 1}, {str(n): n for n in range(300)}, "null", "true"),
)
_TYPES = (
    *("application/json", "application/json; charset=utf-16", "text/plain", "", "application/xml"),
    *("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "a/b;c=d", "\x00"),
)
_RAW = (
    b"",
    b"{",
    b"[" * 5_000,
    b"\xff\xfe",
    b'{"a":1,"a":2}',
    b"NaN",
    b"1e999",
    b"a=b&a=c&=",
    b"\x1f\x8b",
)
_NAMES = ("authorization", "x-api-key", "cookie", "prefer", "idempotency-key", "if-match", "host")
_HEADERS = (
    "",
    " ",
    "Bearer",
    "Bearer  x",
    "Basic Og==",
    "*",
    "wait=9999999",
    "\t",
    "é",
    "x" * 4_000,
)


@dataclass(frozen=True, slots=True)
class Call:
    """One request to a dialect."""

    dialect: str
    refused: bool
    """Whether the route says that there is no such thing here: 501 is its answer."""
    event: dict[str, Any]

    def __str__(self) -> str:
        """Short, for whoever looks for the fault."""
        event = self.event
        method = event["requestContext"]["http"]["method"]
        body = base64.b64decode(event.get("body") or "")[:200]
        return f"{method} {event['rawPath'][:150]}?{event['rawQueryString'][:100]} {body!r}"


def calls(victim: Victim, count: int, seed: int = 1) -> Iterator[Call]:
    """So many, every route of every dialect in turn; the same ones for a seed."""
    dice = random.Random(seed)  # noqa: S311  repeatable on purpose
    table = [(name, route) for name in dialects.names for route in dialects[name].routes]
    dice.shuffle(table)
    for index in range(count):
        name, route = table[index % len(table)]
        late = index > 0.95 * count
        yield _call(_Maker(name, route, victim, dice, late), index)


@dataclass(frozen=True, slots=True)
class _Maker:
    """What the parts of a call are made of; each of them is hostile once in a while."""

    name: str
    route: Any
    victim: Victim
    dice: random.Random
    late: bool
    """Whether the owner deletes as well: hardly anything is left to break then."""

    @property
    def walk(self) -> Walk:
        return walk_of(self.name)

    def now_and_then(self, share: float = 0.2) -> bool:
        return self.dice.random() < share

    def path(self) -> str:
        below = _PARAMETER.sub(lambda found: self._segment(found[1]), self.route.path)
        return dialects[self.name].mount + below

    def _segment(self, name: str) -> str:
        names = self.walk.names[name](self.victim)
        return self.dice.choice(_SEGMENTS if self.now_and_then() or not names else names)

    def secret(self, method: str) -> str:
        others = (self.victim.attacker, "", "gonogo_x")
        hostile = self.now_and_then() or (method == "DELETE" and not self.late)
        return self.dice.choice(others) if hostile else self.victim.key

    def headers(self, method: str) -> dict[str, str]:
        secret = self.secret(method)
        found = {"content-type": _TYPES[0], **(self.walk.headers(secret) if secret else {})}
        if self.now_and_then(0.1):
            found["content-type"] = self.dice.choice(_TYPES)
        if self.now_and_then(0.1):
            found[self.dice.choice(_NAMES)] = self.dice.choice(_HEADERS)
        return found

    def body(self, method: str) -> bytes:
        if self.now_and_then(0.1):
            return self.dice.choice(_RAW)
        recorded = _recorded(self.name)
        known = recorded.bodies.get((method, self.route.path), ("{}",))
        if self.now_and_then(0.1):
            known = self.dice.choice(list(recorded.bodies.values()))
        document = json.loads(self.dice.choice(known))
        for _ in range(self.dice.choice((0, 1, 1, 1, 3))):
            document = _bent(document, self.dice)
        return json.dumps(document).encode()

    def query(self) -> str:
        if not self.now_and_then(0.4):
            return ""
        words = (*_recorded(self.name).words, "limit", "cursor", "%00", "a[]", "")
        return "&".join(
            f"{self.dice.choice(words)}={self.dice.choice(_SEGMENTS)}"
            for _ in range(self.dice.randint(1, 3))
        )


def _call(maker: _Maker, index: int) -> Call:
    methods = _METHODS if maker.now_and_then(0.08) else maker.route.methods
    method = maker.dice.choice(methods)
    event = {
        "rawPath": maker.path(),
        "rawQueryString": maker.query(),
        "headers": maker.headers(method),
        "requestContext": {"http": {"method": method}, "requestId": f"r-{index}"},
        "body": base64.b64encode(maker.body(method)).decode(),
        "isBase64Encoded": True,
    }
    return Call(maker.name, maker.route.support == "refused", event)


def _bent(document: Any, dice: random.Random) -> Any:
    """The document with one place in it changed."""
    if isinstance(document, dict) and document and dice.random() < 0.85:
        name = dice.choice(list(document))
        if dice.random() < 0.1:
            return {**document, dice.choice(("", "id", "project", "x" * 99)): dice.choice(_VALUES)}
        if dice.random() < 0.1:
            return {key: value for key, value in document.items() if key != name}
        return {**document, name: _bent(document[name], dice)}
    if isinstance(document, list) and document and dice.random() < 0.7:
        at = dice.randrange(len(document))
        return [*document[:at], _bent(document[at], dice), *document[at + 1 :]]
    return dice.choice(_VALUES)


@dataclass(frozen=True, slots=True)
class _Recorded:
    """What the recorded events of a dialect have."""

    bodies: Mapping[tuple[str, str], Sequence[str]]
    """Those that are JSON, by method and the path of their route."""
    words: Sequence[str]
    """Names of query parameters."""


@cache
def _recorded(name: str) -> _Recorded:
    bodies: dict[tuple[str, str], list[str]] = {}
    words = set[str]()
    for path in sorted((_EVENTS / name).glob("*.json")):
        event = json.loads(path.read_text(encoding="utf-8"))
        if "requestContext" not in event:
            continue
        query = str(event.get("rawQueryString") or "")
        words |= {pair.partition("=")[0] for pair in query.split("&") if pair}
        body, place = event.get("body"), _place(name, event)
        if place and isinstance(body, str) and _readable(body):
            bodies.setdefault(place, []).append(body)
    return _Recorded(bodies, sorted(words))


def _place(name: str, event: Mapping[str, Any]) -> tuple[str, str] | None:
    """Method and path of the route that a recorded event is for."""
    method = event["requestContext"]["http"]["method"]
    below = event["rawPath"].removeprefix(dialects[name].mount)
    for route in dialects[name].routes:
        if method in route.methods and re.fullmatch(_PARAMETER.sub("[^/]+", route.path), below):
            return method, route.path
    return None


def _readable(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict | list)
    except ValueError:
        return False


def problem_of(call: Call, reply: Mapping[str, Any]) -> str:
    """What must not be: a 5xx, no id, an error in no or another's words; empty if all is well."""
    status, headers = int(reply["statusCode"]), reply["headers"]
    http = call.event["requestContext"]
    if status >= 500 and not (status == 501 and call.refused):
        return f"{status} of {call.dialect}"
    if headers.get("X-Request-Id") != http["requestId"]:
        return f"no request id from {call.dialect}"
    if status < 400 or http["http"]["method"] == "HEAD":
        return ""
    if not headers.get("Content-Type", "").partition(";")[0].endswith("json"):
        return f"{status} as {headers.get('Content-Type')} of {call.dialect}"
    missing = _words(call.dialect) - json.loads(reply["body"]).keys()
    return f"{status} without {sorted(missing)} of {call.dialect}" if missing else ""


@cache
def _words(name: str) -> frozenset[str]:
    """The members that every error of a dialect has."""
    request = Request(method="GET", path="/", id="r-1")
    errors = (NotFound("x"), Internal("x"), Unauthorized("x"))
    bodies = [json.loads(dialects[name].encode_error(e, request).body) for e in errors]
    return frozenset.intersection(*(frozenset(body) for body in bodies))
