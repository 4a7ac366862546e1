"""Every operation of a dialect, asked for another's things with a key that is good elsewhere.

A dialect adds a file `tests/tenancy/<dialect>.py` with `WALK`: what its path parameters are called,
the bodies that its operations read, and which operations are no tenant's. The walk does the rest.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from itertools import product
from pathlib import Path
from typing import Any, get_args

from gonogo import wiring
from gonogo.dialects import dialects
from gonogo.domain.ids import Kind, number_of, uuid_of
from gonogo.errors import NotFound
from tests.tenancy.victim import Victim

Names = Callable[[Victim], tuple[str, ...]]
_PARAMETER = re.compile(r"<(\w+)>")
HERE = Path(__file__).parent
_FURTHER = 4_096_000
"""A second later nothing was made."""
_UNKNOWN = "0f0f0f0f-0000-4000-8000-00000000beef"


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """How a dialect is walked."""

    dialect: str
    names: Mapping[str, Names]
    """What a path parameter may be called: ids, numbers, names of the victim's things."""
    own: Mapping[str, Names] = field(default_factory=dict)
    """Parameters that the attacker may also fill with a thing of their own: `project`."""
    words: frozenset[str] = frozenset()
    """Parameters that are names within a project: anybody's may have the same."""
    bodies: Mapping[tuple[str, str], object] = field(default_factory=dict)
    """Bodies that are good but for whom they are about, by method and path; else `{}`.

    One that names the victim's things is a function of the victim.
    """
    queries: Mapping[tuple[str, str], Callable[[Victim], str]] = field(default_factory=dict)
    unknown: Mapping[str, str] = field(default_factory=dict)
    """By parameter: a thing of the right form that nobody has, where it is no id of gonogo's."""
    open: Mapping[str, str] = field(default_factory=dict)
    """Paths of operations that are no tenant's, with the reason; they show nothing all the same."""
    refusals: frozenset[int] = frozenset({403, 404})
    otherwise: Mapping[str, int] = field(default_factory=dict)
    """Paths that answer what is not there with another status, and so all that is another's."""
    headers: Callable[[str], Mapping[str, str]] = lambda key: {"authorization": f"Bearer {key}"}


def of(*kinds: str) -> Names:
    """The words that name the victim's things of these kinds."""
    return lambda victim: tuple(word for kind in kinds for word in victim.ids[kind])


@dataclass(frozen=True, slots=True)
class Step:
    """One operation with its parameters filled in."""

    method: str
    path: str
    filled: tuple[tuple[str, str], ...]
    judged: bool = True
    """Whether it is about the victim's things: it must be refused, and not only show nothing."""

    def __str__(self) -> str:
        """For the test's name and its failure."""
        return f"{self.method} {self.path} {dict(self.filled)}"


def walks() -> list[str]:
    """The dialects that have one."""
    return [name for name in dialects.names if (HERE / f"{name}.py").is_file()]


def walk_of(name: str) -> Walk:
    """The dialect's walk."""
    found: Walk = import_module(f"tests.tenancy.{name}").WALK
    return found


def steps(walk: Walk, victim: Victim) -> Iterator[Step]:
    """Every operation, each with every way to name the victim's things; at least one is theirs."""
    for route in dialects[walk.dialect].routes:
        parameters = _PARAMETER.findall(route.path)
        theirs = [
            [(value, p not in walk.words) for value in walk.names[p](victim)] for p in parameters
        ]
        mine = [
            [(value, False) for value in walk.own[p](victim)] if p in walk.own else []
            for p in parameters
        ]
        choices = [left + right for left, right in zip(theirs, mine, strict=True)]
        for chosen in product(*choices):
            if parameters and not any(is_theirs for _, is_theirs in chosen):
                continue
            values = tuple(value for value, _ in chosen)
            for method in route.methods:
                filled = tuple(zip(parameters, values, strict=True))
                yield Step(method, route.path, filled, _judged(walk, route, method, filled))


def _judged(walk: Walk, route: Any, method: str, filled: object) -> bool:
    """What names nothing of the victim's is the attacker's own; a refused one does nothing."""
    about = bool(filled) or (method, route.path) in {*walk.bodies, *walk.queries}
    return about and route.path not in walk.open and route.support != "refused"


def nobodys(walk: Walk, step: Step, victim: Victim) -> dict[str, str]:
    """The same call for things that nobody has; what was the attacker's own stays."""
    own = {value for names in walk.own.values() for value in names(victim)}
    return {
        name: value if value in own else walk.unknown.get(name, _like(name, value))
        for name, value in step.filled
    }


def _like(name: str, value: str) -> str:
    if value.isdecimal():
        return str(int(value) + _FURTHER)
    for kind in get_args(Kind):
        with suppress(NotFound):
            return uuid_of(kind, number_of(kind, value) + _FURTHER)
    return "zzzzzzzzzzzz" if name in ("project", "bucket") else _UNKNOWN


class Attacker:
    """Calls with the key of another project."""

    def __init__(self, walk: Walk, victim: Victim, answer: Any = None) -> None:
        self._walk, self._victim = walk, victim
        self._answer = answer or wiring.api(victim.stack.parts)

    def call(self, step: Step, filled: Mapping[str, str]) -> tuple[int, str]:
        """Status and body, with what was asked for taken out of the body."""
        below = _PARAMETER.sub(lambda found: filled[found[1]], step.path)
        key = (step.method, step.path)
        said = self._walk.bodies.get(key, {})
        body = json.dumps(said(self._victim) if callable(said) else said)
        query = self._walk.queries[key](self._victim) if key in self._walk.queries else ""
        event = {
            "rawPath": dialects[self._walk.dialect].mount + below,
            "rawQueryString": query,
            "headers": {
                "content-type": "application/json",
                **self._walk.headers(self._victim.attacker),
            },
            "requestContext": {"http": {"method": step.method}, "requestId": "r-1"},
            "body": base64.b64encode(body.encode()).decode(),
            "isBase64Encoded": True,
        }
        reply: dict[str, Any] = self._answer(event)
        told = str(reply["body"])
        for value in sorted(filled.values(), key=len, reverse=True):
            told = told.replace(value, "…")
        return int(reply["statusCode"]), told
