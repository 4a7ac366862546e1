"""What an Empirical client's start means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from gonogo.dialects.empirical import DIALECT
from gonogo.domain.commands import ReadBatch, Start, Started
from gonogo.domain.commands.defining import EnvironmentList, ListEnvironments, WhoAmI
from gonogo.domain.commands.history import Rerun
from gonogo.errors import Conflict
from tests.builders import a_batch, a_run
from tests.dialogue import Told, a_request, call
from tests.golden import world_empirical as world

PATH = "/api/test-runs"
KEY = {"authorization": "Bearer one"}
ENVIRONMENT: dict[str, object] = {"environment": "production"}


def put(body: object, path: str = PATH, headers: Mapping[str, str] = KEY, **answers: Any) -> Told:
    """One start; every command is answered as the world does."""
    batch = a_batch(dialect="empirical")
    known = {
        WhoAmI: world.dispatch(WhoAmI(key=headers["authorization"].partition(" ")[2])),
        ListEnvironments: EnvironmentList(project=world.ORDERS, environments=world.ENVIRONMENTS),
        Start: Started(project=world.ORDERS, batch=batch, runs=(a_run(batch),)),
    }
    method = "PUT" if path == PATH else "POST"
    return call(DIALECT, path, a_request(body, method=method, headers=headers), known)


def meant(body: Mapping[str, object]) -> Start:
    """The start that a body beside the environment means."""
    told = put({**ENVIRONMENT, **body})
    assert told.reply is not None
    assert told.reply.status == 200, told.json
    wanted: Start = told.one(Start)
    return wanted


def refused(body: object, path: str = PATH) -> tuple[int, str]:
    """Status and sentence of a refusal."""
    told = put(body, path)
    assert told.reply is not None
    assert told.json["error"]["message"] == told.json["message"]
    return told.reply.status, told.json["message"]


def test_the_smallest_body_starts_all_tests_of_the_keys_project() -> None:
    """Contract 2: only `environment` is required."""
    wanted = meant({})
    assert (wanted.kind, wanted.target, wanted.project) == ("project", None, world.ORDERS.id)
    assert wanted.sets[0].environment == "env-production"
    assert (wanted.selection.tests, wanted.selection.tags) == ((), ())


def test_the_answer_has_an_integer_that_all_else_is_asked_by() -> None:
    """Contract 2."""
    document = put(ENVIRONMENT).json["data"]
    assert document["trigger"] == {"success": True}
    assert isinstance(document["test_run"].pop("id"), int)
    assert document["test_run"] == {
        "state": "queued",
        "test_run_branch": "main",
        "created_at": "2026-11-18T11:06:40.000Z",
    }


@pytest.mark.parametrize(
    "spelled",
    [
        {"url": "https://x.example", "commit": "c"},
        {"build.url": "https://x.example", "build.commit": "c"},
    ],
)
def test_both_spellings_of_a_builds_keys_are_read(spelled: dict[str, str]) -> None:
    """Contract 2: the reference's sample writes `build.url` inside `build`."""
    wanted = meant({"build": spelled})
    assert wanted.terms.facts == {"build_url": "https://x.example", "commit": "c"}


def test_a_builds_url_reaches_tests_as_a_variable() -> None:
    """Contract 2: `BUILD_URL`, unless it is overridden."""
    build = {"build": {"url": "https://x.example"}}
    assert meant(build).sets[0].variables == {"BUILD_URL": "https://x.example"}
    mine = {
        "environment_variables_overrides": [{"name": "BUILD_URL", "value": "https://y.example"}]
    }
    assert meant({**build, **mine}).sets[0].variables == {"BUILD_URL": "https://y.example"}


def test_overrides_are_variables_of_this_start() -> None:
    """Contract 2; of one name the last counts, and an empty value is a value."""
    pairs = [{"name": "A", "value": "1"}, {"name": "A", "value": "2"}, {"name": "B", "value": ""}]
    wanted = meant({"environment_variables_overrides": pairs})
    assert wanted.sets[0].variables == {"A": "2", "B": ""}


