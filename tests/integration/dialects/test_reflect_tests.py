"""Tests, tags, history, segments and what is created, over the real use cases (contract 6, 7)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.fakes import FakeHttp
from tests.reflect_door import OK, URL, ReflectDoor, reflect_door

API_STEP = {"type": "api", "url": "${var(base)}/orders", "httpMethod": "post"}


@pytest.fixture
def door() -> Iterator[ReflectDoor]:
    """A project with tests."""
    with reflect_door() as door:
        yield door


def _start(door: ReflectDoor, path: str, body: object = None) -> int:
    status, answer = door.call("POST", path, body)
    assert (status, set(answer)) == (200, {"executionId"}), answer
    return int(answer["executionId"])


def _execution(door: ReflectDoor, number: int) -> Any:
    status, answer = door.call("GET", f"/v1/executions/{number}")
    assert status == 200
    return answer


def test_a_test_has_a_run_once_it_is_over_and_not_before(door: ReflectDoor) -> None:
    """A client's loop ends when every test has one; its word for good is another one."""
    test = door.tests()["Health"]
    number = _start(door, f"/v1/tests/{test}/executions", {"browser": "Edge"})
    before = {"executionId": number, "browser": "Edge"}
    assert _execution(door, number) == {**before, "tests": [{"testId": test, "status": "queued"}]}
    door.meanwhile = lambda: running.append(_execution(door, number)["tests"][0])
    running: list[Any] = []
    door.stack.execute()
    assert running == [{"testId": test, "status": "running"}]
    (item,) = _execution(door, number)["tests"]
    assert (item["status"], item["run"]["status"]) == ("succeeded", "passed")
    assert item["run"]["runTime"] == item["run"]["endTime"] - item["run"]["startTime"]


def test_a_failed_test_has_the_id_of_its_run(door: ReflectDoor) -> None:
    """Clients print it."""
    number = _start(door, f"/v1/tests/{door.tests()['Broken']}/executions")
    door.stack.execute()
    (item,) = _execution(door, number)["tests"]
    assert (item["status"], item["run"]["status"]) == ("failed", "failed")
    assert item["run"]["runId"] == number + 1


@pytest.mark.parametrize("browser", ["Chrome", "Edge", "Firefox", "Safari", None, ""])
def test_four_browsers_are_taken_and_chrome_is_the_default(
    door: ReflectDoor, browser: str | None
) -> None:
    """Which makes no difference to a test of an API."""
    body = {"browser": browser, "emailFailures": False}
    number = _start(door, f"/v1/tests/{door.tests()['Health']}/executions", body)
    assert _execution(door, number)["browser"] == (browser or "Chrome")


@pytest.mark.parametrize("browser", ["chrome", "Opera", 7])
def test_another_browser_is_a_400(door: ReflectDoor, browser: object) -> None:
    """And nothing is started."""
    path = f"/v1/tests/{door.tests()['Health']}/executions"
    status, answer = door.call("POST", path, {"browser": browser})
    assert (status, "Firefox" in answer["message"]) == (400, True)
    assert door.stack.messages() == []


@pytest.mark.parametrize(
    ("tag", "names"),
    [
        ("slow", {"Basket", "Broken"}),
        ("quick", {"Health"}),
        ("all", {"Health", "Basket", "Broken"}),
    ],
)
def test_a_tag_starts_every_test_that_has_it(door: ReflectDoor, tag: str, names: set[str]) -> None:
    """`all` is on every test; the first of them is there at the first look."""
    tests = door.tests()
    number = _start(door, f"/v1/tags/{tag}/executions", {"parallelism": 4})
    found = {item["testId"] for item in _execution(door, number)["tests"]}
    assert found == {tests[name] for name in names}


def test_a_tag_that_no_test_has_is_not_found(door: ReflectDoor) -> None:
    """Clients read the first test without asking whether there is one."""
    assert door.call("POST", "/v1/tags/none/executions")[0] == 404


def test_unknown_tests_and_executions_are_not_found(door: ReflectDoor) -> None:
    """Ids of nothing, and of what scripts put there after an error."""
    for method, path in (
        ("POST", "/v1/tests/123456/executions"),
        ("GET", "/v1/tests/123456"),
        ("GET", "/v1/tests/123456/runs"),
        ("GET", "/v1/executions/123456"),
        ("GET", "/v1/executions/null"),
        ("GET", "/v1/suites/smoke-tests/executions/null"),
        ("PUT", "/v1/agents/a%2Fb/heartbeat"),
        ("POST", "/v1/mobile/builds"),
    ):
        status, answer = door.call(method, path)
        assert (status, set(answer)) == (404, {"message", "errorId"}), path


