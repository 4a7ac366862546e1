"""SQS: every message is a run to execute."""

from typing import Any

from gonogo import wiring
from gonogo.web.records import run_messages

work = wiring.executor()


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    """Execute the runs side by side; what must come again is reported as failed."""
    messages, unreadable = run_messages(event)
    failed = [*unreadable, *work(messages)]
    return {"batchItemFailures": [{"itemIdentifier": message} for message in failed]}
