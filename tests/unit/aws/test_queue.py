"""The queue: what a message holds, and messages that were not taken."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest

from gonogo.aws.clients import Clients
from gonogo.aws.queue import SqsRunQueue
from gonogo.domain.commands import RunMessage
from gonogo.domain.ids import ProjectId
from gonogo.errors import Unavailable

MESSAGES = tuple(RunMessage(run=f"r{n}", project=ProjectId(f"p{n % 2}")) for n in range(12))


class Refusing:
    """SQS that does not take some messages for some calls."""

    def __init__(self, refused: str, calls: int) -> None:
        self.refused, self.calls = refused, calls
        self.taken: list[str] = []

    def send_message_batch(self, QueueUrl: str, Entries: list[Any]) -> dict[str, Any]:
        """Take all but the refused."""
        self.calls -= 1
        bodies = {entry["Id"]: json.loads(entry["MessageBody"])["run"] for entry in Entries}
        failed = [id for id, run in bodies.items() if self.calls >= 0 and run == self.refused]
        self.taken += [run for id, run in bodies.items() if id not in failed]
        return {"Failed": [{"Id": id} for id in failed]}


def queue_on(sqs: Any) -> SqsRunQueue:
    """A queue that does not pause."""
    clients: Any = SimpleNamespace(sqs=sqs)
    return SqsRunQueue(clients, "https://queue.test/", pause=lambda _: None)


def test_a_message_names_its_run_and_its_tenant(clients: Clients) -> None:
    """The tenant as a group: that makes the queue fair."""
    url = clients.sqs.create_queue(QueueName="q")["QueueUrl"]
    SqsRunQueue(clients, url).send(MESSAGES[:1])
    received = clients.sqs.receive_message(QueueUrl=url, AttributeNames=["All"])["Messages"][0]
    assert json.loads(received["Body"]) == {"run": "r0"}
    assert received["Attributes"]["MessageGroupId"] == "p0"


def test_what_was_not_taken_is_sent_again() -> None:
    """And only that."""
    sqs = Refusing("r3", calls=2)
    queue_on(sqs).send(MESSAGES)
    assert sorted(sqs.taken) == sorted(message.run for message in MESSAGES)


def test_a_message_never_taken_is_an_error() -> None:
    """The janitor sends it later; whoever asked must not believe that it was sent."""
    with pytest.raises(Unavailable):
        queue_on(Refusing("r3", calls=99)).send(MESSAGES)
