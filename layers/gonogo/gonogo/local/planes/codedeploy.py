"""CodeDeploy: deployments that wait for the verdict of their hooks, fail, and roll back."""

from __future__ import annotations

import base64
import json
import secrets
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from gonogo.local.planes.model import Model, Refused
from gonogo.local.planes.server import Params
from gonogo.ports import Clock

HOOK_SECONDS = 3600.0
INVOCATIONS = 3
"""An asynchronous invocation that fails is repeated twice."""
Hook = Callable[[Mapping[str, str]], object]
LAMBDA_EVENTS = ("BeforeAllowTraffic", "AllowTraffic", "AfterAllowTraffic")
ECS_EVENTS = (
    "BeforeInstall",
    "Install",
    "AfterInstall",
    "TestTraffic",
    "AfterAllowTestTraffic",
    "BeforeAllowTraffic",
    "AllowTraffic",
    "AfterAllowTraffic",
)
TEST_LISTENER = "arn:aws:elasticloadbalancing:us-east-1:111122223333:listener/app/shop/1/test"
_ROLLBACKS = ("codeDeployRollback", "CloudFormationRollback")


@dataclass(slots=True)
class Execution:
    """One lifecycle event of one deployment."""

    name: str
    id: str = ""
    status: str = "Pending"
    started_at: float | None = None
    ended_at: float | None = None
    why: str = ""


@dataclass(slots=True)
class Deployment:
    """One deployment of a Lambda function or an ECS service."""

    id: str
    application: str
    group: str
    events: list[Execution]
    hooks: Mapping[str, Hook]
    platform: str = "Lambda"
    creator: str = "user"
    status: str = "Created"
    created_at: float = 0.0
    function: str = "checkout"
    alias: str = "live"
    current: str = "1"
    target: str = "2"
    weight: float = 0.0
    """The share of traffic that the target has."""
    rolled_back_by: str = ""
    rollback_of: str = ""

    @property
    def over(self) -> bool:
        """Whether it has its end."""
        return self.status in ("Succeeded", "Failed", "Stopped")

    @property
    def waiting(self) -> Execution | None:
        """The hook that is waited for."""
        return next((each for each in self.events if each.status == "InProgress"), None)


