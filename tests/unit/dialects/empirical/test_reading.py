"""Lists, documents, canceling and the side surface of Empirical."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from gonogo.dialects.empirical import DIALECT
from gonogo.dialects.empirical._naming import number_for
from gonogo.domain.commands import ReadBatch
from gonogo.domain.commands.canceling import CancelBatch
from gonogo.domain.commands.defining import WhoAmI
from gonogo.domain.commands.history import BatchList, ListBatches
from gonogo.domain.commands.webhooks import CreateWebhook
from gonogo.errors import Conflict, GonogoError
from tests.dialogue import LINKS, Told, a_request, call
from tests.golden import world_empirical as world

KEY = {"authorization": "Bearer one"}
RUNS = "/api/test-runs"
VIEWS = world.BATCHES_BY_NAME


def ask(
    path: str,
    *,
    method: str = "GET",
    query: str = "",
    body: object = None,
    headers: Mapping[str, str] = KEY,
    **params: str,
) -> Told:
    """One call in the recorded world."""
    route = next(r for r in DIALECT.routes if r.path == path and method in r.methods)
    request = a_request(body, method=method, query=query, params=params, headers=headers)
    told = Told()
    try:
        talk = route.talk(request, LINKS)
        command = next(talk)
        while True:
            told.asked.append(command)
            try:
                answer = world.dispatch(command)
            except GonogoError as error:
                command = talk.throw(error)
            else:
                command = talk.send(answer)
    except StopIteration as ended:
        told.reply = ended.value
    except GonogoError as error:
        told.reply = DIALECT.encode_error(error, request)
    return told


def listed(query: str = "") -> list[int]:
    """The ids of a list."""
    items = ask(RUNS, query=query).json["data"]["test_runs"]["items"]
    return [item["id"] for item in items]


def number(name: str) -> int:
    """The id of a test run."""
    return VIEWS[name].batch.number


def status(told: Told) -> int:
    """Its reply's."""
    assert told.reply is not None
    return told.reply.status


# ---- lists ----


def test_a_list_is_newest_first_with_its_pages() -> None:
    """Contract 3: 20 by default."""
    told = ask(RUNS).json
    assert listed() == sorted((v.batch.number for v in VIEWS.values()), reverse=True)
    assert told["pagination"] == {"page": 1, "per_page": 20, "total": 10, "total_pages": 1}
    assert told["data"]["project"]["slug"] == "orders"


def test_the_older_paging_is_told_inside() -> None:
    """Contract 3: `limit` and `offset`."""
    told = ask(RUNS, query="limit=2&offset=1").json
    assert "pagination" not in told
    inside = told["data"]["test_runs"]
    assert (inside["total"], inside["limit"], inside["offset"]) == (10, 2, 1)
    assert len(inside["items"]) == 2


@pytest.mark.parametrize("query", ["page=99", "page=9999999999999999999999", "limit=5&offset=500"])
def test_past_the_end_a_list_is_empty(query: str) -> None:
    """Recipes 7, 33: 200 with nothing."""
    assert listed(query) == []


def test_more_than_a_page_holds_is_made_less() -> None:
    """At most 100."""
    assert ask(RUNS, query="per_page=9999999").json["pagination"]["per_page"] == 100


@pytest.mark.parametrize(
    "query",
    ["page=0", "per_page=x", "state=done", "result=ok", "environment_ids=a", "interval_in_days=0"],
)
def test_a_filter_that_cannot_be_read_is_named(query: str) -> None:
    """400; nothing is looked up."""
    told = ask(RUNS, query=query)
    assert (status(told), told.asked) == (400, [])
    assert told.json["message"].startswith(query.partition("=")[0])


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("state=cancelled", {"canceled", "canceled-after-a-failure"}),
        ("state=ended&result=passed", {"passed", "started-elsewhere"}),
        ("result=failed", {"failed", "error", "failed-and-the-rest-left-out", "nothing-ran"}),
        ("state=queued", {"progress-queued"}),
        ("state=pending", set()),
        ("branch=main&state=error", {"error", "nothing-ran"}),
        ("branch=elsewhere", set()),
        ("environment_ids=5", set()),
        ("state=&result=&branch=&id=&state=started", {"progress"}),
    ],
)
def test_filters_add_up(query: str, names: set[str]) -> None:
    """Contract 3; an empty one is none."""
    assert set(listed(query)) == {number(name) for name in names}


