"""The ids by which Runscope's records refer to each other, as far as ours say names."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Protocol
from uuid import NAMESPACE_URL, uuid5


class Ids(Protocol):
    """Who knows the ids: a store, or `DerivedIds` where there is none."""

    def test(self, name: str) -> str:
        """A test's id; empty if there is no such test."""
        ...

    def environment(self, name: str, test: str | None = None) -> str:
        """An environment's id: that of the test by this name, or a shared one."""
        ...

    def step(self, *path: str) -> str:
        """The id of a step that says none: the test's name and the numbers on the way to it."""
        ...


class DerivedIds:
    """Ids made from names: the same at every export, so that two of them can be compared."""

    def __init__(self, own: Mapping[str, Collection[str]]) -> None:
        """`own`: the names of the environments that tests have by themselves."""
        self._own = own

    def test(self, name: str) -> str:
        """Always there: an export cannot know what it will be taken into."""
        return derived("test", name)

    def environment(self, name: str, test: str | None = None) -> str:
        """A test's own environments are told apart from shared ones of the same name."""
        own = test is not None and name in self._own.get(test, ())
        return derived("environment", derived("test", test) if test and own else "", name)

    def step(self, *path: str) -> str:
        """By its place."""
        return derived("step", *path)


def derived(*path: str) -> str:
    """A UUID that says nothing but stays the same."""
    return str(uuid5(NAMESPACE_URL, "gonogo:" + "\0".join(path)))
