"""`regex`: what a pattern finds in a text."""

from __future__ import annotations

from gonogo.engine.filters._contract import Filter
from gonogo.engine.patterns import first_match


def apply(value: str, pattern: str) -> object:
    r"""The first group, or the whole match of a pattern without groups; the syntax is RE2's.

    >>> apply("order 17", r"(\d+)")
    '17'
    >>> apply("order", "[0-9]").why
    'the pattern [0-9] is nowhere in the text'
    """
    return first_match(pattern, value, "the text")


FILTER = Filter(apply, takes=("text",), parameters=("pattern",))
