"""Starting TesterArmy's groups, tests, pull requests and webhooks, through the front door."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.aws_stack import aws_stack
from tests.fakes import FakeClock, FakeHttp
from tests.integration.dialects.testerarmy_door import NOBODY, URL, Army, http_step

PREVIEW = "https://pr-42.example"
PULL = {"number": 42, "title": "Faster", "headBranch": "fast", "commitSha": "0a1b2c3"}
EMPTY: dict[str, Any] = {"headers": {"host": "gonogo.example"}}
"""A call without a body has no type either."""


@pytest.fixture
def army() -> Iterator[Army]:
    """A project, and a key for it."""
    http = FakeHttp()
    with aws_stack(FakeClock(), http) as stack:
        yield Army(stack, http)


def asked(army: Army) -> list[str]:
    """Addresses that the tests asked when they ran."""
    army.stack.execute()
    assert army.http is not None
    return [request.url for request in army.http.requests]


# ---- groups and tests ----------------------------------------------------------------------------


def test_a_group_is_started_by_an_empty_object(army: Army) -> None:
    """The answer names its runs, each of which can be read at once."""
    one, two = army.test("one"), army.test("two")
    group = army.group("smoke", one, two)
    status, started = army.call("POST", f"/groups/{group}/runs", {})
    assert status == 202
    assert (started["status"], started["groupId"], started["count"]) == ("queued", group, 2)
    assert started["runIds"] == started["queuedRunIds"]
    assert started["cancelledRunIds"] == []
    runs = [army.ok("GET", f"/runs/{id}") for id in started["runIds"]]
    assert {run["testId"] for run in runs} == {one, two}
    assert {(run["status"], run["type"], run["source"]) for run in runs} == {
        ("queued", "test", "api")
    }


def test_an_empty_group_starts_nothing_and_says_so(army: Army) -> None:
    """202, and `cancelled`."""
    for group in (army.group(), army.default):
        status, started = army.call("POST", f"/groups/{group}/runs", {})
        assert (status, started["status"], started["count"]) == (202, "cancelled", 0)
        assert started["runIds"] == started["queuedRunIds"] == started["cancelledRunIds"] == []


def test_disabled_tests_are_left_out_of_groups_and_run_by_themselves(army: Army) -> None:
    """In the default group too."""
    on, off = army.test("on"), army.test("off", enabled=False)
    for group in (army.group("smoke", on, off), army.default):
        assert army.ok("POST", f"/groups/{group}/runs", {})["count"] == 1
    status, started = army.call("POST", f"/tests/{off}/runs", {"mode": "deep", "platform": "web"})
    assert status == 202
    assert started == {"status": "queued", "runId": started["runId"], "testId": off}
    run = army.ok("GET", f"/runs/{started['runId']}")
    assert (run["executionMode"], run["platform"]) == ("deep", "web")


def test_a_target_url_takes_the_place_of_the_projects(army: Army) -> None:
    """In absolute addresses below it, and as the variable `base_url`."""
    test = army.test("t", http_step(), http_step(url="{{base_url}}/b"), http_step(url="/c"))
    body = {"targetUrl": PREVIEW, "environment": "preview", "commitSha": "0a1b2c3", "prNumber": 42}
    started = army.ok("POST", f"/groups/{army.group('smoke', test)}/runs", body)
    assert started["metadata"]["github"]["status"] == "not_configured"
    assert asked(army) == [f"{PREVIEW}/health", f"{PREVIEW}/b", f"{PREVIEW}/c"]
    given = army.ok("GET", f"/runs/{started['runIds'][0]}")["input"]
    assert {name: given[name] for name in body} == body


def test_a_project_that_tells_commits_says_that_it_is_configured(army: Army) -> None:
    """By a webhook of ours, which writes a status."""
    group = army.group("smoke", army.test())
    body = {"kind": "github", "settings": {"repository": "acme/shop", "token": "ghp_notforanybody"}}
    event = {"rawPath": f"/v1/projects/{army.short}/webhooks"}
    assert army.call("POST", "", body, **event)[0] == 201
    for given in ({"commitSha": "0a1b2c3"}, {"prNumber": 42}):
        told = army.ok("POST", f"/groups/{group}/runs", given)["metadata"]["github"]
        assert told["configured"] is ("commitSha" in given)
        assert ("status" in told) is not told["configured"]


def test_an_environment_of_the_project_gives_the_address(army: Army) -> None:
    """A static one its own, a built-in one that of the project; a target wins over both."""
    path = f"/projects/{army.project}/environments"
    qa = army.ok("POST", path, {"name": "QA", "url": "https://qa.example"})["environment"]["id"]
    production = army.ok("GET", path)["environments"][0]["id"]
    test = army.test("t", http_step(url="{{base_url}}/a"))
    army.ok("POST", f"/tests/{test}/runs", {"projectEnvironmentId": qa})
    army.ok("POST", f"/tests/{test}/runs", {"projectEnvironmentId": production})
    both = {"projectEnvironmentId": qa, "targetUrl": PREVIEW}
    army.ok("POST", f"/groups/{army.default}/runs", both)
    assert asked(army) == ["https://qa.example/a", f"{URL}/a", f"{PREVIEW}/a"]


def test_a_test_that_runs_for_the_same_commit_is_cancelled_at_once(army: Army) -> None:
    """Its run is there and says why; another commit, and one that is over, run."""
    one, two = army.test("one"), army.test("two")
    small, large = army.group("small", one), army.group("large", one, two)
    body = {"commitSha": "0a1b2c3"}
    first = army.ok("POST", f"/groups/{small}/runs", body)
    army.clock.advance(1)
    second = army.ok("POST", f"/groups/{large}/runs", body)
    assert (second["status"], second["count"]) == ("queued", 2)
    (canceled,), (queued,) = second["cancelledRunIds"], second["queuedRunIds"]
    run = army.ok("GET", f"/runs/{canceled}")
    assert (run["status"], run["testId"], run["error"]["code"]) == ("cancelled", one, "duplicate")
    assert army.ok("GET", f"/runs/{queued}")["testId"] == two
    army.clock.advance(1)
    third = army.ok("POST", f"/groups/{small}/runs", body)
    assert (third["status"], third["queuedRunIds"]) == ("cancelled", [])
    assert first["cancelledRunIds"] == []
    for other in ({"commitSha": "fffffff"}, {}):
        assert army.ok("POST", f"/groups/{large}/runs", other)["cancelledRunIds"] == []
    army.stack.execute()
    assert army.ok("POST", f"/groups/{small}/runs", body)["cancelledRunIds"] == []


def test_the_prepared_test_runs_first_and_the_others_if_it_passed(army: Army) -> None:
    """One after the other, if the group says so."""
    prep, other = army.test("prep", http_step(url=f"{URL}/prep")), army.test("other")
    group = army.group("smoke", other, prep, prepTestId=prep, runMode="sequential")
    assert army.ok("POST", f"/groups/{group}/runs", {})["count"] == 2
    asked(army)
    assert asked(army) == [f"{URL}/prep", f"{URL}/health"]


def test_what_is_said_of_an_app_is_given_back(army: Army) -> None:
    """There is no device to run it on, so tests are what they are without."""
    group = army.group("smoke", army.test())
    mobile = {"bundleId": "example.shop", "buildId": "7"}
    started = army.ok("POST", f"/groups/{group}/runs", {"platform": "ios", "mobile": mobile})
    assert started["metadata"] == {"mobile": {"source": "app_id", "buildId": "7"}}
    run = army.ok("GET", f"/runs/{started['runIds'][0]}")
    assert (run["platform"], run["input"]["mobile"]) == ("ios", mobile)
    url = {"mobile": {"artifactUrl": "https://x.example/a.apk"}}
    metadata = army.ok("POST", f"/groups/{group}/runs", url)["metadata"]
    assert metadata["mobile"] == {"source": "artifact_url"}


def test_a_test_of_an_app_ends_as_an_invalid_app(army: Army) -> None:
    """If its steps are for an agent; with requests it is judged by them."""
    agent, http = army.test("a", {"type": "act", "title": "Tap"}), army.test("b")
    runs = [
        army.ok("POST", f"/tests/{test}/runs", {"platform": "android"})["runId"]
        for test in (agent, http)
    ]
    army.stack.execute()
    first, second = (army.ok("GET", f"/runs/{run}") for run in runs)
    assert (first["status"], first["error"]["code"]) == ("failed", "InvalidMobileApp")
    assert (second["status"], second["output"]["result"]) == ("completed", "PASS")


# ---- pull requests -------------------------------------------------------------------------------


def test_a_pull_request_starts_all_tests_as_one_run(army: Army) -> None:
    """It is read, listed among no tests, and has passed if all of them have."""
    army.test("one")
    army.test("two")
    path = f"/projects/{army.short}/pull-request-runs"
    status, started = army.call("POST", path, {"targetUrl": PREVIEW, "pullRequest": PULL})
    assert status == 202
    assert (started["status"], started["platform"]) == ("queued", "web")
    assert started["projectId"] == army.project
    run = army.ok("GET", f"/runs/{started['runId']}")
    assert (run["type"], run["status"], run["output"]) == ("ci", "queued", None)
    assert run["input"]["pullRequest"] == PULL
    assert asked(army) == [f"{PREVIEW}/health"] * 2
    run = army.ok("GET", f"/runs/{started['runId']}")
    assert (run["status"], run["output"]["result"]) == ("completed", "PASS")
    assert run["output"]["featureName"] == "Faster"
    assert [step["title"] for step in run["output"]["steps"]] == ["one", "two"]


def test_a_pull_request_runs_what_a_group_runs_for_its_commit(army: Army) -> None:
    """It is one run, which would be a no-go without them."""
    test = army.test()
    body = {"commitSha": PULL["commitSha"]}
    army.ok("POST", f"/groups/{army.group('smoke', test)}/runs", body)
    army.clock.advance(1)
    path = f"/projects/{army.project}/pull-request-runs"
    run = army.ok("POST", path, {"targetUrl": PREVIEW, "pullRequest": PULL})["runId"]
    army.stack.execute()
    assert army.ok("GET", f"/runs/{run}")["output"]["result"] == "PASS"


def test_a_pull_request_of_an_app_needs_no_address(army: Army) -> None:
    """And may name a region."""
    body = {"platform": "ios", "pullRequest": PULL, "simulatorRegion": "eu-north1"}
    started = army.ok("POST", f"/projects/{army.project}/pull-request-runs", body)
    assert started["platform"] == "ios"


def test_a_pull_request_without_tests_has_not_passed(army: Army) -> None:
    """Nothing was run, so nothing can be called good."""
    body = {"targetUrl": PREVIEW, "pullRequest": PULL}
    started = army.ok("POST", f"/projects/{army.project}/pull-request-runs", body)
    run = army.ok("GET", f"/runs/{started['runId']}")
    assert (run["status"], run["output"]["result"]) == ("completed", "FAILED")


def test_a_pull_requests_run_is_canceled_whole(army: Army) -> None:
    """By its own id."""
    army.test()
    body = {"targetUrl": PREVIEW, "pullRequest": PULL}
    run = army.ok("POST", f"/projects/{army.project}/pull-request-runs", body)["runId"]
    canceled = army.ok("POST", f"/runs/{run}/cancel")
    assert canceled == {"id": run, "status": "cancelled"}
    assert army.ok("GET", f"/runs/{run}")["status"] == "cancelled"
    assert army.refused("POST", f"/runs/{run}/cancel")[0] == 409


# ---- webhooks of groups --------------------------------------------------------------------------


def hook(army: Army, path: str, **body: Any) -> str:
    """The path of a new webhook."""
    made = army.ok("POST", f"{path}/webhook", body)["webhook"]
    assert made["url"].startswith("https://gonogo.example/testerarmy/api/v1/")
    assert made["url"].endswith(f"/{made['id']}/{made['secret']}")
    return str(made["url"].partition("/api/v1")[2])


def test_a_groups_webhook_starts_it_without_a_key(army: Army) -> None:
    """An empty body does, without a type; the client that polls needs `runIds`."""
    group = army.group("smoke", army.test())
    url = hook(army, f"/groups/{group}")
    status, started = army.call("POST", url, key=None, **EMPTY)
    assert status == 202
    assert started["received"] is True
    assert (started["status"], started["groupId"], started["count"]) == ("queued", group, 1)
    assert [started["runId"]] == started["runIds"] == started["queuedRunIds"]
    assert started["batchIds"] == [started["batchId"]]
    run = army.ok("GET", f"/runs/{started['runId']}")
    assert (run["status"], run["source"]) == ("queued", "webhook")


def test_a_webhook_takes_nulls_and_an_empty_commit_as_nothing(army: Army) -> None:
    """CI systems send what they have not got as that."""
    url = hook(army, f"/groups/{army.group('smoke', army.test())}")
    body = {"commitSha": "", "platform": None, "mobile": None, "targetUrl": None}
    started = army.ok("POST", url, body, key=None)
    assert started["metadata"] == {}


def test_a_webhook_resolves_the_app_it_is_told(army: Army) -> None:
    """A client reads it back; and a target without a word for it is a preview."""
    url = hook(army, f"/groups/{army.group('smoke', army.test())}")
    body = {"commitSha": "0a1b2c3", "targetUrl": PREVIEW, "mobile": {"appId": NOBODY}}
    started = army.ok("POST", url, body, key=None)
    assert started["metadata"]["mobile"] == {"source": "app_id", "resolvedAppId": NOBODY}
    given = army.ok("GET", f"/runs/{started['runId']}")["input"]
    assert (given["environment"], given["targetUrl"]) == ("preview", PREVIEW)
    assert asked(army) == [f"{PREVIEW}/health"]


def test_a_webhook_starts_the_default_group_with_its_settings(army: Army) -> None:
    """Also those that it got after the webhook was made."""
    url = hook(army, f"/groups/{army.default}")
    prep = army.test("prep")
    assert army.ok("POST", url, key=None)["groupId"] == army.default
    army.ok("PATCH", f"/groups/{army.default}", {"prepTestId": prep})
    army.test("other", http_step(url=f"{URL}/other"))
    army.stack.messages()
    assert army.ok("POST", url, key=None)["count"] == 2
    assert asked(army) == [f"{URL}/health"]


def test_a_wrong_address_of_a_webhook_is_as_good_as_none(army: Army) -> None:
    """A wrong secret, a wrong id and another kind of webhook look the same."""
    _, id, secret = hook(army, f"/groups/{army.group()}").rsplit("/", 2)
    refusals = [
        army.refused("POST", path, {}, key=None)
        for path in (
            f"/groups/webhook/{id}/wrong",
            f"/groups/webhook/{NOBODY}/{secret}",
            f"/groups/webhook/null/{secret}",
            f"/webhook/{id}/{secret}",
        )
    ]
    assert {status for status, _ in refusals} == {401}
    assert len(set(refusals)) == 1


def test_a_webhook_may_be_inactive_made_anew_and_deleted(army: Army) -> None:
    """There is one for each group; its secret is shown once and stored nowhere."""
    group = f"/groups/{army.group('smoke', army.test())}"
    old = hook(army, group)
    assert not [item for item in army.stack.stored("catalog") if old.rsplit("/", 1)[1] in item]
    assert "secret" not in army.ok("GET", f"{group}/webhook")["webhook"]
    assert army.ok("PATCH", f"{group}/webhook", {"active": False})["webhook"]["active"] is False
    assert army.refused("POST", old, key=None)[0] == 403
    new = hook(army, group)
    assert army.refused("POST", old, key=None)[0] == 401
    assert army.call("POST", new, key=None)[0] == 202
    assert army.ok("DELETE", f"{group}/webhook")["deleted"] is True
    assert army.refused("POST", new, key=None)[0] == 401


def test_a_deleted_group_takes_its_webhook_with_it(army: Army) -> None:
    """And the project's starts it no more."""
    group = army.group("smoke", army.test())
    own = hook(army, f"/groups/{group}")
    projects = hook(army, f"/projects/{army.project}", groupIds=[group], urlPattern=PREVIEW)
    army.ok("DELETE", f"/groups/{group}")
    assert army.refused("POST", own, key=None)[0] == 401
    answer = army.ok("POST", projects, {"success": True}, key=None)
    assert (answer["ignored"], answer["reason"]) == (True, "The webhook starts no group.")


