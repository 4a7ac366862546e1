"""`format_timestamp(value, format)`: Unix seconds as a date and time of one's own form."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from gonogo.engine.builtins._contract import BuiltIn, Draw
from gonogo.engine.values import as_number, show
from gonogo.errors import Unjudged

_TOKENS = {
    "YYYY": "%Y",
    "YY": "%y",
    "MM": "%m",
    "DD": "%d",
    "HH": "%H",
    "hh": "%I",
    "mm": "%M",
    "ss": "%S",
}
_TOKEN = re.compile("|".join(_TOKENS))


def make(_: Draw, value: str, form: str) -> str:
    """The moment in UTC; `YYYY YY MM DD HH hh mm ss` stand for its parts, the rest for itself.

    >>> from random import Random
    >>> make(Draw(0, Random(1)), "1700000000", "YYYY-MM-DDTHH:mm:ss, hh")
    '2023-11-14T22:13:20, 10'
    """
    seconds = as_number(value)
    try:
        moment = datetime.fromtimestamp(int(seconds or 0), UTC)
    except (ValueError, OverflowError, OSError):
        seconds = None
    if seconds is None:
        raise Unjudged(f"format_timestamp needs Unix seconds, not {show(value)}.")
    return _TOKEN.sub(lambda match: _part(moment, match.group()), form)


def _part(moment: datetime, mark: str) -> str:
    # The C library does not pad years below 1000 everywhere.
    return f"{moment.year:04d}" if mark == "YYYY" else moment.strftime(_TOKENS[mark])


BUILT_IN = BuiltIn(make, ("value", "format"))