@dataclass(slots=True)
class CodeDeploy:
    """The service; `advance` is the time that passes in it."""

    clock: Clock
    deployments: dict[str, Deployment] = field(default_factory=dict)
    model: Model = field(default_factory=lambda: Model("codedeploy"))

    def deploy(
        self, application: str, group: str, hooks: Mapping[str, Hook], **facts: Any
    ) -> Deployment:
        """Begin a deployment; `hooks`: what is invoked, by lifecycle event."""
        platform = facts.get("platform", "Lambda")
        names = ECS_EVENTS if platform == "ECS" else LAMBDA_EVENTS
        deployment = Deployment(
            id=f"d-{secrets.token_hex(5)[:9].upper()}",
            application=application,
            group=group,
            events=[Execution(name) for name in names],
            hooks=hooks,
            created_at=self.clock.now(),
            **facts,
        )
        self.deployments[deployment.id] = deployment
        return deployment

    def advance(self) -> None:
        """Every deployment goes on as far as it can now: events, hooks, time-outs, rollbacks."""
        for deployment in list(self.deployments.values()):
            while not deployment.over and self._step(deployment):
                pass

    def stop(self, deployment: Deployment) -> None:
        """Somebody ends it by hand."""
        deployment.status = "Stopped"
        for each in deployment.events:
            if each.status in ("InProgress", "Pending"):
                each.status = "Skipped"

    def _step(self, deployment: Deployment) -> bool:
        """Whether there is more to do at once."""
        deployment.status = "InProgress"
        waiting = deployment.waiting
        if waiting is not None:
            started = waiting.started_at or 0.0
            if self.clock.now() - started < HOOK_SECONDS:
                return False
            self._fail(deployment, waiting, "no verdict within an hour")
            return True
        event = next((each for each in deployment.events if each.status == "Pending"), None)
        if event is None:
            deployment.status = "Succeeded"
            return False
        self._begin(deployment, event)
        return True

    def _begin(self, deployment: Deployment, event: Execution) -> None:
        event.started_at = self.clock.now()
        if event.name == "AllowTraffic":
            deployment.weight = 1.0
        hook = deployment.hooks.get(event.name)
        if hook is None:
            event.status, event.ended_at = "Succeeded", event.started_at
            return
        event.status, event.id = "InProgress", _execution_id()
        said = {"DeploymentId": deployment.id, "LifecycleEventHookExecutionId": event.id}
        for _ in range(INVOCATIONS):
            try:
                hook(said)
            except Exception as error:  # what a function raises never reaches the deployment
                event.why = repr(error)
            else:
                break

    def _fail(self, deployment: Deployment, event: Execution, why: str) -> None:
        event.status, event.ended_at, event.why = "Failed", self.clock.now(), why
        for each in deployment.events:
            if each.status == "Pending":
                each.status = "Skipped"
        deployment.status, deployment.weight = "Failed", 0.0
        if deployment.creator in _ROLLBACKS:
            return
        back = self.deploy(
            deployment.application,
            deployment.group,
            deployment.hooks,
            platform=deployment.platform,
            creator="codeDeployRollback",
            rollback_of=deployment.id,
            function=deployment.function,
            alias=deployment.alias,
            current=deployment.target,
            target=deployment.current,
        )
        deployment.rolled_back_by = back.id

    # ---- what the API answers --------------------------------------------------------------------

    def operations(self) -> Mapping[str, Callable[[Params], Params]]:
        """The operations by name."""
        return {
            "GetDeployment": self._get,
            "ListDeploymentTargets": self._targets,
            "GetDeploymentTarget": self._target,
            "BatchGetDeploymentTargets": self._targets_of,
            "GetDeploymentGroup": self._group,
            "PutLifecycleEventHookExecutionStatus": self._verdict,
        }

    def _found(self, params: Params) -> Deployment:
        if not params.get("deploymentId"):
            raise Refused("DeploymentIdRequiredException")
        found = self.deployments.get(params["deploymentId"])
        if found is None:
            raise Refused("DeploymentDoesNotExistException")
        return found

    def _verdict(self, params: Params) -> Params:
        deployment = self._found(params)
        if deployment.platform == "Server":
            raise Refused("UnsupportedActionForDeploymentTypeException")
        if params.get("status") not in ("Succeeded", "Failed"):
            raise Refused("InvalidLifecycleEventHookExecutionStatusException")
        id = params.get("lifecycleEventHookExecutionId")
        event = next((each for each in deployment.events if each.id and each.id == id), None)
        if event is None:
            raise Refused("InvalidLifecycleEventHookExecutionIdException")
        if event.status != "InProgress":
            raise Refused("LifecycleEventAlreadyCompletedException")
        if params["status"] == "Failed":
            self._fail(deployment, event, "the hook said so")
        else:
            event.status, event.ended_at = "Succeeded", self.clock.now()
        return {"lifecycleEventHookExecutionId": event.id}

    def _get(self, params: Params) -> Params:
        deployment = self._found(params)
        info: dict[str, Any] = {
            "applicationName": deployment.application,
            "deploymentGroupName": deployment.group,
            "deploymentId": deployment.id,
            "status": deployment.status,
            "creator": deployment.creator,
            "computePlatform": deployment.platform,
            "createTime": datetime.fromtimestamp(deployment.created_at, UTC),
        }
        if deployment.platform == "ECS":
            pair = {"testTrafficRoute": {"listenerArns": [TEST_LISTENER]}}
            info["loadBalancerInfo"] = {"targetGroupPairInfoList": [pair]}
        if deployment.rolled_back_by:
            info["rollbackInfo"] = {"rollbackDeploymentId": deployment.rolled_back_by}
        elif deployment.rollback_of:
            info["rollbackInfo"] = {"rollbackTriggeringDeploymentId": deployment.rollback_of}
        return {"deploymentInfo": info}

    def _targets(self, params: Params) -> Params:
        deployment = self._started(params)
        return {"targetIds": [_target_id(deployment)]}

    def _target(self, params: Params) -> Params:
        deployment = self._started(params)
        if params["targetId"] != _target_id(deployment):
            raise Refused("DeploymentTargetDoesNotExistException")
        return {"deploymentTarget": _described(deployment)}

    def _targets_of(self, params: Params) -> Params:
        deployment = self._started(params)
        known = _target_id(deployment) in params["targetIds"]
        return {"deploymentTargets": [_described(deployment)] if known else []}

    def _started(self, params: Params) -> Deployment:
        deployment = self._found(params)
        if deployment.status == "Created":
            raise Refused("DeploymentNotStartedException")
        return deployment

    def _group(self, params: Params) -> Params:
        known = {(each.application, each.group) for each in self.deployments.values()}
        named = params["applicationName"], params["deploymentGroupName"]
        if named not in known:
            raise Refused("DeploymentGroupDoesNotExistException")
        return {
            "deploymentGroupInfo": {"applicationName": named[0], "deploymentGroupName": named[1]}
        }


def _execution_id() -> str:
    """As long as a real one, about 300 characters, and as opaque."""
    sealed = {
        "encryptedData": secrets.token_urlsafe(120),
        "ivParameterSpec": secrets.token_urlsafe(12),
        "materialSetSerial": 1,
    }
    return base64.b64encode(json.dumps(sealed).encode()).decode()


def _target_id(deployment: Deployment) -> str:
    return f"{deployment.function}:{deployment.alias}"


def _described(deployment: Deployment) -> dict[str, Any]:
    events = list(_events(deployment))
    common: dict[str, Any] = {"deploymentId": deployment.id, "targetId": _target_id(deployment)}
    if deployment.platform == "ECS":
        task_set = {"identifer": f"ecs-svc/{uuid.uuid4().int % 10**16}", "taskSetLabel": "Green"}
        target = {**common, "lifecycleEvents": events, "taskSetsInfo": [task_set]}
        return {"deploymentTargetType": "ECSTarget", "ecsTarget": target}
    function = {
        "functionName": deployment.function,
        "functionAlias": deployment.alias,
        "currentVersion": deployment.current,
        "targetVersion": deployment.target,
        "targetVersionWeight": deployment.weight,
    }
    target = {**common, "lifecycleEvents": events, "lambdaFunctionInfo": function}
    return {"deploymentTargetType": "LambdaTarget", "lambdaTarget": target}


def _events(deployment: Deployment) -> Iterator[dict[str, Any]]:
    for each in deployment.events:
        event: dict[str, Any] = {"lifecycleEventName": each.name, "status": each.status}
        if each.started_at is not None:
            event["startTime"] = datetime.fromtimestamp(each.started_at, UTC)
        if each.ended_at is not None:
            event["endTime"] = datetime.fromtimestamp(each.ended_at, UTC)
        yield event
