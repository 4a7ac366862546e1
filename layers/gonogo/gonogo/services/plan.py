"""Which runs a start means: tests, variable sets, environments and locations multiplied out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from gonogo.domain.commands import VariableSet
from gonogo.domain.environment import Environment, effective
from gonogo.domain.ids import TestId
from gonogo.domain.project import Launch, Startable
from gonogo.domain.terms import Phase
from gonogo.domain.test import TestHead
from gonogo.domain.turns import MOST_IN_TURN
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
    phase: Phase = "main"
    row: int | None = None
    """Which of the variable sets it has, where there are phases."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the caller asked for, whoever it was."""

    sets: tuple[VariableSet, ...]
    locations: tuple[str, ...]
    webhooks: tuple[str, ...]
    shared_only: bool = False
    depth: int = 0
    """How many runs led to this start."""
    base_url: str = ""
    """In place of the project's own."""


def plan_runs(
    launch: Launch, wish: Wish, known: frozenset[str], default_location: str
) -> tuple[tuple[PlannedRun, ...], int]:
    """The runs to make, and how many could not be: their location is not known here."""
    planned: list[PlannedRun] = []
    refused = 0
    for phase, startable in _by_phase(launch):
        for row, variables in enumerate(wish.sets):
            environment = environment_for(
                launch, startable, variables.environment, wish.shared_only
            )
            wanted = variables.locations or wish.locations
            run = _everywhere(launch, startable.test, environment, variables, wish)
            run = replace(run, phase=phase, row=row if launch.phases else None)
            for location in _locations(environment, wanted, default_location):
                if location in known:
                    planned.append(replace(run, location=location))
                else:
                    refused += 1
    return (_in_turn(launch, planned) if launch.phases else tuple(planned)), refused


def _by_phase(launch: Launch) -> Iterator[tuple[Phase, Startable]]:
    """The tests in their order, each with its phase; one may stand in several."""
    if launch.phases is None:
        yield from (("main", startable) for startable in launch.tests)
        return
    there = {startable.test.id: startable for startable in launch.tests}
    phases: tuple[tuple[Phase, tuple[str, ...]], ...] = (
        ("setup", launch.phases.setup),
        ("main", launch.phases.main),
        ("teardown", launch.phases.teardown),
    )
    for phase, ids in phases:
        yield from ((phase, there[TestId(id)]) for id in ids if id in there)


def _in_turn(launch: Launch, planned: list[PlannedRun]) -> tuple[PlannedRun, ...]:
    """The runs, if they can be made in phases; none where none is of `main`: nothing is tested."""
    made = {(run.phase, run.test.id) for run in planned}
    if not any(phase == "main" for phase, _ in made):
        return ()
    for phase, startable in _by_phase(launch):
        if phase != "main" and (phase, startable.test.id) not in made:
            raise Invalid(
                f"The {phase} test {startable.test.name!r} cannot run at any location asked for.",
                field="locations",
            )
    sequential = launch.phases is not None and launch.phases.sequential
    for phase in ("setup", "main", "teardown") if sequential else ("setup", "teardown"):
        count = sum(run.phase == phase for run in planned)
        if count > MOST_IN_TURN:
            raise Invalid(
                f"{count} runs of {phase} would go one after the other.",
                accepted=f"at most {MOST_IN_TURN}",
            )
    return tuple(planned)


def environment_for(
    launch: Launch, startable: Startable, wanted: str | None, shared_only: bool
) -> Environment | None:
    """Named by the caller, else the suite's, else the test's default; `Invalid` if none is."""
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


def _everywhere(
    launch: Launch,
    test: TestHead,
    environment: Environment | None,
    variables: VariableSet,
    wish: Wish,
) -> PlannedRun:
    """A test's run but for its location, in which alone its runs differ."""
    own = environment.webhooks if environment else ()
    return PlannedRun(
        test=test,
        environment=environment,
        location="",
        variables=_initial(launch, environment, variables.variables, wish.base_url),
        webhooks=tuple(dict.fromkeys(own + wish.webhooks + variables.webhooks)),
        depth=wish.depth,
    )


def _initial(
    launch: Launch,
    environment: Environment | None,
    given: Mapping[str, str],
    base_url: str,
) -> Mapping[str, str]:
    """A run's variables: the environment's, then the caller's over them.

    `base_url` is the project's URL if nobody sets it, and what the caller puts in its place.
    """
    merged = {
        **({"base_url": launch.project.url} if launch.project.url else {}),
        **(environment.variables if environment else {}),
        **({"base_url": base_url} if base_url else {}),
        **given,
    }
    size = sum(len(name.encode()) + len(text.encode()) for name, text in merged.items())
    if size > MAX_VARIABLE_BYTES:
        raise Invalid(
            f"The variables have {size} bytes.",
            field="variables",
            accepted=f"at most {MAX_VARIABLE_BYTES} bytes, those of the environment included",
        )
    return merged