def test_an_environments_number_filters() -> None:
    """The `id` that the list of environments shows."""
    told = ask("/api/environments/list").json["data"]["environments"]
    id = next(each["id"] for each in told if each["slug"] == "production")
    assert set(listed(f"environment_ids=1,{id}")) == set(listed()) - {number("started-elsewhere")}


def test_days_are_left_to_who_knows_the_time() -> None:
    """`interval_in_days`, as seconds."""
    assert ask(RUNS, query="interval_in_days=2").one(ListBatches).within == 2 * 86_400


def test_a_list_goes_on_until_there_is_no_more() -> None:
    """Page after page of the store, and no further than lists look."""
    pages = [
        BatchList(project=world.ORDERS, batches=(VIEWS["passed"].batch,), next=7) for _ in range(9)
    ]
    who = world.dispatch(WhoAmI(key="one"))
    request = a_request(method="GET", headers=KEY)
    told = call(DIALECT, RUNS, request, {WhoAmI: who, ListBatches: pages})
    asked = [command for command in told.asked if isinstance(command, ListBatches)]
    assert [command.before for command in asked] == [None, 7, 7, 7, 7]


# ---- one test run ----


def test_a_test_run_has_two_integers() -> None:
    """Contract 3 and 7: `run_id` is the larger, and the status goes by it alone."""
    one = ask(f"{RUNS}/<id>", id=str(number("failed"))).json["data"]["test_run"]["testRun"]
    assert one["run_id"] > one["id"]
    by_run_id = ask(f"{RUNS}/<id>/status", id=str(one["run_id"])).json["data"]
    assert by_run_id["test_case_ids"] == one["test_case_ids"]
    assert status(ask(f"{RUNS}/<id>/status", id=str(one["id"]))) == 404


def test_details_name_every_test_and_how_it_stands() -> None:
    """Contract 3: `flattenedSummaryDetails`."""
    found = ask(f"{RUNS}/<id>", id=str(number("failed"))).json["data"]["test_run"]
    details = found["flattenedSummaryDetails"]
    assert [each["status"] for each in details] == ["passed", "failed"]
    assert [each["pw_test_id"] for each in details] == found["testRun"]["test_case_ids"]
    assert all(each["snooze_info"] == [] for each in details)


def test_a_list_item_has_every_member_of_the_contract() -> None:
    """Contract 3, in its order."""
    item = ask(RUNS, query=f"id={number('passed')}").json["data"]["test_runs"]["items"][0]
    assert list(item) == [
        "id",
        "state",
        "total_count",
        "success_count",
        "failed_count",
        "skipped_count",
        "flaky_count",
        "duration",
        "test_run_branch",
        "environment_slug",
        "environment_name",
        "build_url",
        "build_branch",
        "commit",
        "created_at",
        "failed_count_after_snoozing",
        "environment_variables_overrides",
    ]


@pytest.mark.parametrize("id", ["17", "null", "", "abc", "9" * 30, VIEWS["passed"].batch.id])
def test_what_is_no_test_run_is_not_found(id: str) -> None:
    """Contract 3: 404; an id is an integer."""
    for path in (f"{RUNS}/<id>", "/api/v2/test-runs/<id>/cases"):
        assert status(ask(path, id=id)) == 404


def test_a_test_run_of_another_project_of_the_key_is_not_found() -> None:
    """A header that names a project hides those of the others."""
    both = {"authorization": "Bearer two"}
    id = str(number("passed"))
    assert status(ask(f"{RUNS}/<id>", id=id, headers=both)) == 200
    there = {**both, "x-project-slug": "orders"}
    assert status(ask(f"{RUNS}/<id>", id=id, headers=there)) == 200
    elsewhere = {**both, "x-project-slug": "billing-eu"}
    for path, method in ((f"{RUNS}/<id>", "GET"), (f"{RUNS}/<id>/cancel", "POST")):
        told = ask(path, method=method, id=id, headers=elsewhere)
        assert status(told) == 404
        assert not any(isinstance(command, CancelBatch) for command in told.asked)


# ---- canceling ----


def test_canceling_tells_what_became_of_it() -> None:
    """Contract 3: 200 with a sentence."""
    told = ask(
        f"{RUNS}/<id>/cancel", method="POST", id=str(number("progress")), body={"reason": "x"}
    )
    assert status(told) == 200
    assert told.json["data"]["test_run"]["state"] == "cancelled"
    assert told.json["message"]


