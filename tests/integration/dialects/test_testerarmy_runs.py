"""TesterArmy's runs and batches, through the front door: read, listed, canceled, started again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.aws_stack import aws_stack
from tests.fakes import FakeClock, FakeHttp, a_reply
from tests.integration.dialects.testerarmy_door import URL, Army, http_step

ACT = {"type": "act", "title": "Click the button"}
WORDS = {"queued", "running", "completed", "failed", "cancelled"}


@pytest.fixture
def army() -> Iterator[Army]:
    """A project, and a key for it; the shop answers 200, unless it is asked for `/bad`."""
    http = FakeHttp(lambda request: a_reply(status=500 if request.url.endswith("/bad") else 200))
    with aws_stack(FakeClock(), http) as stack:
        yield Army(stack, http)


def bad_step(title: str = "The basket is full") -> dict[str, Any]:
    """A step that fails."""
    return http_step(title, url=f"{URL}/bad")


def ran(army: Army, *steps: dict[str, Any]) -> dict[str, Any]:
    """A run of a test of these steps, as it is read when it is over."""
    run = army.ok("POST", f"/tests/{army.test('Buy', *steps)}/runs", {})["runId"]
    army.stack.execute()
    document: dict[str, Any] = army.ok("GET", f"/runs/{run}")
    return document


# ---- what a run says -----------------------------------------------------------------------------


def test_a_run_that_passed_is_completed_with_pass(army: Army) -> None:
    """A client reads its result, name and description; nothing in it is an error."""
    run = ran(army, http_step(), {"type": "screenshot"})
    output = run["output"]
    assert (run["status"], output["result"], output["featureName"]) == ("completed", "PASS", "Buy")
    assert output["description"] == "1 of 1 assertions hold, in 1 request."
    assert (output["issues"], output["screenshots"]) == ([], [])
    assert [(step["title"], step["status"]) for step in output["steps"]] == [
        ("The shop is up", "passed")
    ]
    assert "error" not in run
    assert run["startedAt"] == run["completedAt"] == run["createdAt"]
    assert (run["durationMs"], run["autoRetryCount"], run["webhookStatus"]) == (0, 0, None)


def test_a_run_that_failed_is_completed_with_failed(army: Army) -> None:
    """Completed is executed; what went wrong are its issues."""
    run = ran(army, http_step(), bad_step())
    output = run["output"]
    assert (run["status"], output["result"]) == ("completed", "FAILED")
    (issue,) = output["issues"]
    assert (issue["url"], issue["expectedBehavior"], issue["actualBehavior"]) == (
        f"{URL}/bad",
        "200",
        "500",
    )
    assert issue["description"] in output["description"]
    good, bad = output["steps"]
    assert (good["status"], good["error"], good["stepIndex"]) == ("passed", None, 0)
    assert (bad["status"], bad["stepIndex"], bad["title"]) == ("failed", 1, "The basket is full")
    assert bad["error"]


@pytest.mark.parametrize(
    "step",
    [
        ACT,
        {"type": "assert", "title": "A basket is shown"},
        {"type": "login", "title": "As Ann"},
        {"type": "files", "title": "Upload", "fileIds": []},
        {"type": "javascript", "code": "return {success: true}"},
    ],
)
def test_a_step_that_needs_an_agent_fails_its_run_with_that_code(
    army: Army, step: dict[str, Any]
) -> None:
    """Also beside a step that passed: half a test is no answer."""
    run = ran(army, http_step(), step)
    assert (run["status"], run["output"], run["error"]["code"]) == ("failed", None, "needs_agent")
    assert step["type"] in run["error"]["message"]
    assert [each["status"] for each in run["stepResults"]] == ["passed", "failed"]
    batch = army.call("GET", "", key=army.key, rawPath=f"/v1/batches/{_batch(run)}")[1]
    assert batch["verdict"] == "no-go"


def _batch(run: dict[str, Any]) -> str:
    return str(run["externalRef"]["batchId"])


def test_a_run_of_nothing_but_pictures_has_not_passed(army: Army) -> None:
    """They are left out, and nothing is left."""
    run = ran(army, {"type": "screenshot"})
    assert (run["status"], run["error"]["code"]) == ("failed", "nothing_judged")


def test_a_definite_no_is_an_answer_even_without_an_agent(army: Army) -> None:
    """What failed, failed."""
    run = ran(army, ACT, bad_step())
    assert (run["status"], run["output"]["result"]) == ("completed", "FAILED")


def test_a_run_is_queued_then_running_then_over(army: Army) -> None:
    """The client waits for a word that it knows as an end."""
    run = army.ok("POST", f"/tests/{army.test()}/runs", {})["runId"]
    assert army.ok("GET", f"/runs/{run}")["status"] == "queued"
    assert army.stack.parts.runs.claim(run, army.clock.now())
    running = army.ok("GET", f"/runs/{run}")
    assert (running["status"], running["output"]) == ("running", None)


def test_polling_is_not_limited(army: Army) -> None:
    """A client asks every ten seconds for half an hour, others without a pause."""
    run = army.ok("POST", f"/tests/{army.test()}/runs", {})["runId"]
    assert {army.call("GET", f"/runs/{run}")[0] for _ in range(120)} == {200}


# ---- lists ---------------------------------------------------------------------------------------


def test_runs_are_listed_newest_first_and_in_pages(army: Army) -> None:
    """20 are a page unless another number is asked for."""
    test = army.test()
    runs = []
    for _ in range(22):
        army.clock.advance(1)
        runs.append(army.ok("POST", f"/tests/{test}/runs", {})["runId"])
    first = army.ok("GET", "/runs")
    assert [run["id"] for run in first["runs"]] == runs[:1:-1]
    second = army.ok("GET", f"/runs?cursor={first['nextCursor']}")
    assert [run["id"] for run in second["runs"]] == runs[1::-1]
    assert second["nextCursor"] is None
    assert len(army.ok("GET", "/runs?limit=7")["runs"]) == 7


def test_runs_are_listed_by_status_test_and_project(army: Army) -> None:
    """Each word finds those that show it."""
    tests = [army.test("a"), army.test("b", ACT), army.test("c", bad_step()), army.test("d")]
    runs = [army.ok("POST", f"/tests/{test}/runs", {})["runId"] for test in tests]
    army.ok("POST", f"/runs/{runs[3]}/cancel")
    army.stack.execute()
    army.clock.advance(1)
    waiting = army.ok("POST", f"/tests/{tests[0]}/runs", {"mode": "fast"})["runId"]
    wanted = {
        "completed": {runs[0], runs[2]},
        "failed": {runs[1]},
        "cancelled": {runs[3]},
        "queued": {waiting},
        "running": set(),
    }
    for word in WORDS:
        found = army.ok("GET", f"/runs?status={word}&projectId={army.project}")["runs"]
        assert {run["id"] for run in found} == wanted[word], word
        assert {run["status"] for run in found} <= {word}
    of_one = army.ok("GET", f"/runs?testId={tests[0]}")["runs"]
    assert [run["id"] for run in of_one] == [waiting, runs[0]]
    assert (of_one[0]["executionMode"], of_one[1]["executionMode"]) == ("fast", None)


def test_completed_runs_are_found_behind_many_others(army: Army) -> None:
    """The page is filled, and the next one goes on where it ended."""
    good, agent = army.test("good"), army.test("agent", ACT)
    wanted: list[str] = []
    for _ in range(3):
        wanted.insert(0, army.ok("POST", f"/tests/{good}/runs", {})["runId"])
        for _ in range(4):
            army.ok("POST", f"/tests/{agent}/runs", {})
        army.clock.advance(20)
    army.stack.execute()
    page = army.ok("GET", "/runs?status=completed&limit=2")
    assert [run["id"] for run in page["runs"]] == wanted[:2]
    rest = army.ok("GET", f"/runs?status=completed&limit=2&cursor={page['nextCursor']}")
    assert [run["id"] for run in rest["runs"]] == wanted[2:]


def test_a_key_of_several_projects_lists_the_runs_of_all(army: Army) -> None:
    """In one order."""
    other = army.ok("POST", "/projects", {"name": "b", "url": URL}, key=army.admin)["project"]["id"]
    runs: list[str] = []
    for project in (army.project, other, army.project):
        test = army.ok(
            "POST",
            "/tests",
            {"title": "t", "projectId": project, "steps": [http_step()]},
            key=army.admin,
        )["test"]["id"]
        army.clock.advance(1)
        runs.insert(0, army.ok("POST", f"/tests/{test}/runs", {}, key=army.admin)["runId"])
    page = army.ok("GET", "/runs?limit=2", key=army.admin)
    assert [run["id"] for run in page["runs"]] == runs[:2]
    rest = army.ok("GET", f"/runs?limit=2&cursor={page['nextCursor']}", key=army.admin)
    assert [run["id"] for run in rest["runs"]] == runs[2:]


# ---- canceling and starting again ----------------------------------------------------------------


def test_a_run_is_canceled_once(army: Army) -> None:
    """With two l; one that is over cannot be."""
    run = army.ok("POST", f"/tests/{army.test()}/runs", {})["runId"]
    assert army.ok("POST", f"/runs/{run}/cancel") == {"id": run, "status": "cancelled"}
    assert army.ok("GET", f"/runs/{run}")["status"] == "cancelled"
    assert army.refused("POST", f"/runs/{run}/cancel")[0] == 409


def test_a_batch_is_canceled_as_often_as_one_likes(army: Army) -> None:
    """Runs that are over stay as they are."""
    group = army.group("smoke", army.test("a"), army.test("b"))
    started = army.ok("POST", f"/groups/{group}/runs", {})
    first, second = started["runIds"]
    army.ok("POST", f"/runs/{first}/cancel")
    path = f"/batches/{started['batchId']}/cancel"
    assert army.ok("POST", path) == {
        "batchId": started["batchId"],
        "cancelled": 1,
        "alreadyFinished": 1,
        "cancelledRunIds": [second],
        "alreadyFinishedRunIds": [first],
    }
    again = army.ok("POST", path)
    assert (again["cancelled"], again["alreadyFinished"]) == (0, 2)


def test_a_batch_is_started_again_without_what_is_gone(army: Army) -> None:
    """The answer names the batch that it repeats, and the tests that it cannot."""
    stays, goes = army.test("stays"), army.test("goes")
    group = army.group("smoke", stays, goes)
    source = army.ok("POST", f"/groups/{group}/runs", {"targetUrl": "https://x.example"})["batchId"]
    path = f"/batches/{source}/rerun"
    assert army.refused("POST", path)[0] == 409
    army.stack.execute()
    army.ok("DELETE", f"/tests/{goes}")
    status, started = army.call("POST", path)
    assert status == 202
    assert (started["status"], started["groupId"]) == ("queued", group)
    assert (started["sourceBatchId"], started["skippedTestIds"]) == (source, [goes])
    assert (started["count"], len(started["queuedRunIds"])) == (1, 1)
    assert started["batchId"] != source
    run = army.ok("GET", f"/runs/{started['runIds'][0]}")
    assert (run["testId"], run["input"]["targetUrl"]) == (stays, "https://x.example")


def test_a_batch_of_which_nothing_is_left_is_started_as_cancelled(army: Army) -> None:
    """Disabled tests are left out like deleted ones."""
    test = army.test()
    source = army.ok("POST", f"/groups/{army.default}/runs", {})["batchId"]
    army.stack.execute()
    army.ok("PATCH", f"/tests/{test}", {"enabled": False})
    started = army.ok("POST", f"/batches/{source}/rerun")
    assert (started["status"], started["count"]) == ("cancelled", 0)
    assert (started["skippedTestIds"], started["groupId"]) == ([test], army.default)
