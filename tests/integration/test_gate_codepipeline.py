"""CodePipeline waits for gonogo: by function, by its own action type, by approval."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import pytest

from gonogo.gates._contract import MINUTE, Told
from gonogo.local.planes.server import Fault
from gonogo.services.gates.go_on import sweep_gates
from tests.gate_world import PROVIDER, GateWorld, gate_world

POLL = {"source": MINUTE}
SUCCESS, FAILURE = "PutJobSuccessResult", "PutJobFailureResult"


@pytest.fixture
def world() -> Iterator[GateWorld]:
    with gate_world() as found:
        yield found


def parameters(**settings: Any) -> dict[str, str]:
    """The configuration of a Lambda action."""
    return {"UserParameters": json.dumps({"project": "orders", **settings})}


def test_an_action_that_polls_is_told_how_far_it_is(world: GateWorld) -> None:
    """Then its verdict, with variables for the stages that follow."""
    action = world.pipeline("lambda", configuration=parameters())
    world.advance()
    assert (action.status, action.percent) == ("InProgress", 0)
    world.work()
    world.minutes(1)
    assert action.status == "Succeeded"
    assert action.summary == "go: 1 of 1 runs passed"
    assert action.variables["Verdict"] == "go"
    assert action.variables["ReportUrl"].endswith(action.link)
    assert len(world.gates()) == 1


def test_a_call_that_was_answered_may_come_again(world: GateWorld) -> None:
    """Its function died after the answer: no error of ours, or the last word would be said."""
    events: list[Any] = []
    world.pipeline("lambda", configuration=parameters(), function=events.append)
    world.advance()
    world.ask(events[0])
    world.work()
    world.clock.advance(60)
    world.advance()
    assert world.ask(events[1]) == {"answer": "go"}
    assert world.ask(events[1]) is None


def test_an_action_that_polls_hears_why_it_is_no(world: GateWorld) -> None:
    world.api.healthy = False
    action = world.pipeline("lambda", configuration=parameters())
    world.advance()
    world.work()
    world.minutes(1)
    assert action.status == "Failed"
    assert "expected 200, got 500" in action.failure["message"]
    assert "/ui/batches/" in action.failure["message"]


def test_a_callback_says_no_before_its_twenty_minutes_are_over(world: GateWorld) -> None:
    action = world.pipeline("lambda", configuration=parameters(mode="callback"))
    world.advance()
    world.stack.messages()
    world.minutes(2, after=13 * 60)
    assert action.status == "Failed"
    assert "did not end before" in action.failure["message"]


MISTAKES = {
    "{": "UserParameters is no JSON object",
    '{"suite": "smoke"}': "no project is named",
    '{"project": "orders", "mode": "wait"}': "There is no mode 'wait'",
    '{"project": "orders", "suite": "none"}': "has no suite 'none'",
    '{"project": "nobody"}': "nobody",
    '{"project": 5}': "project is no text",
    '{"project": "orders", "enviroment": "qa"}': "there is no field 'enviroment'",
}


def test_a_mistake_in_the_settings_is_no_at_once(world: GateWorld) -> None:
    """And says what would be taken."""
    for text, said in MISTAKES.items():
        action = world.pipeline("lambda", configuration={"UserParameters": text})
        world.advance()
        assert action.status == "Failed"
        assert said in action.failure["message"]


def test_without_settings_a_binding_decides(world: GateWorld) -> None:
    world.bind("codepipeline_lambda", {"pipeline": "rel*", "stage": "test"})
    action = world.pipeline("lambda")
    world.advance()
    world.work()
    world.minutes(1)
    assert action.status == "Succeeded"


def test_a_job_whose_details_are_denied_runs_what_it_says_itself(world: GateWorld) -> None:
    """Only its pipeline's name is not known then."""
    world.planes.faults.append(Fault("GetJobDetails", "AccessDeniedException", times=100))
    action = world.pipeline("lambda", configuration=parameters())
    world.advance()
    world.work()
    world.minutes(1)
    assert action.status == "Succeeded"
    assert world.gates()[0].subject["pipeline"] == ""


def test_an_action_of_ours_has_its_link_while_it_runs(world: GateWorld) -> None:
    """And how far it is; each time another job waits for the verdict, which goes to the last."""
    action = world.pipeline("custom", configuration={"Project": "orders"})
    world.ask(POLL)
    world.minutes(1)
    assert (action.status, action.percent) == ("InProgress", 0)
    assert action.link == world.gates()[0].batch
    world.minutes(3)
    assert len(world.planes.called(SUCCESS)) == 1, "not each minute: a verdict may have to wait"
    world.minutes(2)
    assert len(world.planes.called(SUCCESS)) == 2
    world.minutes(1)
    world.work()
    assert (action.status, action.variables["Verdict"]) == ("Succeeded", "go")
    assert len(world.gates()) == 1