def test_a_webhook_is_called_ten_times_in_ten_seconds_at_most(army: Army) -> None:
    """Then it says when to come back."""
    url = hook(army, f"/groups/{army.group('smoke', army.test())}")
    statuses = [army.call("POST", url, key=None)[0] for _ in range(11)]
    assert statuses == [202] * 10 + [429]
    army.clock.advance(11)
    assert army.call("POST", url, key=None)[0] == 202


# ---- webhooks of projects ------------------------------------------------------------------------

COOLIFY = {
    "success": True,
    "event": "deployment_success",
    "pull_request_id": 42,
    "preview_fqdn": PREVIEW,
    "deployment_url": "https://coolify.example/deployments/1",
}


def test_a_deployment_starts_the_groups_of_its_projects_webhook(army: Army) -> None:
    """200 with every batch, the first one apart; the tests ask what was deployed."""
    groups = [army.group(name, army.test(name)) for name in ("a", "b")]
    url = hook(army, f"/projects/{army.project}", groupIds=groups)
    status, answer = army.call("POST", url, COOLIFY, key=None)
    assert (status, answer["received"], len(answer["batchIds"])) == (200, True, 2)
    assert answer["batchId"] == answer["batchIds"][0]
    assert asked(army) == [f"{PREVIEW}/health"] * 2
    given = army.ok("GET", f"/runs/{answer['runId']}")["input"]
    assert (given["environment"], given["prNumber"]) == ("preview", 42)


