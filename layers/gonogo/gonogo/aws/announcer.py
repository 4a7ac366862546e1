"""Outcomes on the SNS topic; subscribers filter by the attributes `kind` and `status`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gonogo.aws.clients import Clients
from gonogo.domain.delivery import Outcome
from gonogo.domain.messages import message_of

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


def _text(value: str) -> MessageAttributeValueTypeDef:
    return {"DataType": "String", "StringValue": value}
