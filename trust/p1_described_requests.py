"""P1: no request that schemathesis can think of breaks the native API or its description."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from gonogo.dialects._contract import Reply, json_reply
from gonogo.dialects.native._fields import Fields
from gonogo.domain.key import Key
from gonogo.ports import Keys
from trust._figure import Figure, Measured

if TYPE_CHECKING:
    from trust._schemathesis import Tested

_ALL = ("examples", "coverage", "fuzzing", "stateful")
_QUICK = ("examples", "coverage")
_PARTS = 2
"""Processes, one a core of a small machine."""
_RESOURCES, _SECRETS = 12, 5
"""The test of every day looks at one of twelve groups of resources: secrets and usage."""


def _measure(examples: int) -> Measured:
    from trust._schemathesis import tested  # schemathesis is slow to import

    if examples < 10:
        found = tested(examples, phases=_QUICK, part=_SECRETS, parts=_RESOURCES)
        return _judged([found], least=1)
    with ProcessPoolExecutor(_PARTS, mp_context=get_context("spawn")) as pool:
        work = [pool.submit(_part, examples, part) for part in range(_PARTS)]
        return _judged([each.result() for each in work], least=20_000)


def _part(examples: int, part: int) -> Tested:
    from trust._schemathesis import tested

    return tested(examples, phases=_ALL, part=part, parts=_PARTS)


def _judged(found: list[Tested], least: int) -> Measured:
    cases = sum(each.cases for each in found)
    broken = sorted(failure for each in found for failure in each.broken)
    errors = [error for each in found for error in each.errors]
    named = "".join(f"; {each}" for each in broken[:5] + errors[:2])
    holds = cases >= least and not broken and not errors
    return Measured(figure=f"{len(broken)} of {cases:,} cases{named}", holds=holds)


def _auth_ignored() -> AbstractContextManager[object]:
    """Whoever comes is taken for an admin."""

    def authorise(keys: Keys, *_: object) -> Key:
        return next(key for key in keys.all() if key.role == "admin")

    return patch("gonogo.services.secrets.authorise", authorise)


def _no_bounds() -> AbstractContextManager[object]:
    return patch.object(Key, "opens", lambda *_: True)


def _unknown_fields_pass() -> AbstractContextManager[object]:
    return patch.object(Fields, "end", lambda _: None)


def _less_is_told() -> AbstractContextManager[object]:
    """An answer without what the description promises."""

    def reply(status: int, document: dict[str, Any], *_: object) -> Reply:
        return json_reply(status, dict(list(document.items())[1:]))

    return patch("gonogo.dialects.native._secrets.json_reply", reply)


FIGURE = Figure(
    id="P1",
    claim="requests that schemathesis made from the OpenAPI description, in all its phases and as "
    "two tenants and an admin, that got a 5xx, passed without a key, showed another's object, "
    "were accepted though invalid, or got an answer that the description does not know",
    bar="0 of at least 20,000",
    measure=_measure,
    many=220,
    few=2,
    planted={
        "a key is not looked at": _auth_ignored,
        "a key opens every project": _no_bounds,
        "unknown fields pass": _unknown_fields_pass,
        "an answer tells less": _less_is_told,
    },
    seconds=900,
)
