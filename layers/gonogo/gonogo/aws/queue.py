"""The queue of a location: one message for each run, fair between projects."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from typing import Any

from gonogo.aws.clients import Clients
from gonogo.aws.side_by_side import each
from gonogo.domain.commands import RunMessage
from gonogo.domain.messages import body_of
from gonogo.errors import Unavailable

_A_CALL = 10
_MANY, _AT_ONCE = 200, 8
"""So many calls and more are made side by side: a start of 10,000 runs has 29 seconds."""
_TRIES = 4
_PAUSE_SECONDS = 0.1


class SqsRunQueue:
    """The `RunQueue` port."""

    def __init__(
        self, clients: Clients, url: str, pause: Callable[[float], None] = time.sleep
    ) -> None:
        self._clients = clients
        self._url = url
        self._pause = pause

    def send(self, messages: tuple[RunMessage, ...]) -> None:
        """Queue runs; `Unavailable` if some were not taken, others may be queued by then."""
        parts = [messages[at : at + _A_CALL] for at in range(0, len(messages), _A_CALL)]
        each(parts, self._send_some, many=_MANY, at_once=_AT_ONCE)

    def _send_some(self, messages: Sequence[RunMessage]) -> None:
        waiting: list[Any] = [
            {
                "Id": str(index),
                "MessageBody": body_of(message),
                # On a standard queue a group is a tenant of a fair queue, not an order.
                "MessageGroupId": message.project,
            }
            for index, message in enumerate(messages)
        ]
        for attempt in range(_TRIES):
            answer = self._clients.sqs.send_message_batch(QueueUrl=self._url, Entries=waiting)
            failed = {entry["Id"] for entry in answer.get("Failed", ())}
            waiting = [entry for entry in waiting if entry["Id"] in failed]
            if not waiting:
                return
            self._pause(random.uniform(0, _PAUSE_SECONDS * 2**attempt))  # noqa: S311  no secret
        raise Unavailable(f"The queue did not take {len(waiting)} runs.")

    def backlog(self) -> int:
        """About how many messages wait to be received."""
        answer = self._clients.sqs.get_queue_attributes(
            QueueUrl=self._url, AttributeNames=["ApproximateNumberOfMessages"]
        )
        return int(answer["Attributes"]["ApproximateNumberOfMessages"])