def test_tags_fit_with_and_without_their_sign() -> None:
    """Contract 2: only tests with these tags, whichever side writes `@`."""
    fits = meant({"tags": ["@smoke", "slow"]}).selection.fits
    assert all(fits((tag,)) for tag in ("smoke", "@smoke", "slow", "@slow"))
    assert not fits(("other",))
    assert not fits(())


def test_test_case_ids_are_these_tests_only() -> None:
    """Contract 2: what lists of cases call `pw_test_id`."""
    assert meant({"test_case_ids": ["a", "b", "a"]}).selection.tests == ("a", "b")


def test_what_is_sent_is_kept_and_given_back() -> None:
    """Contract 3: lists show it, though gonogo has no use for it."""
    body = {
        "metadata": {"deployed_by": "alice", "number": 42},
        "branch": "feat/x",
        "tags": ["@smoke"],
    }
    kept = meant(body).terms.kept
    assert kept["metadata"] == {"deployed_by": "alice", "number": 42}
    assert (kept["branch"], kept["tags"]) == ("feat/x", ["@smoke"])
    assert kept["environment"] == {
        "id": "env-production",
        "slug": "production",
        "name": "production",
    }


def test_notifications_can_be_left_out() -> None:
    """`send_notifications`."""
    assert meant({}).terms.notify
    assert not meant({"send_notifications": False}).terms.notify


@pytest.mark.parametrize("unused", [{"project_id": 7}, {"total_shards": 4}, {"whatever": {}}])
def test_what_means_nothing_here_is_passed_over(unused: dict[str, object]) -> None:
    """Contract 2: the project is never taken from the body."""
    assert meant(unused).project == world.ORDERS.id


@pytest.mark.parametrize("name", ["build", "metadata", "tags", "branch", "rerun_source_id"])
@pytest.mark.parametrize("nothing", [None, ""])
def test_null_and_empty_texts_are_absent(name: str, nothing: object) -> None:
    """Contract 7."""
    assert meant({name: nothing}) == meant({})


@pytest.mark.parametrize("wanted", ["qa-west", "QA (west)", "QA-WEST", "env-QA (west)"])
def test_an_environment_goes_by_the_slug_of_its_name(wanted: str) -> None:
    """Contract 4: the CI action makes it lower-case."""
    assert meant({"environment": wanted}).sets[0].environment == "env-QA (west)"


def test_an_unknown_slug_lists_the_slugs() -> None:
    """Contract 7: 404."""
    status, message = refused({"environment": "moon"})
    assert status == 404
    assert "production, qa-west" in message


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "environment"),
        ({"environment": 7}, "environment"),
        ([], "body"),
        (b"environment=production", ""),
        ({**ENVIRONMENT, "branch": "x", "build": {"commit": "c"}}, "branch"),
        ({**ENVIRONMENT, "build": "main"}, "build"),
        ({**ENVIRONMENT, "build": {"url": 7}}, "build.url"),
        ({**ENVIRONMENT, "metadata": {"a": [1]}}, "metadata.a"),
        ({**ENVIRONMENT, "metadata": {"a": True}}, "metadata.a"),
        ({**ENVIRONMENT, "metadata": {"a": None}}, "metadata.a"),
        ({**ENVIRONMENT, "metadata": {str(n): n for n in range(51)}}, "metadata"),
        (
            {**ENVIRONMENT, "environment_variables_overrides": {"A": "1"}},
            "environment_variables_overrides",
        ),
        (
            {**ENVIRONMENT, "environment_variables_overrides": [{"name": "a b", "value": "1"}]},
            "environment_variables_overrides[0].name",
        ),
        (
            {**ENVIRONMENT, "environment_variables_overrides": [{"name": "A", "value": 1}]},
            "environment_variables_overrides[0].value",
        ),
        ({**ENVIRONMENT, "tags": "@smoke"}, "tags"),
        ({**ENVIRONMENT, "test_case_ids": [1]}, "test_case_ids"),
        ({**ENVIRONMENT, "send_notifications": "no"}, "send_notifications"),
        ({**ENVIRONMENT, "rerun_source_id": "x"}, "rerun_source_id"),
    ],
)
def test_a_body_that_cannot_be_taken_names_the_field(body: object, field: str) -> None:
    """Contract 2 and 7: 400 in the envelope, and nobody is asked."""
    status, message = refused(body)
    assert status == 400
    assert message.startswith(f"{field}: " if field else "The body is not JSON")


