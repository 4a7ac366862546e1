"""Runscope's clients in the field, as the contract knows them: each drives a build to its end."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.fakes import FakeHttp, a_reply
from tests.runscope_client import STEP, Runscope, runscope_client

BASES = "runscope.api=https://api.runscope.com runscope.www=https://www.runscope.com"
"""A deployment that stands in for the vendor: some clients match the vendor's own addresses."""
NESTED = {
    "step_type": "condition",
    "left_value": "1",
    "comparison": "equal",
    "right_value": "1",
    "steps": [{**STEP, "variables": [{"name": "id", "source": "response_json", "property": "id"}]}],
}


class Vendor:
    """The vendor's two hosts, as clients see them."""

    def __init__(self, api: Runscope) -> None:
        self.api = api
        self.api.tests = f"/buckets/{api.bucket}/tests"

    def get(self, url: str, *, token: bool = True) -> tuple[int, Any]:
        """A GET of an address that an answer held."""
        path = re.sub(r"^https://(api|www)\.runscope\.com", "", url)
        return self.api.call("GET", path, key=None if token else "")

    def post(self, url: str) -> tuple[int, Any]:
        """A POST with no body."""
        return self.api.call("POST", url.removeprefix("https://api.runscope.com"), key="")


@pytest.fixture(params=[200, 500], ids=["pass", "fail"])
def case(request: pytest.FixtureRequest) -> Iterator[tuple[Vendor, str]]:
    """A vendor whose tests pass or fail, and the word for it."""
    http = FakeHttp(a_reply({"id": 7}, status=request.param))
    with runscope_client(http, dialect_bases=BASES) as api:
        yield Vendor(api), "pass" if request.param == 200 else "fail"


def until(api: Runscope, look: Callable[[], Any]) -> Any:
    """Poll; what is queued is executed after the first look, which must already be answered."""
    for attempt in range(5):
        found = look()
        if found is not None:
            assert attempt > 0
            return found
        api.stack.execute()
    raise AssertionError("the client would wait for ever")


def test_a_and_b_scripts_look_at_every_run(case: tuple[Vendor, str]) -> None:
    """GET the trigger, with a bare `?`, exactly 201; then each run every second."""
    vendor, word = case
    test = vendor.api.make_test("Login", STEP)
    status, started = vendor.get(f"{test['trigger_url']}?", token=False)
    assert status == 201

    def look() -> list[str] | None:
        answers = [vendor.get(run["api_test_run_url"]) for run in started["data"]["runs"]]
        assert all(status == 200 for status, _ in answers)
        results = [answer["data"]["result"] for _, answer in answers]
        return results if all(result in ("pass", "fail") for result in results) else None

    assert until(vendor.api, look) == [word]


def test_c_shell_reads_the_first_run(case: tuple[Vendor, str]) -> None:
    """Done when it is neither `working` nor `queued`."""
    vendor, word = case
    test = vendor.api.make_test("Login", STEP)
    _, started = vendor.get(test["trigger_url"], token=False)
    run = started["data"]["runs"][0]
    path = f"/buckets/{run['bucket_key']}/tests/{run['test_id']}/results/{run['test_run_id']}"

    def look() -> str | None:
        status, answer = vendor.get(path)
        assert status == 200
        result: str = answer["data"]["result"]
        return None if result in ("working", "queued") else result

    assert until(vendor.api, look) == word


def test_d_a_parallel_runner_lists_tests_until_there_are_none(case: tuple[Vendor, str]) -> None:
    """Reads a shared environment, pages by offset, posts the query alone, trusts two fields."""
    vendor, word = case
    for number in range(3):
        vendor.api.make_test(f"Test {number}", STEP)
    base = f"/buckets/{vendor.api.bucket}"
    shared = vendor.api.post(f"{base}/environments", {"name": "Staging"})
    assert vendor.get(f"{base}/environments/{shared['id']}")[0] == 200
    tests: list[dict[str, Any]] = []
    while page := vendor.get(f"{base}/tests?count=2&offset={len(tests)}")[1]["data"]:
        tests += page
    assert len(tests) == 3
    runs = []
    for test in tests:
        url = f"{test['trigger_url']}?runscope_environment={shared['id']}&a=1"
        status, started = vendor.post(url)
        assert status == 201
        runs += started["data"]["runs"]

    def look() -> list[int] | None:
        found = [vendor.get(run["api_test_run_url"])[1]["data"] for run in runs]
        if any(result["finished_at"] is None for result in found):
            return None
        return [result["assertions_failed"] for result in found]

    assert all((failed == 0) is (word == "pass") for failed in until(vendor.api, look))