@pytest.mark.parametrize("name", ["passed", "failed", "error", "canceled"])
def test_what_is_terminal_cannot_be_cancelled(name: str) -> None:
    """Contract 3: 412."""
    assert status(ask(f"{RUNS}/<id>/cancel", method="POST", id=str(number(name)))) == 412


def test_only_the_cancel_answers_412() -> None:
    """Any other conflict is a 409."""
    view = VIEWS["progress"]
    request = a_request(params={"id": str(view.batch.number)}, headers=KEY)
    answers = {ReadBatch: view, CancelBatch: Conflict("over")}
    assert status(call(DIALECT, f"{RUNS}/<id>/cancel", request, answers)) == 412
    assert DIALECT.encode_error(Conflict("x"), request).status == 409


# ---- webhooks ----


def test_a_webhook_is_told_in_empiricals_words() -> None:
    """Contract 5; no events mean all, and the secret is in this answer alone."""
    told = ask("/api/webhooks", method="POST", body={"url": "https://hooks.example.com/e"})
    made = told.one(CreateWebhook)
    assert (made.kind, made.format) == ("empirical", "empirical")
    assert made.events == ("batch.started", "batch.finished")
    assert told.json["data"]["webhook"]["secret"].startswith("whsec_")
    shown = ask("/api/webhooks").json["data"]["webhooks"]
    assert [set(each) >= {"id", "url", "events", "is_active"} for each in shown] == [True]
    assert "secret" not in shown[0]


@pytest.mark.parametrize(
    ("names", "events"),
    [
        (["test_run.queued"], ("batch.started",)),
        (["test_run.started", "test_run.queued"], ("batch.started",)),
        (["test_run.error"], ("batch.finished",)),
        (["webhook.test"], ("batch.finished",)),
        (["test_run.started", "test_run.ended"], ("batch.started", "batch.finished")),
    ],
)
def test_a_webhook_hears_of_what_it_asked_for(names: list[str], events: tuple[str, ...]) -> None:
    """Contract 5."""
    body = {"url": "https://hooks.example.com/e", "events": names}
    assert ask("/api/webhooks", method="POST", body=body).one(CreateWebhook).events == events


def test_webhooks_of_other_kinds_are_none_in_these_words() -> None:
    """They can be neither seen nor deleted."""
    assert len(ask("/api/webhooks").json["data"]["webhooks"]) == 1
    id = str(number_for(world.ANOTHER.id))
    assert status(ask("/api/webhooks/<id>", method="DELETE", id=id)) == 404


@pytest.mark.parametrize(
    ("name", "event"),
    [
        ("passed", "test_run.ended"),
        ("failed", "test_run.ended"),
        ("error", "test_run.error"),
        ("canceled", "test_run.cancelled"),
    ],
)
def test_an_outcome_has_an_event_and_a_list_item(name: str, event: str) -> None:
    """Contract 5."""
    assert DIALECT.encode_batch_outcome is not None
    told = DIALECT.encode_batch_outcome(VIEWS[name], LINKS)
    assert told["event"] == event
    assert told["data"]["test_run"]["id"] == number(name)  # type: ignore[index]


# ---- the side surface ----


def test_merging_branches_is_taken_without_effect() -> None:
    """Contract 3: any 2xx is fine; a bad key is refused all the same."""
    body = {"base_branch": "main", "head_branch": "feat/x"}
    path = "/api/projects/merge-branches"
    assert status(ask(path, method="POST", body=body)) == 200
    assert status(ask(path, method="POST", body=body, headers={})) == 401


@pytest.mark.parametrize(
    "path",
    [
        "/api/environments/list",
        "/api/environment-variables",
        "/api/api-keys",
        "/api/snoozes",
        "/api/v2/analytics/<report>",
        "/api/webhooks",
        RUNS,
    ],
)
def test_nothing_is_shown_without_a_key(path: str) -> None:
    """Contract 7: 401 on everything."""
    assert status(ask(path, headers={}, report="x")) == 401
    assert status(ask(path, headers={"authorization": "one"}, report="x")) == 401


def test_a_repositorys_name_chooses_where_it_fits() -> None:
    """Contract 3: `project_repo_name`; one that fits nothing leaves the key's project."""
    both = {"authorization": "Bearer two"}
    path = "/api/environments/list"
    assert status(ask(path, query="project_repo_name=orders", headers=both)) == 200
    assert status(ask(path, query="project_repo_name=shop-tests", headers=both)) == 400
    assert status(ask(path, query="project_repo_name=shop-tests")) == 200
