"""Rings for schedules on the local AWS as EventBridge Scheduler does on AWS.

MiniStack 1.5.33 rings too, but without time zones, and with the words `<aws.scheduler.…>` in the
place of the moment; the function passes such rings over. What is to ring, and when, is read from
the schedules as the deployment made them, so that what is tried here is what is told to AWS.
"""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from gonogo.aws.bell import SCHEDULED_TIME
from gonogo.services.scheduling.timing import occurrences, read_cron

EVERY_SECONDS = 2.0
_RATE = re.compile(r"rate\((\d+) (minute|hour|day)s?\)")
_CRON = re.compile(r"cron\((\S+ \S+ \S+ \S+ \S+) \*\)")
_SECONDS = {"minute": 60, "hour": 3_600, "day": 86_400}
_log = logging.getLogger(__name__)

Client = Callable[[str], Any]


def begin(endpoint: str) -> None:
    """Ring from now on, for as long as this process lives."""
    from gonogo.local.stack import client_of

    parts = urlsplit(endpoint)
    client = client_of(f"{parts.scheme}://{parts.netloc}")
    threading.Thread(target=_ring_on, args=(client,), name="ringer", daemon=True).start()


def _ring_on(client: Client) -> None:
    after = time.time()
    while True:
        time.sleep(EVERY_SECONDS)
        now = time.time()
        try:
            ring(client, after, now)
        except Exception as error:  # the local AWS may be restarting: what was due then is lost
            _log.warning("Nothing rang: %s", error)
        after = now


def ring(client: Client, after: float, until: float) -> None:
    """Ring for every moment between the two."""
    scheduler = client("scheduler")
    for listed in scheduler.list_schedules(MaxResults=100)["Schedules"]:
        found = scheduler.get_schedule(GroupName=listed["GroupName"], Name=listed["Name"])
        target = found["Target"]
        if found["State"] != "ENABLED" or ":lambda:" not in target["Arn"]:
            continue
        for moment in moments(found, after, until):
            said = datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            client("lambda").invoke(
                FunctionName=target["Arn"],
                InvocationType="Event",
                Payload=target["Input"].replace(SCHEDULED_TIME, said).encode(),
            )


def moments(schedule: Mapping[str, Any], after: float, until: float) -> Iterator[float]:
    """When a schedule of EventBridge Scheduler rings, later than `after`, up to `until`."""
    start = schedule.get("StartDate")
    first = start.timestamp() if start else schedule["CreationDate"].timestamp()
    expression = schedule["ScheduleExpression"]
    if rate := _RATE.fullmatch(expression):
        rings = _at_rate(first, int(rate[1]) * _SECONDS[rate[2]], after)
    elif cron := _CRON.fullmatch(expression):
        zone = ZoneInfo(schedule.get("ScheduleExpressionTimezone") or "UTC")
        rings = occurrences(read_cron(cron[1].replace("?", "*")), zone, max(after, first - 1))
    else:
        return
    for moment in rings:
        if moment > until:
            return
        yield moment


def _at_rate(first: float, seconds: int, after: float) -> Iterator[float]:
    passed = max(0, int((after - first) // seconds) + 1)
    while True:
        yield first + passed * seconds
        passed += 1
