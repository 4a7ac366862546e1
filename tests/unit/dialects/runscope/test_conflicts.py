"""Somebody changed the test in between: it is read again, once; then the client is told."""

from __future__ import annotations

from typing import Any

import pytest

from gonogo.dialects.runscope import _steps, _tests
from gonogo.domain.commands import StoredTest
from gonogo.domain.commands.defining import ProjectView, PutTest, ReadProject, ReadTest, TestView
from gonogo.domain.commands.history import ListRuns, RunList
from gonogo.domain.commands.schedules import ListSchedules, ScheduleList
from gonogo.errors import Conflict
from tests.builders import a_head, a_project
from tests.dialogue import LINKS, Told, a_request, hold

STEP = {"type": "request", "id": "8b0c1b0e-0f3b-4c8e-9a77-0d6d2a1f0e57", "url": "http://a.test/"}
PARAMS = {"bucket": a_project().id, "test": a_head().id, "step": STEP["id"]}
TALKS = {
    "change": (_tests.update, {"name": "New"}),
    "add a step": (_steps.create, {"step_type": "pause", "duration": 1}),
    "replace a step": (_steps.update, {"step_type": "pause", "duration": 1}),
    "delete a step": (_steps.delete, None),
}


def a_view(version: int) -> TestView:
    """The test as it stands in some version."""
    test = StoredTest(head=a_head(version=version), steps=(STEP,))
    return TestView(project=a_project(), test=test)


def held(name: str, *puts: Any) -> Told:
    """The conversation, in which the test is read in two versions and put with these answers."""
    talk, body = TALKS[name]
    answers = {
        ReadProject: ProjectView(project=a_project()),
        ReadTest: [a_view(1), a_view(2)],
        PutTest: list(puts),
        ListRuns: RunList(project=a_project(), runs=()),
        ListSchedules: ScheduleList(project=a_project(), schedules=()),
    }
    return hold(talk(a_request(body, params=PARAMS), LINKS), answers)


@pytest.mark.parametrize("name", TALKS)
def test_after_a_conflict_the_change_is_made_to_what_is_there_now(name: str) -> None:
    """The second put is of the second version."""
    told = held(name, Conflict("changed meanwhile"), a_view(3))
    puts = [command for command in told.asked if isinstance(command, PutTest)]
    assert [put.test.head.version for put in puts] == [1, 2]
    assert told.reply is not None
    assert told.reply.status < 300


@pytest.mark.parametrize("name", TALKS)
def test_a_second_conflict_is_told(name: str) -> None:
    """A client that tries again will see what is there."""
    with pytest.raises(Conflict):
        held(name, Conflict("once"), Conflict("twice"))
