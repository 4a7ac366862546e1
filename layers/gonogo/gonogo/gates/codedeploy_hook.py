"""CodeDeploy's lifecycle hooks of Lambda and ECS deployments (`contracts/aws.md` 1.2, 1.4)."""

from __future__ import annotations

from gonogo.domain.gate import Gate, Knock
from gonogo.gates._contract import Event, GateKind, Planes, Told, go
from gonogo.gates._event import needed

HOOK_SECONDS = 3600.0
"""CodeDeploy waits for so long."""
EVENTS = (
    "BeforeInstall",
    "AfterInstall",
    "AfterAllowTestTraffic",
    "BeforeAllowTraffic",
    "AfterAllowTraffic",
)
"""Those of Lambda and ECS that can be hooked, in their order."""
ROLLBACKS = ("codeDeployRollback", "CloudFormationRollback")


def read(event: Event, planes: Planes, now: float) -> tuple[Knock, ...] | None:
    """The event holds two ids; all else is looked up."""
    if "DeploymentId" not in event or "LifecycleEventHookExecutionId" not in event:
        return None
    id, execution = needed(event, "DeploymentId"), needed(event, "LifecycleEventHookExecutionId")
    deployment = planes.codedeploy.deployment(id)
    rollback = deployment.creator in ROLLBACKS
    return (
        Knock(
            kind="codedeploy_hook",
            identity=f"{id}\0{execution}",
            reference={"deployment": id, "execution": execution},
            subject={
                "application": deployment.application,
                "group": deployment.group,
                "event": deployment.event,
            },
            facts={"deployment_id": id, **deployment.facts},
            group=f"codedeploy#{id}",
            deadline_at=now + HOOK_SECONDS,
            untested="It is a rollback: going back must not be held up." if rollback else "",
        ),
    )


def tell(gate: Gate, told: Told, planes: Planes) -> None:
    """There is no place for a reason: it stands in the log and on the page."""
    reference = gate.reference
    planes.codedeploy.verdict(reference["deployment"], reference["execution"], go=go(gate))


GATE_KIND = GateKind(
    subject=("application", "group", "event"),
    closed={"event": EVENTS},
    read=read,
    tell=tell,
)
