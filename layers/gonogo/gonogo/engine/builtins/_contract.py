"""What a built-in is: a value made on the spot, written `{{name}}` or `{{name(arguments)}}`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from gonogo.errors import UndefinedSecret


def _no_secret(name: str) -> str:
    raise UndefinedSecret(name, "A built-in")


@dataclass(frozen=True, slots=True)
class Draw:
    """Where built-ins take what changes: the time, and chance (repeatable under a seed)."""

    now: float
    """Unix seconds."""
    random: Random
    secret: Callable[[str], str] = _no_secret
    """A secret's value by its name; raises `UndefinedSecret`."""


@dataclass(frozen=True, slots=True)
class BuiltIn:
    """One built-in. Its file's name is the name in the braces."""

    make: Callable[..., str]
    """Called with a `Draw` and the arguments as text; raises `Unjudged` for a wrong argument."""
    parameters: tuple[str, ...] = ()
    """Names of the arguments; the last one takes what commas are left."""
    least: int = -1
    """Fewest arguments; -1: all of them."""

    def fewest(self) -> int:
        """How many arguments there must be."""
        return len(self.parameters) if self.least < 0 else self.least
