"""ECS: blue/green service deployments with Lambda hooks that are asked again, and PAUSE hooks."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from gonogo.local.planes.model import Model, Refused
from gonogo.local.planes.server import Params
from gonogo.ports import Clock

STAGES = "DeploymentLifecycleHookStage"
"""The model's name for those that can be hooked, which it has in their order."""
_ARN = "arn:aws:ecs:us-east-1:111122223333"
_DELAY = 30.0
Hook = Callable[[Mapping[str, Any]], Mapping[str, Any] | None]


@dataclass(slots=True)
class StageHook:
    """A hook of one stage: a function that is asked, or a pause that somebody ends."""

    stage: str
    function: Hook | None = None
    details: Mapping[str, Any] = field(default_factory=dict)
    timeout: float = 1440 * 60.0
    on_timeout: str = "ROLLBACK"
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    status: str = "PENDING"
    started_at: float = 0.0
    ask_at: float = 0.0


@dataclass(slots=True)
class ServiceDeployment:
    """One deployment of one service."""

    cluster: str
    service: str
    hooks: list[StageHook]
    id: str = field(default_factory=lambda: uuid.uuid4().hex[:21])
    stage: int = 0
    status: str = "IN_PROGRESS"

    @property
    def arn(self) -> str:
        """As AWS names it."""
        return f"{_ARN}:service-deployment/{self.cluster}/{self.service}/{self.id}"

    @property
    def over(self) -> bool:
        """Whether it has its end."""
        return self.status != "IN_PROGRESS"


@dataclass(slots=True)
class Ecs:
    """The service; `advance` is the time that passes in it."""

    clock: Clock
    deployments: dict[str, ServiceDeployment] = field(default_factory=dict)
    events: list[dict[str, Any]] = field(default_factory=list)
    """What EventBridge delivers, in order."""
    model: Model = field(default_factory=lambda: Model("ecs", "InvalidParameterException"))

    def deploy(self, cluster: str, service: str, hooks: list[StageHook]) -> ServiceDeployment:
        """Begin a deployment."""
        deployment = ServiceDeployment(cluster, service, hooks)
        self.deployments[deployment.arn] = deployment
        return deployment

    def advance(self) -> None:
        """Every deployment goes on as far as it can now."""
        for deployment in self.deployments.values():
            while not deployment.over and self._step(deployment):
                pass

    def _step(self, deployment: ServiceDeployment) -> bool:
        stages = self.model.values(STAGES)
        if deployment.stage == len(stages):
            deployment.status = "SUCCESSFUL"
            return False
        stage = stages[deployment.stage]
        own = [hook for hook in deployment.hooks if hook.stage == stage]
        for hook in own:
            self._look(deployment, hook)
        if any(hook.status == "FAILED" for hook in own):
            deployment.status = "ROLLBACK_SUCCESSFUL"
            return False
        if all(hook.status == "SUCCEEDED" for hook in own):
            deployment.stage += 1
            return True
        return False

    def _look(self, deployment: ServiceDeployment, hook: StageHook) -> None:
        now = self.clock.now()
        if hook.status == "PENDING":
            hook.status, hook.started_at, hook.ask_at = "AWAITING_ACTION", now, now
            if hook.function is None:
                self._say(deployment, hook, "HOOK_AWAITING_ACTION")
        if hook.status != "AWAITING_ACTION":
            return
        if now - hook.started_at >= hook.timeout:
            hook.status = "SUCCEEDED" if hook.on_timeout == "CONTINUE" else "FAILED"
            self._say(deployment, hook, "HOOK_TIMED_OUT")
        elif hook.function is not None and hook.ask_at <= now:
            self._ask(deployment, hook, hook.function)

    def _ask(self, deployment: ServiceDeployment, hook: StageHook, function: Hook) -> None:
        try:
            said = function(_asked(deployment, hook)) or {}
        except Exception:  # an error of the function is a rollback, as is no answer
            said = {}
        answer = said.get("hookStatus")
        if answer == "IN_PROGRESS":
            hook.ask_at = self.clock.now() + float(said.get("callBackDelay", _DELAY))
            hook.details = {**hook.details, **said.get("hookDetails", {})}
        else:
            hook.status = "SUCCEEDED" if answer == "SUCCEEDED" else "FAILED"

    def _say(self, deployment: ServiceDeployment, hook: StageHook, name: str) -> None:
        self.events.append(
            {
                "source": "aws.ecs",
                "detail-type": "ECS Hook State Change",
                "detail": {
                    "eventType": "INFO",
                    "eventName": name,
                    "hookId": hook.id,
                    "hookType": "PAUSE",
                    "expiresAt": hook.started_at + hook.timeout,
                    "lifecycleStage": hook.stage,
                    "clusterArn": f"{_ARN}:cluster/{deployment.cluster}",
                    "serviceArn": f"{_ARN}:service/{deployment.cluster}/{deployment.service}",
                    "serviceDeploymentArn": deployment.arn,
                },
            }
        )

    # ---- what the API answers --------------------------------------------------------------------

    def operations(self) -> Mapping[str, Callable[[Params], Params]]:
        """The operations by name."""
        return {"ContinueServiceDeployment": self._continue}

    def _continue(self, params: Params) -> Params:
        deployment = self.deployments.get(params["serviceDeploymentArn"])
        if deployment is None:
            raise Refused("ServiceDeploymentNotFoundException")
        hook = next((each for each in deployment.hooks if each.id == params["hookId"]), None)
        if hook is None or hook.function is not None or hook.status != "AWAITING_ACTION":
            raise Refused("InvalidParameterException", "no hook of this id awaits an action")
        go = params.get("action", "CONTINUE") == "CONTINUE"
        hook.status = "SUCCEEDED" if go else "FAILED"
        self._say(deployment, hook, "HOOK_SUCCEEDED" if go else "HOOK_FAILED")
        return {"serviceDeploymentArn": deployment.arn}


def _asked(deployment: ServiceDeployment, hook: StageHook) -> dict[str, Any]:
    revision = f"{_ARN}:service-revision/{deployment.cluster}/{deployment.service}"
    return {
        "executionId": hook.id,
        "lifecycleStage": hook.stage,
        "resourceArn": deployment.arn,
        "executionDetails": {
            "serviceArn": f"{_ARN}:service/{deployment.cluster}/{deployment.service}",
            "targetServiceRevisionArn": f"{revision}/2",
            "testTrafficWeights": {f"{revision}/2": 100},
            "productionTrafficWeights": {f"{revision}/1": 100, f"{revision}/2": 0},
        },
        "hookDetails": dict(hook.details),
    }
