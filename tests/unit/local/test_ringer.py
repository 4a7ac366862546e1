"""The local ringer rings when EventBridge Scheduler would, with the moment filled in."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from gonogo.local.ringer import moments, ring

START = datetime(2027, 3, 27, 12, 0, tzinfo=UTC)


def a_schedule(expression: str, **more: Any) -> dict[str, Any]:
    """As the service describes one."""
    return {
        "GroupName": "g",
        "Name": "n",
        "State": "ENABLED",
        "ScheduleExpression": expression,
        "CreationDate": START,
        "Target": {
            "Arn": "arn:aws:lambda:us-east-1:1:function:f:live",
            "Input": json.dumps({"at": "<aws.scheduler.scheduled-time>"}),
        },
        **more,
    }


def hours(schedule: dict[str, Any], after: float, until: float) -> list[float]:
    """Its rings, in hours from the start."""
    begin = START.timestamp()
    found = moments(schedule, begin + after * 3600, begin + until * 3600)
    return [(each - begin) / 3600 for each in found]


def test_a_rate_is_counted_from_its_start_date() -> None:
    """The first ring is at it, and each is told once."""
    schedule = a_schedule("rate(2 hours)", StartDate=START + timedelta(hours=1))
    assert hours(schedule, 0, 6) == [1.0, 3.0, 5.0]
    assert hours(schedule, 1, 3) == [3.0]


def test_cron_rings_in_its_zone_and_skips_what_the_clock_skips() -> None:
    """Berlin jumps from 2:00 to 3:00 on the 28th."""
    cron = "cron(30 2 ? * SUN,MON *)"
    schedule = a_schedule(cron, ScheduleExpressionTimezone="Europe/Berlin")
    assert hours(schedule, 0, 72) == [36.5]


def test_what_is_off_is_not_rung() -> None:
    """And what is on gets its moment in the place that the service fills."""
    told: list[dict[str, Any]] = []

    class Service:
        """Scheduler and Lambda in one."""

        def list_schedules(self, **_: Any) -> dict[str, Any]:
            """Two."""
            return {"Schedules": [a_schedule("", Name="on"), a_schedule("", Name="off")]}

        def get_schedule(self, *, Name: str, GroupName: str) -> dict[str, Any]:
            """One of them."""
            state = "ENABLED" if Name == "on" else "DISABLED"
            return a_schedule("rate(1 minute)", State=state)

        def invoke(self, **call: Any) -> None:
            """Hear it."""
            told.append(call)

    begin = START.timestamp()
    ring(lambda service: Service(), begin + 1, begin + 61)
    (call,) = told
    assert json.loads(call["Payload"]) == {"at": "2027-03-27T12:01:00Z"}
    assert call["InvocationType"] == "Event"
