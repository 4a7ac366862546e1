"""Whatever stands in a body: it is a start, or a refusal in the dialect's form."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as some

from gonogo.dialects import bug0, empirical
from gonogo.domain.commands import ReadBatch, Start, Started
from gonogo.domain.commands.defining import (
    EnvironmentList,
    KeyHolder,
    ListEnvironments,
    ListSuites,
    SuiteList,
    WhoAmI,
)
from gonogo.domain.commands.history import ListBatches, Rerun
from gonogo.errors import NotFound
from tests.builders import a_batch, a_project
from tests.dialogue import a_request, call
from tests.golden import world_empirical as world

TEXT = some.text(max_size=8) | some.sampled_from(("production", "https://x.example", "@smoke", "7"))
ANY = some.recursive(
    some.none()
    | some.booleans()
    | some.integers(-3, 2**60)
    | TEXT
    | some.floats(allow_nan=False, allow_infinity=False),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
OF_EMPIRICAL = (
    "environment",
    "build",
    "metadata",
    "environment_variables_overrides",
    "tags",
    "branch",
    "test_case_ids",
    "send_notifications",
    "rerun_source_id",
    "rerun_only_failed",
    "github_actor",
    "origin",
    "platform",
    "repo",
    "event_type",
    "client_payload",
)
OF_BUG0 = ("projectId", "url", "gitCommitSha", "gitBranch", "prNumber", "owner", "repo")
HOLDER = world.dispatch(WhoAmI(key="one"))
STARTED = Started(project=a_project(), batch=a_batch(), runs=())


def bodies(names: tuple[str, ...]) -> Any:
    """Objects of a dialect's names with anything behind them, and what is no object."""
    return some.dictionaries(some.sampled_from(names), ANY, max_size=5) | ANY


def storable(wanted: Start) -> None:
    """What is kept of it can be stored as JSON, and variables and facts are texts."""
    json.dumps(dict(wanted.terms.kept), allow_nan=False)
    assert all(isinstance(text, str) for text in wanted.terms.facts.values())
    for part in wanted.sets:
        assert all(isinstance(text, str) for text in part.variables.values())


@given(bodies(OF_EMPIRICAL), some.sampled_from(("/api/test-runs", "/v1/trigger", "/")))
def test_any_body_of_empirical_is_started_or_refused(body: object, path: str) -> None:
    """200, or 400 and 404 with the sentence in both places."""
    assert isinstance(HOLDER, KeyHolder)
    environments = EnvironmentList(project=world.ORDERS, environments=world.ENVIRONMENTS)
    answers = {
        WhoAmI: HOLDER,
        ListEnvironments: environments,
        Start: STARTED,
        Rerun: STARTED,
        ReadBatch: NotFound("There is no such batch."),
    }
    method = "PUT" if path.startswith("/api") else "POST"
    request = a_request(body, method=method, headers={"authorization": "Bearer one"})
    told = call(empirical.DIALECT, path, request, answers)
    assert told.reply is not None
    if told.reply.status == 200:
        storable(told.one(Start))
        assert isinstance(told.json["data"]["test_run"]["id"], int)
    else:
        assert told.reply.status in (400, 404)
        assert told.json["error"]["message"] == told.json["message"] != ""


@given(bodies(OF_BUG0))
def test_any_body_of_bug0_is_started_or_refused(body: object) -> None:
    """200 with an id, or 400 with one text; git data fail nothing."""
    answers = {ListSuites: SuiteList(project=a_project(), suites=()), Start: STARTED}
    told = call(
        bug0.DIALECT, "/api/run-tests", a_request(body, headers={"x-api-key": "k"}), answers
    )
    assert told.reply is not None
    if told.reply.status == 200:
        storable(told.one(Start))
        assert told.json["executionId"].startswith("exec_")
    else:
        assert told.reply.status == 400
        assert told.json["error"].startswith(("Missing required parameter", "Invalid "))


QUERIES = some.lists(
    some.tuples(
        some.sampled_from(
            (
                *("id", "page", "per_page", "limit", "offset", "branch", "state", "result"),
                *("environment_ids", "interval_in_days", "other"),
            )
        ),
        some.sampled_from(("", "0", "1", "-1", "99", "x", "ended", "passed", "1,2", "٣")) | TEXT,
    ),
    max_size=5,
)


@given(QUERIES)
def test_any_query_lists_or_is_refused(pairs: list[tuple[str, str]]) -> None:
    """200 with at most a page, or 400 that names the filter."""
    request = a_request(method="GET", headers={"authorization": "Bearer one"})
    listed = world.dispatch(ListBatches(key="one", project=world.ORDERS.id))
    views = next(iter(world.BATCHES_BY_NAME.values()))
    answers = {WhoAmI: HOLDER, ListBatches: listed, ReadBatch: views}
    request = replace(request, query=tuple(pairs))
    told = call(empirical.DIALECT, "/api/test-runs", request, answers)
    assert told.reply is not None
    assert told.reply.status in (200, 400)
    if told.reply.status == 200:
        assert len(told.json["data"]["test_runs"]["items"]) <= 100