def test_the_history_of_a_test_tells_of_runs_that_are_over(door: ReflectDoor) -> None:
    """Newest first, in pages, with why one failed and which suite it belonged to."""
    test = door.tests()["Broken"]
    single = _start(door, f"/v1/tests/{test}/executions")
    door.stack.execute()
    door.stack.clock.advance(60)  # type: ignore[attr-defined]
    suite = door.start("everything")
    door.stack.execute()
    door.stack.clock.advance(60)  # type: ignore[attr-defined]
    door.start("everything")  # is not over
    _, answer = door.call("GET", f"/v1/tests/{test}/runs")
    assert (answer["totalRuns"], len(answer["runs"])) == (2, 2)
    newest, oldest = answer["runs"]
    assert newest["suiteExecution"]["executionId"] == suite
    assert newest["suiteExecution"]["slug"] == "everything"
    assert (oldest["id"], "suiteExecution" in oldest) == (single + 1, False)
    assert newest["failureDetails"] == {
        "stepCount": 2,
        "failedStepsByIndex": {
            "1": {"summaryErrorMessage": "response_status equal: expected 404, got 200"}
        },
    }
    page = door.call("GET", f"/v1/tests/{test}/runs?limit=1&offset=1")[1]
    assert (page["totalRuns"], page["runs"]) == (2, [oldest])
    assert door.call("GET", f"/v1/tests/{test}/runs?offset=9")[1]["runs"] == []


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=x", "offset=-1"])
def test_a_page_that_cannot_be_is_a_400(door: ReflectDoor, query: str) -> None:
    """It names the parameter."""
    status, answer = door.call("GET", f"/v1/tests/{door.tests()['Health']}/runs?{query}")
    assert (status, query.partition("=")[0] in answer["message"]) == (400, True)


def test_a_run_that_passed_has_no_details_of_failure(door: ReflectDoor) -> None:
    """`passed` is a boolean."""
    test = door.tests()["Health"]
    _start(door, f"/v1/tests/{test}/executions")
    door.stack.execute()
    (run,) = door.call("GET", f"/v1/tests/{test}/runs")[1]["runs"]
    assert run["passed"] is True
    assert "failureDetails" not in run


def test_tests_are_listed_with_both_names_of_their_tags(door: ReflectDoor) -> None:
    """`folders` and the older `tags`; `all` is among them."""
    _, answer = door.call("GET", "/v1/tests")
    tests = {each["name"]: each for each in answer["tests"]}
    assert set(tests) == {"Health", "Basket", "Broken"}
    assert tests["Health"]["folders"] == tests["Health"]["tags"] == ["all", "quick"]
    assert tests["Health"]["created"] > 1_700_000_000_000


def test_a_test_is_shown_with_its_steps(door: ReflectDoor) -> None:
    """In the vendor's words, what they have none for under a name of ours."""
    number = door.tests()["Broken"]
    _, shown = door.call("GET", f"/v1/tests/{number}")
    first, second = shown["steps"]
    assert (shown["id"], shown["name"], shown["stepCount"]) == (number, "Broken", 2)
    assert (first["type"], first["url"], first["httpMethod"]) == ("api", URL, "GET")
    assert second["name"] == "pay"
    assert second["gonogo"]["assertions"][0]["value"] == 404


def _create(door: ReflectDoor, *steps: object, **fields: object) -> int:
    body = {"name": "Made", "type": "api", "steps": list(steps), **fields}
    status, answer = door.call("POST", "/v1/tests", body)
    assert status == 200, answer
    assert answer["url"].endswith(f"/tests/{answer['id']}")
    return int(answer["id"])


def test_a_created_test_runs_with_its_parameters_and_those_of_the_start(
    door: ReflectDoor,
) -> None:
    """`${var(x)}` is a variable here; an answer of 400 or more fails the step."""
    wait = {"type": "wait", "seconds": 1}
    parameters = [{"name": "base", "value": "http://made.example"}]
    made = _create(door, {**API_STEP, "requestBody": "{}"}, wait, parameters=parameters)
    http = door.stack.parts.http
    assert isinstance(http, FakeHttp)
    for variables, host in (({}, "made"), ({"base": "http://other.example"}, "other")):
        number = _start(door, f"/v1/tests/{made}/executions", {"variables": variables})
        door.stack.execute()
        assert http.requests[-1].url == f"http://{host}.example/orders"
        assert http.requests[-1].method == "POST"
        assert _execution(door, number)["tests"][0]["status"] == "succeeded"


