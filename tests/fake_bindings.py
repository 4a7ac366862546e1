"""In-memory bindings of deployments, and gates of which there are none."""

from __future__ import annotations

from typing import Any

from gonogo.domain.gate import Binding, BindingId, Gate
from gonogo.domain.ids import ProjectId
from gonogo.errors import Conflict


class FakeBindings:
    """The `Bindings` port."""

    def __init__(self) -> None:
        self._bindings: dict[BindingId, Binding] = {}

    def all(self) -> tuple[Binding, ...]:
        """Every binding, oldest first."""
        return tuple(self._bindings.values())

    def of_project(self, project: ProjectId) -> tuple[Binding, ...]:
        """A project's bindings."""
        return tuple(each for each in self._bindings.values() if each.project == project)

    def find(self, project: ProjectId, id: BindingId) -> Binding | None:
        """One binding of the project."""
        found = self._bindings.get(id)
        return found if found and found.project == project else None

    def put(self, binding: Binding) -> None:
        """Create or replace."""
        stored = self._bindings.get(binding.id)
        if (stored.version if stored else 0) != binding.version - 1:
            raise Conflict("changed meanwhile")
        self._bindings[binding.id] = binding

    def delete(self, project: ProjectId, id: BindingId) -> bool:
        """Forget a binding."""
        return self.find(project, id) is not None and bool(self._bindings.pop(id))


class NoGates:
    """As much of the `Gates` port as is asked for where no deployment waits."""

    def of_project(self, project: ProjectId, limit: int) -> tuple[Gate, ...]:
        """None."""
        return ()

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(f"no deployment waits here: {name}")
