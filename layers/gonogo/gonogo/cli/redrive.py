"""`gonogo doctor --redrive`: what failed too often is tried once more, where it failed.

Nothing of it is done twice: runs have leases, outcomes their deliveries, questions their answers,
and a moment of a schedule starts once.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from gonogo.cli.account import ALIAS, Account
from gonogo.cli.bootstrap import told_plainly
from gonogo.cli.diagnosis import Finding

MOST_REDRIVEN = 1_000
_CALLED = {
    "OutcomeDeadLetters": ("ReporterFunction", "outcomes were told again"),
    "ScheduleDeadLetters": ("SchedulerFunction", "starts of schedules were tried again"),
    "GateDeadLetters": ("GatesFunction", "questions of deployments were asked again"),
}
"""The function that each dead-letter queue is of, and what calling it again does."""


def redrive(stack: str) -> Iterator[Finding]:
    """Send dead letters back to where they came from."""
    with told_plainly():
        account = Account(stack)
        account.status()
        resources = account.resources()
        runs = resources.get("RunDeadLetters"), resources.get("RunQueue")
        if runs[0] and runs[1]:
            moved = _queued(account, runs[0], runs[1])
            yield Finding("good", f"{moved} runs were queued again")
        for queue, (function, done) in _CALLED.items():
            if resources.get(queue) and resources.get(function):
                called, odd = _called(account, resources[queue], resources[function])
                yield Finding("good", f"{called} {done}")
                if odd:
                    look = f"aws sqs receive-message --queue-url {resources[queue]}"
                    fix = f"They stay there until somebody looks at them: `{look}`."
                    yield Finding("wrong", f"{odd} letters of {queue} cannot be read", fix)


def _queued(account: Account, source: str, target: str) -> int:
    """Runs go back into their queue, each to its project's share."""
    sqs, moved = account.client("sqs"), 0
    for message in _taken(sqs, source):
        group = message.get("Attributes", {}).get("MessageGroupId")
        more = {"MessageGroupId": group} if group else {}
        sqs.send_message(QueueUrl=target, MessageBody=message["Body"], **more)
        sqs.delete_message(QueueUrl=source, ReceiptHandle=message["ReceiptHandle"])
        moved += 1
    return moved


def _called(account: Account, source: str, function: str) -> tuple[int, int]:
    """The function is called with each event again; how many were, and how many are none."""
    sqs, called, odd = account.client("sqs"), 0, 0
    for message in _taken(sqs, source):
        event = event_of(message["Body"])
        if event is None:
            odd += 1
            continue
        account.client("lambda").invoke(
            FunctionName=f"{function}:{ALIAS}",
            InvocationType="Event",
            Payload=json.dumps(event).encode(),
        )
        sqs.delete_message(QueueUrl=source, ReceiptHandle=message["ReceiptHandle"])
        called += 1
    return called, odd


def _taken(sqs: Any, source: str) -> Iterator[Mapping[str, Any]]:
    """Messages of a queue, until it has no more to give; those not deleted come back later."""
    taken = 0
    while taken < MOST_REDRIVEN:
        found = sqs.receive_message(
            QueueUrl=source, MaxNumberOfMessages=10, MessageSystemAttributeNames=["MessageGroupId"]
        ).get("Messages", ())
        if not found:
            return
        taken += len(found)
        yield from found


def event_of(body: str) -> dict[str, Any] | None:
    """The event that a function was called with, out of what was kept of it; None if it is none.

    Lambda keeps it in what it tells of a failed invocation (which may have failed twice), SNS its
    own message, and EventBridge and its scheduler the event as it was.
    """
    try:
        letter = json.loads(body)
    except ValueError:
        return None
    while isinstance(letter, dict) and isinstance(letter.get("requestPayload"), dict):
        letter = letter["requestPayload"]
    if not isinstance(letter, dict):
        return None
    if "TopicArn" in letter and "Message" in letter:
        return {"Records": [{"EventSource": "aws:sns", "EventVersion": "1.0", "Sns": letter}]}
    return letter
