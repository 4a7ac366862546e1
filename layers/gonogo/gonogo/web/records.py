"""Records of queue and topic events to what the services take."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from gonogo.domain.delivery import Outcome


def run_messages(event: Mapping[str, Any]) -> dict[str, str]:
    """The runs of an SQS event, by message id."""
    return {record["messageId"]: json.loads(record["body"])["run"] for record in event["Records"]}


def outcomes(event: Mapping[str, Any]) -> Iterator[Outcome]:
    """The outcomes of an SNS event; members that we do not know are passed over."""
    known = Outcome.__dataclass_fields__
    for record in event["Records"]:
        message = json.loads(record["Sns"]["Message"])
        yield Outcome(**{name: value for name, value in message.items() if name in known})
