"""`replace`: a text with every occurrence of another replaced."""

from __future__ import annotations

from gonogo.engine.expressions import Absent
from gonogo.engine.filters._contract import Filter
from gonogo.engine.patterns import bounded_replace


def apply(value: str, old: str, new: str = "") -> object:
    """The text with `new` for `old`.

    >>> apply("a-b-c", "-", ".")
    'a.b.c'
    """
    if not old:
        return Absent("what is to be replaced is empty", fault=True)
    return bounded_replace(value, old, new)


FILTER = Filter(
    apply,
    takes=("text",),
    parameters=(
        "old",
        "new",
    ),
    least=1,
)
