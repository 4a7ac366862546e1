"""How Reflect's API is walked: suites by slug and number, all else by numbers."""

from __future__ import annotations

from gonogo.domain.slug import slug, suite_number
from tests.tenancy.victim import MARK, Victim
from tests.tenancy.walk import Names, Walk


def _suites(victim: Victim) -> tuple[str, ...]:
    id, name = victim.ids["suite"]
    return slug(name), str(suite_number(id))  # type: ignore[arg-type]


def _numbers(kind: str) -> Names:
    return lambda victim: tuple(word for word in victim.ids[kind] if word.isdecimal())


WALK = Walk(
    dialect="reflect",
    names={
        "suite": _suites,
        "test": _numbers("number"),
        "execution": _numbers("batch"),
        "run": _numbers("run"),
        "tag": lambda victim: (MARK,),
        "agent": lambda victim: ("1",),
    },
    unknown={"tag": "nothing"},
    otherwise={
        # A suite that is not there has no executions; pages are asked for by browsers, which are
        # sent to the page that shows what their session opens.
        "/v1/suites/<suite>/executions": 200,
        "/suites/<suite>/executions/<execution>": 302,
        "/tests/<test>/runs/<run>": 302,
    },
    headers=lambda key: {"x-api-key": key},
)
