"""The order of a project's suites: login, then regular, then cleanup."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from gonogo.domain.ids import EnvironmentId
from gonogo.domain.project import Suite
from gonogo.domain.terms import Phases
from gonogo.domain.test import TestHead
from gonogo.domain.turns import MOST_IN_TURN

Kind = Literal["login", "regular", "cleanup"]
_WORDS: dict[str, Kind] = {"login": "login", "cleanup": "cleanup"}


def kind_of(suite: Suite) -> Kind:
    """What a suite is there for: the first word of its name says it."""
    words = "".join(c if c.isalnum() else " " for c in suite.name.lower()).split()
    return _WORDS.get(words[0], "regular") if words else "regular"


def in_phases(suites: Sequence[Suite]) -> bool:
    """Whether the order of suites means anything: only then is state handed on."""
    return any(kind_of(suite) != "regular" for suite in suites)


def phases_of(suites: Sequence[Suite], tests: Sequence[TestHead]) -> Phases:
    """Every enabled test once, in the phase of its suite; those of no suite after the regular ones.

    A regular suite's own setup and teardown stand beside those of the project. Where there is
    nothing between, the login tests are what is tested: they run as the regular ones do.
    """
    login, regular, cleanup = (
        [suite for suite in suites if kind_of(suite) == kind]
        for kind in ("login", "regular", "cleanup")
    )
    enabled = [test.id for test in tests if test.enabled]
    setup = [*(t for s in login for t in _all(s)), *(t for s in regular for t in s.setup)]
    teardown = [
        *(t for s in reversed(regular) for t in s.teardown),
        *(t for s in cleanup for t in _all(s)),
    ]
    elsewhere = {*setup, *teardown}
    main = [t for s in regular for t in s.tests]
    main += [test for test in enabled if test not in elsewhere]
    first, between = _once(setup, enabled), _once(main, enabled)
    if not between:
        first, between = (), first
    return Phases(
        setup=first,
        main=between,
        teardown=_once(teardown, enabled),
        # More than that cannot wait for each other, and a login is handed on all the same.
        sequential=len(between) <= MOST_IN_TURN,
    )


def environment_of(suites: Sequence[Suite]) -> EnvironmentId | None:
    """The one environment that suites name; None for none and for several: then tests decide."""
    named = {suite.environment for suite in suites if suite.environment}
    return named.pop() if len(named) == 1 else None


def _all(suite: Suite) -> tuple[str, ...]:
    return (*suite.setup, *suite.tests, *suite.teardown)


def _once(wanted: Iterable[str], enabled: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(test for test in wanted if test in enabled))