def test_e_a_ci_plugin_rewrites_the_url(case: tuple[Vendor, str]) -> None:
    """From the dashboard's address to the API's, with `radar` in it."""
    vendor, word = case
    test = vendor.api.make_test("Login", STEP)
    status, started = vendor.get(test["trigger_url"])
    assert status in (200, 201)
    url = started["data"]["runs"][0]["url"]
    found = re.fullmatch(r"https://www\.runscope\.com/radar/(.+)/(.+)/results/(.+)", url)
    assert found
    bucket, id, run = found.groups()
    rewritten = f"https://api.runscope.com/buckets/{bucket}/radar/{id}/results/{run}"

    def look() -> str | None:
        result: str = vendor.get(rewritten)[1]["data"]["result"].lower()
        return None if result in ("working", "queued") else result

    assert until(vendor.api, look) == word
    assert vendor.get(url)[1]["data"]["result"] == word


def test_f_a_ci_runner_walks_results_beside_the_steps(case: tuple[Vendor, str]) -> None:
    """One location is one run; a longer array than it expects would break it."""
    vendor, word = case
    vendor.api.make_test("Login", STEP, NESTED, STEP)
    base = f"/buckets/{vendor.api.bucket}"
    assert vendor.get(base)[1]["data"]["key"] == vendor.api.bucket
    [item] = vendor.get(f"{base}/tests?count=1000")[1]["data"]
    test = vendor.get(f"{base}/tests/{item['id']}")[1]["data"]
    _, started = vendor.get(f"{test['trigger_url']}?runscope_environment=")
    assert started["data"]["runs_total"] == 1
    steps = vendor.get(f"{base}/tests/{item['id']}/steps")[1]["data"]
    path = f"{base}/tests/{item['id']}/results/{started['data']['runs'][0]['test_run_id']}"

    def look() -> dict[str, Any] | None:
        result: dict[str, Any] = vendor.get(path)[1]["data"]
        return result if result["result"] in ("pass", "fail", "canceled") else None

    result = until(vendor.api, look)
    flat = [each for step in steps for each in (step, *step.get("steps", ()))]
    assert len(result["requests"]) <= 1 + len(flat) + 1
    walked = iter(result["requests"][1:])
    for step in steps:
        assert next(walked)["uuid"] == step["id"]
        for inner in step.get("steps", ()):
            assert next(walked)["uuid"] == inner["id"]
        if step["step_type"] == "condition":
            assert next(walked)["uuid"] == step["id"]
    assert next(walked, None) is None
    failed = [a for e in result["requests"] for a in e["assertions"] if a["result"] == "fail"]
    assert bool(failed) is (word == "fail")


def test_f_a_passed_variable_becomes_a_build_parameter(case: tuple[Vendor, str]) -> None:
    """`variables[].{name,value}` of extractions that passed."""
    vendor, _ = case
    test = vendor.api.make_test("Login", NESTED)
    run = vendor.api.run({"trigger_url": _ours(test["trigger_url"])})
    result = vendor.get(run["api_test_run_url"])[1]["data"]
    found = [v for entry in result["requests"] for v in entry["variables"]]
    assert {"name": "id", "value": "7", "result": "pass"}.items() <= found[0].items()


def _ours(url: str) -> str:
    return url.replace("https://api.runscope.com", "https://gonogo.example/runscope")


