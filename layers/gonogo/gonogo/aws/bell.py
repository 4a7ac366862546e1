"""EventBridge Scheduler as the bell of schedules: one of its schedules for each of ours.

It has the name of ours, so that it is found again whoever died in between. What it sends holds ids
and the moment that it rings for, which is the same each time that it delivers.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from gonogo.aws.clients import Clients
from gonogo.aws.scheduler_expression import expression
from gonogo.domain.ids import ProjectId, ScheduleId
from gonogo.domain.schedule import Schedule
from gonogo.errors import Unavailable

SCHEDULED_TIME = "<aws.scheduler.scheduled-time>"
"""The service puts the moment in its place."""
_RETRIES, _RETRY_SECONDS = 20, 900
"""A ring that cannot be delivered for so long is a dead letter: late by more, it means nothing."""
_GONE, _THERE = "ResourceNotFoundException", "ConflictException"


@dataclass(frozen=True, slots=True, kw_only=True)
class BellTower:
    """Where the bells are, and what they call."""

    group: str
    target: str
    """The function that hears them: an ARN."""
    role: str
    """What the service calls it with."""
    dead_letters: str


class SchedulerBell:
    """The `Bell` port."""

    def __init__(self, clients: Clients, tower: BellTower) -> None:
        self._clients = clients
        self._tower = tower

    def set(self, schedule: Schedule, first: float | None) -> None:
        """From now on ring as the schedule says, not before `first`; None: do not ring."""
        request = self._request(schedule, first)
        scheduler = self._clients.scheduler
        calls = [scheduler.update_schedule, scheduler.create_schedule, scheduler.update_schedule]
        if schedule.version == 1:  # most likely it is new
            calls = calls[1:]
        for call in calls:
            if self._called(call, **request):
                return
        raise Unavailable("EventBridge Scheduler has the schedule and has it not.")

    def drop(self, project: ProjectId, schedule: ScheduleId) -> None:
        """Ring no more for a schedule, if it ever did."""
        self._called(
            self._clients.scheduler.delete_schedule,
            GroupName=self._tower.group,
            Name=name_of(project, schedule),
        )

    def _called(self, call: Any, **request: Any) -> bool:
        """Whether the call found what it is about as it needs it: there, or not there."""
        try:
            call(**request)
        except ClientError as error:
            if error.response["Error"]["Code"] in (_GONE, _THERE):
                return False
            raise Unavailable(f"EventBridge Scheduler refused: {error}") from error
        except BotoCoreError as error:
            raise Unavailable("EventBridge Scheduler does not answer.") from error
        return True

    def _request(self, schedule: Schedule, first: float | None) -> dict[str, Any]:
        wanted: dict[str, Any] = {
            "GroupName": self._tower.group,
            "Name": name_of(schedule.project, schedule.id),
            "ScheduleExpression": expression(schedule),
            "ScheduleExpressionTimezone": schedule.timezone if schedule.cron else "UTC",
            "State": "DISABLED" if first is None else "ENABLED",
            "FlexibleTimeWindow": {"Mode": "OFF"},
            "ActionAfterCompletion": "NONE",
            "Target": self._target(schedule),
        }
        # An interval is counted from there; cron needs it only for the end of a pause.
        if first is not None and (schedule.interval or schedule.paused):
            wanted["StartDate"] = datetime.fromtimestamp(first, UTC)
        # The same request, sent again after a crash, is the same to the service.
        text = json.dumps(wanted, sort_keys=True, default=str)
        return {**wanted, "ClientToken": hashlib.sha256(text.encode()).hexdigest()}

    def _target(self, schedule: Schedule) -> dict[str, Any]:
        told = {
            "project": schedule.project,
            "schedule": schedule.id,
            "version": schedule.version,
            "at": SCHEDULED_TIME,
        }
        return {
            "Arn": self._tower.target,
            "RoleArn": self._tower.role,
            "Input": json.dumps(told),
            "DeadLetterConfig": {"Arn": self._tower.dead_letters},
            "RetryPolicy": {
                "MaximumRetryAttempts": _RETRIES,
                "MaximumEventAgeInSeconds": _RETRY_SECONDS,
            },
        }


def name_of(project: ProjectId, schedule: ScheduleId) -> str:
    """What a schedule is called there: 64 characters at most."""
    return f"{project}-{schedule}"
