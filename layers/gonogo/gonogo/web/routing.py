"""Which dialect a call is for, and which of a path's routes: mounts, hosts and methods."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from gonogo.dialects import dialects
from gonogo.dialects._contract import Conversation, Dialect, Links, Route, links_for
from gonogo.errors import WrongMethod
from gonogo.settings import Settings

NATIVE = "native"
PAGES = "/ui/"


@dataclass(frozen=True, slots=True)
class Mounted:
    """A dialect in its place."""

    name: str
    dialect: Dialect
    links: Links

    def paths(self) -> Iterator[tuple[str, tuple[Route | Conversation, ...]]]:
        """Every path from the deployment's root, with the routes that share it."""
        routes = self.dialect.routes
        for path in dict.fromkeys(route.path for route in routes):
            same = tuple(route for route in routes if route.path == path)
            yield self.dialect.mount + path, same


def mount_all(settings: Settings) -> tuple[Mounted, ...]:
    """Every dialect that there is."""
    found = ((name, dialects[name]) for name in dialects.names)
    return tuple(
        Mounted(name, dialect, links_for(settings, name, dialect.mount)) for name, dialect in found
    )


def place(path: str, host: str, mounts: Sequence[Mounted]) -> tuple[str, Mounted]:
    """The path from the root, and whose it is.

    A Host whose first label is a vendor's name has that dialect at its root, as the vendor has;
    what belongs to nobody is answered natively.
    """
    label = host.partition(".")[0]
    for mounted in mounts:
        if mounted.name == label != NATIVE:
            mount = mounted.dialect.mount
            kept = _below(path, mount) or path.startswith(PAGES)
            return _spelled(path if kept else mount + path, mounted), mounted
    native = next(mounted for mounted in mounts if mounted.name == NATIVE)
    found = next((m for m in mounts if _below(path, m.dialect.mount)), native)
    return _spelled(path, found), found


def _spelled(path: str, mounted: Mounted) -> str:
    """The path as the routes of its dialect spell it."""
    mount = mounted.dialect.mount
    if not _below(path, mount):
        return path
    return mount + mounted.dialect.canonical(path.removeprefix(mount))


def _below(path: str, mount: str) -> bool:
    return path == mount or path.startswith(f"{mount}/")


class HasMethods(Protocol):
    """A route, or whatever else is chosen by method."""

    @property
    def methods(self) -> tuple[str, ...]:
        """The methods that it answers."""
        ...


R = TypeVar("R", bound=HasMethods)


def choose(method: str, routes: Sequence[R]) -> R:
    """The route for a method; `WrongMethod` lists those that there are.

    HEAD is for reading only: what starts something at GET must not start at HEAD, which link
    checkers send.
    """
    for route in routes:
        reads = "GET" in route.methods and "POST" not in route.methods
        if method in route.methods or (method == "HEAD" and reads):
            return route
    raise WrongMethod(f"{method[:16]} is not for this address.", accepted=allowed(routes))


def allowed(routes: Sequence[R]) -> str:
    """The value of `Allow`."""
    return ", ".join(dict.fromkeys(method for route in routes for method in route.methods))
