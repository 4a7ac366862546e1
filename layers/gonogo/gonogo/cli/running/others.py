"""The tests of the files that a test may run as its steps."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from gonogo.domain.environment import Environment, effective
from gonogo.domain.ids import TestId
from gonogo.domain.subtest import OtherTest
from gonogo.domain.test import Step, Test, nested
from gonogo.errors import Invalid
from gonogo.services.define.document import Document, TestDefinition, default_environment


@dataclass(frozen=True, slots=True)
class DocumentTests:
    """A document's tests, by name; plain values that cross processes."""

    document: Document
    variables: Mapping[str, str] = field(default_factory=dict)
    """What the command line sets, in every test."""

    def find(self, test: str, environment: str) -> OtherTest | None:
        """A test by name, and its environment by name."""
        found = next((each for each in self.document.tests if each.name == test), None)
        if found is None:
            return None
        shared = self.document.environments
        chosen = choose(found, shared, environment or default_environment(found, shared))
        return OtherTest(
            test=as_test(found, self.document.project),
            environment=chosen,
            variables={**(chosen.variables if chosen else {}), **self.variables},
        )


def as_test(test: TestDefinition, project: str | None) -> Test:
    """A defined test as the engine runs it."""
    return Test(
        # The same at every run, so that steps keep their ids from report to report.
        id=TestId(str(uuid.uuid5(uuid.NAMESPACE_URL, f"{project}/{test.name}"))),
        name=test.name,
        steps=test.steps,
        description=test.description,
        tags=test.tags,
    )


def choose(
    test: TestDefinition, shared: tuple[Environment, ...], name: str | None
) -> Environment | None:
    """The environment of that name, under its parents."""
    if name is None:
        return None
    usable = test.environments + shared
    found = next((environment for environment in usable if environment.name == name), None)
    if found is None:
        raise Invalid(
            f"The test {test.name!r} has no environment {name!r}.",
            accepted=", ".join(e.name for e in usable) or "none is defined",
        )
    return effective(usable, found)


def runs_others(steps: tuple[Step, ...]) -> bool:
    """Whether a step, or one inside it, runs another test."""
    return any(step.type == "subtest" or runs_others(nested(step)) for step in steps)
