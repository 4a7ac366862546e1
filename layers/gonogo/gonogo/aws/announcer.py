"""Outcomes on the SNS topic; subscribers filter by the attributes `kind` and `status`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from gonogo.aws.clients import Clients
from gonogo.domain.delivery import Outcome
from gonogo.domain.ids import BatchId, ProjectId, RunId

if TYPE_CHECKING:
    from mypy_boto3_sns.type_defs import MessageAttributeValueTypeDef


class SnsAnnouncer:
    """The `Announcer` port."""

    def __init__(self, clients: Clients, topic: str) -> None:
        self._clients = clients
        self._topic = topic

    def publish(self, outcome: Outcome) -> None:
        """Announce."""
        self._clients.sns.publish(
            TopicArn=self._topic,
            Message=message_of(outcome),
            MessageAttributes={
                "kind": _text(outcome.kind),
                "status": _text(outcome.status or "unknown"),
            },
        )


def message_of(outcome: Outcome) -> str:
    """What subscribers receive."""
    fields = {
        "kind": outcome.kind,
        "project": outcome.project,
        "batch": outcome.batch,
        "run": outcome.run,
        "status": outcome.status,
        "url": outcome.url,
    }
    return json.dumps({name: value for name, value in fields.items() if value})


def outcome_of(message: str) -> Outcome:
    """The outcome that a message tells of."""
    fields = json.loads(message)
    return Outcome(
        kind=fields["kind"],
        project=ProjectId(fields["project"]),
        batch=BatchId(fields["batch"]),
        run=RunId(fields["run"]) if fields.get("run") else None,
        status=fields.get("status", ""),
        url=fields.get("url", ""),
    )


def _text(value: str) -> MessageAttributeValueTypeDef:
    return {"DataType": "String", "StringValue": value}
