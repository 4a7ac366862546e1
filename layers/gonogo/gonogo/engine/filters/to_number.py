"""`to_number`: the number that a text spells."""

from __future__ import annotations

from typing import Any

from gonogo.engine.expressions import Absent
from gonogo.engine.filters._contract import Filter
from gonogo.engine.values import as_number


def apply(value: Any) -> object:
    """Whole numbers stay whole; a number stays as it is.

    >>> apply("12"), apply(" 1.5e1 "), apply(7)
    (12, 15.0, 7)
    >>> apply("twelve").why
    'it is no number'
    """
    number = as_number(value)
    return Absent("it is no number") if number is None else number


FILTER = Filter(
    apply,
    takes=(
        "text",
        "number",
    ),
)
