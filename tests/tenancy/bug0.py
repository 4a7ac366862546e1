"""How Bug0's API is walked."""

from __future__ import annotations

from gonogo.dialects.bug0._ids import execution_id
from tests.tenancy.victim import Victim
from tests.tenancy.walk import Walk


def _executions(victim: Victim) -> tuple[str, ...]:
    return tuple(execution_id(int(word)) for word in victim.ids["batch"] if word.isdecimal())


WALK = Walk(
    dialect="bug0",
    names={"execution": _executions},
    bodies={("POST", "/api/run-tests"): lambda victim: {"projectId": victim.project}},
    unknown={"execution": execution_id(245_888_000_000_000)},
    headers=lambda key: {"x-api-key": key},
)