def test_a_created_test_fails_on_an_error_of_the_server(door: ReflectDoor) -> None:
    """The vendor's format cannot say what is wanted, so the least is."""
    made = _create(door, {"type": "api", "url": URL})
    shown = door.call("GET", f"/v1/tests/{made}")[1]["steps"]
    assert shown[0]["gonogo"]["assertions"] == [
        {"source": "response_status", "comparison": "is_less_than", "value": 400}
    ]


def test_steps_that_nobody_here_can_perform_are_kept_and_make_no_pass(door: ReflectDoor) -> None:
    """They are given back as they came, and the run tells why it is none."""
    click = {"type": "click", "selector": "#buy", "tag": "button"}
    dated = {"type": "api", "url": URL + "?d=${date(MM/dd/yyyy, 1)}"}
    made = _create(door, {"type": "api", "url": URL}, click, dated)
    shown = door.call("GET", f"/v1/tests/{made}")[1]["steps"]
    assert shown[1:] == [click, dated]
    number = _start(door, f"/v1/tests/{made}/executions")
    door.stack.execute()
    assert _execution(door, number)["tests"][0]["status"] == "failed"
    (run,) = door.call("GET", f"/v1/tests/{made}/runs")[1]["runs"]
    told = run["failureDetails"]["failedStepsByIndex"]
    assert "click" in told["1"]["summaryErrorMessage"]


def test_a_segment_is_run_as_a_part_and_is_no_test(door: ReflectDoor) -> None:
    """It is listed among the segments of its platform, and no start takes it along."""
    segment = {"name": "Sign in", "type": "api", "steps": [{"type": "api", "url": URL}]}
    status, made = door.call("POST", "/v1/segments", segment)
    assert status == 200
    assert "Sign in" not in door.tests()
    _, listed = door.call("GET", "/v1/segments?type=api&offset=0&limit=25")
    assert (listed["count"], listed["segments"][0]["id"]) == (1, made["id"])
    assert listed["segments"][0]["stepCount"] == 1
    assert door.call("GET", "/v1/segments?type=web")[1] == {"segments": [], "count": 0}
    test = _create(door, {"type": "segment", "id": made["id"], "name": "first"})
    assert door.call("GET", f"/v1/tests/{test}")[1]["steps"][0]["id"] == made["id"]
    number = _start(door, f"/v1/tests/{test}/executions")
    door.stack.execute()
    assert _execution(door, number)["tests"][0]["status"] == "succeeded"
    tagged = _start(door, "/v1/tags/all/executions")
    assert made["id"] not in {item["testId"] for item in _execution(door, tagged)["tests"]}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"type": "web", "name": "n", "steps": [{"type": "click"}]}, "type"),
        ({"name": "n", "steps": [{"type": "api", "url": URL}]}, "type"),
        ({"type": "api", "steps": [{"type": "api", "url": URL}]}, "name"),
        ({"type": "api", "name": "n", "steps": []}, "steps"),
        ({"type": "api", "name": "n", "steps": [{"type": "api"}]}, "steps[0].url"),
        ({"type": "api", "name": "n", "steps": [{"url": URL}]}, "steps[0].type"),
        ({"type": "api", "name": "n", "steps": [{"type": "wait"}]}, "steps[0].seconds"),
        ({"type": "api", "name": "n", "steps": [{"type": "segment", "id": "x"}]}, "steps[0].id"),
        ({"type": "api", "name": "n", "steps": [{"type": "segment", "id": 12}]}, "test"),
    ],
)
def test_a_definition_that_cannot_be_is_a_400(
    door: ReflectDoor, body: dict[str, object], field: str
) -> None:
    """It says where, and nothing is stored."""
    status, answer = door.call("POST", "/v1/tests", body)
    assert (status, field in answer["message"]) == (400, True)
    assert "n" not in door.tests()


