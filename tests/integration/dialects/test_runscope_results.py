"""Runscope's results through the front door: lists, details beside the steps, sums and metrics."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.fakes import FakeHttp, a_reply
from tests.runscope_client import STEP, Runscope, runscope_client

CONDITION = {
    "step_type": "condition",
    "left_value": "{{go}}",
    "comparison": "equal",
    "right_value": "yes",
    "steps": [STEP, {"step_type": "pause", "duration": 1}],
}


@pytest.fixture
def api() -> Iterator[Runscope]:
    """A bucket and a token for it."""
    with runscope_client() as client:
        yield client


def results_of(api: Runscope, test: dict[str, Any]) -> str:
    """The path of a test's results."""
    return f"{api.tests}/{test['id']}/results"


def test_a_result_can_be_read_the_moment_its_trigger_answered(api: Runscope) -> None:
    """200 and `working`: some pollers fail the build on anything else."""
    test = api.make_test("Login", STEP)
    place = test["trigger_url"].removeprefix("https://gonogo.example/runscope")
    run = api.post(place, key="")["runs"][0]
    for path in (results_of(api, test), f"/buckets/{api.bucket}/radar/{test['id']}/results"):
        result = api.get(f"{path}/{run['test_run_id']}")
        assert (result["result"], result["finished_at"]) == ("working", None)
    [listed] = api.get(results_of(api, test))
    assert listed["result"] == "working"
    assert api.get(f"{results_of(api, test)}/latest")["test_run_id"] == run["test_run_id"]


def test_entries_stand_beside_the_steps(api: Runscope) -> None:
    """The initial script, steps depth-first, and one more entry for each condition."""
    test = api.make_test("Shop", STEP, CONDITION, STEP)
    run = api.run(test, go="yes")
    result = api.get(f"{results_of(api, test)}/{run['test_run_id']}")
    first, condition, last = test["steps"]
    inner = [step["id"] for step in condition["steps"]]
    ids = [entry["uuid"] for entry in result["requests"]]
    assert ids[1:] == [first["id"], condition["id"], *inner, condition["id"], last["id"]]
    assert all({"result", "url", "method", "assertions"} <= set(e) for e in result["requests"])


def test_steps_of_a_condition_that_does_not_hold_are_skipped_without_a_url(
    api: Runscope,
) -> None:
    """A client looks `result` up in pass and fail wherever there is a URL."""
    test = api.make_test("Shop", CONDITION)
    run = api.run(test, go="no")
    entries = api.get(f"{results_of(api, test)}/{run['test_run_id']}")["requests"]
    skipped = [entry for entry in entries if entry["result"] == "skipped"]
    assert [entry["url"] for entry in skipped] == [None] * len(skipped)
    assert len(skipped) >= 2
    assert all(e["result"] in ("pass", "fail") for e in entries if e["url"])


def test_every_entry_answers_with_its_request_and_response(api: Runscope) -> None:
    """`response` is an object for every one: a client parses the body of each."""
    test = api.make_test("Shop", STEP, CONDITION)
    run = api.run(test, go="yes")
    path = f"{results_of(api, test)}/{run['test_run_id']}"
    for entry in api.get(path)["requests"]:
        detail = api.get(f"{path}/steps/{entry['uuid']}")
        assert {key: detail[key] for key in entry} == entry
        assert isinstance(detail["response"], dict)
        assert "body" in detail["response"]
        if entry["url"] is None:
            assert detail["response"]["body"] is None
        else:
            assert detail["request"]["url"] == entry["url"]
            assert detail["response"]["status"] == 200
    assert api.refused("GET", f"{path}/steps/none")["status"] == 404


def test_a_step_s_traffic_is_there_to_the_header(api: Runscope) -> None:
    """Names with lists of values, as in a definition."""
    step = {**STEP, "method": "POST", "headers": {"X-A": ["1", "2"]}, "body": "sent"}
    test = api.make_test("Login", step)
    run = api.run(test)
    [id] = [each["id"] for each in test["steps"]]
    path = f"{results_of(api, test)}/{run['test_run_id']}/steps/{id}"
    detail = api.get(path)
    assert detail["request"]["headers"]["X-A"] == ["1", "2"]
    assert (detail["request"]["method"], detail["request"]["body"]) == ("POST", "sent")
    assert isinstance(detail["response"]["response_time_ms"], int)


def test_results_are_listed_newest_first_in_pages(api: Runscope) -> None:
    """Ten unless the client says how many; never more than fifty; past the end nothing."""
    test = api.make_test("Login", STEP)
    runs = []
    for _ in range(12):
        api.clock.advance(30)
        runs.insert(0, api.run(test)["test_run_id"])
    path = results_of(api, test)
    listed = [each["test_run_id"] for each in api.get(path)]
    assert listed == runs[:10]
    assert [e["test_run_id"] for e in api.get(path, count=9999999)] == runs
    assert [e["test_run_id"] for e in api.get(path, offset=11, count=5)] == runs[11:]
    assert api.get(path, offset=100) == []


def test_results_between_two_moments_exclude_both(api: Runscope) -> None:
    """A poller asks for what is newer than the last that it saw."""
    test = api.make_test("Login", STEP)
    for _ in range(4):
        api.clock.advance(100)
        api.run(test)
    path = results_of(api, test)
    first, second, third, fourth = (each["started_at"] for each in reversed(api.get(path)))
    assert isinstance(first, float)
    newer = [each["started_at"] for each in api.get(path, since=second)]
    assert newer == [fourth, third]
    older = [each["started_at"] for each in api.get(path, before=second)]
    assert older == [first]
    between = [each["started_at"] for each in api.get(path, since=first, before=fourth)]
    assert between == [third, second]
    assert api.refused("GET", f"{path}?since=yesterday")["status"] == 400


