"""Cron expressions against a calendar that is walked minute by minute, by rules written anew."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gonogo.aws.scheduler_expression import expression_of
from gonogo.errors import Invalid
from gonogo.services.scheduling.timing import occurrences, read_cron

ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata")
NAMES = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")
Fields = tuple[set[int], set[int], set[int], set[int], set[int]]


def numbers(low: int, high: int) -> st.SearchStrategy[tuple[str, set[int]]]:
    """A cron field, and what it means."""
    one = st.integers(low, high)
    step = st.integers(1, high)
    pair = st.tuples(one, one).map(sorted)
    alone = one.map(lambda n: (str(n), {n}))
    ranges = pair.map(lambda p: (f"{p[0]}-{p[1]}", set(range(p[0], p[1] + 1))))
    stepped = st.tuples(pair, step).map(
        lambda v: (f"{v[0][0]}-{v[0][1]}/{v[1]}", set(range(v[0][0], v[0][1] + 1, v[1])))
    )
    every = step.map(lambda n: (f"*/{n}", set(range(low, high + 1, n))))
    part = st.one_of(alone, ranges, stepped)
    listed = st.lists(part, min_size=1, max_size=3).map(
        lambda parts: (",".join(p[0] for p in parts), set().union(*(p[1] for p in parts)))
    )
    star = st.just(("*", set(range(low, high + 1))))
    return st.one_of(star, every, listed)


@st.composite
def crons(draw: st.DrawFn) -> tuple[str, Fields]:
    """An expression that names days of the month or of the week, and its five sets."""
    minute, hour = draw(numbers(0, 59)), draw(numbers(0, 23))
    month = draw(numbers(1, 12))
    day, weekday = ("*", set(range(1, 32))), ("*", set(range(7)))
    if draw(st.booleans()):
        day = draw(numbers(1, 31))
        month = month if min(day[1]) < 29 else ("*", set(range(1, 13)))
    else:
        weekday = draw(numbers(0, 6))
    fields = (minute, hour, day, month, weekday)
    return " ".join(f[0] for f in fields), tuple(f[1] for f in fields)  # type: ignore[return-value]


def walked(fields: Fields, zone: ZoneInfo, after: float) -> Iterator[float]:
    """The real minutes whose wall clock fits, each wall-clock time once."""
    minutes, hours, days, months, weekdays = fields
    moment = datetime.fromtimestamp(after, UTC).replace(second=0, microsecond=0)
    while True:
        moment += timedelta(minutes=1)
        wall = moment.astimezone(zone)
        if (
            wall.minute in minutes
            and wall.hour in hours
            and wall.day in days
            and wall.month in months
            and (wall.weekday() + 1) % 7 in weekdays
            and wall.fold == 0
        ):
            yield moment.timestamp()


@settings(max_examples=25)
@given(crons(), st.sampled_from(ZONES), st.integers(1_700_000_000, 1_900_000_000))
def test_next_times_are_those_of_a_walked_calendar(
    cron: tuple[str, Fields], zone: str, after: int
) -> None:
    """All of two weeks, whatever the clocks of the zone do in them."""
    text, fields = cron
    until = after + 14 * 86_400
    found = []
    for moment in occurrences(read_cron(text), ZoneInfo(zone), after):
        if moment > until or len(found) == 200:
            break
        found.append(moment)
    calendar = walked(fields, ZoneInfo(zone), after)
    expected = []
    while len(expected) < 200:
        moment = next_before(calendar, until)
        if moment is None:
            break
        expected.append(moment)
    assert found == expected


def next_before(calendar: Iterator[float], until: float) -> float | None:
    """The next of a calendar, which may have none for a long time."""
    for moment in calendar:
        return moment if moment <= until else None
    return None


def understood(field: str, low: int, high: int, names: tuple[str, ...] = ()) -> set[int]:
    """What EventBridge takes a field of lists and ranges for."""
    if field in "*?":
        return set(range(low, high + 1))
    found: set[int] = set()
    for part in field.split(","):
        first, _, last = part.partition("-")
        if names:
            assert first in names
            assert not last
            found.add(names.index(first))
        else:
            found |= set(range(int(first), int(last or first) + 1))
    assert found <= set(range(low, high + 1))
    return found


@given(crons())
def test_eventbridge_is_told_the_same_times(cron: tuple[str, Fields]) -> None:
    """Six fields, a `?` for exactly one of the days, within the length that it takes."""
    text, fields = cron
    told = expression_of(read_cron(text))
    assert len(told) <= 256
    inner = told.removeprefix("cron(").removesuffix(")").split(" ")
    minute, hour, day, month, weekday, year = inner
    assert [day, weekday].count("?") == 1
    assert year == "*"
    assert (
        understood(minute, 0, 59),
        understood(hour, 0, 23),
        understood(day, 1, 31),
        understood(month, 1, 12),
        understood(weekday, 0, 6, NAMES),
    ) == fields


@given(st.text(alphabet="*/,-?LW#0123456789 MONJAN@", max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    """With the field and what would be taken."""
    try:
        times = read_cron(text)
    except Invalid as refused:
        assert refused.field == "cron"
        assert refused.accepted
        return
    first = next(occurrences(times, ZoneInfo("UTC"), 1_800_000_000))
    assert list(islice(occurrences(read_cron(times.expression()), ZoneInfo("UTC"), first - 1), 1))


@pytest.mark.parametrize(
    ("zone", "cron", "day", "expected"),
    [
        ("Europe/Berlin", "30 2 * * *", "2027-03-27", ["03-27 02:30", "03-29 02:30"]),
        ("Europe/Berlin", "30 2 * * *", "2027-10-31", ["10-31 02:30", "11-01 02:30"]),
        ("Europe/Berlin", "0 */2 * * *", "2027-03-28", ["03-28 00:00", "03-28 04:00"]),
    ],
    ids=["jumped-over", "twice-a-year", "even-hours"],
)
def test_when_clocks_change(zone: str, cron: str, day: str, expected: list[str]) -> None:
    """What the clock jumps over is left out; what comes twice is taken once."""
    place = ZoneInfo(zone)
    start = datetime.fromisoformat(day).replace(tzinfo=place).timestamp() - 1
    found = islice(occurrences(read_cron(cron), place, start), 2)
    told = [datetime.fromtimestamp(each, place).strftime("%m-%d %H:%M") for each in found]
    assert told == expected
