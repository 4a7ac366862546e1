"""CodeDeploy's own news: a group's SNS trigger, and state changes (`contracts/aws.md` 1.7, 1.8)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from gonogo.domain.gate import Knock, Stop
from gonogo.gates._contract import Asked, Event, GateKind, Planes

_STATE_CHANGE = "CodeDeploy Deployment State-change Notification"
_STOPPED = ("STOP", "FAILURE")


def read(event: Event, planes: Planes, now: float) -> tuple[Asked, ...] | None:
    """A success starts what is bound to it; the end of a deployment stops what runs for it."""
    if event.get("detail-type") == _STATE_CHANGE:
        return tuple(_stops(event.get("detail") or {}))
    messages = [message for message in _messages(event) if "deploymentId" in message]
    if not messages:
        return None
    return tuple(asked for message in messages for asked in _asked(message, now))


def _stops(detail: dict[str, Any]) -> Iterator[Stop]:
    if str(detail.get("state", "")).upper() in _STOPPED:
        id = detail.get("deploymentId")
        yield Stop(group=f"codedeploy#{id}", why=f"The deployment {id} ended: {detail['state']}.")


def _messages(event: Event) -> Iterator[dict[str, Any]]:
    records = event.get("Records")
    for record in records if isinstance(records, list) else ():
        try:
            message = json.loads(record["Sns"]["Message"])
        except (KeyError, TypeError, ValueError):
            continue
        if isinstance(message, dict):
            yield message


def _asked(message: dict[str, Any], now: float) -> Iterator[Asked]:
    """Real messages differ from the documented ones: only these fields are looked at."""
    id, status = str(message["deploymentId"]), str(message.get("status", "")).upper()
    if status in ("STOPPED", "FAILED"):
        yield Stop(group=f"codedeploy#{id}", why=f"The deployment {id} ended: {status}.")
    if status != "SUCCEEDED" or "instanceId" in message:
        return
    yield Knock(
        kind="codedeploy_notice",
        identity=id,
        reference={"deployment": id},
        subject={
            "application": str(message.get("applicationName", "")),
            "group": str(message.get("deploymentGroupName", "")),
        },
        facts={"deployment_id": id},
        group=f"codedeploy#{id}",
        deadline_at=now + 3600.0,
    )


GATE_KIND = GateKind(
    subject=("application", "group"),
    read=read,
    waits=False,
)
