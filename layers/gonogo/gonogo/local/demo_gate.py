"""The demo of a gate: canary deployments that ask the deployed gonogo, and hear go and no-go.

CodeDeploy is simulated; the function that it calls, the tests and the answer are those of the local
stack.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from typing import Any

from gonogo.domain.clock import SystemClock
from gonogo.local.ministack import NAME
from gonogo.local.place import Place, credentials
from gonogo.local.planes.codedeploy import CodeDeploy, Deployment, Hook
from gonogo.local.planes.codepipeline import CodePipeline
from gonogo.local.planes.ecs import Ecs
from gonogo.local.planes.server import Plane, Planes
from gonogo.local.process import DidNotStart, Process

Say = Callable[[str], None]
FUNCTION = "CodeDeployHook_gonogo:live"
EVENT = "BeforeAllowTraffic"
LONGEST_SECONDS = 180.0
_LOOK_EVERY = 0.5


def demo_gate(say: Say, place: Place | None = None) -> int:
    """One deployment whose tests pass, one whose tests fail; 0 if they end as they should."""
    place = place or Place.of_clone()
    summary = place.recall("local")
    planes = place.recall("planes")
    ministack = Process.recalled(place, NAME)
    if not summary or not planes or ministack is None:
        raise DidNotStart("The local stack does not run; `make up` starts it.")
    sound, broken = list(summary["sample"]["suites"])[:2]
    clock = SystemClock()
    codedeploy = CodeDeploy(clock)
    services: list[Plane] = [codedeploy, CodePipeline(clock), Ecs(clock)]
    demo = _Demo(codedeploy, _hook(f"http://127.0.0.1:{ministack.port}"), summary, say)
    with Planes(services, port=planes["port"]) as server:
        good = demo.follow("checkout", sound)
        bad = demo.follow("payments", broken)
        said = [call["status"] for call in server.called("PutLifecycleEventHookExecutionStatus")]
    say(f"\nCodeDeploy was told: {', '.join(said)}.")
    return 0 if (good.status, bad.status) == ("Succeeded", "Failed") else 1


class _Demo:
    """Deployments one after the other, told step by step."""

    def __init__(
        self, codedeploy: CodeDeploy, hook: Hook, summary: Mapping[str, Any], say: Say
    ) -> None:
        self._codedeploy, self._hook = codedeploy, hook
        self._summary, self._say = summary, say

    def follow(self, application: str, suite: str) -> Deployment:
        """A deployment from its beginning to its end."""
        self._bind(application, suite)
        self._say(f"\nDeployment of {application}: its traffic moves once suite {suite!r} says go")
        hooks = {EVENT: self._hook}
        deployment = self._codedeploy.deploy(application, "canary", hooks, function=application)
        self._watch(deployment)
        if deployment.rolled_back_by:
            back = self._codedeploy.deployments[deployment.rolled_back_by]
            self._say(f"  rolled back by {back.id}: its hook is answered without a test")
            self._watch(back)
        self._tell_why(application)
        return deployment

    def _watch(self, deployment: Deployment) -> None:
        shown: dict[str, str] = {}
        until = time.monotonic() + LONGEST_SECONDS
        while time.monotonic() < until:
            self._codedeploy.advance()
            for each in deployment.events:
                if shown.get(each.name, "Pending") != each.status:
                    shown[each.name] = each.status
                    told = f"{each.name:18} {each.status:10} {_traffic(deployment)}"
                    self._say(f"  {deployment.id}  {told}")
            if deployment.over:
                self._say(f"  {deployment.id}  {deployment.status}")
                return
            time.sleep(_LOOK_EVERY)
        self._say(f"  {deployment.id}  no answer within {LONGEST_SECONDS:.0f} s")

    def _tell_why(self, application: str) -> None:
        path = f"/v1/projects/{self._summary['sample']['project']}/gates?limit=20"
        for gate in _call(self._summary, "GET", path)["gates"]:
            if gate["subject"].get("application") == application and gate["batch"]:
                self._say(f"  gonogo: {gate['answer']}. {gate['reason']}")
                self._say(f"  Page: {self._summary['base_url']}/ui/batches/{gate['batch']}")
                return

    def _bind(self, application: str, suite: str) -> None:
        path = f"/v1/projects/{self._summary['sample']['project']}/gates/bindings"
        matching = {"application": application, "event": EVENT}
        bound = _call(self._summary, "GET", path)["bindings"]
        if all(each["match"] != matching for each in bound):
            body = {"kind": "codedeploy_hook", "match": matching, "suite": suite}
            _call(self._summary, "POST", path, body)


def _traffic(deployment: Deployment) -> str:
    share = round(deployment.weight * 100)
    return f"version {deployment.target} has {share} % of the traffic"


def _call(summary: Mapping[str, Any], method: str, path: str, body: object = None) -> Any:
    import requests

    answer = requests.request(
        method,
        summary["base_url"] + path,
        headers={"Authorization": f"Bearer {summary['admin_key']}"},
        json=body,
        timeout=30,
    )
    if answer.status_code >= 300:
        raise DidNotStart(f"{method} {path} answered {answer.status_code}: {answer.text[:300]}")
    return answer.json()


def _hook(endpoint: str) -> Hook:
    """The deployed function, called as CodeDeploy calls it: nobody waits for what it returns."""
    import boto3

    told = credentials(endpoint)
    client = boto3.client(
        "lambda",
        endpoint_url=endpoint,
        region_name=told["AWS_DEFAULT_REGION"],
        aws_access_key_id=told["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=told["AWS_SECRET_ACCESS_KEY"],
    )

    def call(event: Mapping[str, str]) -> object:
        return client.invoke(
            FunctionName=FUNCTION, InvocationType="Event", Payload=json.dumps(event).encode()
        )

    return call
