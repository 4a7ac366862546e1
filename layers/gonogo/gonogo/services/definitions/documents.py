"""Definitions as their owners write them, in the words of files, and back to what is stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from gonogo.domain.commands import StoredTest
from gonogo.domain.environment import Environment
from gonogo.domain.ids import EnvironmentId, TestId
from gonogo.domain.project import Suite
from gonogo.domain.test import TestHead
from gonogo.errors import Invalid
from gonogo.services.define.checks import Known
from gonogo.services.define.document import members
from gonogo.services.define.plain import dump, steps_to_plain
from gonogo.services.define.reading import read_one
from gonogo.services.definitions.checking import SOMETHING, UNSPOKEN, asked_for, find_environment

Document = Mapping[str, object]
_ANY = "any"
"""Stands for the tests of a suite that has none."""


# ---- environments --------------------------------------------------------------------------------


def environment_document(environment: Environment, shared: Sequence[Environment]) -> Document:
    """As a file says it; the parent by its name."""
    said = dump(replace(environment, parent=None))
    for name in UNSPOKEN:
        said.pop(name, None)
    parent = _environment_name(environment.parent, shared)
    return said | ({"parent": parent} if parent else {})


def _environment_name(id: str | None, family: Sequence[Environment]) -> str | None:
    """What finds it again: its name, unless an older one has the same."""
    found = next((each for each in family if each.id == id), None)
    if found is None:
        return id
    again = find_environment(family, found.name)
    return found.name if again is not None and again.id == id else id


def environment_from(
    document: Document, before: Environment, shared: Sequence[Environment]
) -> Environment:
    """What the document says, under the identity of `before`."""
    known = Known(environments=_names(shared))
    said = dict(document)
    if isinstance(said.get("parent"), str):
        # By id: a test's own may have the name of the shared one above it.
        above = find_environment(shared, str(said["parent"]))
        said["parent"] = above.id if above else said["parent"]
    read = read_one("environments", said, "environment", known).environments[0]
    return _identified(read, before, before.test)


def _identified(read: Environment, before: Environment | None, test: TestId | None) -> Environment:
    """With the id and what no document says of the one before."""
    kept: dict[str, Any] = {name: getattr(before, name) for name in UNSPOKEN} if before else {}
    return replace(read, id=before.id if before else EnvironmentId(""), test=test, **kept)


def _names(environments: Sequence[Environment]) -> frozenset[str]:
    """What may be said to mean one of them."""
    return frozenset(word for each in environments for word in (each.name, each.id))


# ---- tests ---------------------------------------------------------------------------------------


def test_document(test: StoredTest, shared: Sequence[Environment]) -> Document:
    """As a file says it, and whether it is enabled."""
    head = test.head
    return {
        "name": head.name,
        "description": head.description,
        "tags": list(head.tags),
        "enabled": head.enabled,
        "environment": _environment_name(head.default_environment, (*test.own, *shared)),
        "environments": [environment_document(each, shared) for each in test.own],
        "steps": [dict(step) for step in test.steps],
    }


def test_from(
    document: Document,
    given: StoredTest,
    before: StoredTest | None,
    heads: Sequence[TestHead],
    shared: Sequence[Environment],
) -> StoredTest:
    """What the document says, under the identity of `given`; its own environments by name."""
    said = dict(document)
    enabled = _flag(said, "enabled", default=True)
    steps = said.get("steps")
    # A vendor's client made it without any; whoever writes files has something to test.
    if bare := steps == [] and before is not None and not before.steps:
        said["steps"] = [dict(SOMETHING)]
    known = Known(
        environments=_names(shared),
        tests=asked_for(steps if isinstance(steps, list) else (), heads),
    )
    read = read_one("tests", said, "test", known).tests[0]
    stored = {each.name: each for each in (before.own if before else ())}
    own = tuple(_identified(e, stored.get(e.name), given.head.id) for e in read.environments)
    chosen = None if read.environment is None else EnvironmentId(read.environment)
    return StoredTest(
        head=replace(
            given.head,
            name=read.name,
            description=read.description,
            tags=read.tags,
            enabled=enabled,
            default_environment=chosen,
        ),
        steps=() if bare else steps_to_plain(read.steps),
        own=own,
        kept=before.kept if before else {},
    )


# ---- suites --------------------------------------------------------------------------------------


def suite_document(
    suite: Suite, heads: Sequence[TestHead], shared: Sequence[Environment]
) -> Document:
    """As a file says it, with its phases; tests by their names where that is clear."""
    oldest: dict[str, TestId] = {}
    for head in heads:
        oldest.setdefault(head.name, head.id)
    names = {head.id: head.name for head in heads if oldest[head.name] == head.id}

    def named(tests: Sequence[TestId]) -> list[str]:
        return [names.get(test, test) for test in tests]

    return {
        "name": suite.name,
        "tests": named(suite.tests),
        "setup": named(suite.setup),
        "teardown": named(suite.teardown),
        "sequential": suite.sequential,
        "environment": _environment_name(suite.environment, shared),
    }


def suite_from(
    document: Document,
    given: Suite,
    before: Suite | None,
    heads: Sequence[TestHead],
    shared: Sequence[Environment],
) -> Suite:
    """What the document says, under the identity of `given`; tests by name or id."""
    said = dict(document)
    sequential = _flag(said, "sequential", default=False)
    setup, teardown = _texts(said, "setup"), _texts(said, "teardown")
    words = frozenset(word for head in heads for word in (head.name, head.id))
    if emptied := said.get("tests") == [] and not said.get("tags"):
        # Its tests were deleted: what is read of it must be what can be put. No file says that.
        said["tests"], words = [_ANY], frozenset({_ANY})
    known = Known(
        environments=_names(shared),
        tests=words,
        tags=frozenset(tag for head in heads for tag in head.tags),
    )
    read = read_one("suites", said, "suite", known).suites[0]
    named = () if emptied else members(read, {head.name: head.tags for head in heads})
    return replace(
        given,
        name=read.name,
        tests=_ids("tests", named, heads),
        setup=_ids("setup", setup, heads),
        teardown=_ids("teardown", teardown, heads),
        sequential=sequential,
        environment=None if read.environment is None else EnvironmentId(read.environment),
        kept=before.kept if before else {},
    )


def _ids(field: str, names: Sequence[str], heads: Sequence[TestHead]) -> tuple[TestId, ...]:
    ids = {head.id for head in heads}
    oldest: dict[str, TestId] = {}
    for head in heads:
        oldest.setdefault(head.name, head.id)
    found = []
    for index, name in enumerate(names):
        id = TestId(name) if name in ids else oldest.get(name)
        if id is None:
            raise Invalid(
                f"There is no test {name[:100]!r} in this project.",
                field=f"{field}[{index}]",
                accepted="the name or id of a test of the project",
            )
        found.append(id)
    return tuple(found)


def _flag(said: dict[str, object], name: str, *, default: bool) -> bool:
    value = said.pop(name, default)
    if not isinstance(value, bool):
        raise Invalid(f"The field {name} cannot be taken.", field=name, accepted="true or false")
    return value


def _texts(said: dict[str, object], name: str) -> list[str]:
    value = said.pop(name, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise Invalid(f"The field {name} cannot be taken.", field=name, accepted="a list of texts")
    return value
