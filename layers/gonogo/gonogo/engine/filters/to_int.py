"""`to_int`: the whole number that a text or a number spells."""

from __future__ import annotations

import math
from typing import Any

from gonogo.engine.expressions import Absent
from gonogo.engine.filters._contract import Filter
from gonogo.engine.values import as_number


def apply(value: Any) -> object:
    """Digits after a point are cut off.

    >>> apply("12"), apply(-3.9)
    (12, -3)
    >>> apply("twelve").why
    'it is no number'
    """
    number = as_number(value)
    if number is None or not math.isfinite(number):
        return Absent("it is no number")
    return int(number)


FILTER = Filter(
    apply,
    takes=(
        "text",
        "number",
    ),
)
