"""What TesterArmy's older clients call, and the webhook that a run is told to."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from gonogo.domain.http import HttpRequest, HttpResponse
from tests.aws_stack import AwsStack, aws_stack
from tests.fakes import FakeClock, FakeHttp, a_reply
from tests.integration.dialects.testerarmy_door import Army, http_step

HOOK = "https://ci.example/hook"
PREVIEW = "https://pr-42.example"
DEPLOYED = {
    "url": PREVIEW,
    "context": {"title": "Faster", "description": None, "changedFiles": [{"filename": "a.ts"}]},
    "credentials": {"email": "ann@example.com", "password": "correct horse battery"},
    "vercelBypassToken": "bypass-token",
}


class Receiver(FakeHttp):
    """Answers tests with 200, and posts to the webhook with the statuses that it was given."""

    def __init__(self, *statuses: int) -> None:
        super().__init__(self._answer)
        self.statuses = list(statuses)
        self.posts: list[HttpRequest] = []

    def _answer(self, request: HttpRequest) -> HttpResponse:
        if request.url != HOOK:
            return a_reply(status=200)
        self.posts.append(request)
        return a_reply(status=self.statuses.pop(0) if self.statuses else 200)


@pytest.fixture
def army() -> Iterator[Army]:
    """A project, a key for it, and a receiver."""
    http = Receiver()
    with aws_stack(FakeClock(), http) as stack:
        yield Army(stack, http)


def receiver(army: Army) -> Receiver:
    """Whoever is told."""
    assert isinstance(army.http, Receiver)
    return army.http


# ---- prompts, and being told ---------------------------------------------------------------------


def test_a_prompt_is_taken_and_ends_as_needing_an_agent(army: Army) -> None:
    """202 with the run, which can be read; it has not passed."""
    status, started = army.call("POST", "/runs", {"prompt": "Log in\nand out"})
    assert (status, started["status"]) == (202, "queued")
    assert started["createdAt"] == "2026-11-18T11:06:40.000Z"
    army.stack.execute()
    run = army.ok("GET", f"/runs/{started['id']}")
    assert (run["status"], run["error"]["code"]) == ("failed", "needs_agent")
    assert run["input"] == {"prompt": "Log in\nand out"}


def test_prompts_are_no_tests_that_a_group_would_start(army: Army) -> None:
    """One disabled test stands for all of them."""
    for prompt in ("a", "b"):
        army.ok("POST", "/runs", {"prompt": prompt})
    (test,) = army.ok("GET", f"/tests?projectId={army.project}")["tests"]
    assert (test["title"], test["enabled"]) == ("Prompts", False)
    assert army.ok("POST", f"/groups/{army.default}/runs", {})["count"] == 0


def told(army: Army) -> tuple[str, Receiver]:
    """A run with a webhook that is over and told; and the receiver."""
    run = army.ok("POST", "/runs", {"prompt": "x", "webhookUrl": HOOK})["id"]
    assert army.ok("GET", f"/runs/{run}")["webhookStatus"] == "pending"
    army.stack.execute()
    army.stack.report()
    return run, receiver(army)


def test_the_end_of_a_run_is_told_as_the_run_is_read(army: Army) -> None:
    """By POST, unsigned, within ten seconds."""
    run, http = told(army)
    (post,) = http.posts
    read = army.ok("GET", f"/runs/{run}")
    body = json.loads(post.body or b"")
    assert body["webhookStatus"] == "pending"
    assert read["webhookStatus"] == "delivered"
    assert read["webhookUrl"] == HOOK
    assert {**body, "webhookStatus": "delivered"} == read
    assert (post.method, post.timeout) == ("POST", 10.0)
    assert not [name for name, _ in post.headers if "signature" in name.lower()]


def test_a_projects_webhook_may_be_told_in_these_words(army: Army) -> None:
    """With all that the run was started with; it is signed, being a webhook of ours."""
    body = {"settings": {"url": HOOK}, "events": ["run.finished"], "format": "testerarmy"}
    event = {"rawPath": f"/v1/projects/{army.short}/webhooks"}
    assert army.call("POST", "", body, **event)[0] == 201
    wanted = {"mode": "deep", "platform": "ios", "deviceModel": "ipad"}
    run = army.ok("POST", f"/tests/{army.test()}/runs", wanted)["runId"]
    army.stack.execute()
    army.stack.report()
    (post,) = receiver(army).posts
    assert json.loads(post.body or b"") == army.ok("GET", f"/runs/{run}")
    assert "webhook-signature" in dict(post.headers)


def test_telling_is_tried_again_after_one_two_and_four_seconds(army: Army) -> None:
    """By the same reporter; then it is abandoned, and the run says so."""
    receiver(army).statuses = [500] * 9
    before = army.clock.now()
    run, http = told(army)
    assert (len(http.posts), army.clock.now() - before) == (4, 7.0)
    assert army.ok("GET", f"/runs/{run}")["webhookStatus"] == "failed"
    army.clock.advance(600)
    army.stack.sweep()
    army.stack.report()
    assert len(http.posts) == 4


# ---- a deployment, waited for --------------------------------------------------------------------


class Executing:
    """Runs what is queued whenever the API waits."""

    def __init__(self, stack: AwsStack) -> None:
        self.stack = stack
        self.sleep, stack.clock.sleep = stack.clock.sleep, self.slept  # type: ignore[method-assign]

    def slept(self, seconds: float) -> None:
        """What the clock's `sleep` does besides."""
        self.sleep(seconds)
        self.stack.execute()


