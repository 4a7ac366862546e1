"""`to_date`: a text of any form as an ISO date and time."""

from __future__ import annotations

from typing import Any

from gonogo.engine.expressions import Absent
from gonogo.engine.filters._contract import Filter
from gonogo.engine.moments import iso, read_moment


def apply(value: Any, form: str = "") -> object:
    """The form is strptime's (`%d.%m.%Y`); without one, ISO 8601 or an HTTP date.

    The moment is in UTC unless it says otherwise.

    >>> apply("21.11.2026", "%d.%m.%Y"), apply("2026-11-21T10:00:00+02:00")
    ('2026-11-21T00:00:00Z', '2026-11-21T08:00:00Z')
    >>> apply(0), apply("Sat, 21 Nov 2026 08:00:00 GMT")
    ('1970-01-01T00:00:00Z', '2026-11-21T08:00:00Z')
    >>> apply("soon").why
    'it is no date: text "soon"'
    """
    moment = read_moment(value, form)
    return moment if isinstance(moment, Absent) else iso(moment)


FILTER = Filter(
    apply,
    takes=(
        "text",
        "number",
    ),
    parameters=("form",),
    least=0,
)
