"""P3: requests that have broken readers of JSON and HTTP get the answer that is right for them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Any
from unittest.mock import patch

from gonogo.dialects import dialects
from gonogo.domain import strict_json
from gonogo.web import api, routing
from tests.attacked_api import AttackedApi, attacked_api
from tests.generated_calls import Call, problem_of
from tests.tenancy.walk import walk_of
from tests.traps import Trap, traps
from trust._figure import Figure, Measured

_PROBLEM = {"type", "title", "status", "detail", "instance", "code"}
_OTHERS = tuple(name for name in dialects.names if name != "native")


def _measure(_cases: int) -> Measured:
    with attacked_api() as door:
        native = [_native(trap, door) for trap in traps()]
        others = [each for trap in traps() for each in _elsewhere(trap, door)]
    wrong = [problem for problem in native + others if problem]
    shown = "".join(f"; {each}" for each in wrong[:5])
    count = f"{len(native)} traps, {len(others)} times in {len(_OTHERS)} dialects"
    return Measured(figure=f"{len(wrong)} of {count}{shown}", holds=not wrong and len(native) >= 60)


def _native(trap: Trap, door: AttackedApi) -> str:
    """What is wrong with our own API's answer: another status, an error that is no problem."""
    reply = door(trap.event(door.victim.key, door.victim.project))
    status = reply["statusCode"]
    if status not in trap.statuses:
        return f"{trap.name}: {status}"
    if status < 400 or trap.method == "HEAD":
        return ""
    kind = reply["headers"]["Content-Type"]
    whole = json.loads(reply["body"]).keys() >= _PROBLEM
    return "" if whole and kind == "application/problem+json" else f"{trap.name}: no problem"


def _elsewhere(trap: Trap, door: AttackedApi) -> Iterator[str]:
    """The same at a route of every other dialect: an answer, and in its words."""
    for name in _OTHERS:
        event = trap.event(door.victim.key, door.victim.project)
        event["rawPath"] = dialects[name].mount + _place(name, trap, event, door)
        event["headers"] = {**walk_of(name).headers(door.victim.key), **event["headers"]}
        problem = problem_of(Call(name, False, event), door(event))
        yield f"{trap.name}: {problem}" if problem else ""


def _place(name: str, trap: Trap, event: dict[str, Any], door: AttackedApi) -> str:
    """An address of the dialect; that of the trap, where the trap is in it."""
    if trap.name.startswith("path"):
        return str(event["rawPath"])
    routes = dialects[name].routes
    fit = (each for each in routes if trap.method in each.methods and "<" not in each.path)
    found = next(fit, routes[0])
    return found.path.replace("<trigger>", "x")


def _doubles_pass() -> AbstractContextManager[object]:
    return patch.object(strict_json, "_object", dict)


def _any_text() -> AbstractContextManager[object]:
    return patch.object(strict_json, "_check_text", lambda _: None)


def _head_starts() -> AbstractContextManager[object]:
    """HEAD is taken for whatever there is."""

    def choose(method: str, routes: Any) -> Any:
        return routing.choose(routes[0].methods[0] if method == "HEAD" else method, routes)

    return patch.object(api, "choose", choose)


FIGURE = Figure(
    id="P3",
    claim="traps of JSON and HTTP (depth, size, Unicode, doubled names, overlong paths, methods, "
    "headers that smuggle, packed bodies) that get a 5xx, or another answer than the right one",
    bar="0 of at least 60; the native API answers problem documents, others in their own words",
    measure=_measure,
    many=1,
    few=1,
    planted={
        "doubled names pass": _doubles_pass,
        "any text passes": _any_text,
        "HEAD starts": _head_starts,
    },
)