@pytest.mark.parametrize(("value", "result"), [(200, "PASS"), (201, "FAILED")])
def test_a_deployment_is_tested_while_the_client_waits(army: Army, value: int, result: str) -> None:
    """All tests of the project, at its address."""
    assertion = {"source": "response_status", "value": value}
    army.test("Health", http_step(assertions=[assertion]))
    Executing(army.stack)
    status, answer = army.call("POST", "/ci/test", DEPLOYED)
    assert status == 200
    assert answer["output"]["result"] == result
    assert answer["output"]["featureName"] == "Faster"
    assert isinstance(answer["output"]["description"], str)
    assert (answer["output"]["screenshots"], answer["output"]["playwrightCode"]) == ([], "")
    assert set(answer["testPlan"]) == {"instructions", "focusAreas", "complexity"}
    assert isinstance(answer["duration"], int)
    (request,) = receiver(army).requests
    assert request.url == f"{PREVIEW}/health"
    assert ("x-vercel-protection-bypass", "bypass-token") in request.headers


def test_credentials_of_a_deployment_are_not_kept(army: Army) -> None:
    """They would stand in results."""
    army.test()
    Executing(army.stack)
    army.ok("POST", "/ci/test", DEPLOYED)
    stored = [*army.stack.stored("runs"), *army.stack.stored("catalog")]
    assert not [item for item in stored if "correct horse" in item]


@pytest.mark.parametrize("steps", [[], [{"type": "act", "title": "Click"}]])
def test_a_deployment_that_nobody_could_judge_has_not_passed(
    army: Army, steps: list[dict[str, Any]]
) -> None:
    """Without tests, or with tests that need an agent."""
    if steps:
        army.test("Agent", *steps)
    Executing(army.stack)
    output = army.ok("POST", "/ci/test", DEPLOYED)["output"]
    assert output["result"] == "FAILED"
    assert output["description"]


def test_a_deployment_that_takes_longer_is_answered_504(army: Army) -> None:
    """In the error's shape: the client does not ask again, and the run can be read later."""
    army.test()
    before = army.clock.now()
    status, document = army.call("POST", "/ci/test", DEPLOYED)
    assert (status, document["error"]) == (504, "Timeout")
    assert 25 <= army.clock.now() - before < 29
    assert army.ok("GET", f"/runs/{document['runId']}")["status"] == "queued"


def test_a_call_without_a_project_needs_a_key_of_one(army: Army) -> None:
    """Else it would be a guess."""
    army.stranger()
    for path, body in (("/runs", {"prompt": "x"}), ("/ci/test", DEPLOYED)):
        status, message = army.refused("POST", path, body, key=army.admin)
        assert (status, message.partition(":")[0]) == (400, "projectId")
