"""`days_until`: whole days from now until a date."""

from __future__ import annotations

import math
from typing import Any

from gonogo.engine.expressions import Absent
from gonogo.engine.filters._contract import Filter, Given
from gonogo.engine.moments import read_moment


def apply(value: Any, given: Given) -> object:
    """Below 0 where it is the other way round. It takes what `to_date` takes without a form.

    >>> from gonogo.engine.filters._contract import NOTHING_GIVEN
    >>> apply("1970-01-03T12:00:00Z", NOTHING_GIVEN)
    2
    """
    moment = read_moment(value, "")
    if isinstance(moment, Absent):
        return moment
    return math.floor((moment.timestamp() - given.now) / 86_400)


FILTER = Filter(
    apply,
    takes=(
        "text",
        "number",
    ),
    needs=True,
)
