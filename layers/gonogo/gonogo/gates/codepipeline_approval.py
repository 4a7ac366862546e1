"""CodePipeline's manual approval, answered by us: SNS in, one call out (`contracts/aws.md` 3.7)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from gonogo.domain.gate import Gate, Knock
from gonogo.errors import Invalid
from gonogo.gates._contract import Event, GateKind, Planes, Told, go
from gonogo.gates._settings import aim_of, said_of, settings_in

LONGEST_SECONDS = 7 * 86_400.0


def read(event: Event, planes: Planes, now: float) -> tuple[Knock, ...] | None:
    """The messages that ask for an approval; others on the topic are none of ours."""
    knocks = tuple(_knock(approval, now) for approval in _approvals(event))
    return knocks or None


def _approvals(event: Event) -> Iterator[dict[str, Any]]:
    records = event.get("Records")
    for record in records if isinstance(records, list) else ():
        try:
            approval = json.loads(record["Sns"]["Message"])["approval"]
        except (KeyError, TypeError, ValueError):
            continue
        if isinstance(approval, dict) and approval.get("token"):
            yield approval


def _knock(approval: dict[str, Any], now: float) -> Knock:
    named = {
        "pipeline": str(approval.get("pipelineName", "")),
        "stage": str(approval.get("stageName", "")),
        "action": str(approval.get("actionName", "")),
    }
    token = str(approval["token"])
    try:
        data = approval.get("customData")
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
        deadline_at=_expires(str(approval.get("expires", "")), now),
        aim=aim,
        wrong=wrong,
    )


def _expires(text: str, now: float) -> float:
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()
    except ValueError:
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
