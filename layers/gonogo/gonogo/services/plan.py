"""Which runs a start means: tests, variable sets, environments and locations multiplied out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gonogo.domain.commands import VariableSet
from gonogo.domain.environment import Environment, effective
from gonogo.domain.project import Launch, Startable
from gonogo.domain.test import TestHead
from gonogo.errors import Invalid

MAX_VARIABLE_BYTES = 128 * 1024
"""Of one run: they stand in its item, and in every answer about it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedRun:
    """A run that has no id yet."""

    test: TestHead
    environment: Environment | None
    location: str
    variables: Mapping[str, str]
    webhooks: tuple[str, ...]
    depth: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the caller asked for, whoever it was."""

    sets: tuple[VariableSet, ...]
    locations: tuple[str, ...]
    webhooks: tuple[str, ...]
    shared_only: bool = False
    depth: int = 0
    """How many runs led to this start."""


def plan_runs(
    launch: Launch, wish: Wish, known: frozenset[str], default_location: str
) -> tuple[tuple[PlannedRun, ...], int]:
    """The runs to make, and how many could not be: their location is not known here."""
    planned: list[PlannedRun] = []
    refused = 0
    for startable in launch.tests:
        for variables in wish.sets:
            environment = _environment(launch, startable, variables.environment, wish.shared_only)
            for location in _locations(environment, wish.locations, default_location):
                if location in known:
                    planned.append(_planned(startable.test, environment, location, variables, wish))
                else:
                    refused += 1
    return tuple(planned), refused


def _environment(
    launch: Launch, startable: Startable, wanted: str | None, shared_only: bool
) -> Environment | None:
    """Named by the caller, else the suite's, else the test's default."""
    everything = launch.shared if shared_only and wanted else startable.own + launch.shared
    if wanted is None:
        chosen = launch.environment or startable.test.default_environment
        found = next((e for e in startable.own + launch.shared if e.id == chosen), None)
        return effective(everything, found) if found else None
    for environment in everything:
        if wanted == environment.name or wanted.lower() == environment.id:
            return effective(startable.own + launch.shared, environment)
    raise Invalid(
        f"The environment {wanted[:100]!r} cannot be used for {startable.test.name!r}.",
        field="environment",
        accepted=", ".join(f"{e.name} ({e.id})" for e in everything) or "none is defined",
    )


def _locations(
    environment: Environment | None, wanted: tuple[str, ...], default: str
) -> tuple[str, ...]:
    return wanted or (environment.locations if environment else ()) or (default,)


def _planned(
    test: TestHead,
    environment: Environment | None,
    location: str,
    variables: VariableSet,
    wish: Wish,
) -> PlannedRun:
    inherited = environment.variables if environment else {}
    own = environment.webhooks if environment else ()
    merged = {**inherited, **variables.variables}
    size = sum(len(name.encode()) + len(text.encode()) for name, text in merged.items())
    if size > MAX_VARIABLE_BYTES:
        raise Invalid(
            f"The variables have {size} bytes.",
            field="variables",
            accepted=f"at most {MAX_VARIABLE_BYTES} bytes, those of the environment included",
        )
    return PlannedRun(
        test=test,
        environment=environment,
        location=location,
        variables=merged,
        webhooks=tuple(dict.fromkeys(own + wish.webhooks)),
        depth=wish.depth,
    )
