"""`replace_regex`: a text with every match of a pattern replaced."""

from __future__ import annotations

from gonogo.engine.filters._contract import Filter
from gonogo.engine.patterns import substitute


def apply(value: str, pattern: str, new: str = "") -> object:
    r"""The syntax is RE2's; `\1` in the new text stands for the first group.

    >>> apply("a1b22", "[0-9]+", "#"), apply("ab", "(a)(b)", r"\2\1")
    ('a#b#', 'ba')
    >>> apply("a", "(?=a)", "").why
    'the pattern is not one of RE2: invalid perl operator: (?='
    """
    return substitute(pattern, new, value)


FILTER = Filter(
    apply,
    takes=("text",),
    parameters=(
        "pattern",
        "new",
    ),
    least=1,
)
