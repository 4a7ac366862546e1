"""The figures that there are: a module each."""

from __future__ import annotations

import pkgutil
import re
from importlib import import_module

import trust
from trust._figure import Figure

_ID = re.compile(r"([A-Z]+)(\d+)")


def figures(id: str = "") -> tuple[Figure, ...]:
    """All, in the order of their ids; or only the one, whose module begins with its id."""
    names = (found.name for found in pkgutil.iter_modules(trust.__path__) if found.name[0] != "_")
    asked = (name for name in names if not id or name.startswith(f"{id.lower()}_"))
    modules = (import_module(f"trust.{name}") for name in asked)
    return tuple(sorted((module.FIGURE for module in modules), key=_order))


def _order(figure: Figure) -> tuple[str, int]:
    found = _ID.fullmatch(figure.id)
    if not found:
        raise ValueError(f"{figure.id!r} is no id of a figure: letters and a number, as S1.")
    return found[1], int(found[2])
