"""The secrets of one run: looked up when a test first uses one, and remembered to be masked."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from gonogo.engine.mask import Mask
from gonogo.errors import GonogoError, UndefinedSecret, Unjudged

FindSecret = Callable[[str], str | None]
"""From a secret's name to its value; None if there is none. May raise for a store that fails."""


def _none(name: str) -> str | None:
    return None


class Vault:
    """Secrets by name, each asked for once, and the mask that knows those that were used."""

    def __init__(self, find: FindSecret | None = None, hidden: Iterable[str] = ()) -> None:
        self.mask = Mask(*hidden)
        self._find = find or _none
        self._found: dict[str, str | None] = {}

    def value(self, name: str) -> str | None:
        """The secret's value, hidden from now on; None if there is no such secret."""
        if name not in self._found:
            try:
                found = self._find(name)
            except GonogoError as error:
                raise Unjudged(f"the secret {name} cannot be read: {error.message}") from None
            self._found[name] = found
            self.mask.learn(found or "")
        return self._found[name]

    def needed(self, name: str) -> str:
        """The secret's value; `UndefinedSecret` if there is none."""
        value = self.value(name)
        if value is None:
            raise UndefinedSecret(name, "A built-in")
        return value
