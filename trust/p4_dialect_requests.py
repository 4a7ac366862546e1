"""P4: whatever is sent to the routes of the dialects gets an answer in the words of the dialect."""

from __future__ import annotations

import json
from contextlib import AbstractContextManager
from unittest.mock import patch

from gonogo.dialects import dialects
from gonogo.dialects._contract import Reply, Request
from gonogo.dialects.native import DIALECT
from gonogo.errors import GonogoError
from gonogo.web import api
from gonogo.web.reply import headers_of
from tests.attacked_api import attacked_api
from tests.generated_calls import calls, problem_of
from trust._figure import Figure, Measured


def _measure(cases: int) -> Measured:
    found: dict[str, str] = {}
    done = 0
    with attacked_api() as door:
        for call in calls(door.victim, cases):
            done += 1
            problem = problem_of(call, door(call.event))
            if problem:
                found.setdefault(problem, str(call))
    shown = "".join(f"; {problem}: {call}" for problem, call in list(found.items())[:5])
    routes = sum(len(dialects[name].routes) for name in dialects.names)
    figure = f"{len(found)} of {done:,} over {routes} routes{shown}"
    return Measured(figure=figure, holds=not found and done >= cases * 3 // 4)


def _standard_reader() -> AbstractContextManager[object]:
    """As `json` reads: what is no JSON raises, and not as ours."""
    return patch("gonogo.dialects._contract.read_json", json.loads)


def _one_envelope() -> AbstractContextManager[object]:
    """Errors as the native API tells them, whoever asked."""

    def refuse(_: object, error: GonogoError, request: Request, visit: object) -> Reply:
        return DIALECT.encode_error(error, request)

    return patch.object(api._Api, "_refuse", refuse)


def _no_id() -> AbstractContextManager[object]:
    return patch.object(api, "headers_of", lambda reply, _: headers_of(reply, ""))


FIGURE = Figure(
    id="P4",
    claim="requests made from the route tables of all dialects, hostile in path, query, headers "
    "and body, that got a 5xx, no request id or an error in other words than the dialect's",
    bar="0 of at least 30,000",
    measure=_measure,
    many=40_000,
    few=800,
    planted={
        "the standard reader of JSON": _standard_reader,
        "errors in the native words": _one_envelope,
        "no request id": _no_id,
    },
    seconds=280,
)
