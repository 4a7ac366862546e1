"""Records of queue and topic events to what the services take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gonogo.domain.delivery import Outcome
from gonogo.domain.messages import outcome_of, run_of


def run_messages(event: Mapping[str, Any]) -> dict[str, str]:
    """The runs of an SQS event, by message id."""
    return {record["messageId"]: run_of(record["body"]) for record in event["Records"]}


def outcomes(event: Mapping[str, Any]) -> Iterator[Outcome]:
    """The outcomes of an SNS event."""
    for record in event["Records"]:
        yield outcome_of(record["Sns"]["Message"])
