"""Bindings of gates in the catalog: few, in one partition, since a question names no project."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from gonogo.aws.table import UNLESS_THERE, ConditionFailed, Key, Table
from gonogo.aws.values import Item
from gonogo.domain.gate import Binding, BindingId
from gonogo.domain.ids import ProjectId
from gonogo.domain.terms import Policy
from gonogo.errors import Conflict

_PK = "BINDINGS"


class DynamoBindings:
    """The `Bindings` of `services/gates`."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def all(self) -> tuple[Binding, ...]:
        """Every binding, oldest first, read consistently."""
        return _in_order(_binding(item) for item in self._table.query(_PK))

    def of_project(self, project: ProjectId) -> tuple[Binding, ...]:
        """A project's bindings, oldest first."""
        return _in_order(_binding(item) for item in self._table.query(_PK, prefix=f"{project}#"))

    def find(self, project: ProjectId, id: BindingId) -> Binding | None:
        """One binding of the project."""
        item = self._table.get(_key(project, id))
        return _binding(item) if item else None

    def put(self, binding: Binding) -> None:
        """Create or replace; `Conflict`: the stored version must be `version` - 1."""
        first = binding.version == 1
        try:
            self._table.put(
                _item(binding),
                condition=UNLESS_THERE if first else "#version = :before",
                values={} if first else {"before": binding.version - 1},
            )
        except ConditionFailed as failed:
            if failed.old is not None and _binding(failed.old) == binding:
                return  # our own write, whose answer was lost
            raise Conflict("The binding was changed meanwhile.") from failed

    def delete(self, project: ProjectId, id: BindingId) -> bool:
        """Forget a binding; False if there was none."""
        there = self.find(project, id) is not None
        self._table.delete(_key(project, id))
        return there


def _in_order(found: Iterable[Binding]) -> tuple[Binding, ...]:
    return tuple(sorted(found, key=lambda binding: (binding.created_at, binding.id)))


def _key(project: ProjectId, id: BindingId) -> Key:
    return Key(_PK, f"{project}#{id}")


def _item(binding: Binding) -> Item:
    document = asdict(binding)
    document["policy"]["non_blocking"] = list(binding.policy.non_blocking)
    return {**_key(binding.project, binding.id)._asdict(), **document}


def _binding(item: Item) -> Binding:
    fields = {name: value for name, value in item.items() if name not in ("pk", "sk")}
    policy = dict(fields.pop("policy"))
    policy["non_blocking"] = tuple(policy.get("non_blocking", ()))
    policy["min_pass_ratio"] = float(policy.get("min_pass_ratio", 1.0))
    fields["created_at"], fields["version"] = float(fields["created_at"]), int(fields["version"])
    return Binding(**fields, policy=Policy(**policy))