def test_how_far_it_is_need_not_be_told(world: GateWorld) -> None:
    """A permission is missing for a minute: the verdict goes out all the same."""
    action = world.pipeline("custom", configuration={"Project": "orders"})
    world.ask(POLL)
    world.planes.faults.append(Fault(SUCCESS, "AccessDeniedException"))
    world.minutes(1)
    assert (action.status, action.percent) == ("InProgress", None)
    world.work()
    assert (action.status, action.variables["Verdict"]) == ("Succeeded", "go")


@pytest.mark.parametrize("noted", [True, False])
def test_a_verdict_between_two_jobs_waits_for_the_next(world: GateWorld, noted: bool) -> None:
    """Also if we died before we noted that there is no job now, and told the one that was over."""
    action = world.pipeline("custom", configuration={"Project": "orders"})
    world.ask(POLL)
    world.clock.advance(60)
    moved = world.gating.gates.moved if noted else lambda id, place: None
    with patch.object(world.gating.gates, "moved", moved):
        sweep_gates(world.gating)
    world.work()
    assert action.status == "InProgress"
    world.minutes(1)
    assert (action.status, action.variables["Verdict"]) == ("Succeeded", "go")


@pytest.mark.parametrize("answered", [False, True])
def test_the_last_word_to_a_job_is_no_unless_there_was_one(
    world: GateWorld, answered: bool
) -> None:
    """Lambda gave up calling the function; after an answer there is nothing to say."""
    events: list[Any] = []
    action = world.pipeline("lambda", configuration=parameters(), function=events.append)
    world.advance()
    job = events[0]["CodePipeline.job"]["id"]
    if answered:
        world.answering.pipeline.answer(job, Told(summary="go", reason="", link="l"), go=True)
    assert world.last_word({"requestPayload": events[0]}) == {"told": job}
    assert action.status == ("Succeeded" if answered else "Failed")
    assert answered or "its log says on what" in action.failure["message"]


def test_a_job_that_another_worker_has_is_left_to_it(world: GateWorld) -> None:
    action = world.pipeline("custom", configuration={"Project": "orders"})
    (job,) = world.codepipeline.jobs.values()
    world.planes.faults.append(Fault("AcknowledgeJob", "InvalidNonceException"))
    world.ask(POLL)
    assert (action.status, job.status) == ("InProgress", "Dispatched")
    job.status = "InProgress"
    world.minutes(2)
    world.work()
    assert world.api.requests == []
    assert world.planes.called(SUCCESS) == []


def test_an_abandoned_action_cancels_what_runs_for_it(world: GateWorld) -> None:
    action = world.pipeline("custom", configuration={"Project": "orders"})
    world.ask(POLL)
    world.codepipeline.abandon(action)
    kind = "CodePipeline Action Execution State Change"
    detail = {
        "state": "ABANDONED",
        "action-execution-id": action.id,
        "type": {"owner": "Custom", "category": "Test", "provider": PROVIDER, "version": 1},
    }
    world.ask({"source": "aws.codepipeline", "detail-type": kind, "detail": detail})
    (gate,) = world.gates()
    assert gate.over
    assert world.batch().tally.canceled == 1


def test_credentials_of_an_event_are_in_no_log(
    world: GateWorld, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    """The event of a job holds keys to the pipeline's artifacts."""
    caplog.set_level(logging.DEBUG, logger="gonogo")
    world.pipeline("lambda", configuration=parameters())
    world.advance()
    world.work()
    assert "canary" not in caplog.text + capsys.readouterr().out
    assert not any("canary" in text for text in world.stack.stored("runs"))


@pytest.mark.parametrize(("owner", "polls"), [("AWS", 0), ("Custom", 1)])
def test_only_news_of_custom_actions_is_a_reason_to_ask(
    world: GateWorld, owner: str, polls: int
) -> None:
    """An account's other pipelines tell of every action that they take."""
    kind = "CodePipeline Action Execution State Change"
    detail = {"state": "STARTED", "type": {"owner": owner, "category": "Build", "provider": "X"}}
    world.ask({"source": "aws.codepipeline", "detail-type": kind, "detail": detail})
    assert len(world.planes.called("PollForJobs")) == polls


@pytest.mark.parametrize("go", [True, False])
def test_a_text_that_is_too_long_is_cut(world: GateWorld, go: bool) -> None:
    """AWS's client would let it through, and the service refuse the answer."""
    long = Told(summary="s" * 3000, reason="r" * 6000, link="l" * 2000, variables={"V": "v" * 9000})
    approval, action = world.pipeline("approval"), world.pipeline("custom")
    plane = world.answering.pipeline
    (job,) = plane.poll(1)
    plane.acknowledge(job.id, job.nonce)
    plane.answer(job.id, long, go=go)
    plane.approve("release", "test", "gate", approval.token, long, go=go)
    assert {approval.status, action.status} == {"Succeeded" if go else "Failed"}
    assert len(approval.summary) == 512
