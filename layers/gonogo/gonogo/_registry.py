"""Extensions found by looking into a folder: one file is one member, its name is the key."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Generic, TypeVar

from gonogo.errors import Invalid

T = TypeVar("T")


class Registry(Mapping[str, T], Generic[T]):
    """The members of one package, each imported on first use.

    A member `equal` is the constant named like `contract` (`COMPARATOR`) in `equal.py`. Only names
    that the folder holds are imported, so a name from outside cannot walk the file system.
    """

    def __init__(self, package: str, contract: type[T]) -> None:
        self._package = package
        self._contract = contract
        self._loaded: dict[str, T] = {}

    @property
    def package(self) -> str:
        """The package whose files are the members."""
        return self._package

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The members' names, sorted, without importing one."""
        path = importlib.import_module(self._package).__path__
        found = (module.name for module in pkgutil.iter_modules(path))
        return tuple(sorted(name for name in found if not name.startswith("_")))

    def __getitem__(self, name: str) -> T:
        if name in self._loaded:
            return self._loaded[name]
        if name not in self.names:
            kind = self._contract.__name__.lower()
            raise Invalid(f"There is no {kind} {name!r}.", accepted=", ".join(self.names))
        module = importlib.import_module(f"{self._package}.{name}")
        member = getattr(module, _constant(self._contract), None)
        if not isinstance(member, self._contract):
            raise TypeError(
                f"{module.__name__} must define {_constant(self._contract)}"
                f" as a {self._contract.__name__}; it has {member!r}."
            )
        self._loaded[name] = member
        return member

    def __contains__(self, name: object) -> bool:
        return name in self.names

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)


def _constant(contract: type) -> str:
    """`StepType` is looked for as `STEP_TYPE`."""
    name = contract.__name__
    return "".join(f"_{c}" if c.isupper() and i else c for i, c in enumerate(name)).upper()
