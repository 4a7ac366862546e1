"""CodeDeploy's own news: a group's SNS trigger, and state changes (`contracts/aws.md` 1.7, 1.8)."""

from __future__ import annotations

from collections.abc import Iterator

from gonogo.domain.gate import Knock, Stop
from gonogo.gates._contract import Asked, Event, GateKind, Planes
from gonogo.gates._event import messages, needed, obj, text

LONGEST_SECONDS = 86_400.0
"""Nobody waits; but what is not over in a day does not end any more."""
_STATE_CHANGE = "CodeDeploy Deployment State-change Notification"
_STOPPED = ("STOP", "FAILURE")


def read(event: Event, planes: Planes, now: float) -> tuple[Asked, ...] | None:
    """A success starts what is bound to it; the end of a deployment stops what runs for it."""
    if event.get("detail-type") == _STATE_CHANGE:
        return tuple(_stops(obj(event, "detail")))
    told = [message for message in messages(event) if "deploymentId" in message]
    if not told:
        return None
    return tuple(asked for message in told for asked in _asked(message, now))


def _stops(detail: Event) -> Iterator[Stop]:
    state = text(detail, "state").upper()
    if state in _STOPPED:
        id = needed(detail, "deploymentId")
        yield Stop(group=f"codedeploy#{id}", why=f"The deployment {id} ended: {state}.")


def _asked(message: Event, now: float) -> Iterator[Asked]:
    """Real messages differ from the documented ones: only these fields are looked at."""
    id, status = needed(message, "deploymentId"), text(message, "status").upper()
    if status in ("STOPPED", "FAILED"):
        yield Stop(group=f"codedeploy#{id}", why=f"The deployment {id} ended: {status}.")
    if status != "SUCCEEDED" or "instanceId" in message:
        return
    yield Knock(
        kind="codedeploy_notice",
        identity=id,
        reference={"deployment": id},
        subject={
            "application": text(message, "applicationName"),
            "group": text(message, "deploymentGroupName"),
        },
        facts={"deployment_id": id},
        group=f"codedeploy#{id}",
        deadline_at=now + LONGEST_SECONDS,
    )


GATE_KIND = GateKind(
    subject=("application", "group"),
    read=read,
    waits=False,
)
