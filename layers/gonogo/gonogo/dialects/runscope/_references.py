"""What steps name and Runscope's clients know by id: tests and environments of subtests."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from gonogo.dialects.runscope._reading import Plain, derived
from gonogo.domain.commands import Command
from gonogo.domain.commands.defining import ListEnvironments, ListTests
from gonogo.errors import NotFound

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class StoredIds:
    """Ids by name; a name that is an id stands for itself."""

    tests: Mapping[str, str] = field(default_factory=dict)
    environments: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """By the test's id, empty for shared ones, and the environment's name."""

    def test(self, name: str) -> str:
        """The id of a test that a subtest runs."""
        return self.tests.get(name, name if _ID.fullmatch(name) else "")

    def environment(self, name: str, test: str | None = None) -> str:
        """The id of the environment that it runs in."""
        if _ID.fullmatch(name):
            return name
        own = self.environments.get((self.test(test or ""), name))
        return own or self.environments.get(("", name), "")

    def step(self, *path: str) -> str:
        """Of a step without an id; stored ones have theirs."""
        return derived("step", *path)


def every_step(steps: object) -> Iterator[Mapping[str, Any]]:
    """The steps of a body or of the catalog, and all that are inside them."""
    for step in steps if isinstance(steps, list | tuple) else ():
        if isinstance(step, Mapping):
            yield step
            yield from every_step(step.get("steps"))


def references(
    key: str | None, project: str, steps: Iterable[Mapping[str, object]]
) -> Generator[Command, Any, StoredIds]:
    """The ids of what stored steps say by name; nothing is read where they say ids."""
    subtests = [step for step in every_step(tuple(steps)) if step.get("type") == "subtest"]
    said = {str(step.get("test", "")) for step in subtests}
    places = [(str(s.get("test", "")), str(s.get("environment", ""))) for s in subtests]
    named = [(test, name) for test, name in places if name and not _ID.fullmatch(name)]
    if not named and all(_ID.fullmatch(name) for name in said):
        return StoredIds()
    heads = (yield ListTests(key=key, project=project)).tests
    tests = {head.name: head.id for head in reversed(heads)}
    environments: dict[tuple[str, str], str] = {}
    if named:
        shared = (yield ListEnvironments(key=key, project=project)).environments
        environments |= {("", each.name): each.id for each in shared}
    for other in {tests.get(test, test) for test, _ in named}:
        environments |= yield from _own(key, project, other)
    return StoredIds(tests, environments)


def _own(
    key: str | None, project: str, test: str
) -> Generator[Command, Any, dict[tuple[str, str], str]]:
    try:
        own = (yield ListEnvironments(key=key, project=project, test=test)).environments
    except NotFound:  # the subtest's test was deleted
        return {}
    return {(test, each.name): each.id for each in own}


def known_tests(
    key: str | None, project: str, steps: object, more: Mapping[str, str] | None = None
) -> Generator[Command, Any, Mapping[str, str]]:
    """The ids that subtests of a body may name; `more`: those of tests that came along."""
    if not any(step.get("step_type") == "subtest" for step in every_step(steps)):
        return {}
    heads = (yield ListTests(key=key, project=project)).tests
    return {**{head.id: head.id for head in heads}, **(more or {})}


def sent_steps(kept: Plain) -> Mapping[str, object]:
    """The steps as they were sent, by id."""
    sent = kept.get("steps")
    return sent if isinstance(sent, Mapping) else {}
