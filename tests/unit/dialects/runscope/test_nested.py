"""Runscope's entries stay beside the flattened steps, whatever the nested steps did."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from gonogo.dialects._contract import Links
from gonogo.dialects.runscope._outcome import encode_outcome
from gonogo.dialects.runscope._result import aligned
from gonogo.domain.ids import StepId
from gonogo.domain.result import RunResult
from gonogo.domain.test import Step, nested
from gonogo.engine.steps import step_types
from tests.engine_runs import a_step, an_assertion, an_environment, run
from tests.fakes import FakeHttp, a_reply
from tests.results import a_view

IS_OK = (an_assertion("response_status", "equal", 200),)
BAD, GOOD = a_reply(status=500), a_reply()


def tree(right: str = "a", **loop: Any) -> tuple[Step, ...]:
    """A test with everything nested once."""
    model = {name: step_types[name].model for name in step_types.names}
    asked = {"left_value": "{{a}}", "right_value": right}
    request = a_step(assertions=IS_OK)
    inner = model["condition"](**asked, steps=(request, model["pause"](duration=1)))
    steps = (
        request,
        model["condition"](**asked, steps=(inner, request)),
        model["loop"](**asked, **{"times": 2, **loop}, steps=(request, request)),
        model["foreach"](values=["a", "b"], steps=(request, inner)),
        model["group"](steps=(request,)),
        model["unsupported"](kind="ghost-inspector"),
        request,
    )
    return tuple(_numbered(steps, ""))


def _numbered(steps: tuple[Step, ...], path: str) -> Iterator[Step]:
    for index, step in enumerate(steps):
        here = f"{path}{index}"
        more: dict[str, Any] = {}
        if nested(step):
            more["steps"] = tuple(_numbered(nested(step), f"{here}."))
        yield replace(step, id=StepId(here), **more)


def expected(steps: tuple[Step, ...]) -> Iterator[str]:
    """What clients expect: depth-first, conditions once more."""
    for step in steps:
        yield step.id
        yield from expected(nested(step))
        if step.type == "condition":
            yield step.id


def result(steps: tuple[Step, ...], *replies: Any, **given: Any) -> RunResult:
    """Their run."""
    return run(*steps, http=FakeHttp(*replies), variables={"a": "a"}, **given)


@pytest.mark.parametrize("right", ["a", "b", "{{nope}}"])
@pytest.mark.parametrize("replies", [(GOOD,), (BAD,), (GOOD, BAD), (BAD, GOOD)])
@pytest.mark.parametrize("stop", [False, True])
def test_entries_stand_beside_the_steps(right: str, replies: Any, stop: bool) -> None:
    """True, false or unanswerable conditions, failures and stops: always the same order."""
    steps = tree(right)
    found = result(steps, *replies, environment=an_environment(stop_on_failure=stop))
    assert [step.id for step in aligned(found.steps)] == list(expected(steps))


def test_loop_shows_its_last_round_once() -> None:
    steps = tree("a")
    found = result(steps)
    loop = next(step for step in found.steps if step.type == "loop")
    assert [step.id for step in aligned((loop,))] == ["2", "2.0", "2.1"]


def test_of_several_rows_the_first_bad_one_is_shown() -> None:
    steps = (tree()[3],)
    found = result(steps, GOOD, GOOD, BAD, GOOD)
    statuses = [step.status for step in aligned(found.steps)]
    assert statuses == ["failed", "failed", "passed", "passed", "passed", "passed"]


def test_outcome_names_real_steps_by_their_vendors_words() -> None:
    links = Links(public="https://g.example.com", dialect="https://g.example.com/runscope")
    body: Any = encode_outcome(a_view(result(tree())), links)
    types = {entry["step_type"] for entry in body["requests"]}
    assert types == {
        *("request", "pause", "condition", "conditional-loop"),
        *("foreach", "group", "ghost-inspector"),
    }
