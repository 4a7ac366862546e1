"""The variables that generated requests use, each with a value where the description has one."""

from __future__ import annotations

import json
from collections.abc import Iterable

from gonogo.formats.placeholders import variable_name
from gonogo.formats.plain import text
from gonogo.importers._contract import Notes


class Variables:
    """One environment's values; a name that two operations give different ones is split."""

    def __init__(self, notes: Notes) -> None:
        self.values: dict[str, str] = {}
        self._notes = notes
        self._empty: set[str] = set()

    def use(self, name: str, value: object, where: str, otherwise: Iterable[str] = ()) -> str:
        """The placeholder for a variable; a value of None leaves it to be filled in."""
        accepted = variable_name(name)
        if value is None:
            if accepted not in self.values and accepted not in self._empty:
                self._empty.add(accepted)
                said = f"give {{{{{accepted}}}}} a value in the environment; the file has none"
                self._notes.check(where, said)
            return f"{{{{{accepted}}}}}"
        written = as_text(value)
        for candidate in (accepted, *map(variable_name, otherwise)):
            if self.values.setdefault(candidate, written) == written:
                return f"{{{{{candidate}}}}}"
        return f"{{{{{accepted}}}}}"


def as_text(value: object) -> str:
    """A scalar as it is, the rest as JSON."""
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=str)
    return text(value)
