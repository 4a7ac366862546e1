"""Pushing definitions: by name, idempotent, nobody else's, and never half known."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

import pytest

from gonogo.domain.commands import Push, Pushed, StoredTest
from gonogo.domain.ids import ProjectId, new_number, number_of, step_id
from gonogo.domain.key import Role
from gonogo.errors import Conflict, Forbidden, Invalid, InvalidDefinition, NotFound, Unauthorized
from gonogo.ports import Catalog
from gonogo.services.define import steps_from_plain
from gonogo.services.keys import issue
from gonogo.services.push import push
from tests.fake_stores import FakeCatalog, FakeKeys
from tests.fakes import FakeClock

DOCUMENT: dict[str, Any] = {
    "project": "orders",
    "environments": [
        {"name": "local", "variables": {"base_url": "http://127.0.0.1:8811"}},
        {"name": "slow", "parent": "local", "stop_on_failure": True},
    ],
    "tests": [
        {"name": "Health", "tags": ["quick"], "steps": [{"url": "{{base_url}}/health"}]},
        {
            "name": "Orders",
            "environment": "mine",
            "environments": [{"name": "mine", "parent": "local", "variables": {"a": 1}}],
            "steps": [{"url": "{{base_url}}/orders"}, {"url": "{{base_url}}/orders/1"}],
        },
    ],
    "suites": [{"name": "smoke", "tests": ["Orders"], "tags": ["quick"], "environment": "slow"}],
}


class Server:
    """A catalog, keys and a clock, and what a caller does with them."""

    def __init__(self, catalog: Catalog | None = None) -> None:
        self.catalog: Catalog = catalog or FakeCatalog()
        self.keys, self.clock = FakeKeys(), FakeClock()

    def key(self, role: Role = "admin", *projects: str) -> str:
        bound = tuple(map(ProjectId, projects))
        return issue(self.keys, self.clock, name="a", role=role, projects=bound).secret

    def push(
        self, document: object = DOCUMENT, key: str | None = None, project: str | None = None
    ) -> Pushed:
        command = Push(key=key or self.key(), document=document, project=project)
        return push(command, catalog=self.catalog, keys=self.keys, clock=self.clock)

    def test(self, pushed: Pushed, name: str) -> StoredTest:
        head = next(h for h in self.catalog.test_heads(pushed.project.id) if h.name == name)
        stored = self.catalog.test(pushed.project.id, head.id)
        assert stored is not None
        return stored


@pytest.fixture
def server() -> Server:
    return Server()


def actions(pushed: Pushed) -> dict[str, str]:
    return {f"{change.kind} {change.name}": change.action for change in pushed.changes}


def changed(**changes: Any) -> dict[str, Any]:
    """The document with the first test's fields changed."""
    document = copy.deepcopy(DOCUMENT)
    document["tests"][0].update(changes)
    return document


def test_first_push_creates_everything_the_document_names(server: Server) -> None:
    assert actions(server.push()) == {
        "project orders": "created",
        "environment local": "created",
        "environment slow": "created",
        "test Health": "created",
        "test Orders": "created",
        "environment Orders / mine": "created",
        "suite smoke": "created",
    }


def test_second_push_of_the_same_changes_nothing(server: Server) -> None:
    first = server.push()
    before = server.test(first, "Orders")
    server.clock.time += 60
    second = server.push(copy.deepcopy(DOCUMENT))
    assert set(actions(second).values()) == {"unchanged"}
    assert [c.id for c in second.changes] == [c.id for c in first.changes]
    assert [c.trigger for c in second.changes] == [c.trigger for c in first.changes]
    assert server.test(second, "Orders") == before


def test_update_keeps_id_trigger_and_creation_and_counts_the_version(server: Server) -> None:
    first = server.push()
    before = server.test(first, "Health").head
    server.clock.time += 60
    second = server.push(changed(description="Is it up?"))
    after = server.test(second, "Health").head
    assert after == replace(before, description="Is it up?", version=2)
    assert [name for name, action in actions(second).items() if action == "updated"] == [
        "test Health"
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"tags": ["slow"]},
        {"steps": [{"url": "{{base_url}}/healthz"}]},
        {"steps": [{"url": "{{base_url}}/health"}] * 2},
        {"environment": "slow"},
        {"environments": [{"name": "own"}]},
    ],
)
def test_any_change_of_a_test_is_written(server: Server, change: dict[str, Any]) -> None:
    server.push()
    assert actions(server.push(changed(**change)))["test Health"] == "updated"


