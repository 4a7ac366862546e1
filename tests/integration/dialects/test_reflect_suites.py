"""Suite executions over the real use cases: the acceptance rules of the contract's section 5."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.reflect_door import BAD, URL, ReflectDoor, reflect_door


@pytest.fixture
def door() -> Iterator[ReflectDoor]:
    """A project with suites."""
    with reflect_door() as door:
        yield door


def _words(document: dict) -> list[str]:  # type: ignore[type-arg]
    return [item["status"] for item in document["tests"]["data"]]


def test_rule_1_a_suite_in_flight_is_pending_whatever_its_tests_do(door: ReflectDoor) -> None:
    """Queued, half done: a shell loop runs only while the word is exactly that."""
    number = door.start()
    assert door.suite(number)["status"] == "pending"
    first, second = door.stack.messages()
    door.execute(first)
    assert door.suite(number)["status"] == "pending"
    assert _words(door.suite(number)) == ["passed", "queued"]
    door.execute(second)
    assert door.suite(number)["status"] == "passed"


def test_rule_2_items_are_an_array_with_words_from_the_first_look_on(door: ReflectDoor) -> None:
    """jq's `contains` fails on null; only what failed may hold the letters `failed`."""
    number = door.start("everything")
    assert _words(door.suite(number, "everything")) == ["queued", "queued"]
    door.stack.execute()
    assert _words(door.suite(number, "everything")) == ["passed", "failed"]


def test_rule_3_an_item_fails_while_the_suite_is_pending(door: ReflectDoor) -> None:
    """The shell client leaves at once with 1."""
    number = door.start("everything")
    _, second = door.stack.messages()
    door.execute(second)
    document = door.suite(number, "everything")
    assert (document["status"], _words(document)) == ("pending", ["queued", "failed"])


def test_rule_4_finished_and_a_last_word_come_together(door: ReflectDoor) -> None:
    """Some clients loop on the one, some on the other, some on both."""
    numbers = {suite: door.start(suite) for suite in ("smoke-tests", "everything")}
    assert [door.suite(n, s)["isFinished"] for s, n in numbers.items()] == [False, False]
    door.stack.execute()
    canceled = door.start()
    door.call("PATCH", f"/v1/suites/smoke-tests/executions/{canceled}/cancel")
    ends = [door.suite(n, s) for s, n in numbers.items()] + [door.suite(canceled)]
    assert [end["status"] for end in ends] == ["passed", "failed", "canceled"]
    assert all(end["isFinished"] is True for end in ends)


def test_rule_5_an_execution_is_a_number_that_works_as_text(door: ReflectDoor) -> None:
    """JSON clients keep it exactly, and put it into paths."""
    number = door.start()
    assert isinstance(number, int)
    assert number < 1 << 53
    assert door.suite(str(number)) == door.suite(number)


def test_rule_6_polling_without_a_pause_is_never_refused(door: ReflectDoor) -> None:
    """Far more than any limit, in no time, and it is read the moment it was started."""
    number = door.start()
    path = f"/v1/suites/smoke-tests/executions/{number}"
    assert {door.call("GET", path)[0] for _ in range(150)} == {200}
    single = door.call("POST", f"/v1/tests/{door.tests()['Health']}/executions")[1]
    path = f"/v1/executions/{single['executionId']}"
    assert {door.call("GET", path)[0] for _ in range(150)} == {200}


def test_a_poll_of_an_open_suite_reads_no_results(door: ReflectDoor) -> None:
    """It is the hottest call of all: one read of the batch, one of its runs, project and key."""
    number = door.start("everything")
    first, _ = door.stack.messages()
    door.execute(first)
    reads: list[str] = []

    def note(params: dict, **_: object) -> None:  # type: ignore[type-arg]
        reads.append(repr(params))

    events = door.stack.clients.dynamodb.meta.events
    events.register("before-parameter-build.dynamodb", note)
    try:
        door.suite(number, "everything")
    finally:
        events.unregister("before-parameter-build.dynamodb", note)
    assert len(reads) <= 5
    assert not any("RESULT" in read for read in reads)


def test_a_suite_that_failed_shows_at_least_one_failed_item_and_why(door: ReflectDoor) -> None:
    """Else the strictest reader would leave with 0."""
    number = door.start("everything")
    door.stack.execute()
    document = door.suite(number, "everything")
    bad = document["tests"]["data"][1]
    assert (document["status"], bad["status"]) == ("failed", "failed")
    (run,) = bad["runs"]
    assert run["failedStepIndex"] == {"1": "response_status equal: expected 404, got 200"}
    assert (run["status"], run["stepCount"], run["browser"]) == ("failed", 2, "Chrome")
    assert run["runTime"] == run["endTime"] - run["startTime"]
    assert run["startTime"] > 1_700_000_000_000


def test_settled_items_go_from_queued_over_running_to_their_end(door: ReflectDoor) -> None:
    """And while one is running it has no run (contract 9)."""
    number = door.start()
    seen: list[tuple[str, int]] = []

    def look() -> None:
        item = door.suite(number)["tests"]["data"][0]
        seen.append((item["status"], len(item["runs"])))

    look()
    door.meanwhile = look
    door.execute(door.stack.messages()[0])
    look()
    assert seen == [("queued", 0), ("running", 0), ("passed", 1)]


def test_settled_an_unknown_suite_is_not_found_when_started_and_empty_when_listed(
    door: ReflectDoor,
) -> None:
    """404 with a message; 200 without executions."""
    status, refusal = door.call("POST", "/v1/suites/nope/executions")
    assert (status, bool(refusal["message"])) == (404, True)
    listed = door.call("GET", "/v1/suites/nope/executions")
    assert listed == (200, {"suiteId": "nope", "executions": {"data": []}})


