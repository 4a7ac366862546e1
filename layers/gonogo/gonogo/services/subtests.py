"""Find the tests that a test may run: those of its own project, as they stand now."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from gonogo.domain.commands import StoredTest
from gonogo.domain.environment import Environment, effective
from gonogo.domain.ids import ProjectId
from gonogo.domain.subtest import OtherTest
from gonogo.domain.test import Step, Test
from gonogo.errors import Invalid
from gonogo.ports import Catalog

ReadSteps = Callable[[Sequence[Mapping[str, object]]], tuple[Step, ...]]


class ProjectTests:
    """The tests of one project; looked up only when a step asks."""

    def __init__(self, project: ProjectId, catalog: Catalog, read_steps: ReadSteps) -> None:
        self._project = project
        self._catalog = catalog
        self._read_steps = read_steps

    def find(self, test: str, environment: str) -> OtherTest | None:
        """A test by name or id, and its environment by name or id."""
        heads = self._catalog.test_heads(self._project)
        head = next((head for head in heads if test in (head.id, head.name)), None)
        stored = self._catalog.test(self._project, head.id) if head else None
        if stored is None:
            return None
        chosen = self._environment(stored, environment)
        return OtherTest(
            test=Test(
                id=stored.head.id,
                name=stored.head.name,
                steps=self._read_steps(stored.steps),
                description=stored.head.description,
                tags=stored.head.tags,
            ),
            environment=chosen,
            variables=chosen.variables if chosen else {},
        )

    def _environment(self, stored: StoredTest, wanted: str) -> Environment | None:
        usable = stored.own + self._catalog.shared_environments(self._project)
        wanted = wanted or stored.head.default_environment or ""
        chosen = next((e for e in usable if wanted and wanted in (e.id, e.name)), None)
        if wanted and chosen is None:
            raise Invalid(f"The test {stored.head.name!r} has no environment {wanted!r}.")
        return effective(usable, chosen) if chosen else None
