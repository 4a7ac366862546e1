"""CodeDeploy waits for gonogo: go, no-go, and everything that goes wrong in between."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any
from unittest.mock import patch

import pytest

from gonogo.aws.gates import DynamoGates
from gonogo.domain.commands import Started
from gonogo.domain.gate import MARGIN, Aim, Answer, Gate, GateId, Knock, gate_of
from gonogo.domain.ids import SuiteId, TriggerId, uuid_of
from gonogo.domain.project import Suite
from gonogo.errors import Unavailable
from gonogo.gates._contract import MINUTE, Denied
from gonogo.local.planes.codedeploy import HOOK_SECONDS, TEST_LISTENER
from gonogo.local.planes.server import Fault
from gonogo.services.gates.go_on import go_on, sweep_gates
from tests.builders import PROJECT
from tests.faults import Killed
from tests.gate_world import GateWorld, gate_world

VERDICT = "PutLifecycleEventHookExecutionStatus"
HOOK = "codedeploy_hook"


@pytest.fixture
def world() -> Iterator[GateWorld]:
    with gate_world() as found:
        yield found


def verdicts(world: GateWorld) -> list[str]:
    """What CodeDeploy was told, in order."""
    return [call["status"] for call in world.planes.called(VERDICT)]


def test_an_unknown_suite_is_no_at_once(world: GateWorld) -> None:
    world.bind(HOOK, target_kind="suite", target="00000000-0000-4000-8000-0000000000ee")
    assert world.deploy().status == "Failed"


def test_what_could_not_be_started_is_listed_with_its_project(world: GateWorld) -> None:
    """With the binding that decided, and once, also if a crash came before the decision."""
    bound = world.bind(HOOK, environment="gone")
    with patch.object(DynamoGates, "decide", side_effect=Killed), suppress(Killed):
        world.deploy()
    world.minutes(3)
    (gate,) = world.gates()
    assert (gate.binding, gate.batch, gate.answer) == (bound.id, None, "no-go")
    assert "'gone' cannot be used" in gate.reason


def test_a_suite_in_phases_keeps_its_turns(world: GateWorld) -> None:
    """A gate starts it as a trigger does: one after the other, setup first."""
    catalog = world.stack.parts.catalog
    (head,) = catalog.test_heads(PROJECT)
    suite = Suite(
        id=SuiteId(uuid_of("suite", 1)),
        name="smoke",
        tests=(head.id, head.id),
        setup=(head.id,),
        trigger=TriggerId("00000000-0000-4000-8000-0000000000aa"),
        sequential=True,
    )
    catalog.put_suite(PROJECT, suite)
    world.bind(HOOK, target_kind="suite", target=suite.id)
    deployment = world.deploy()
    batch = world.batch()
    assert (batch.sequential, batch.setup) == (True, 1)
    assert len(world.stack.parts.runs.runs_of(batch)) == 3
    for _ in range(3):
        world.work()
    world.minutes(2)
    assert deployment.status == "Succeeded"


def test_a_lost_executor_is_no_before_the_deadline(world: GateWorld) -> None:
    """Nobody ever takes the run: the deployment hears a no with a reason, not a time-out."""
    world.bind(HOOK)
    deployment = world.deploy()
    world.stack.messages()
    world.minutes(3, after=52 * 60)
    assert deployment.status == "Failed"
    assert "no verdict within an hour" not in deployment.events[0].why
    assert verdicts(world)[0] == "Failed"
    assert world.batch().tally.canceled == 1


def test_an_answer_that_was_lost_is_told_again_and_counts_once(world: GateWorld) -> None:
    world.bind(HOOK)
    world.planes.faults.append(Fault(VERDICT, "InternalFailure", lost=True))
    deployment = world.deploy()
    world.work()
    world.minutes(2)
    assert deployment.status == "Succeeded"
    assert world.gates()[0].over


def test_facts_of_the_deployment_are_variables(world: GateWorld) -> None:
    """A test can call the very version that is about to get traffic."""
    world.bind(HOOK, variables={"team": "payments", "function_name": "another"})
    deployment = world.deploy()
    (gate,) = world.gates()
    batch = world.batch()
    (run,) = world.stack.parts.runs.runs_of(batch)
    assert run.variables["deployment_id"] == deployment.id
    assert run.variables["function_version"] == "2"
    assert run.variables["function_name"] == "another", "what a binding says counts more"
    assert run.variables["team"] == "payments"
    assert (batch.source, batch.terms.facts["gate"]) == ("gate", gate.id)
    assert batch.terms.facts["deployment_id"] == deployment.id


def test_the_end_of_a_deployment_cancels_what_runs_for_it(world: GateWorld) -> None:
    """By the event of EventBridge."""
    world.bind(HOOK)
    deployment = world.deploy()
    world.codedeploy.stop(deployment)
    detail = {"deploymentId": deployment.id, "state": "STOP"}
    kind = "CodeDeploy Deployment State-change Notification"
    world.ask({"source": "aws.codedeploy", "detail-type": kind, "detail": detail})
    assert world.batch().tally.canceled == 1
    assert verdicts(world) == []


def test_a_stop_in_the_moment_of_the_start_leaves_nothing_running(world: GateWorld) -> None:
    """The event comes after the runs are made and before the gate knows them."""
    world.bind(HOOK)
    start = world.gating.start
    kind = "CodeDeploy Deployment State-change Notification"

    def stopped_meanwhile(aim: Aim, gate: Gate) -> Started:
        started = start(aim, gate)
        detail = {"deploymentId": gate.reference["deployment"], "state": "STOP"}
        world.ask({"detail-type": kind, "detail": detail})
        return started

    object.__setattr__(world.gating, "start", stopped_meanwhile)
    world.deploy()
    assert world.batch().tally.canceled == 1


def test_a_pipeline_that_cannot_be_asked_holds_no_deadline_up(world: GateWorld) -> None:
    """Each minute both are looked after: the deadlines first."""
    world.bind(HOOK)
    world.planes.faults.append(Fault("PollForJobs", "AccessDeniedException", times=10_000))
    deployment = world.deploy()
    world.stack.messages()
    world.clock.advance(52 * 60)
    for _ in range(3):
        world.clock.advance(60)
        with pytest.raises(Denied):
            world.ask({"source": MINUTE})
    assert verdicts(world)[0] == "Failed"
    assert deployment.status == "Failed"


@pytest.mark.parametrize("answered", [False, True])
def test_the_last_word_is_no_unless_there_was_one(world: GateWorld, answered: bool) -> None:
    """Lambda gave up calling the function; after an answer there is nothing to say."""
    hooks = {"BeforeAllowTraffic": lambda _: None}
    deployment = world.codedeploy.deploy("shop", "blue", hooks)
    world.advance()
    waiting = deployment.waiting
    assert waiting is not None
    event = {"DeploymentId": deployment.id, "LifecycleEventHookExecutionId": waiting.id}
    if answered:
        world.answering.codedeploy.verdict(deployment.id, waiting.id, go=True)
    assert world.last_word({"requestPayload": event}) == {"told": deployment.id}
    assert verdicts(world) == ["Succeeded" if answered else "Failed"]


def test_a_verdict_is_a_line_that_alarms_can_read(
    world: GateWorld, capsys: pytest.CaptureFixture[str]
) -> None:
    """`GateVerdict` in the embedded format: every dimension and metric is a member."""
    world.deploy()
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if "_aws" in line]
    (line,) = (each for each in lines if each["Subject"] == "shop/blue/BeforeAllowTraffic")
    (told,) = line["_aws"]["CloudWatchMetrics"]
    assert {name for names in told["Dimensions"] for name in names} <= line.keys()
    assert [metric["Name"] for metric in told["Metrics"]] == ["GateVerdict"]
    assert (told["Namespace"], line["Kind"], line["GateVerdict"]) == ("gonogo", HOOK, 1)


def test_an_answer_without_a_test_is_counted_once(
    world: GateWorld, caplog: pytest.LogCaptureFixture
) -> None:
    """A rollback goes on; asked again it is the same answer."""
    caplog.set_level(logging.INFO, logger="gonogo")
    counted: list[Gate] = []
    object.__setattr__(world.gating, "count", counted.append)
    deployment = world.deploy(creator="codeDeployRollback")
    for _ in range(2):
        world.ask(
            {
                "DeploymentId": deployment.id,
                "LifecycleEventHookExecutionId": deployment.events[0].id,
            }
        )
    assert [each.answer for each in counted] == ["go"]
    assert caplog.text.count(" is go: ") == 1


@pytest.mark.parametrize(("healthy", "answer"), [(True, "go"), (False, "no-go")])
def test_a_notice_has_its_verdict_though_nobody_waits(
    world: GateWorld, healthy: bool, answer: str
) -> None:
    """For the list, the log and the alarms, once the tests are over."""
    counted: list[Gate] = []
    object.__setattr__(world.gating, "count", counted.append)
    world.api.healthy = healthy
    world.bind("codedeploy_notice")
    news = {"deploymentId": "d-1", "applicationName": "shop", "status": "SUCCEEDED"}
    world.ask({"Records": [{"Sns": {"Message": json.dumps(news)}}]})
    world.minutes(1)
    assert counted == []
    world.work()
    (gate,) = world.gates()
    assert (gate.answer, gate.outcome) == (answer, "told")
    assert [each.answer for each in counted] == [answer]


def test_a_decision_that_lost_the_race_is_not_counted(
    world: GateWorld, caplog: pytest.LogCaptureFixture
) -> None:
    """Reporter and janitor decide at once: one line in the log, one verdict for the alarms."""
    world.bind(HOOK)
    caplog.set_level(logging.INFO, logger="gonogo")
    counted: list[Gate] = []
    object.__setattr__(world.gating, "count", counted.append)
    world.deploy()
    (gate,) = world.gates()
    world.stack.execute()
    assert [go_on(each, world.gating).answer for each in (gate, gate)] == ["go", "go"]
    assert len(counted) == 1
    assert caplog.text.count(" is go: ") == 1


def test_an_answer_on_its_way_is_not_sent_beside(world: GateWorld) -> None:
    """Reporter and janitor tell at once: the second one leaves it to the first."""
    world.bind(HOOK)
    world.deploy()
    plane = world.answering.codedeploy
    verdict = plane.verdict

    def slowly(deployment: str, execution: str, *, go: bool) -> None:
        (gate,) = world.gates()
        go_on(gate, world.gating)
        verdict(deployment, execution, go=go)

    with patch.object(plane, "verdict", slowly):
        world.work()
    assert verdicts(world) == ["Succeeded"]


def test_a_deployment_that_is_gone_is_not_told_for_ever(world: GateWorld) -> None:
    world.bind(HOOK)
    world.deploy()
    world.codedeploy.deployments.clear()
    world.work()
    (gate,) = world.gates()
    assert (gate.outcome, gate.over) == ("lost", True)


def test_tests_that_are_gone_are_no(world: GateWorld) -> None:
    """What was started for it expired or was removed."""
    world.bind(HOOK)
    deployment = world.deploy()
    world.clock.advance(60)
    with patch.object(world.stack.parts.runs, "batch", lambda id: None):
        world.ask({"source": MINUTE})
    assert deployment.status == "Failed"


def test_a_gate_that_breaks_the_sweep_holds_no_other_up(world: GateWorld) -> None:
    """It is put off before it is looked at: the next look begins with the others."""
    world.bind(HOOK)
    first = world.deploy()
    world.clock.advance(1)
    second = world.deploy()
    world.stack.execute()
    decide = world.gating.gates.decide

    def breaks(id: GateId, answer: Answer, reason: str) -> tuple[Gate, bool]:
        gate = world.gating.gates.find(id)
        if gate is not None and gate.reference["deployment"] == first.id:
            raise Unavailable("a table that is not there")
        return decide(id, answer, reason)

    world.clock.advance(60)
    with patch.object(world.gating.gates, "decide", breaks):
        for _ in range(2):
            with suppress(Unavailable):
                sweep_gates(world.gating)
    assert (verdicts(world), second.waiting) == (["Succeeded"], None)


def test_the_longest_overdue_is_looked_at_first(world: GateWorld) -> None:
    """Also if there are more than one sweep takes."""
    now, gates = world.clock.now(), world.gating.gates
    asked: Any = {"kind": HOOK, "reference": {}, "subject": {}, "deadline_at": now + HOOK_SECONDS}
    knocks = [Knock(**asked, identity=str(number)) for number in range(20)]
    for ago, knock in enumerate(knocks):
        gates.open(replace(gate_of(knock, now), due_at=now - ago))
    assert list(gates.due(now, 5)) == [knock.gate for knock in knocks[:-6:-1]]


def test_the_tests_of_a_service_know_its_test_listener(world: GateWorld) -> None:
    """And the hook which event of the deployment it is asked in."""
    world.bind(HOOK, {"event": "AfterAllowTestTraffic"})
    world.codedeploy.deploy("shop", "blue", {"AfterAllowTestTraffic": world.ask}, platform="ECS")
    world.advance()
    (gate,) = world.gates()
    assert gate.facts["test_listener_arn"] == TEST_LISTENER
    assert gate.subject["event"] == "AfterAllowTestTraffic"


def test_a_hook_that_comes_before_its_target_is_asked_all_the_same(world: GateWorld) -> None:
    """CodeDeploy does not know yet what it deploys to, nor the event that is under way."""
    world.bind(HOOK, {"application": "shop"})
    world.planes.faults.append(Fault("ListDeploymentTargets", "DeploymentNotStartedException"))
    deployment = world.deploy()
    assert world.gates()[0].subject == {"application": "shop", "group": "blue", "event": ""}
    world.work()
    world.advance()
    assert deployment.status == "Succeeded"


def test_an_answer_that_nobody_takes_is_not_told_for_ever(world: GateWorld) -> None:
    """The permission was never added: some minutes after the deadline it ends."""
    world.bind(HOOK)
    world.planes.faults.append(Fault(VERDICT, "AccessDeniedException", times=1000))
    world.deploy()
    world.work()
    world.minutes(2, after=HOOK_SECONDS + MARGIN)
    (gate,) = world.gates()
    assert (gate.outcome, gate.over) == ("lost", True)
    assert "AccessDeniedException" in gate.problem