@pytest.mark.parametrize(
    ("event", "address"),
    [
        ({**COOLIFY, "preview_fqdn": None}, "https://42.app.example"),
        ({**COOLIFY, "preview_fqdn": "x.example,y.example"}, "https://x.example"),
        ({"success": True, "event": "deployment_success", "fqdn": "https://live.example"}, None),
        (
            {"deployment_status": {"state": "success", "environment_url": "https://gh.example"}},
            "https://gh.example",
        ),
        ({"type": "deployment.succeeded", "payload": {"url": "v.example"}}, "https://v.example"),
    ],
)
def test_the_address_of_a_deployment_is_found_where_deployers_write_it(
    army: Army, event: dict[str, Any], address: str | None
) -> None:
    """Or is made of the number of its pull request."""
    army.test()
    path = f"/projects/{army.project}"
    url = hook(army, path, urlPattern="https://{{pr_number}}.app.example")
    army.ok("POST", url, event, key=None)
    assert asked(army) == [f"{address or 'https://live.example'}/health"]


@pytest.mark.parametrize(
    "event",
    [
        {**COOLIFY, "success": False},
        {**COOLIFY, "event": "deployment_failed"},
        {"event": "container_stopped"},
        {"deployment_status": {"state": "pending"}},
        {"zen": "Keep it logically awesome."},
    ],
)
def test_what_is_no_deployment_that_succeeded_is_passed_over(
    army: Army, event: dict[str, Any]
) -> None:
    """200 with the reason, and nothing is started."""
    army.test()
    answer = army.ok("POST", hook(army, f"/projects/{army.project}"), event, key=None)
    assert (answer["received"], answer["ignored"]) == (True, True)
    assert answer["reason"]
    assert army.stack.messages() == []


def test_a_deployment_without_an_address_is_refused(army: Army) -> None:
    """Coolify's own page about it is none."""
    url = hook(army, f"/projects/{army.project}")
    for address in (None, "", "file:///etc/passwd", "https://", "a b"):
        event = {**COOLIFY, "preview_fqdn": address}
        status, message = army.refused("POST", url, event, key=None)
        assert status == 400
        assert "deployment URL" in message


@pytest.mark.parametrize("body", [{"urlPattern": "app"}, {"groupIds": [NOBODY]}, {"groupIds": 1}])
def test_a_projects_webhook_is_of_its_own_groups(army: Army, body: dict[str, Any]) -> None:
    """Its pattern is an address."""
    assert army.refused("POST", f"/projects/{army.project}/webhook", body)[0] == 400