def test_there_is_no_latest_result_of_a_test_that_never_ran(api: Runscope) -> None:
    """And the list is empty."""
    test = api.make_test("Login", STEP)
    assert api.get(results_of(api, test)) == []
    assert api.refused("GET", f"{results_of(api, test)}/latest")["status"] == 404


def test_a_result_of_another_test_or_bucket_is_not_there(api: Runscope) -> None:
    """Whatever the token opens."""
    test, other = api.make_test("Login", STEP), api.make_test("Other", STEP)
    run = api.run(test)["test_run_id"]
    assert api.refused("GET", f"{results_of(api, other)}/{run}")["status"] == 404
    bucket = api.post("/buckets?name=other", key=api.admin)["key"]
    path = f"/buckets/{bucket}/tests/{test['id']}/results/{run}"
    assert api.refused("GET", path, key=api.admin)["status"] == 404
    stranger = api.token("write", bucket)
    for path in (f"{results_of(api, test)}/{run}", results_of(api, test)):
        assert api.refused("GET", path, key=stranger)["status"] == 404


def test_a_bucket_s_run_adds_up_what_its_trigger_started() -> None:
    """Required by a strict client: uuid, status, times, totals, key and name."""
    with runscope_client(FakeHttp(a_reply(), a_reply(status=500))) as api:
        api.make_test("One", STEP)
        api.make_test("Two", STEP)
        trigger = api.get(f"/buckets/{api.bucket}")["trigger_url"]
        started = api.post(trigger.removeprefix("https://gonogo.example/runscope"), key="")
        path = f"/buckets/{api.bucket}/results/{started['runs_id']}"
        waiting = api.get(path)
        assert (waiting["status"], waiting["finished_at"]) == ("working", None)
        api.stack.execute()
        found = api.get(f"/v1{path}")
    assert (found["total_test_runs"], found["test_runs_passed"]) == (2, 1)
    assert (found["result"], found["status"]) == ("fail", "completed")
    assert (found["bucket_key"], found["bucket_name"]) == (api.bucket, "shop")
    assert isinstance(found["started_at"], float)
    assert found["failure_details"] == {
        "tests_failed": 1,
        "assertions_failed": 1,
        "scripts_failed": 0,
        "requests_failed": 1,
    }


def test_a_bucket_s_run_is_not_another_bucket_s(api: Runscope) -> None:
    """Also for a token that opens both."""
    test = api.make_test("Login", STEP)
    place = test["trigger_url"].removeprefix("https://gonogo.example/runscope")
    started = api.post(place, key="")["runs_id"]
    bucket = api.post("/buckets?name=other", key=api.admin)["key"]
    path = f"/buckets/{bucket}/results/{started}"
    assert api.refused("GET", path, key=api.admin)["status"] == 404
    assert api.refused("GET", path, key=api.token("write", bucket))["status"] == 404


def test_metrics_are_bare_unless_the_envelope_is_asked_for(api: Runscope) -> None:
    """Both spellings of the change, and the query again."""
    test = api.make_test("Login", STEP)
    api.run(test)
    path = f"{api.tests}/{test['id']}/metrics"
    status, bare = api.call("GET", f"{path}?region=all&timeframe=day&environment_uuid=all")
    assert (status, bare["timeframe"], bare["region"]) == (200, "day", "all")
    assert bare["change_from_last_period"] == bare["changes_from_last_period"]
    [point] = bare["response_times"]
    assert point["success_ratio"] == 1.0
    assert isinstance(point["timestamp"], int)
    assert bare["this_time_period"]["total_test_runs"] == 1
    for spelled in ("true", "True"):
        assert api.get(f"{path}?timeframe=day&marshal_result={spelled}") == bare


def test_metrics_compare_with_the_time_before() -> None:
    """An hour's runs with those of the hour before, by region and environment."""
    with runscope_client(FakeHttp(a_reply(), a_reply(status=500))) as api:
        test = api.make_test("Login", STEP)
        api.run(test)
        api.clock.advance(3600)
        run = api.run(test)
        api.run(test)
        path = f"{api.tests}/{test['id']}/metrics"
        found = api.get(path, timeframe="hour", marshal_result="true")
        assert found["this_time_period"]["total_test_runs"] == 2
        assert found["change_from_last_period"]["total_test_runs"] == 1.0
        assert [point["success_ratio"] for point in found["response_times"]] == [0.0]
        here = {"environment_uuid": run["environment_id"], "region": "us1"}
        again = api.get(path, timeframe="hour", marshal_result="true", **here)
        assert again["this_time_period"] == found["this_time_period"]
        nowhere = api.get(path, region="eu1", marshal_result="true")
        assert nowhere["this_time_period"]["total_test_runs"] == 0
        assert api.refused("GET", f"{path}?timeframe=year")["status"] == 400


@pytest.mark.parametrize(("how", "word"), [("trigger", "trigger_url"), ("api", "manual")])
def test_a_result_tells_what_started_it(api: Runscope, how: str, word: str) -> None:
    """`source` is required by a strict client."""
    test = api.make_test("Login", STEP)
    if how == "trigger":
        api.run(test)
    else:
        from gonogo.domain.commands import Start

        api.stack.ask(Start(key=api.key, project=api.bucket, kind="test", target=test["id"]))
    [result] = api.get(results_of(api, test))
    assert result["source"] == word