def test_settled_a_suite_without_tests_passes_at_once(door: ReflectDoor) -> None:
    """And has no items."""
    door.add_suite("nothing")
    number = door.start("nothing")
    document = door.suite(number, "nothing")
    assert (document["status"], document["isFinished"]) == ("passed", True)
    assert document["tests"]["data"] == []


def test_settled_canceled_items_say_so_and_others_keep_their_word(door: ReflectDoor) -> None:
    """The answer of the call, and what a look at it says then."""
    number = door.start()
    first, _ = door.stack.messages()
    door.execute(first)
    path = f"/v1/suites/smoke-tests/executions/{number}/cancel"
    status, answer = door.call("PATCH", path)
    assert (status, answer) == (
        200,
        {"executionId": number, "status": "canceled", "isFinished": True},
    )
    assert _words(door.suite(number)) == ["passed", "canceled"]
    assert door.call("PATCH", path)[0] == 409
    assert door.call("PATCH", "/v1/suites/smoke-tests/executions/123456/cancel")[0] == 404


def test_settled_one_counter_numbers_executions_of_suites_tests_and_tags(
    door: ReflectDoor,
) -> None:
    """None is given twice, and each kind is read at its own address."""
    test = door.tests()["Health"]
    one = door.call("POST", f"/v1/tests/{test}/executions")[1]["executionId"]
    tag = door.call("POST", "/v1/tags/quick/executions")[1]["executionId"]
    suite = door.start()
    assert len({one, tag, suite}) == 3
    assert door.call("GET", f"/v1/suites/smoke-tests/executions/{one}")[0] == 404
    assert door.call("GET", f"/v1/executions/{tag}")[0] == 200


@pytest.mark.parametrize("key", ["${API_KEY}", "$API_KEY", "<API-KEY>", "null", " ", "gonogo_x"])
def test_settled_a_key_that_is_none_starts_nothing(door: ReflectDoor, key: str) -> None:
    """403 as JSON, whatever is asked."""
    for method, path in (
        ("POST", "/v1/suites/smoke-tests/executions"),
        ("GET", "/v1/suites/smoke-tests/executions/123456"),
        ("GET", "/v1/suites"),
    ):
        assert door.call(method, path, key=key) == (403, {"message": "Forbidden"})
    assert door.stack.messages() == []


def test_lists_show_suites_and_their_newest_executions(door: ReflectDoor) -> None:
    """By slug; a number works in its place."""
    _, listed = door.call("GET", "/v1/suites")
    names = {each["name"]: each["suiteId"] for each in listed["suites"]["data"]}
    assert names == {"Smoke Tests": "smoke-tests", "everything": "everything"}
    assert all(1_700_000_000 < e["created"] < 2e9 for e in listed["suites"]["data"])
    old, new = door.start(), door.start()
    door.stack.execute()
    _, executions = door.call("GET", "/v1/suites/smoke-tests/executions")
    data = executions["executions"]["data"]
    assert {each["executionId"] for each in data} == {old, new}
    assert {(each["isFinished"], each["status"]) for each in data} == {(True, "passed")}
    assert all(each["url"].endswith(f"/executions/{each['executionId']}") for each in data)


def test_two_suites_of_one_slug_are_listed_by_number_and_each_is_started(
    door: ReflectDoor,
) -> None:
    """Nobody starts the wrong one unawares."""
    test = [{"name": "Broken", "steps": [{"url": URL, "assertions": BAD}]}]
    suites = [{"name": "smoke tests!", "tests": ["Broken"]}]
    door.push({"project": "shop", "tests": test, "suites": suites})
    _, listed = door.call("GET", "/v1/suites")
    ids = {each["name"]: each["suiteId"] for each in listed["suites"]["data"]}
    assert ids["Smoke Tests"] != ids["smoke tests!"]
    assert ids["Smoke Tests"].isdecimal()
    number = door.start(ids["smoke tests!"])
    door.stack.execute()
    assert door.suite(number, ids["smoke tests!"])["status"] == "failed"


def test_a_suite_is_canceled_at_once_while_its_teardown_goes_on(door: ReflectDoor) -> None:
    """The call says so, and no later look takes it back."""
    door.add_suite("phased", setup="Health", main="Basket", teardown="Health")
    number = door.start("phased")
    door.stack.execute()  # the setup; the others wait for their turn
    path = f"/v1/suites/phased/executions/{number}/cancel"
    assert door.call("PATCH", path)[1]["status"] == "canceled"
    during = door.suite(number, "phased")
    assert (during["status"], during["isFinished"]) == ("canceled", True)
    assert _listed(door, "phased") == [(True, "canceled")]
    assert door.call("PATCH", path)[0] == 409
    door.stack.execute()
    assert _words(door.suite(number, "phased")) == ["passed", "canceled", "passed"]
    assert door.suite(number, "phased")["status"] == "canceled"


def test_a_suite_whose_setup_failed_has_failed(door: ReflectDoor) -> None:
    """Nobody canceled it, though the tests behind the setup are."""
    door.add_suite("phased", setup="Broken", main="Basket", teardown="Health")
    number = door.start("phased")
    door.stack.execute()
    assert door.suite(number, "phased")["status"] == "pending"
    assert _listed(door, "phased") == [(False, "pending")]
    door.stack.execute()
    document = door.suite(number, "phased")
    assert (document["status"], _words(document)) == ("failed", ["failed", "canceled", "passed"])
    assert _listed(door, "phased") == [(True, "failed")]


def _listed(door: ReflectDoor, suite: str) -> list[tuple[bool, str]]:
    _, answer = door.call("GET", f"/v1/suites/{suite}/executions")
    return [(each["isFinished"], each["status"]) for each in answer["executions"]["data"]]
