"""ECS's pauses: an event comes in, one call lets the deployment go on or back (`aws.md` 2.2)."""

from __future__ import annotations

from datetime import datetime

from gonogo.domain.gate import Gate, Knock, Stop
from gonogo.gates._contract import Asked, Event, GateKind, Planes, Told, go
from gonogo.gates._event import needed, obj, text

DEFAULT_SECONDS, LONGEST_SECONDS = 1440 * 60.0, 20_160 * 60.0
STAGES = (
    "RECONCILE_SERVICE",
    "PRE_SCALE_UP",
    "POST_SCALE_UP",
    "POST_TEST_TRAFFIC_SHIFT",
    "PRE_PRODUCTION_TRAFFIC_SHIFT",
    "POST_PRODUCTION_TRAFFIC_SHIFT",
)
"""Traffic is not shifted in a pause: two stages less than hooks have."""
_ENDED = ("HOOK_TIMED_OUT", "HOOK_FAILED")


def read(event: Event, planes: Planes, now: float) -> tuple[Asked, ...] | None:
    """A pause that waits for an action; one that ended without ours stops what runs for it."""
    if event.get("detail-type") != "ECS Hook State Change":
        return None
    detail = obj(event, "detail")
    arn, hook = needed(detail, "serviceDeploymentArn"), needed(detail, "hookId")
    name = text(detail, "eventName")
    group = f"ecs#{arn}#{hook}"
    if name in _ENDED:
        return (Stop(group=group, why=f"The pause is over: {name}."),)
    if name != "HOOK_AWAITING_ACTION":
        return ()
    service = text(detail, "serviceArn").rpartition("/")[2]
    return (
        Knock(
            kind="ecs_pause",
            identity=f"{arn}\0{hook}",
            reference={"deployment": arn, "hook": hook},
            subject={
                "cluster": text(detail, "clusterArn").rpartition("/")[2],
                "service": service,
                "stage": text(detail, "lifecycleStage"),
            },
            facts={"service_deployment": arn, "service": service},
            group=group,
            deadline_at=_expires(detail.get("expiresAt"), now),
        ),
    )


def _expires(at: object, now: float) -> float:
    """Seconds, milliseconds or a time in ISO form; nothing documents which."""
    try:
        if isinstance(at, int | float):
            found = float(at) / (1000 if at > 1e11 else 1)
        else:
            found = datetime.fromisoformat(str(at).replace("Z", "+00:00")).timestamp()
    except (ValueError, OverflowError):
        found = 0.0
    return found if 0 < found <= now + LONGEST_SECONDS else now + DEFAULT_SECONDS


def tell(gate: Gate, told: Told, planes: Planes) -> None:
    """Go on, or roll back: always said."""
    planes.ecs.proceed(gate.reference["deployment"], gate.reference["hook"], go=go(gate))


GATE_KIND = GateKind(
    subject=("cluster", "service", "stage"),
    closed={"stage": STAGES},
    read=read,
    tell=tell,
)
