"""What was sent with a start, as it is kept with its batch and given back with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gonogo.dialects.empirical._naming import slug_of
from gonogo.domain.batch import Batch
from gonogo.domain.environment import Environment

MAIN = "main"
"""Tests have no branches here; what clients read is this, or the branch that they named."""
Object = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A start's body, read."""

    environment: Object | None = None
    """Its `id`, `slug` and `name`; None if the tests' own defaults are used."""
    build: Object = field(default_factory=dict)
    metadata: Object = field(default_factory=dict)
    overrides: Sequence[Object] = ()
    """Environment variables of this run: `name` and `value`."""
    tags: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    branch: str = MAIN

    def kept(self) -> dict[str, object]:
        """The form that is stored."""
        document: dict[str, object] = {
            "environment": dict(self.environment) if self.environment else None,
            "build": dict(self.build),
            "metadata": dict(self.metadata),
            "environment_variables_overrides": [dict(pair) for pair in self.overrides],
            "tags": list(self.tags),
            "test_case_ids": list(self.tests),
            "branch": self.branch,
        }
        return {name: value for name, value in document.items() if value}


def named(environment: Environment) -> dict[str, object]:
    """An environment, as it is kept with a start."""
    return {"id": environment.id, "slug": slug_of(environment), "name": environment.name}


def sent_with(batch: Batch) -> Sent:
    """What a batch was started with; of another dialect's batch, what every dialect knows."""
    facts = batch.terms.facts
    known = {
        "url": facts.get("build_url"),
        "branch": facts.get("branch"),
        "commit": facts.get("commit"),
        "commit_url": facts.get("commit_url"),
        "version": facts.get("version"),
    }
    build: Object = {name: text for name, text in known.items() if text}
    if batch.dialect != "empirical":
        return Sent(build=build)
    kept = batch.terms.kept
    return Sent(
        environment=_object(kept.get("environment")) or None,
        build=_object(kept.get("build")) or build,
        metadata=_object(kept.get("metadata")),
        overrides=tuple(
            _object(pair) for pair in _list(kept.get("environment_variables_overrides"))
        ),
        tags=tuple(str(tag) for tag in _list(kept.get("tags"))),
        tests=tuple(str(test) for test in _list(kept.get("test_case_ids"))),
        branch=str(kept.get("branch") or MAIN),
    )


def _object(value: object) -> Object:
    """Whatever a rerun of another dialect's batch has there instead is nothing."""
    return value if isinstance(value, dict) else {}


def _list(value: object) -> Sequence[object]:
    return value if isinstance(value, list | tuple) else ()
