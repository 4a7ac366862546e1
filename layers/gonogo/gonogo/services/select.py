"""Which tests of a target a start means: those that it names, and those that fit its tags."""

from __future__ import annotations

from dataclasses import replace

from gonogo.domain.project import Launch, Startable
from gonogo.domain.reasons import shorten
from gonogo.domain.terms import Phases, Selection
from gonogo.errors import NotFound
from gonogo.services.aim import goes_by_id

_MOST_TOLD = 200


def select(launch: Launch, selection: Selection) -> Launch:
    """The launch with only the tests that are meant; `NotFound` names one that is not there.

    Nothing may be left of it: that nothing fits a tag is no mistake of the caller's.
    """
    if not (selection.tests or selection.tags):
        return launch
    tests = _named(launch, selection.tests) if selection.tests else launch.tests
    fitting = tuple(each for each in tests if selection.fits(each.test.tags))
    launch = replace(launch, target=_told(launch.target, selection))
    return _of_main(launch, fitting) if launch.phases else replace(launch, tests=fitting)


def _of_main(launch: Launch, fitting: tuple[Startable, ...]) -> Launch:
    """In phases, those of `main` are selected; `setup` and `teardown` are needed by any."""
    phases = launch.phases or Phases()
    wanted = {each.test.id for each in fitting}
    around = (*phases.setup, *phases.teardown)
    needed = tuple(
        each for each in launch.tests if each.test.id in around and each.test.id not in wanted
    )
    main = tuple(id for id in phases.main if id in wanted)
    return replace(launch, tests=fitting + needed, phases=replace(phases, main=main))


def arrange(launch: Launch, phases: Phases | None) -> Launch:
    """The launch with only the tests that a start puts in phases, enabled or not."""
    if phases is None:
        return launch
    everything = launch.tests + launch.disabled
    found = Phases(
        setup=_ids(launch, everything, phases.setup),
        main=_ids(launch, everything, phases.main),
        teardown=_ids(launch, everything, phases.teardown),
        sequential=phases.sequential,
    )
    wanted = {*found.setup, *found.main, *found.teardown}
    tests = tuple(each for each in everything if each.test.id in wanted)
    return replace(launch, tests=tests, disabled=(), phases=found)


def _ids(
    launch: Launch, everything: tuple[Startable, ...], names: tuple[str, ...]
) -> tuple[str, ...]:
    return tuple(each.test.id for name in names for each in _of_name(launch, everything, name))


def _told(target: str, selection: Selection) -> str:
    """What was asked for, for people, and so that it is told from the whole target."""
    parts = (", ".join(selection.tests), " or ".join("+".join(tags) for tags in selection.tags))
    return " · ".join(shorten(part, _MOST_TOLD) for part in (target, *parts) if part)


def _named(launch: Launch, names: tuple[str, ...]) -> tuple[Startable, ...]:
    """The tests of these ids, numbers or names, enabled or not, in the order of the target."""
    everything = launch.tests + launch.disabled
    wanted = {each.test.id for name in names for each in _of_name(launch, everything, name)}
    return tuple(each for each in everything if each.test.id in wanted)


def _of_name(launch: Launch, everything: tuple[Startable, ...], name: str) -> tuple[Startable, ...]:
    by_id = tuple(each for each in everything if goes_by_id("test", each.test.id, name))
    found = by_id or tuple(each for each in everything if each.test.name == name)
    if not found:
        raise NotFound(f"The {launch.target} has no test {name[:100]!r}.")
    return found
