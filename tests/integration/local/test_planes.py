"""The control planes of this machine, through AWS's own client over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from gonogo.gates import gates
from gonogo.local.planes.codedeploy import CodeDeploy
from gonogo.local.planes.codepipeline import CodePipeline
from gonogo.local.planes.ecs import Ecs, StageHook
from gonogo.local.planes.server import Fault, Planes
from tests.fakes import FakeClock

HOUR = 3600.0


class World:
    """Three services on one address, and their clients."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.codedeploy, self.codepipeline = CodeDeploy(self.clock), CodePipeline(self.clock)
        self.ecs = Ecs(self.clock)
        self.planes = Planes([self.codedeploy, self.codepipeline, self.ecs])

    def client(self, service: str) -> Any:
        """A client as a function has it; it does not repeat what fails."""
        return boto3.client(
            service,  # type: ignore[call-overload]
            endpoint_url=self.planes.url,
            region_name="us-east-1",
            aws_access_key_id="a",
            aws_secret_access_key="b",
            config=Config(retries={"total_max_attempts": 1}, parameter_validation=False),
        )


@pytest.fixture
def world() -> Iterator[World]:
    found = World()
    with found.planes:
        yield found


def code_of(error: pytest.ExceptionInfo[ClientError]) -> str:
    """The error's code."""
    return str(error.value.response["Error"]["Code"])


def test_a_deployment_waits_for_the_verdict_of_its_hook(world: World) -> None:
    """And goes on to its end once every hook said yes."""
    asked: list[Any] = []
    deployment = world.codedeploy.deploy("shop", "blue", {"BeforeAllowTraffic": asked.append})
    world.codedeploy.advance()
    assert deployment.status == "InProgress"
    assert len(asked[0]["LifecycleEventHookExecutionId"]) > 200
    client = world.client("codedeploy")
    target = client.get_deployment_target(deploymentId=deployment.id, targetId="checkout:live")
    events = target["deploymentTarget"]["lambdaTarget"]["lifecycleEvents"]
    assert [each["status"] for each in events] == ["InProgress", "Pending", "Pending"]
    client.put_lifecycle_event_hook_execution_status(
        deploymentId=deployment.id,
        lifecycleEventHookExecutionId=asked[0]["LifecycleEventHookExecutionId"],
        status="Succeeded",
    )
    world.codedeploy.advance()
    assert deployment.status == "Succeeded"
    assert client.get_deployment(deploymentId=deployment.id)["deploymentInfo"]["creator"] == "user"


def test_a_no_rolls_the_deployment_back(world: World) -> None:
    """By a deployment of its own, whose creator says so."""
    asked: list[Any] = []
    deployment = world.codedeploy.deploy("shop", "blue", {"BeforeAllowTraffic": asked.append})
    world.codedeploy.advance()
    put = world.client("codedeploy").put_lifecycle_event_hook_execution_status
    said = {
        "deploymentId": deployment.id,
        "lifecycleEventHookExecutionId": asked[0]["LifecycleEventHookExecutionId"],
    }
    put(**said, status="Failed")
    assert deployment.status == "Failed"
    assert world.codedeploy.deployments[deployment.rolled_back_by].creator == "codeDeployRollback"
    with pytest.raises(ClientError) as late:
        put(**said, status="Succeeded")
    assert code_of(late) == "LifecycleEventAlreadyCompletedException"


def test_a_hook_that_is_silent_for_an_hour_fails_the_deployment(world: World) -> None:
    deployment = world.codedeploy.deploy("shop", "blue", {"BeforeAllowTraffic": lambda _: None})
    world.codedeploy.advance()
    world.clock.advance(HOUR)
    world.codedeploy.advance()
    assert deployment.status == "Failed"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"status": "Succeeded"}, "DeploymentIdRequiredException"),
        ({"deploymentId": "d-1", "status": "Failed"}, "DeploymentDoesNotExistException"),
        ({"deploymentId": "{}", "status": "Skipped"}, "InvalidLifecycleEventHookExecutionStatus"),
        ({"deploymentId": "{}", "status": "Failed"}, "InvalidLifecycleEventHookExecutionId"),
        ({"deploymentId": "{}", "status": "Fine"}, "ValidationException"),
    ],
)
def test_a_verdict_that_fits_nothing_is_refused(world: World, said: Any, code: str) -> None:
    """With the error that the service's model has for it."""
    deployment = world.codedeploy.deploy("shop", "blue", {"BeforeAllowTraffic": lambda _: None})
    world.codedeploy.advance()
    given = {name: deployment.id if text == "{}" else text for name, text in said.items()}
    with pytest.raises(ClientError) as refused:
        world.client("codedeploy").put_lifecycle_event_hook_execution_status(**given)
    assert code_of(refused).startswith(code)


def test_limits_that_the_client_lets_through_are_enforced(world: World) -> None:
    """Lengths, ranges, patterns: `contracts/aws.md`, fact 10."""
    client = world.client("codepipeline")
    with pytest.raises(ClientError) as refused:
        client.put_job_success_result(
            jobId="no-uuid", executionDetails={"summary": "s" * 2049, "percentComplete": 101}
        )
    assert code_of(refused) == "ValidationException"
    message = refused.value.response["Error"]["Message"]
    assert "jobId" in message
    assert "summary is over 2048" in message
    assert "percentComplete is over 100" in message