def test_too_large_a_body_is_refused() -> None:
    """What is sent is kept with its batch."""
    assert refused({**ENVIRONMENT, "metadata": {"a": "x" * 70_000}})[0] == 413


def test_a_source_is_started_once_more() -> None:
    """`rerun_source_id` with `rerun_only_failed`; an id may be a text of digits."""
    number = world.BATCHES_BY_NAME["failed"].batch.number
    body = {**ENVIRONMENT, "rerun_source_id": str(number), "rerun_only_failed": True}
    view = world.BATCHES_BY_NAME["failed"]
    again = Started(project=world.ORDERS, batch=a_batch(), runs=())
    told = call(
        DIALECT,
        PATH,
        a_request(body, method="PUT", headers=KEY),
        {ReadBatch: view, Rerun: again},
    )
    assert (told.one(Rerun).batch, told.one(Rerun).only_failed) == (view.batch.id, True)


def test_a_rerun_of_what_still_runs_is_refused() -> None:
    """Contract 3: with `only_failed` the source must be complete."""
    view = world.BATCHES_BY_NAME["progress"]
    params = {"id": str(view.batch.number)}
    request = a_request({"only_failed": True}, params=params, headers=KEY)
    told = call(
        DIALECT, f"{PATH}/<id>/re-run", request, {ReadBatch: view, Rerun: Conflict("It runs.")}
    )
    assert told.reply is not None
    assert told.reply.status == 409


# ---- the dispatch ----


def test_a_dispatch_starts_as_a_put_does() -> None:
    """Contract 4: the same body, and where it came from."""
    body = {
        **ENVIRONMENT,
        "origin": {"owner": "acme", "name": "shop"},
        "build": {"commit": "c", "branch": "main", "commit_url": "https://git.example/c"},
        "github_actor": "alice",
    }
    assert put(body, "/v1/trigger").one(Start).terms.facts == {
        "commit": "c",
        "branch": "main",
        "commit_url": "https://git.example/c",
        "actor": "alice",
        "repository": "acme/shop",
    }


def test_a_platform_stands_for_the_environment() -> None:
    """Contract 4: then tests use their own default."""
    told = put({"platform": "web", "build": {"url": "https://x.example"}}, "/v1/trigger")
    assert told.one(Start).sets[0].environment is None
    assert refused({"origin": {}}, "/v1/trigger")[0] == 400


def test_the_oldest_form_carries_a_builds_url() -> None:
    """Contract 4; another event than `run-tests` starts nothing."""
    body = {
        "repo": {"owner": "acme", "name": "shop"},
        "event_type": "run-tests",
        "client_payload": {"build_url": "https://x.example", "slack_webhook_url": ""},
    }
    wanted = put(body, "/").one(Start)
    assert wanted.sets[0].variables == {"BUILD_URL": "https://x.example"}
    assert wanted.terms.facts["repository"] == "acme/shop"
    assert refused({**body, "event_type": "deploy"}, "/")[0] == 400


# ---- the project ----


@pytest.mark.parametrize(
    "header",
    [
        {"x-project-slug": "billing-eu"},
        {"x-project-slug": "Billing EU"},
        {"x-project-id": "100083155261823"},
    ],
)
def test_a_header_says_which_of_several_projects(header: dict[str, str]) -> None:
    """Contract 1."""
    told = put({"environment": "qa-west"}, headers={"authorization": "Bearer two", **header})
    assert told.one(ListEnvironments).project == world.BILLING.id


def test_a_header_of_another_world_does_not_matter_where_there_is_no_choice() -> None:
    """Who changes a base URL keeps the header with the number of before."""
    told = put(ENVIRONMENT, headers={**KEY, "x-project-id": "42"})
    assert told.one(Start).project == world.ORDERS.id


def test_a_key_of_several_projects_must_name_one() -> None:
    """400, and the numbers and slugs to choose from."""
    told = put(ENVIRONMENT, headers={"authorization": "Bearer two"})
    assert told.reply is not None
    assert told.reply.status == 400
    assert "100083155261823 (billing-eu)" in told.json["message"]
