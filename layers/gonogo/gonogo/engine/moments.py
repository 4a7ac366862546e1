"""Dates in texts and numbers, read and written in forms that users name."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from gonogo.engine.expressions import Absent
from gonogo.engine.values import as_number, name, show

MAX_TEXT = 100
"""Characters of a date and of its form: the standard reader makes a regular expression of it."""


def read_moment(value: object, form: str) -> datetime | Absent:
    """The moment; without a form ISO 8601, an HTTP date or Unix seconds. UTC unless it says.

    >>> read_moment("2026-11-21", "").isoformat()
    '2026-11-21T00:00:00+00:00'
    """
    try:
        if not isinstance(value, str):
            return datetime.fromtimestamp(as_number(value) or 0, UTC)
        return _aware(_read(value.strip(), form)).astimezone(UTC)
    except (ValueError, OverflowError, OSError, TypeError):
        as_said = f" of the form {show(form)}" if form else ""
        return Absent(f"it is no date{as_said}: {name(value)}")


def write_moment(moment: datetime, form: str) -> str | Absent:
    """The moment in a form of the user's.

    >>> write_moment(datetime(2026, 11, 21, tzinfo=UTC), "%d %b")
    '21 Nov'
    """
    if len(form) > MAX_TEXT:
        return Absent(f"the form has more than {MAX_TEXT} characters", fault=True)
    try:
        return moment.strftime(form.encode("utf-8", "replace").decode("utf-8"))
    except ValueError:
        return Absent(f"the form {show(form)} cannot be used", fault=True)


def iso(moment: datetime) -> str:
    """As ISO 8601 in UTC, with a fraction only where there is one.

    >>> iso(datetime(2026, 11, 21, 8, tzinfo=UTC))
    '2026-11-21T08:00:00Z'
    """
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _read(text: str, form: str) -> datetime:
    if max(len(text), len(form)) > MAX_TEXT:
        raise ValueError
    if form:
        return datetime.strptime(text, form)
    if text[:1].isalpha():
        return parsedate_to_datetime(text)
    number = as_number(text)
    # Eight digits are a date without dashes; more are seconds.
    if number is not None and not (text.isdigit() and len(text) == 8):
        return datetime.fromtimestamp(number, UTC)
    return datetime.fromisoformat(text)


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
