"""What goes through queue and topic: both ends of every message stand here, side by side."""

from __future__ import annotations

import json

from gonogo.domain.commands import RunMessage
from gonogo.domain.delivery import Outcome
from gonogo.domain.ids import BatchId, ProjectId, RunId, WebhookId


def body_of(message: RunMessage) -> str:
    """What an executor receives."""
    return json.dumps({"run": message.run}, separators=(",", ":"))


def run_of(body: str) -> RunId:
    """The run that a queue message asks for; `ValueError`, `TypeError` or `KeyError` for others."""
    run = json.loads(body)["run"]
    if not isinstance(run, str):
        raise TypeError("A run has the name of a run.")
    return RunId(run)


def message_of(outcome: Outcome) -> str:
    """What subscribers receive."""
    fields = {
        "kind": outcome.kind,
        "project": outcome.project,
        "batch": outcome.batch,
        "run": outcome.run,
        "webhook": outcome.webhook,
        "delivery": outcome.delivery,
        "status": outcome.status,
        "url": outcome.url,
    }
    return json.dumps({name: value for name, value in fields.items() if value})


def outcome_of(message: str) -> Outcome:
    """The outcome that a message tells of."""
    fields = json.loads(message)
    return Outcome(
        kind=fields["kind"],
        project=ProjectId(fields.get("project", "")),
        batch=BatchId(fields["batch"]) if fields.get("batch") else None,
        run=RunId(fields["run"]) if fields.get("run") else None,
        webhook=WebhookId(fields["webhook"]) if fields.get("webhook") else None,
        delivery=fields.get("delivery"),
        status=fields.get("status", ""),
        url=fields.get("url", ""),
    )