def test_every_project_test_and_suite_has_a_trigger_of_its_own(server: Server) -> None:
    pushed = server.push()
    triggers = [c.trigger for c in pushed.changes if c.kind != "environment"]
    found = [server.catalog.trigger(trigger) for trigger in triggers if trigger]
    assert [t.target for t in found if t] == [
        c.id for c in pushed.changes if c.kind != "environment"
    ]
    assert len(set(triggers)) == 4


def test_names_become_ids(server: Server) -> None:
    pushed = server.push()
    ids = {change.name: change.id for change in pushed.changes}
    orders = server.test(pushed, "Orders")
    shared = {e.name: e for e in server.catalog.shared_environments(pushed.project.id)}
    (suite,) = server.catalog.suites(pushed.project.id)
    assert shared["slow"].parent == orders.own[0].parent == shared["local"].id == ids["local"]
    assert orders.own[0].test == orders.head.id == ids["Orders"]
    assert orders.head.default_environment == orders.own[0].id
    assert suite.tests == (ids["Orders"], ids["Health"])
    assert suite.environment == ids["slow"]


def test_steps_get_ids_that_stay(server: Server) -> None:
    stored = server.test(server.push(), "Orders")
    steps = steps_from_plain(stored.steps)
    assert [step.id for step in steps] == [step_id(stored.head.id, path) for path in ("0", "1")]
    assert stored.head.step_count == 2


def test_given_step_ids_are_kept(server: Server) -> None:
    pushed = server.push(changed(steps=[{"id": "ping", "url": "http://x"}]))
    assert server.test(pushed, "Health").steps[0]["id"] == "ping"


def test_numbers_of_one_push_follow_each_other(server: Server) -> None:
    tests = [{"name": str(i), "steps": [{"url": "http://x"}]} for i in range(300)]
    pushed = server.push({"project": "many", "tests": tests})
    numbers = [number_of("test", c.id) for c in pushed.changes if c.kind == "test"]
    assert numbers == list(range(numbers[0], numbers[0] + 300))


def test_what_the_document_does_not_name_is_left_alone(server: Server) -> None:
    first = server.push()
    pushed = server.push({"project": "orders", "tests": DOCUMENT["tests"][:1]})
    assert actions(pushed) == {"project orders": "unchanged", "test Health": "unchanged"}
    assert len(server.catalog.test_heads(first.project.id)) == 2
    assert len(server.catalog.shared_environments(first.project.id)) == 2


def test_document_may_use_what_was_pushed_before(server: Server) -> None:
    server.push()
    part = {"project": "orders", "suites": [{"name": "all", "tests": ["Health", "Orders"]}]}
    assert actions(server.push(part))["suite all"] == "created"


def test_phases_of_a_suite_are_what_the_document_says(server: Server) -> None:
    """What is tagged and stands in a phase is not of `main` too; what is not said, goes."""
    phased = {"name": "s", "tags": ["quick"], "tests": ["Orders"], "setup": ["Health"]}
    document = {**DOCUMENT, "suites": [{**phased, "teardown": ["Health"], "sequential": True}]}
    pushed = server.push(document)
    ids = {change.name: change.id for change in pushed.changes}
    (suite,) = server.catalog.suites(pushed.project.id)
    health, orders = (ids["Health"],), (ids["Orders"],)
    assert (suite.setup, suite.tests, suite.teardown) == (health, orders, health)
    assert suite.sequential
    assert actions(server.push({**document, "suites": [phased]}))["suite s"] == "updated"
    (suite,) = server.catalog.suites(pushed.project.id)
    assert (suite.teardown, suite.sequential) == ((), False)


def test_unknown_names_are_refused_before_anything_is_written(server: Server) -> None:
    part = {"project": "new", "suites": [{"name": "all", "tests": ["Helth"]}]}
    with pytest.raises(InvalidDefinition, match=r"suites\[0\].tests\[0\]: \"Helth\""):
        server.push(part)
    assert server.catalog.projects() == ()


def test_environment_that_a_test_no_longer_has_goes(server: Server) -> None:
    server.push()
    document = copy.deepcopy(DOCUMENT)
    document["tests"][1] |= {"environment": "slow", "environments": []}
    assert server.test(server.push(document), "Orders").own == ()


