from collections.abc import Mapping

from gonogo._registry import Registry
from gonogo.engine.comparators._contract import Comparator

comparators: Registry[Comparator] = Registry(__name__, Comparator)

ALIASES: Mapping[str, str] = {"is_equal": "equal_number"}
"""Older words that old definitions still use."""


def canonical(comparison: str) -> str:
    """The present word for a comparison."""
    return ALIASES.get(comparison, comparison)
