"""What is stored, brought to what a definition says: ids are kept, names become ids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from gonogo.domain.commands import Change, StoredTest
from gonogo.domain.environment import Environment
from gonogo.domain.ids import EnvironmentId, TestId, new_uuid, step_id
from gonogo.domain.test import Step, TestHead
from gonogo.services.define.document import SETTINGS_NAME, TestDefinition, default_environment
from gonogo.services.define.plain import steps_to_plain


@dataclass(frozen=True, slots=True)
class Merged:
    """An environment as it must be stored, and whether that is news."""

    environment: Environment
    action: str

    def change(self, within: str | None = None) -> Change:
        """How it is reported; one that a test owns is named with its test."""
        name = self.environment.name
        return Change(
            kind="environment",
            name=f"{within} / {name}" if within else name,
            id=self.environment.id,
            action=self.action,
        )


def merge_shared(
    given: Sequence[Environment], before: Mapping[str, Environment]
) -> tuple[Merged, ...]:
    """The given shared environments; `before` has the stored ones by name."""
    ids = {name: environment.id for name, environment in before.items()}
    for environment in given:
        ids.setdefault(environment.name, EnvironmentId(new_uuid()))
    return tuple(_merged(e, before.get(e.name), ids[e.name], ids) for e in given)


def merge_test(
    definition: TestDefinition,
    head: TestHead,
    own: Sequence[Environment],
    shared: Sequence[Environment],
) -> tuple[StoredTest, tuple[Merged, ...]]:
    """The test; `head` and `own` are the stored ones or new ones.

    A test's own environments are a part of it, as its steps are: what it no longer says, goes.
    """
    ids = {environment.name: environment.id for environment in shared}
    merged = _merge_own(definition.environments, own, ids, head.id)
    chosen = default_environment(definition, tuple(shared))
    if chosen is None:
        merged, chosen = (_settings(own, head.id),), SETTINGS_NAME
    ids |= {m.environment.name: m.environment.id for m in merged}
    head = replace(
        head,
        description=definition.description,
        tags=definition.tags,
        step_count=len(definition.steps),
        default_environment=ids[chosen],
    )
    steps = steps_to_plain(identified(definition.steps, head.id))
    return StoredTest(head=head, steps=steps, own=tuple(m.environment for m in merged)), merged


def _merge_own(
    given: Sequence[Environment],
    before: Sequence[Environment],
    parents: Mapping[str, EnvironmentId],
    test: TestId,
) -> tuple[Merged, ...]:
    stored = {environment.name: environment for environment in before}
    return tuple(
        _merged(replace(e, test=test), old, old.id if old else EnvironmentId(new_uuid()), parents)
        for e in given
        for old in (stored.get(e.name),)
    )


def _merged(
    given: Environment,
    before: Environment | None,
    id: EnvironmentId,
    parents: Mapping[str, EnvironmentId],
) -> Merged:
    parent = None if given.parent is None else parents[given.parent]
    after = replace(given, id=id, parent=parent, kept=before.kept if before else {})
    action = "created" if before is None else "unchanged" if after == before else "updated"
    return Merged(after, action)


def _settings(before: Sequence[Environment], test: TestId) -> Merged:
    """The empty environment of a test that has no other."""
    for environment in before:
        if environment.name == SETTINGS_NAME:
            return Merged(environment, "unchanged")
    id = EnvironmentId(new_uuid())
    return Merged(Environment(id=id, name=SETTINGS_NAME, test=test), "created")


def identified(steps: Sequence[Step], test: TestId, path: str = "") -> tuple[Step, ...]:
    """The steps with ids; those that have none get one that is the same at every push."""
    return tuple(_with_id(step, test, f"{path}{index}") for index, step in enumerate(steps))


def _with_id(step: Step, test: TestId, path: str) -> Step:
    inner: dict[str, Any] = {
        field.name: identified(held, test, f"{path}.")
        for field in fields(step)
        if isinstance(held := getattr(step, field.name), tuple)
        and held
        and isinstance(held[0], Step)
    }
    return replace(step, id=step.id or step_id(test, path), **inner)
