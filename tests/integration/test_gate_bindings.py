"""Bindings through the front door: made once, and only of what deployments ask."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from gonogo.gates import gates
from gonogo.local.planes.ecs import STAGES
from gonogo.local.planes.model import Model
from gonogo.services.gates.bind import MAX_NOTE
from tests.api_door import Answer, ApiDoor
from tests.fakes import FakeClock, FakeHttp
from tests.quick_stack import quick_stack

ALL = "/v1/projects/shop/gates/bindings"
DOCUMENT = {
    "project": "shop",
    "tests": [{"name": "T", "steps": [{"url": "http://a.test/"}]}],
    "suites": [{"name": "smoke", "tests": ["T"]}],
}
BOUND = {
    "kind": "codedeploy_hook",
    "match": {"application": "shop-*", "event": "BeforeAllowTraffic"},
    "suite": "smoke",
    "variables": {"team": "payments"},
    "policy": {"min_pass_ratio": 0.5, "non_blocking": ["slow"]},
    "note": "before traffic",
}
OTHERS: tuple[dict[str, Any], ...] = (
    {"suite": None},
    {"variables": {}},
    {"policy": {"min_pass_ratio": 0.6, "non_blocking": ["slow"]}},
    {"note": ""},
)
Ask = Callable[..., Answer]
CLOSED = [(kind, name) for kind in gates.names for name in gates[kind].closed]


@pytest.fixture
def ask() -> Iterator[Ask]:
    """A call with an admin key; time passes between two."""
    with quick_stack(FakeClock(), FakeHttp()) as stack:
        door = ApiDoor(stack, FakeHttp())
        door.push(DOCUMENT)
        headers = {"authorization": f"Bearer {door.admin}", "content-type": "application/json"}

        def call(method: str, path: str, body: object = None) -> Answer:
            door.advance(1)
            return door.send(method, path, body, headers)

        yield call


def test_the_same_binding_made_again_is_the_one_that_is_there(ask: Ask) -> None:
    """Also after a change made it so, and nothing is noted: nothing was done."""
    first = ask("POST", ALL, BOUND)
    assert ask("POST", ALL, BOUND) == first
    id = first.json["binding"]["id"]
    changed = ask("PUT", f"{ALL}/{id}", {**BOUND, "note": "changed"})
    again = ask("POST", ALL, {**BOUND, "note": "changed"})
    assert (again.status, again.json) == (201, changed.json)
    assert [each["id"] for each in ask("GET", ALL).json["bindings"]] == [id]
    noted = ask("GET", "/v1/projects/shop/audit").json["entries"]
    assert [each["deed"] for each in noted if each["kind"] == "binding"] == ["changed", "created"]


@pytest.mark.parametrize("other", OTHERS, ids=[next(iter(other)) for other in OTHERS])
def test_another_that_would_never_be_asked_is_refused(ask: Ask, other: dict[str, Any]) -> None:
    """Of two that match the same the older one counts: it is named, and can be replaced."""
    first = ask("POST", ALL, BOUND).json["binding"]["id"]
    refused = ask("POST", ALL, {**BOUND, **other})
    assert (refused.status, refused.json["code"]) == (409, "conflict")
    assert first in refused.json["detail"]
    wider = ask("POST", ALL, {**BOUND, **other, "match": {"application": "shop-*"}})
    assert wider.json["binding"]["id"] != first
    narrowed = ask("PUT", f"{ALL}/{wider.json['binding']['id']}", {**BOUND, **other})
    assert narrowed.status == 409
    assert ask("PUT", f"{ALL}/{first}", {**BOUND, **other}).status == 200


@pytest.mark.parametrize(("kind", "name"), CLOSED)
def test_what_no_deployment_asks_is_refused(ask: Ask, kind: str, name: str) -> None:
    """Of what the control plane has fixed; a pattern may fit what it adds one day."""
    known = gates[kind].closed[name]
    for good in (*known, "*", f"{known[0][:-1]}?"):
        assert ask("POST", ALL, {"kind": kind, "match": {name: good}}).status == 201
    id = ask("GET", ALL).json["bindings"][0]["id"]
    for method, path in (("POST", ALL), ("PUT", f"{ALL}/{id}")):
        answer = ask(method, path, {"kind": kind, "match": {name: known[0].lower()}})
        assert (answer.status, answer.json["field"]) == (400, f"match.{name}")
        assert answer.json["accepted"].startswith(", ".join(known))


def test_a_note_has_an_end(ask: Ask) -> None:
    assert ask("POST", ALL, {**BOUND, "note": "n" * MAX_NOTE}).status == 201
    answer = ask("POST", ALL, {**BOUND, "note": "n" * (MAX_NOTE + 1)})
    assert (answer.status, answer.json["field"]) == (400, "note")


def test_more_bindings_than_a_question_can_look_through_are_refused(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that is there can still be made again, and changed."""
    monkeypatch.setattr("gonogo.services.gates.bind.MAX_BINDINGS", 1)
    id = ask("POST", ALL, BOUND).json["binding"]["id"]
    refused = ask("POST", ALL, {**BOUND, "match": {}})
    assert (refused.status, refused.json["code"]) == (409, "conflict")
    assert ask("POST", ALL, BOUND).status == 201
    assert ask("PUT", f"{ALL}/{id}", {**BOUND, "note": "changed"}).status == 200


def test_what_would_be_told_no_is_said(ask: Ask) -> None:
    """Nothing fits, or nothing is left in the suite."""
    asked = {"kind": BOUND["kind"], "subject": BOUND["match"]}
    assert ask("POST", "/v1/gates/try", asked).json["reason"] == "No binding fits."
    ask("POST", ALL, BOUND)
    assert ask("POST", "/v1/gates/try", asked).json["tests"] == 1
    ask("DELETE", "/v1/projects/shop/tests/T")
    assert "no test" in ask("POST", "/v1/gates/try", asked).json["reason"]


def test_names_that_people_give_are_not_fixed(ask: Ask) -> None:
    """A pipeline's stage is whatever its owner calls it."""
    of = {"kind": "codepipeline_lambda", "match": {"stage": "any"}}
    assert ask("POST", ALL, of).status == 201


def test_stages_are_those_of_the_model_of_ecs() -> None:
    """A pause knows all but the two in which traffic is being shifted (`contracts/aws.md` 2)."""
    stages, shifts = Model("ecs").values(STAGES), {"TEST_TRAFFIC_SHIFT", "PRODUCTION_TRAFFIC_SHIFT"}
    assert gates["ecs_hook"].closed["stage"] == stages
    assert set(gates["ecs_pause"].closed["stage"]) == set(stages) - shifts