def test_a_created_suite_runs_its_actions_one_after_the_other(door: ReflectDoor) -> None:
    """Its slug and its number are both good for starting it."""
    tests = door.tests()
    actions = [
        {"testIds": [tests["Basket"]], "title": "first", "parallel": True},
        {"testIds": [tests["Health"], tests["Basket"]], "maxRetryAttempts": 2},
    ]
    status, made = door.call("POST", "/v1/suites", {"name": "Nightly API", "runApiTests": actions})
    assert (status, set(made), made["slug"]) == (200, {"id", "slug", "url"}, "nightly-api")
    for suite in ("nightly-api", str(made["id"])):
        number = door.start(suite)
        items = door.suite(number, suite)["tests"]["data"]
        assert [item["testId"] for item in items] == [tests["Basket"], tests["Health"]]
    again = door.call("POST", "/v1/suites", {"name": "Nightly API", "runApiTests": actions})
    assert again[0] == 409


@pytest.mark.parametrize(
    ("actions", "field"),
    [
        ([], "runApiTests"),
        ([{"testIds": []}], "testIds"),
        ([{"testIds": ["x"]}], "testIds[0]"),
        ([{"testIds": [True]}], "testIds[0]"),
        ([{"testIds": [1], "maxRetryAttempts": 4}], "maxRetryAttempts"),
        ([{"testIds": [1], "title": "a"}, {"testIds": [1], "title": "a"}], "runApiTests[1].title"),
    ],
)
def test_a_suite_that_cannot_be_is_a_400(
    door: ReflectDoor, actions: list[object], field: str
) -> None:
    """It says where."""
    status, answer = door.call("POST", "/v1/suites", {"name": "n", "runApiTests": actions})
    assert (status, field in answer["message"]) == (400, True)


def test_what_another_projects_key_names_is_not_there(door: ReflectDoor) -> None:
    """Byte for byte the answer for something that never was."""
    test = [{"name": "Theirs", "steps": [{"url": URL, "assertions": OK}]}]
    door.push({"project": "other", "tests": test})
    stranger = door.new_key("write", "other")
    number, test_id = door.start(), door.tests()["Health"]
    made = door.call("GET", "/v1/suites")[1]["suites"]["data"]
    assert len(made) == 2
    for method, path, nobody in (
        ("POST", "/v1/suites/smoke-tests/executions", ("smoke-tests", "nope")),
        ("GET", f"/v1/suites/smoke-tests/executions/{number}", (str(number), "123456")),
        ("PATCH", f"/v1/suites/smoke-tests/executions/{number}/cancel", (str(number), "123456")),
        ("GET", "/v1/suites/smoke-tests/executions", ("smoke-tests", "nope")),
        ("GET", f"/v1/tests/{test_id}", (str(test_id), "123456")),
        ("POST", f"/v1/tests/{test_id}/executions", (str(test_id), "123456")),
        ("GET", f"/v1/tests/{test_id}/runs", (str(test_id), "123456")),
        ("GET", f"/v1/executions/{number}", (str(number), "123456")),
    ):
        status, answer = door.call(method, path, key=stranger)
        other_status, other = door.call(method, path.replace(*nobody), key=stranger)
        assert status == other_status
        assert str(answer).replace(nobody[0], "#") == str(other).replace(nobody[1], "#")
    assert door.call("GET", "/v1/suites", key=stranger)[1] == {"suites": {"data": []}}
    assert [t["name"] for t in door.call("GET", "/v1/tests", key=stranger)[1]["tests"]] == [
        "Theirs"
    ]


def test_a_key_of_several_projects_names_one_where_it_matters(door: ReflectDoor) -> None:
    """Lists are of all of them; what is created must belong somewhere."""
    door.push({"project": "other", "tests": [{"name": "Theirs", "steps": [{"url": URL}]}]})
    both = door.new_key("write", "shop", "other")
    listed = door.call("GET", "/v1/tests", key=both)[1]["tests"]
    assert {each["name"] for each in listed} == {"Health", "Basket", "Broken", "Theirs"}
    body = {"name": "Made", "type": "api", "steps": [{"type": "api", "url": URL}]}
    status, refusal = door.call("POST", "/v1/tests", body, key=both)
    assert (status, "project" in refusal["message"]) == (400, True)
    assert door.call("POST", "/v1/tests?project=other", body, key=both)[0] == 200
    only = door.call("GET", "/v1/tests?project=other", key=both)[1]["tests"]
    assert {each["name"] for each in only} == {"Theirs", "Made"}
