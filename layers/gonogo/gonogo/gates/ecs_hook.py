"""ECS's own deployments with a Lambda hook, which is asked until it knows (`aws.md` 2.1)."""

from __future__ import annotations

from gonogo.domain.gate import Gate, Knock
from gonogo.errors import Invalid
from gonogo.gates._contract import Event, GateKind, Planes, Told, go
from gonogo.gates._event import needed, obj, text
from gonogo.gates._settings import aim_of, said_of

LONGEST_SECONDS = 1440 * 60.0
"""Its time-out by default, and the longest; the event does not tell it."""
AGAIN_SECONDS = 15
_SHIFT = "PRODUCTION_TRAFFIC_SHIFT"
STAGES = (
    "RECONCILE_SERVICE",
    "PRE_SCALE_UP",
    "POST_SCALE_UP",
    "TEST_TRAFFIC_SHIFT",
    "POST_TEST_TRAFFIC_SHIFT",
    "PRE_PRODUCTION_TRAFFIC_SHIFT",
    _SHIFT,
    "POST_PRODUCTION_TRAFFIC_SHIFT",
)
_MINE = "gonogo"
"""What we put into `hookDetails` to know our question again."""


def read(event: Event, planes: Planes, now: float) -> tuple[Knock, ...] | None:
    """The first call, or one more of a question that we know by its details."""
    if not {"lifecycleStage", "resourceArn", "executionId"} <= event.keys():
        return None
    stage, arn = text(event, "lifecycleStage"), text(event, "resourceArn")
    details = obj(event, "hookDetails")
    named = _named(arn)
    first = text(obj(details, _MINE), "execution") or needed(event, "executionId")
    try:
        aim, wrong = aim_of(details, "hookDetails", beside=_MINE), ""
    except Invalid as error:
        aim, wrong = None, said_of(error)
    return (
        Knock(
            kind="ecs_hook",
            identity=f"{arn}\0{stage}\0{first}",
            reference={"execution": first},
            subject={**named, "stage": stage},
            facts={"service_deployment": arn, "service": named["service"]},
            group=f"ecs#{arn}",
            deadline_at=now + LONGEST_SECONDS,
            aim=aim,
            wrong=wrong,
            untested=_going_back(stage, obj(event, "executionDetails")),
        ),
    )


def _named(arn: str) -> dict[str, str]:
    """`arn:aws:ecs:R:A:service-deployment/CLUSTER/SERVICE/ID`."""
    parts = arn.rpartition(":")[2].split("/")
    return {"cluster": parts[1], "service": parts[2]} if len(parts) >= 4 else _nobody()


def _nobody() -> dict[str, str]:
    return {"cluster": "", "service": ""}


def _going_back(stage: str, details: Event) -> str:
    """A rollback has no stage of its own: the target without traffic, another with all of it."""
    weights = obj(details, "productionTrafficWeights")
    target = text(details, "targetServiceRevisionArn")
    others = [weight for revision, weight in weights.items() if revision != target]
    if stage == _SHIFT and weights.get(target) == 0 and 100 in others:
        return "It is a rollback: going back must not be held up."
    return ""


def reply(gate: Gate, knock: Knock, told: Told, planes: Planes) -> object:
    """The one thing that counts is the value that is returned."""
    if gate.answer is not None:
        return {"hookStatus": "SUCCEEDED" if go(gate) else "FAILED"}
    return {
        "hookStatus": "IN_PROGRESS",
        "callBackDelay": AGAIN_SECONDS,
        "hookDetails": {_MINE: {"execution": gate.reference["execution"], "gate": gate.id}},
    }


GATE_KIND = GateKind(
    subject=("cluster", "service", "stage"),
    closed={"stage": STAGES},
    read=read,
    reply=reply,
)