def test_a_worker_claims_a_job_once(world: World) -> None:
    """Who comes second with the nonce gets nothing."""
    action = world.codepipeline.start("custom", "p", "s", "a", provider="Gonogo")
    client = world.client("codepipeline")
    kind = {"category": "Test", "owner": "Custom", "provider": "Gonogo", "version": "1"}
    (job,) = client.poll_for_jobs(actionTypeId=kind, maxBatchSize=5)["jobs"]
    client.acknowledge_job(jobId=job["id"], nonce=job["nonce"])
    with pytest.raises(ClientError) as second:
        client.acknowledge_job(jobId=job["id"], nonce=job["nonce"])
    assert code_of(second) == "InvalidNonceException"
    client.put_job_success_result(jobId=job["id"], outputVariables={"Verdict": "go"})
    assert (action.status, action.variables) == ("Succeeded", {"Verdict": "go"})


def test_a_continuation_ends_the_job_and_makes_another(world: World) -> None:
    """An answer to the old id is too late then."""
    events: list[Any] = []
    action = world.codepipeline.start("lambda", "p", "s", "a", function=events.append)
    world.codepipeline.advance()
    client = world.client("codepipeline")
    first = events[0]["CodePipeline.job"]["id"]
    client.put_job_success_result(jobId=first, continuationToken="batch-1")
    world.clock.advance(31)
    world.codepipeline.advance()
    assert events[1]["CodePipeline.job"]["data"]["continuationToken"] == "batch-1"
    with pytest.raises(ClientError) as late:
        client.put_job_success_result(jobId=first)
    assert code_of(late) == "InvalidJobStateException"
    failure = {"type": "JobFailed", "message": "no-go"}
    client.put_job_failure_result(jobId=events[1]["CodePipeline.job"]["id"], failureDetails=failure)
    assert (action.status, action.failure) == ("Failed", failure)


def test_a_function_that_is_silent_for_twenty_minutes_has_failed(world: World) -> None:
    action = world.codepipeline.start("lambda", "p", "s", "a", function=lambda _: None)
    world.codepipeline.advance()
    world.clock.advance(20 * 60)
    world.codepipeline.advance()
    assert action.status == "Failed"


def test_an_approval_takes_one_answer(world: World) -> None:
    action = world.codepipeline.start("approval", "p", "s", "a")
    approval = world.codepipeline.approval_message(action)["approval"]
    answer = {
        "pipelineName": "p",
        "stageName": "s",
        "actionName": "a",
        "token": approval["token"],
        "result": {"summary": "go", "status": "Approved"},
    }
    client = world.client("codepipeline")
    client.put_approval_result(**answer)
    assert action.status == "Succeeded"
    with pytest.raises(ClientError) as late:
        client.put_approval_result(**answer)
    assert code_of(late) == "ApprovalAlreadyCompletedException"


def test_a_pause_ends_by_a_call_and_a_function_is_asked_again(world: World) -> None:
    """A hook says that it goes on, and what it wants to be told again."""
    said: list[Any] = []

    def hook(event: Any) -> Any:
        said.append(event["hookDetails"])
        more = {"hookStatus": "IN_PROGRESS", "callBackDelay": 5, "hookDetails": {"batch": "1"}}
        return more if len(said) == 1 else {"hookStatus": "SUCCEEDED"}

    asked = StageHook("PRE_SCALE_UP", hook)
    pause = StageHook("POST_TEST_TRAFFIC_SHIFT")
    deployment = world.ecs.deploy("c", "s", [asked, pause])
    world.ecs.advance()
    world.clock.advance(5)
    world.ecs.advance()
    assert said == [{}, {"batch": "1"}]
    (event,) = world.ecs.events
    assert event["detail"]["eventName"] == "HOOK_AWAITING_ACTION"
    world.client("ecs").continue_service_deployment(
        serviceDeploymentArn=deployment.arn, hookId=pause.id, action="ROLLBACK"
    )
    world.ecs.advance()
    assert deployment.status == "ROLLBACK_SUCCESSFUL"


@pytest.mark.parametrize("stage", gates["ecs_hook"].closed["stage"])
def test_a_deployment_comes_to_each_stage_that_can_be_hooked(world: World, stage: str) -> None:
    """One that is passed over would let everything through."""
    deployment = world.ecs.deploy("c", "s", [StageHook(stage, lambda _: None)])
    world.ecs.advance()
    assert deployment.status == "ROLLBACK_SUCCESSFUL"


def test_a_hook_without_a_word_rolls_back(world: World) -> None:
    deployment = world.ecs.deploy("c", "s", [StageHook("PRE_SCALE_UP", lambda _: None)])
    world.ecs.advance()
    assert deployment.status == "ROLLBACK_SUCCESSFUL"


def test_a_fault_fails_the_next_call_and_may_come_after_its_effect(world: World) -> None:
    """An answer that was lost is told from one that was refused by what the service did."""
    action = world.codepipeline.start("custom", "p", "s", "a", provider="Gonogo")
    (job,) = world.codepipeline.jobs.values()
    job.status = "InProgress"
    world.planes.faults += [
        Fault("PutJobSuccessResult", "ThrottlingException"),
        Fault("PutJobSuccessResult", "InternalFailure", lost=True),
    ]
    client = world.client("codepipeline")
    for status in ("InProgress", "Succeeded"):
        with pytest.raises(ClientError):
            client.put_job_success_result(jobId=job.id)
        assert action.status == status
    assert world.planes.called("PutJobSuccessResult") == []
