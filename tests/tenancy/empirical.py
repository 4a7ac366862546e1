"""How Empirical's API is walked: the key says which project, so what names things is numbers."""

from __future__ import annotations

from gonogo.dialects.empirical._naming import number_for
from tests.tenancy.victim import Victim
from tests.tenancy.walk import Walk


def _numbers(victim: Victim) -> tuple[str, ...]:
    """Of batches, of runs, and of the webhook, which has a number of its own."""
    words = (*victim.ids["batch"], *victim.ids["run"])
    hooks = (str(number_for(id)) for id in victim.ids["webhook"])
    return (*(word for word in words if word.isdecimal()), *hooks)


WALK = Walk(
    dialect="empirical",
    names={"id": _numbers, "report": lambda victim: ("summary",)},
    # `re-run` of nothing is 422 with the vendor; 400 is what its checks of a body answer.
    refusals=frozenset({400, 403, 404}),
)
