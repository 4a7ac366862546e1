"""CodePipeline's manual approval, answered by us: SNS in, one call out (`contracts/aws.md` 3.7)."""

from __future__ import annotations

from datetime import datetime

from gonogo.domain.gate import Gate, Knock
from gonogo.errors import Invalid
from gonogo.gates._contract import Event, GateKind, Planes, Told, go
from gonogo.gates._event import messages, needed, obj, text
from gonogo.gates._settings import aim_of, said_of, settings_in

LONGEST_SECONDS = 7 * 86_400.0


def read(event: Event, planes: Planes, now: float) -> tuple[Knock, ...] | None:
    """The messages that ask for an approval; others on the topic are none of ours."""
    approvals = [obj(message, "approval") for message in messages(event) if "approval" in message]
    return tuple(_knock(approval, now) for approval in approvals) or None


def _knock(approval: Event, now: float) -> Knock:
    named = {
        "pipeline": text(approval, "pipelineName"),
        "stage": text(approval, "stageName"),
        "action": text(approval, "actionName"),
    }
    token = needed(approval, "token")
    try:
        data = text(approval, "customData")
        aim, wrong = aim_of(settings_in(data, "customData"), "customData"), ""
    except Invalid as error:
        aim, wrong = None, said_of(error)
    return Knock(
        kind="codepipeline_approval",
        identity=token,
        reference={"token": token, **named},
        subject=named,
        facts={"pipeline": named["pipeline"]},
        group=f"approval#{token}",
        deadline_at=_expires(text(approval, "expires"), now),
        aim=aim,
        wrong=wrong,
    )


def _expires(text: str, now: float) -> float:
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()
    except (ValueError, OverflowError):
        return now + LONGEST_SECONDS


def tell(gate: Gate, told: Told, planes: Planes) -> None:
    """Approve or reject."""
    at = gate.reference
    planes.pipeline.approve(
        at["pipeline"], at["stage"], at["action"], at["token"], told, go=go(gate)
    )


GATE_KIND = GateKind(
    subject=("pipeline", "stage", "action"),
    read=read,
    tell=tell,
)
