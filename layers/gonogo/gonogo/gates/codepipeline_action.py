"""Our own Test action in CodePipeline: jobs that are fetched, claimed, answered (`aws.md` 3.3)."""

from __future__ import annotations

import json

from gonogo.domain.gate import Gate, Knock, Stop
from gonogo.errors import Invalid
from gonogo.gates._artifact import WANTED, delivered
from gonogo.gates._contract import MINUTE, Asked, Event, GateKind, Job, Planes, Told, go
from gonogo.gates._event import obj, text
from gonogo.gates._settings import aim_of, first_of, said_of

LONGEST_SECONDS = 24 * 3600.0
MOST_AT_ONCE = 10
_STATE_CHANGE = "CodePipeline Action Execution State Change"
_ENDED = ("ABANDONED", "FAILED", "CANCELED")


def read(event: Event, planes: Planes, now: float) -> tuple[Asked, ...] | None:
    """Any news of our action is a reason to look for jobs; they are of any pipeline."""
    if event.get("detail-type") == _STATE_CHANGE:
        detail = obj(event, "detail")
        if text(detail, "state") in _ENDED:
            return tuple(_stops(detail))
        if obj(detail, "type").get("owner") != "Custom":
            return ()  # of somebody else's action: no job of ours comes with it
    elif event.get("source") != MINUTE:
        return None
    return tuple(_knock(job, now) for job in planes.pipeline.poll(MOST_AT_ONCE))


def _stops(detail: Event) -> list[Stop]:
    id = text(detail, "action-execution-id")
    if not id:
        return []
    return [Stop(group=f"codepipeline#{id}", why=f"The action ended: {detail['state']}.")]


def _knock(job: Job, now: float) -> Knock:
    settings = {
        name: value
        for name, value in (
            ("project", job.configuration.get("Project")),
            ("suite", job.configuration.get("Suite")),
            ("environment", job.configuration.get("Environment")),
            ("variables", job.configuration.get("Variables")),
        )
        if value
    }
    try:
        aim, wrong = aim_of(settings, "the action's configuration"), ""
    except Invalid as error:
        aim, wrong = None, said_of(error)
    first = first_of(job.token)
    return Knock(
        kind="codepipeline_action",
        identity=first or job.id,
        place=job.id if first else "",
        reference={"job": job.id, "nonce": job.nonce, **(WANTED if job.wants_report else {})},
        subject={"pipeline": job.pipeline, "stage": job.stage, "action": job.action},
        facts={"pipeline": job.pipeline, "pipeline_execution_id": job.execution},
        group=f"codepipeline#{job.action_execution}",
        deadline_at=now + LONGEST_SECONDS,
        aim=aim,
        wrong=wrong,
    )


def claim(gate: Gate, planes: Planes) -> bool:
    """With the nonce; the gate is stored before, so that a crash in between loses no job."""
    return planes.pipeline.acknowledge(gate.reference["job"], gate.reference["nonce"])


def put_off(gate: Gate, told: Told, planes: Planes) -> None:
    """A link and a percentage in the console; it ends this job, and another one comes."""
    token = json.dumps({"first": gate.reference["job"]})
    planes.pipeline.put_off(gate.place or gate.reference["job"], told, token)


def again(knock: Knock, planes: Planes) -> None:
    """The next job of an action that was put off; claimed before, it is ours all the same."""
    planes.pipeline.acknowledge(knock.place, knock.reference["nonce"])


def tell(gate: Gate, told: Told, planes: Planes) -> None:
    """The one answer of the action."""
    job = gate.place or gate.reference["job"]
    planes.pipeline.answer(job, delivered(gate, job, told, planes), go=go(gate))


GATE_KIND = GateKind(
    subject=("pipeline", "stage", "action"),
    read=read,
    claim=claim,
    put_off=put_off,
    again=again,
    tell=tell,
)
