"""Going back must not be held up, and nothing else is taken for it."""

from __future__ import annotations

from typing import Any

import pytest

from gonogo.domain.gate import Knock, gate_of
from gonogo.gates import codedeploy_hook, ecs_hook
from gonogo.gates._contract import Deployment, Planes

NOBODY: Any = None
REVISION = "arn:aws:ecs:us-east-1:111122223333:service-revision/main/shop/"


class OneDeployment:
    """A CodeDeploy with one deployment."""

    def __init__(self, creator: str) -> None:
        self._creator = creator

    def deployment(self, id: str) -> Deployment:
        """The one."""
        return Deployment(application="shop", group="blue", creator=self._creator)

    def verdict(self, deployment: str, execution: str, *, go: bool) -> None:
        """Nobody gives one here."""


@pytest.mark.parametrize(
    ("creator", "untested"),
    [
        ("codeDeployRollback", True),
        ("CloudFormationRollback", True),
        ("user", False),
        ("CloudFormation", False),
        ("autoscaling", False),
    ],
)
def test_whoever_made_a_deployment_tells_a_rollback(creator: str, untested: bool) -> None:
    event = {"DeploymentId": "d-1", "LifecycleEventHookExecutionId": "e"}
    planes = Planes(OneDeployment(creator), NOBODY, NOBODY)
    (knock,) = codedeploy_hook.read(event, planes, 0.0) or ()
    assert bool(knock.untested) is untested


@pytest.mark.parametrize(
    ("stage", "weights", "untested"),
    [
        ("PRODUCTION_TRAFFIC_SHIFT", {"1": 100, "2": 0}, True),
        ("PRODUCTION_TRAFFIC_SHIFT", {"1": 90, "2": 10}, False),
        ("PRODUCTION_TRAFFIC_SHIFT", {"2": 0}, False),
        ("POST_TEST_TRAFFIC_SHIFT", {"1": 100, "2": 0}, False),
    ],
)
def test_the_weights_tell_a_rollback(stage: str, weights: dict[str, int], untested: bool) -> None:
    """The target without traffic while production traffic is shifted; a canary's step is none."""
    event = {
        "executionId": "e",
        "lifecycleStage": stage,
        "resourceArn": "arn:aws:ecs:us-east-1:111122223333:service-deployment/main/shop/1",
        "executionDetails": {
            "targetServiceRevisionArn": f"{REVISION}2",
            "productionTrafficWeights": {f"{REVISION}{name}": n for name, n in weights.items()},
        },
    }
    (knock,) = ecs_hook.read(event, NOBODY, 0.0) or ()
    assert isinstance(knock, Knock)
    assert bool(knock.untested) is untested


def test_a_rollback_goes_on_whatever_is_wrong_with_its_settings() -> None:
    """The mistake was a no to the deployment; its way back has the same settings."""
    asked: Any = {
        "kind": "ecs_hook",
        "identity": "i",
        "reference": {},
        "subject": {},
        "deadline_at": 1.0,
    }
    gate = gate_of(Knock(**asked, untested="It is a rollback.", wrong="suite and test."), 0.0)
    assert (gate.answer, gate.reason) == ("go", "It is a rollback.")
