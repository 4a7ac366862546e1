"""CodeDeploy, as its gates need it (`contracts/aws.md` 1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gonogo.aws.clients import Clients
from gonogo.aws.planes import call
from gonogo.gates._contract import Deployment, Lost


class CodeDeploy:
    """The `CodeDeployPlane`."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    def deployment(self, id: str) -> Deployment:
        """A deployment, with the lifecycle event that is under way and what is deployed."""
        client = self._clients.codedeploy
        found = call(client.get_deployment, deploymentId=id)["deploymentInfo"]
        target = self._target(id)
        return Deployment(
            application=found.get("applicationName", ""),
            group=found.get("deploymentGroupName", ""),
            creator=found.get("creator", ""),
            event=_under_way(target),
            facts={**_function_facts(target), **_listener_facts(found)},
        )

    def _target(self, id: str) -> Mapping[str, Any]:
        """The one target of a Lambda or ECS deployment; nothing while there is none yet."""
        client = self._clients.codedeploy
        try:
            ids = call(client.list_deployment_targets, deploymentId=id).get("targetIds", [])
            if not ids:
                return {}
            answer = call(client.get_deployment_target, deploymentId=id, targetId=ids[0])
        except Lost:
            return {}
        target = answer.get("deploymentTarget", {})
        found: Mapping[str, Any] = target.get("lambdaTarget") or target.get("ecsTarget") or {}
        return found

    def verdict(self, deployment: str, execution: str, *, go: bool) -> None:
        """Answer a hook."""
        call(
            self._clients.codedeploy.put_lifecycle_event_hook_execution_status,
            deploymentId=deployment,
            lifecycleEventHookExecutionId=execution,
            status="Succeeded" if go else "Failed",
        )


def _under_way(target: Mapping[str, Any]) -> str:
    events = target.get("lifecycleEvents", ())
    running = [each for each in events if each.get("status") == "InProgress"]
    return str(running[0].get("lifecycleEventName", "")) if running else ""


def _function_facts(target: Mapping[str, Any]) -> dict[str, str]:
    function = target.get("lambdaFunctionInfo") or {}
    named = {
        "function_name": function.get("functionName"),
        "function_alias": function.get("functionAlias"),
        "function_version": function.get("targetVersion"),
        "function_version_before": function.get("currentVersion"),
    }
    return {name: str(value) for name, value in named.items() if value}


def _listener_facts(found: Mapping[str, Any]) -> dict[str, str]:
    pairs = (found.get("loadBalancerInfo") or {}).get("targetGroupPairInfoList") or ()
    routes = (pair.get("testTrafficRoute") or {} for pair in pairs)
    listeners = [arn for route in routes for arn in route.get("listenerArns", ())]
    return {"test_listener_arn": listeners[0]} if listeners else {}
