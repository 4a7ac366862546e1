"""`date_format`: a date in a form of one's own."""

from __future__ import annotations

from typing import Any

from gonogo.engine.expressions import Absent
from gonogo.engine.filters._contract import Filter
from gonogo.engine.moments import read_moment, write_moment


def apply(value: Any, form: str) -> object:
    """The form is strftime's: `%Y-%m-%d`. It takes what `to_date` takes without a form.

    >>> apply("2026-11-21T08:00:00Z", "%d.%m.%Y %H:%M"), apply(0, "%Y")
    ('21.11.2026 08:00', '1970')
    """
    moment = read_moment(value, "")
    return moment if isinstance(moment, Absent) else write_moment(moment, form)


FILTER = Filter(
    apply,
    takes=(
        "text",
        "number",
    ),
    parameters=("form",),
)
