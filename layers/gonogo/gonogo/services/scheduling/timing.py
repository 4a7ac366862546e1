"""When a schedule starts: intervals and cron expressions, read strictly and counted exactly.

A cron expression means what it means to EventBridge Scheduler, which rings for it: wall-clock time
in the zone, a time that the clock jumps over is left out, one that comes twice is taken once
(https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError

from gonogo.domain.schedule import INTERVALS, Schedule
from gonogo.errors import Invalid

MAX_CRON = 200
_NICKNAMES: Mapping[str, str] = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
}
_FIELDS: tuple[tuple[str, str], ...] = (
    ("minute", "0 to 59"),
    ("hour", "0 to 23"),
    ("day of month", "1 to 31"),
    ("month", "1 to 12 or JAN to DEC"),
    ("day of week", "0 to 7 (0 and 7 are Sunday) or SUN to SAT"),
)
_ZONE = re.compile(r"[A-Z][\w+-]*(/[A-Z][\w+-]*){0,2}", re.ASCII)
"""As the database writes them: `posix/…` and `localtime`, which Python knows too, are left out."""
MAX_ZONE = 50
_DAYS, _WEEKDAYS = frozenset(range(1, 32)), frozenset(range(7))
_NO_DATE = datetime(2000, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """A cron expression as sets; at most one of days and weekdays leaves anything out."""

    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    """0 is Sunday."""

    @property
    def every_day(self) -> bool:
        """Whether no day of a month is left out."""
        return self.days == _DAYS

    @property
    def every_weekday(self) -> bool:
        """Whether no day of a week is left out."""
        return self.weekdays == _WEEKDAYS

    def expression(self) -> str:
        """The same in five fields, written out."""
        days = "*" if self.every_day else _list(self.days)
        weekdays = "*" if self.every_weekday else _list(self.weekdays)
        return f"{_list(self.minutes)} {_list(self.hours)} {days} {_list(self.months)} {weekdays}"


def _list(numbers: frozenset[int]) -> str:
    return ",".join(map(str, sorted(numbers)))


def check(schedule: Schedule) -> None:
    """`Invalid` with the field, unless it says when in exactly one way."""
    if bool(schedule.interval) == bool(schedule.cron):
        raise Invalid(
            "A schedule has an interval or a cron expression: one of the two.",
            field="interval" if schedule.interval else "cron",
            accepted=f"`interval` ({', '.join(INTERVALS)}) or `cron` (five fields)",
        )
    if schedule.interval and schedule.interval not in INTERVALS:
        raise Invalid(
            f"There is no interval {schedule.interval[:20]!r}.",
            field="interval",
            accepted=", ".join(INTERVALS),
        )
    zone_of(schedule.timezone)
    if schedule.cron:
        read_cron(schedule.cron)


def zone_of(name: str) -> ZoneInfo:
    """A time zone by its name; `Invalid` for any other text."""
    try:
        if len(name) <= MAX_ZONE and _ZONE.fullmatch(name):
            return ZoneInfo(name)
    except (ZoneInfoNotFoundError, OSError, ValueError):  # a folder of the database is no zone
        pass
    raise Invalid(
        f"There is no time zone {name[:64]!r}.",
        field="timezone",
        accepted="a name of the IANA database, such as Europe/Berlin; UTC if none is given",
    )


def read_cron(text: str) -> Times:
    """A cron expression; `Invalid` names the field that cannot be taken, and what could.

    >>> read_cron("*/30 9-10 * * MON,WED").expression()
    '0,30 9,10 * 1,2,3,4,5,6,7,8,9,10,11,12 1,3'
    """
    fields = _NICKNAMES.get(text.strip().lower(), text).upper().split()
    if len(fields) != len(_FIELDS) or len(text) > MAX_CRON:
        raise Invalid(
            "A cron expression has five fields.",
            field="cron",
            accepted="minute, hour, day of month, month, day of week, such as `30 6 * * MON-FRI`",
        )
    sets = [_field(place, part) for place, part in enumerate(fields)]
    sets[4] = frozenset(day % 7 for day in sets[4])
    return _possible(_times(fields, sets))


def _field(place: int, text: str) -> frozenset[int]:
    """The numbers that one field means."""
    if "," in text:
        return frozenset().union(*(_field(place, part) for part in text.split(",")))
    term, _, step = text.partition("/")
    if step.isdecimal() and int(step) and "-" in term and len(_field(place, term)) == 1:
        return _field(place, term)  # a range of one, which the library takes for a beginning
    alone = ["*"] * len(_FIELDS)
    alone[place] = text
    try:
        found = CronSim(" ".join(alone), _NO_DATE)
    except CronSimError:
        raise _unreadable(place, text) from None
    numbers = (found.minutes, found.hours, found.days, found.months, found.weekdays)[place]
    # The library knows more than EventBridge's fields of numbers: `L`, `LW`, `MON#2`.
    if not all(isinstance(number, int) and number >= 0 for number in numbers):
        raise _unreadable(place, text)
    return frozenset(number for number in numbers if isinstance(number, int))


def _unreadable(place: int, text: str) -> Invalid:
    name, range_ = _FIELDS[place]
    return Invalid(
        f"The {name} {text[:40]!r} of the cron expression cannot be taken.",
        field="cron",
        accepted=f"for the {name}: `*`, {range_}, ranges (`1-3`), lists (`1,3`), steps (`*/2`)",
    )


def _times(fields: list[str], sets: list[frozenset[int]]) -> Times:
    """Days by cron's rule: both must fit if one field begins with a star, else one is enough."""
    minutes, hours, days, months, weekdays = sets
    free_day, free_weekday = days == _DAYS, weekdays == _WEEKDAYS
    if not (free_day or free_weekday):
        raise Invalid(
            "A cron expression here names days of the month or days of the week, not both.",
            field="cron",
            accepted="`*` for the day of month or for the day of week; or two schedules",
        )
    if not (fields[2].startswith("*") or fields[4].startswith("*")):
        days, weekdays = _DAYS, _WEEKDAYS
    return Times(minutes=minutes, hours=hours, days=days, months=months, weekdays=weekdays)


def _possible(times: Times) -> Times:
    """The same, if it ever comes: not the 31st of a February."""
    try:
        next(CronSim(times.expression(), _NO_DATE))
    except (CronSimError, StopIteration):
        raise Invalid(
            "No such day ever comes.", field="cron", accepted="a day that one of its months has"
        ) from None
    return times


def next_at(schedule: Schedule, after: float) -> float | None:
    """When it starts next, later than `after`; None while it is paused for good."""
    if schedule.paused and schedule.resume_at is None:
        return None
    if schedule.held(after) and schedule.resume_at is not None:
        after = max(after, schedule.resume_at - 0.001)
    if not schedule.cron:
        seconds = INTERVALS[schedule.interval]
        passed = int((after - schedule.counts_from) // seconds)
        return schedule.counts_from + max(1, passed + 1) * seconds
    return next(occurrences(read_cron(schedule.cron), zone_of(schedule.timezone), after), None)


def occurrences(times: Times, zone: ZoneInfo, after: float) -> Iterator[float]:
    """The moments that a cron expression means in a zone, all that come after."""
    wall = datetime.fromtimestamp(after, zone).replace(tzinfo=None)
    for naive in CronSim(times.expression(), wall):
        moment = naive.replace(tzinfo=zone, fold=0)
        if moment.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != naive:
            continue  # the clock jumps over it
        if moment.timestamp() > after:
            yield moment.timestamp()
