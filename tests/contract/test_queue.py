"""What every queue and every announcer must do."""

from __future__ import annotations

from dataclasses import replace

from gonogo.domain.commands import RunMessage
from gonogo.domain.delivery import Outcome
from gonogo.domain.ids import BatchId, ProjectId, RunId
from gonogo.domain.messages import message_of, outcome_of
from gonogo.ports import Announcer, RunQueue
from tests.builders import PROJECT

OUTCOME = Outcome(
    kind="run",
    project=PROJECT,
    batch=BatchId("b"),
    run=RunId("r"),
    status="passed",
    url="https://go.test/r",
)


def test_every_message_is_queued(queue: RunQueue) -> None:
    """Also more than one call takes."""
    queue.send(tuple(RunMessage(run=str(n), project=ProjectId("p")) for n in range(23)))
    queue.send(())
    assert queue.backlog() == 23


def test_outcomes_can_be_announced_twice(announcer: Announcer) -> None:
    """At least once is what is promised."""
    announcer.publish(OUTCOME)
    announcer.publish(OUTCOME)


def test_what_has_no_status_can_be_announced(announcer: Announcer) -> None:
    """Though SNS takes no attribute without a value."""
    announcer.publish(replace(OUTCOME, status=""))


def test_a_message_tells_its_whole_outcome() -> None:
    """Of a run and of a batch."""
    batch = Outcome(kind="batch", project=PROJECT, batch=BatchId("b"), status="no-go")
    assert outcome_of(message_of(OUTCOME)) == OUTCOME
    assert outcome_of(message_of(batch)) == batch
