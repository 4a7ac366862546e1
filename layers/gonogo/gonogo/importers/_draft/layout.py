"""Groups of requests (folders, tags, pages) to tests and suites, within the format's limits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from gonogo.importers._contract import Notes, Per, Plain

MAX_STEPS = 100
MAX_NAME = 255


@dataclass(slots=True)
class Group:
    """Steps in their order, and groups inside; a step's `note` is its name."""

    name: str
    steps: list[Plain] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    description: str = ""
    order: list[Plain | Group] = field(default_factory=list)
    """Steps and groups as they stood, where a test of everything must keep their order."""

    def add(self, member: Plain | Group) -> None:
        """A step or a group, after what is there."""
        self.order.append(member)
        if isinstance(member, Group):
            self.groups.append(member)
        else:
            self.steps.append(member)


def arrange(root: Group, per: Per, notes: Notes) -> Plain:
    """`tests` and `suites` of a document."""
    arrangement = _Arrangement(per, notes)
    arrangement.take(root, ())
    document: Plain = {"tests": arrangement.tests}
    if arrangement.suites:
        document["suites"] = arrangement.suites
    return document


class _Arrangement:
    def __init__(self, per: Per, notes: Notes) -> None:
        self.tests: list[Plain] = []
        self.suites: list[Plain] = []
        self._per = per
        self._notes = notes
        self._taken: dict[str, set[str]] = {"test": set(), "suite": set()}

    def take(self, group: Group, path: tuple[str, ...]) -> list[str]:
        """The names of the tests that a group became."""
        name = " / ".join(path) or group.name
        place = len(self.suites)
        if self._per == "all":
            return self._test(name, list(_all(group)), group.description)
        made: list[str] = []
        if self._per == "request":
            for step in group.steps:
                title = step.get("note") or f"{step.get('method', 'GET')} {step.get('url', '')}"
                made += self._test(" / ".join((*path, title)), [step], "")
        elif group.steps:
            made += self._test(name, group.steps, group.description)
        for inner in group.groups:
            made += self.take(inner, (*path, inner.name))
        if path or len(made) > 1:
            self._suite(place, name, made)
        return made

    def _test(self, name: str, steps: list[Plain], description: str) -> list[str]:
        made = []
        for number, part in enumerate(_parts(steps), 1):
            title = self._free("test", name if number == 1 else f"{name} (part {number})")
            if number == 2:
                said = f"has more than {MAX_STEPS} steps and is split; each part has own variables"
                self._notes.changed(name, said)
            test = {"name": title, "description": description, "steps": part}
            self.tests.append({key: value for key, value in test.items() if value})
            made.append(title)
        return made

    def _suite(self, place: int, name: str, tests: list[str]) -> None:
        if tests:
            self.suites.insert(place, {"name": self._free("suite", name), "tests": tests})

    def _free(self, kind: str, name: str) -> str:
        return free_name(name, self._taken[kind])


def free_name(name: str, taken: set[str], most: int = MAX_NAME) -> str:
    """The name on one line and at most so long, with a number if it is taken; then it is."""
    clean = " ".join("".join(c if c.isprintable() else " " for c in name).split())
    base = clean[: most - 7].strip() or "Unnamed"
    free, number = base, 1
    while free in taken:
        number += 1
        free = f"{base} ({number})"
    taken.add(free)
    return free


def _all(group: Group) -> Iterator[Plain]:
    for member in group.order:
        if isinstance(member, Group):
            yield from _all(member)
        else:
            yield member


def _parts(steps: list[Plain]) -> Iterator[list[Plain]]:
    """The steps in lists that a test can hold, nested ones counted."""
    part: list[Plain] = []
    size = 0
    for step in steps:
        weight = count(step)
        if part and size + weight > MAX_STEPS:
            yield part
            part, size = [], 0
        part.append(step)
        size += weight
    if part:
        yield part


def count(step: Plain) -> int:
    """A step and those inside."""
    inner: Iterable[Any] = step.get("steps") or ()
    return 1 + sum(count(each) for each in inner)