def test_g_a_ruby_gem_waits_while_it_is_working(case: tuple[Vendor, str]) -> None:
    """201, then 200 with any word but `working`."""
    vendor, word = case
    test = vendor.api.make_test("Login", STEP)
    status, started = vendor.get(test["trigger_url"])
    assert status == 201
    run = started["data"]["runs"][0]

    def look() -> str | None:
        status, answer = vendor.get(run["api_test_run_url"])
        assert status == 200
        return None if answer["data"]["result"] == "working" else answer["data"]["result"]

    assert until(vendor.api, look) == word


def test_h_an_interactive_client_lists_and_opens(case: tuple[Vendor, str]) -> None:
    """The list's header and the detail tell the same; `last_run.status` is printed."""
    vendor, word = case
    test = vendor.api.make_test("Login", STEP)
    vendor.get(test["trigger_url"])
    vendor.api.stack.execute()
    [header] = vendor.get(f"{vendor.api.tests}/{test['id']}/results")[1]["data"]
    path = f"{vendor.api.tests}/{test['id']}/results/{header['test_run_id']}"
    detail = vendor.get(path)[1]["data"]
    assert header["result"] == word
    assert {key: detail[key] for key in header} == header
    [item] = vendor.get(vendor.api.tests)[1]["data"]
    assert item["last_run"]["status"] == "completed"


def test_i_a_form_poster_wants_error_to_be_null(case: tuple[Vendor, str]) -> None:
    """It throws at anything else, and waits for `finished_at`."""
    vendor, word = case
    test = vendor.api.make_test("Login", STEP)
    status, started = vendor.post(test["trigger_url"])
    assert (status, started["error"]) == (201, None)
    run = started["data"]["runs"][0]

    def look() -> str | None:
        result = vendor.get(run["api_test_run_url"])[1]["data"]
        return result["result"] if result["finished_at"] else None

    assert until(vendor.api, look) == word


def test_a_terraform_provider_sees_no_change_where_there_is_none(
    case: tuple[Vendor, str],
) -> None:
    """Create, read, plan: every field that it wrote is what it reads, so nothing is to be done."""
    api = case[0].api
    environment = {
        "name": "Live",
        "preserve_cookies": True,
        "initial_variables": {"base": "https://a.example"},
        "regions": ["us1"],
        "emails": {"notify_all": True, "notify_on": "all", "notify_threshold": 1},
        "verify_ssl": True,
    }
    step = {
        "step_type": "request",
        "method": "GET",
        "url": "https://a.example/?x={{y}}",
        "headers": {"Accept-Encoding": ["gzip", "deflate"]},
        "auth": {"username": "u", "auth_type": "basic", "password": "p"},
        "assertions": [{"source": "response_status", "comparison": "equal_number", "value": "200"}],
        "variables": [{"name": "h", "property": "Content-Type", "source": "response_headers"}],
        "note": "a comment",
    }
    test = api.post(api.tests, {"name": "tf", "description": "by terraform"})
    path = f"{api.tests}/{test['id']}"
    made = api.post(f"{path}/environments", environment)
    [stepped] = api.post(f"{path}/steps", step)
    scheduled = {"interval": "1h", "environment_id": made["id"], "note": "hourly"}
    schedule = api.post(f"{path}/schedules", scheduled)
    wrote = (
        (f"{path}/environments/{made['id']}", environment),
        (f"{path}/steps/{stepped['id']}", step),
        (f"{path}/schedules/{schedule['id']}", scheduled),
    )
    for address, sent in wrote:
        read = api.get(address)
        assert {key: read[key] for key in sent} == sent
        assert api.put(address, read) == read
        assert api.get(address) == read
    # Destroyed in the order of their dependence; what is gone answers 404 in its text.
    for address, _ in wrote[1:]:
        api.delete(address)
        assert "404" in json.dumps(api.refused("GET", address))
    api.delete(path)


def test_list_items_of_buckets_lead_on(case: tuple[Vendor, str]) -> None:
    """A client fetches `tests_url?count=100` as it is."""
    vendor, _ = case
    test = vendor.api.make_test("Login", STEP)
    [bucket] = vendor.get("/buckets")[1]["data"]
    [item] = vendor.get(f"{bucket['tests_url']}?count=100")[1]["data"]
    assert item["id"] == test["id"]
