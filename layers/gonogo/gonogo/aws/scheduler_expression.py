"""Intervals and cron expressions in the words of EventBridge Scheduler."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gonogo.domain.schedule import INTERVALS, Schedule
from gonogo.services.scheduling.timing import Times, read_cron

_WEEKDAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
"""By name: their numbers begin with 1 there, and with 0 in cron."""
_UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60))


def expression(schedule: Schedule) -> str:
    """When the schedule rings."""
    if schedule.cron:
        return expression_of(read_cron(schedule.cron))
    return rate_of(INTERVALS[schedule.interval])


def rate_of(seconds: int) -> str:
    """An interval.

    >>> rate_of(21_600)
    'rate(6 hours)'
    """
    unit, size = next((unit, size) for unit, size in _UNITS if seconds % size == 0)
    count = seconds // size
    return f"rate({count} {unit}{'' if count == 1 else 's'})"


def expression_of(times: Times) -> str:
    """Six fields; of the two kinds of days one is `?`, as the service wants it.

    >>> expression_of(read_cron("*/30 6-8 * * MON-FRI"))
    'cron(0,30 6-8 ? * MON,TUE,WED,THU,FRI *)'
    """
    day = "?" if times.every_day and not times.every_weekday else _field(times.days, 31)
    weekday = ",".join(_WEEKDAYS[day] for day in sorted(times.weekdays))
    parts = (
        _field(times.minutes, 60),
        _field(times.hours, 24),
        day,
        _field(times.months, 12),
        weekday if day == "?" else "?",
        "*",
    )
    return f"cron({' '.join(parts)})"


def _field(numbers: frozenset[int], all_of_them: int) -> str:
    if len(numbers) == all_of_them:
        return "*"
    # Written out: what a step means at the end of a range is nobody's to guess then.
    return ",".join(_ranges(sorted(numbers)))


def _ranges(numbers: Iterable[int]) -> Iterator[str]:
    """Numbers in order, with those that follow each other as one: the service takes 256 letters."""
    first = last = -2
    for number in [*numbers, 99]:
        if number == last + 1:
            last = number
            continue
        if first >= 0:
            yield (
                str(first) if first == last else f"{first}{',' if last == first + 1 else '-'}{last}"
            )
        first = last = number
