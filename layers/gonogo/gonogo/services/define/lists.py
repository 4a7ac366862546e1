"""Shared step lists: what is wrong with their uses, and their steps put where they are used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from gonogo.domain.test import NO_ID, Step, nested
from gonogo.services.define.document import Document, StepList
from gonogo.services.define.problems import Path, Problem, not_accepted

Lists = Mapping[str, StepList]


@dataclass(frozen=True, slots=True)
class Measure:
    """The size of some steps, nested ones counted."""

    count: int
    depth: int


def lists_of(documents: Iterable[Document]) -> dict[str, StepList]:
    """Every list by its name."""
    return {shared.name: shared for document in documents for shared in document.lists}


def expand(document: Document, lists: Lists) -> Document:
    """The document with the lists' steps where they are used; it needs no list any more."""
    tests = tuple(
        replace(test, steps=_expanded(test.steps, lists, inside=False)) for test in document.tests
    )
    return replace(document, tests=tests, lists=())


def _expanded(steps: Iterable[Step], lists: Lists, *, inside: bool) -> tuple[Step, ...]:
    """`inside` a list ids are not kept: it may be used twice, and an id is there once."""
    return tuple(_with_steps(step, lists, inside=inside) for step in steps)


def _with_steps(step: Step, lists: Lists, *, inside: bool) -> Step:
    used = _used(step, lists)
    change: dict[str, Any] = {"id": NO_ID} if inside and step.id else {}
    if used is not None:
        change["params"] = {**used.defaults, **_params(step)}
        change["steps"] = _expanded(used.steps, lists, inside=True)
    elif nested(step):
        change["steps"] = _expanded(nested(step), lists, inside=inside)
    return replace(step, **change) if change else step


def _used(step: Step, lists: Lists) -> StepList | None:
    """The list whose steps a step stands for."""
    return None if nested(step) else lists.get(getattr(step, "use", ""))


def _params(step: Step) -> Mapping[str, str]:
    params: Mapping[str, str] = getattr(step, "params", {})
    return params


def problems(steps: Sequence[tuple[Path, Step]], lists: Lists) -> Iterator[Problem]:
    """What is wrong where steps use lists."""
    for path, step in steps:
        name = getattr(step, "use", "")
        if name and not nested(step):
            yield from _use_problems(path, name, _params(step), lists)


def _use_problems(
    path: Path, name: str, given: Mapping[str, str], lists: Lists
) -> Iterator[Problem]:
    used = lists.get(name)
    if used is None:
        yield Problem((*path, "use"), not_accepted(name, lists))
        return
    for missing in sorted(set(used.params) - set(given) - set(used.defaults)):
        yield Problem((*path, "params", missing), f'is missing; the list "{name}" needs it')
    accepted = {*used.params, *used.defaults}
    for unknown in sorted(set(given) - accepted):
        yield Problem((*path, "params", unknown), not_accepted(unknown, accepted))


def circles(document: Document, lists: Lists) -> Iterator[Problem]:
    """Lists that use themselves, directly or by others."""
    for index, shared in enumerate(document.lists):
        if shared.name in _reached(shared, lists):
            yield Problem(("lists", index, "steps"), "a list cannot use itself")


def _reached(shared: StepList, lists: Lists) -> set[str]:
    found: set[str] = set()
    waiting = [shared]
    while waiting:
        for step in _flat(waiting.pop().steps):
            used = _used(step, lists)
            if used is not None and used.name not in found:
                found.add(used.name)
                waiting.append(used)
    return found


def _flat(steps: Iterable[Step]) -> Iterator[Step]:
    for step in steps:
        yield step
        yield from _flat(nested(step))


def measure(steps: Iterable[Step], lists: Lists, known: dict[str, Measure]) -> Measure:
    """How many steps these are, and how deep, with those of the lists that they use.

    `known` remembers the lists' measures, so that lists of lists of lists cost nothing. Lists that
    use themselves have none: `RecursionError`.
    """
    count = depth = 0
    for step in steps:
        used = _used(step, lists)
        if used is None:
            inner = measure(nested(step), lists, known)
        else:
            if used.name not in known:
                known[used.name] = measure(used.steps, lists, known)
            inner = known[used.name]
        count += 1 + inner.count
        depth = max(depth, 1 + inner.depth)
    return Measure(count, depth)
