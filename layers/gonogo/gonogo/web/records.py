"""Events of queue, topic and scheduler to what the services take."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from gonogo.domain.delivery import Outcome
from gonogo.domain.ids import ProjectId, ScheduleId
from gonogo.domain.messages import outcome_of, run_of
from gonogo.domain.schedule import Ring

_log = logging.getLogger(__name__)


def run_messages(event: Mapping[str, Any]) -> tuple[dict[str, str], list[str]]:
    """The runs of an SQS event by message id, and the ids of messages that nobody can read.

    These come again by themselves until they are dead letters: the others must not wait for them.
    """
    runs: dict[str, str] = {}
    unreadable: list[str] = []
    for record in event["Records"]:
        try:
            runs[record["messageId"]] = run_of(record["body"])
        except (ValueError, TypeError, KeyError):
            _log.error("The message %s names no run: %.200r", record["messageId"], record["body"])
            unreadable.append(record["messageId"])
    return runs, unreadable


def outcomes(event: Mapping[str, Any]) -> Iterator[Outcome]:
    """The outcomes of an SNS event."""
    for record in event["Records"]:
        yield outcome_of(record["Sns"]["Message"])


def ring_of(event: Mapping[str, Any]) -> Ring | None:
    """The ring of a schedule's event; None for one that does not say its moment.

    The local AWS rings too, without zones and with the moment's name in the moment's place; there
    `local/ringer.py` rings as AWS does.
    """
    at = str(event["at"])
    if at.startswith("<"):
        return None
    return Ring(
        project=ProjectId(event["project"]),
        schedule=ScheduleId(event["schedule"]),
        version=int(event["version"]),
        at=datetime.fromisoformat(at).timestamp(),
    )