def test_default_environment_is_own_then_first_shared_then_made(server: Server) -> None:
    steps = [{"url": "http://x"}]
    tests = [
        {"name": "own", "environments": [{"name": "mine"}], "steps": steps},
        {"name": "shared", "steps": steps},
    ]
    bare = server.push({"project": "bare", "tests": tests})
    full = server.push({"project": "full", "environments": [{"name": "e"}], "tests": tests})
    assert server.test(bare, "own").own[0].name == "mine"
    assert [e.name for e in server.test(bare, "shared").own] == ["Test Settings"]
    assert server.test(bare, "shared").head.default_environment is not None
    assert server.test(full, "own").own[0].id == server.test(full, "own").head.default_environment
    ids = {change.name: change.id for change in full.changes}
    assert server.test(full, "shared").head.default_environment == ids["e"]
    assert set(actions(server.push({"project": "bare", "tests": tests})).values()) == {"unchanged"}


class Overtaken(FakeCatalog):
    """A catalog in which somebody else writes the same test just before we do."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self.times = times

    def put_test(self, project: ProjectId, test: StoredTest) -> None:
        """Let the other be first."""
        if self.times and test.head.version > 1:
            self.times -= 1
            other = replace(test, head=replace(test.head, description="theirs"))
            super().put_test(project, other)
        super().put_test(project, test)


def test_faster_writer_costs_a_second_try_on_what_is_stored_then() -> None:
    server = Server(Overtaken(times=1))
    server.push()
    pushed = server.push(changed(description="ours"))
    head = server.test(pushed, "Health").head
    assert (head.description, head.version) == ("ours", 3)


def test_second_faster_writer_is_a_conflict() -> None:
    server = Server(Overtaken(times=2))
    server.push()
    with pytest.raises(Conflict):
        server.push(changed(description="ours"))


def test_taken_number_costs_another_one(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    number = new_number(server.clock.now())
    monkeypatch.setattr("gonogo.services.push.new_number", lambda now: number)
    tests = DOCUMENT["tests"][:1]
    first = server.push({"project": "orders", "tests": tests})
    other = [{**tests[0], "name": "Another"}]
    second = server.push({"project": "orders", "tests": other})
    assert server.test(first, "Health").head.number == number + 1
    assert server.test(second, "Another").head.number == number + 2


def test_command_names_the_project_over_the_document(server: Server) -> None:
    first = server.push(project="other")
    assert first.project.name == "other"
    assert server.push(project=first.project.id).project == first.project


@pytest.mark.parametrize("name", [None, "", " x", "a\nb", "x" * 256])
def test_project_needs_a_good_name(server: Server, name: str | None) -> None:
    with pytest.raises(Invalid):
        server.push({"tests": DOCUMENT["tests"]}, project=name)


def test_key_bound_to_a_project_pushes_into_it_only(server: Server) -> None:
    project = server.push().project
    bound = server.key("write", project.id)
    assert set(actions(server.push(key=bound)).values()) == {"unchanged"}
    server.push(project="secret")
    for name in ("secret", "unheard-of"):
        with pytest.raises(NotFound, match=f"There is no project '{name}'"):
            server.push(key=bound, project=name)


def test_reader_may_not_push(server: Server) -> None:
    project = server.push().project
    with pytest.raises(Forbidden):
        server.push(key=server.key("read", project.id))
    with pytest.raises(Unauthorized):
        server.push(key="gonogo_nonsense")


def test_what_is_stored_runs_as_it_was_written(server: Server) -> None:
    step = {
        "method": "POST",
        "url": "{{base_url}}/orders",
        "headers": {"Accept": ["text/plain", "text/html"], "X-Number": 3},
        "params": {"page": [1, 2]},
        "json": {"item": "book", "tags": ["a"]},
        "auth": {"type": "bearer", "token": "{{token}}"},
        "assertions": [{"source": "response_status", "comparison": "equal", "value": 201}],
        "variables": [{"name": "id", "source": "response_json", "property": "id"}],
        "timeout": 5,
        "follow_redirects": False,
    }
    stored = server.test(server.push(changed(steps=[step])), "Health").steps
    plain = dict(stored[0])
    assert plain.pop("id")
    assert plain == {"type": "request", **step}


def test_push_waits_for_another_one_of_the_project(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two at once would both make what has no name yet."""
    project = server.push().project.id
    token = server.catalog.lock(project)
    assert token
    monkeypatch.setattr(server.clock, "sleep", lambda _: server.catalog.unlock(project, token))
    assert set(actions(server.push()).values()) == {"unchanged"}


def test_push_beside_one_that_does_not_end_is_a_conflict(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The caller is told to push again."""
    server.push()
    monkeypatch.setattr(server.catalog, "lock", lambda project: None)
    with pytest.raises(Conflict, match="Try again"):
        server.push()
