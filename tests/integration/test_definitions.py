"""Definitions one by one through the real use cases, on AWS in memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from typing import Any, TypeVar

import pytest

from gonogo.domain.commands import Push, StoredTest
from gonogo.domain.commands.defining import (
    Deleted,
    DeleteEnvironment,
    DeleteProject,
    DeleteSuite,
    DeleteTest,
    EnvironmentList,
    EnvironmentView,
    KeyHolder,
    ListEnvironments,
    ListSuites,
    ListTests,
    ProjectView,
    PutEnvironment,
    PutProject,
    PutSuite,
    PutTest,
    ReadProject,
    ReadSuite,
    ReadTest,
    SuiteList,
    SuiteView,
    TestList,
    TestView,
    WhoAmI,
)
from gonogo.domain.commands.gates import Bind
from gonogo.domain.commands.secrets import PutSecret
from gonogo.domain.environment import Environment
from gonogo.domain.ids import EnvironmentId, ProjectId, SuiteId, TestId, TriggerId
from gonogo.domain.key import Role
from gonogo.domain.project import Project, Suite
from gonogo.domain.test import TestHead
from gonogo.errors import (
    AlreadyThere,
    Conflict,
    Forbidden,
    GonogoError,
    Invalid,
    InvalidDefinition,
    NotFound,
    Unauthorized,
)
from gonogo.services.keys import issue
from tests.aws_stack import AwsStack, aws_stack
from tests.fakes import FakeClock

T = TypeVar("T")

STEP = {"type": "request", "url": "http://api.example/health"}
NEW = TestHead(id=TestId(""), number=0, name="Health", trigger=TriggerId(""))


class Desk:
    """Two tenants and what they ask for."""

    def __init__(self, stack: AwsStack) -> None:
        self.stack = stack
        self.admin = self.issue("admin")
        self.project = self.make("orders")
        self.key = self.issue("write", self.project.id)
        self.other = self.make("invoices")
        self.stranger = self.issue("write", self.other.id)

    def issue(self, role: Role, *projects: ProjectId) -> str:
        parts = self.stack.parts
        return issue(parts.keys, parts.clock, name="a", role=role, projects=projects).secret

    def make(self, name: str, **fields: Any) -> Project:
        wanted = Project(id=ProjectId(""), name=name, trigger=TriggerId(""), **fields)
        return self.ask(PutProject(key=self.admin, project=wanted), ProjectView).project

    def ask(self, command: object, kind: type[T] = object) -> T:  # type: ignore[assignment]
        answer = self.stack.ask(command)
        assert isinstance(answer, kind)
        return answer

    def test(self, name: str = "Health", key: str | None = None, **fields: Any) -> StoredTest:
        unique = fields.pop("unique", False)
        steps = tuple(fields.pop("steps", (STEP,)))
        own, kept = tuple(fields.pop("own", ())), fields.pop("kept", {})
        head = replace(NEW, name=name, **fields)
        stored = StoredTest(head=head, steps=steps, own=own, kept=kept)
        command = PutTest(key=key or self.key, project="orders", test=stored, unique=unique)
        return self.ask(command, TestView).test

    def suite(self, *tests: TestId, name: str = "smoke", **fields: Any) -> Suite:
        given = Suite(id=SuiteId(""), name=name, tests=tests, trigger=TriggerId(""), **fields)
        return self.ask(PutSuite(key=self.key, project="orders", suite=given), SuiteView).suite

    def environment(self, name: str = "staging", **fields: Any) -> Environment:
        given = Environment(**{"id": EnvironmentId(""), "name": name, **fields})
        command = PutEnvironment(key=self.key, project="orders", environment=given)
        return self.ask(command, EnvironmentView).environment


@pytest.fixture
def desk() -> Iterator[Desk]:
    """A deployment with two projects and a key for each."""
    with aws_stack(FakeClock()) as stack:
        yield Desk(stack)


# ---- who asks, and projects ----------------------------------------------------------------------


def test_a_key_learns_its_role_and_its_projects(desk: Desk) -> None:
    """Whatever its role."""
    held = desk.ask(WhoAmI(key=desk.issue("trigger", desk.project.id)), KeyHolder)
    assert (held.key.role, [each.name for each in held.projects]) == ("trigger", ["orders"])
    everything = desk.ask(WhoAmI(key=desk.admin), KeyHolder)
    assert [each.name for each in everything.projects] == ["invoices", "orders"]


def test_only_an_admin_makes_projects(desk: Desk) -> None:
    """The refusal says what to do."""
    wanted = Project(id=ProjectId(""), name="third", trigger=TriggerId(""))
    with pytest.raises(Forbidden, match="role 'admin'"):
        desk.ask(PutProject(key=desk.key, project=wanted))
    assert desk.stack.parts.catalog.find_project("third") is None


def test_a_project_is_changed_by_version_and_keeps_what_is_its_own(desk: Desk) -> None:
    """A rename frees the old name; id, trigger and time of creation cannot be put."""
    wanted = replace(
        desk.project, name="shop", url="https://shop.example", kept={"a": [1, None]}, created_at=1.0
    )
    after = desk.ask(PutProject(key=desk.key, project=wanted), ProjectView).project
    assert (after.name, after.url, after.kept) == ("shop", "https://shop.example", {"a": [1, None]})
    assert (after.version, after.created_at) == (2, desk.project.created_at)
    with pytest.raises(Conflict, match="meanwhile"):
        desk.ask(PutProject(key=desk.key, project=replace(wanted, name="late")))
    assert desk.make("orders").id != after.id


def test_putting_a_project_as_it_is_changes_nothing(desk: Desk) -> None:
    """Its version stays."""
    after = desk.ask(PutProject(key=desk.key, project=desk.project), ProjectView).project
    assert after == desk.project


@pytest.mark.parametrize("name", ["", " a", "a/b", "a\n", "x" * 256])
def test_a_project_has_a_name_that_can_stand_in_a_path(desk: Desk, name: str) -> None:
    """The error names the field."""
    with pytest.raises(Invalid) as refused:
        desk.make(name)
    assert refused.value.field == "name"


def test_a_taken_name_is_refused(desk: Desk) -> None:
    """Names are unique in a deployment."""
    with pytest.raises(AlreadyThere):
        desk.make("orders")


def test_without_a_name_the_only_project_is_meant(desk: Desk) -> None:
    """A key that opens several has to say which."""
    assert desk.ask(ReadProject(key=desk.key), ProjectView).project == desk.project
    with pytest.raises(Invalid, match="several") as refused:
        desk.ask(ReadProject(key=desk.admin))
    assert "orders" in str(refused.value.accepted)


def test_a_project_goes_with_all_that_it_owns(desk: Desk) -> None:
    """Also its secrets; nothing of it stays in the catalog."""
    desk.suite(desk.test().head.id)
    desk.environment()
    desk.ask(PutSecret(key=desk.key, project="orders", name="token", value="very-secret-1"))
    desk.ask(Bind(key=desk.admin, project="orders", kind="codedeploy_hook"))
    gone = desk.ask(DeleteProject(key=desk.key, project="orders"), Deleted)
    assert (gone.kind, gone.id) == ("project", desk.project.id)
    with pytest.raises(NotFound):
        desk.ask(ReadProject(key=desk.admin, project="orders"))
    assert not desk.stack.parts.gating.bindings.all()
    left = desk.stack.stored("catalog")
    assert not [text for text in left if f"#{desk.project.id}" in text]
    assert not [text for text in left if desk.project.trigger in text]


# ---- tests ---------------------------------------------------------------------------------------


def test_a_test_is_made_read_by_anything_and_removed(desk: Desk) -> None:
    """By id, number or name; without a project by id or number."""
    made = desk.test(tags=("quick",), description="is it up", kept={"color": "red"})
    head = made.head
    assert (head.version, head.step_count, head.tags) == (1, 1, ("quick",))
    for name, project in ((head.id, ""), (str(head.number), ""), ("Health", "orders")):
        read = desk.ask(ReadTest(key=desk.key, test=name, project=project), TestView)
        assert (read.test, read.project) == (made, desk.project)
    with pytest.raises(NotFound):
        desk.ask(ReadTest(key=desk.key, test="Health"))
    desk.ask(DeleteTest(key=desk.key, test=str(head.number)), Deleted)
    assert desk.ask(ListTests(key=desk.key, project="orders"), TestList).tests == ()


def test_a_test_is_started_by_the_trigger_it_was_given(desk: Desk) -> None:
    """What is put can be run at once."""
    trigger = desk.test().head.trigger
    found = desk.stack.parts.catalog.trigger(trigger)
    assert found and (found.kind, found.project) == ("test", desk.project.id)


def test_given_step_ids_stay_and_others_are_those_of_a_push(desk: Desk) -> None:
    """The same place has the same id, nested steps too."""
    steps = ({**STEP, "id": "mine-1"}, {"type": "group", "steps": [STEP]})
    made = desk.test(steps=steps)
    assert made.steps[0]["id"] == "mine-1"
    inner: Any = made.steps[1]["steps"]
    assert made.steps[1]["id"] and inner[0]["id"]
    again = replace(made, steps=steps, head=made.head)
    after = desk.ask(PutTest(key=desk.key, project="orders", test=again), TestView).test
    assert after == made, "nothing changed, so neither does the version"


def test_steps_are_checked_as_a_push_checks_them(desk: Desk) -> None:
    """All that is wrong is told, at its place in the test."""
    with pytest.raises(InvalidDefinition) as refused:
        desk.test(steps=({"type": "request"}, {"type": "request", "url": "x", "nonsense": 1}))
    told = " ".join(refused.value.problems)
    assert "test: steps[0].url: is missing" in told
    assert "steps[1].nonsense" in told


def test_what_nobody_can_perform_is_kept(desk: Desk) -> None:
    """Steps of other tools are stored whole."""
    step = {"type": "unsupported", "kind": "ghost-inspector", "content": {"id": "5f0c", "n": [1]}}
    stored = desk.test(steps=(step,)).steps[0]
    assert (stored["kind"], stored["content"]) == ("ghost-inspector", {"id": "5f0c", "n": [1]})


def test_a_test_may_have_no_steps_yet(desk: Desk) -> None:
    """Vendors' clients make the test first and add steps one by one."""
    assert desk.test(steps=()).head.step_count == 0


def test_a_test_that_runs_another_names_one_that_is_there(desk: Desk) -> None:
    """By name or by id."""
    other = desk.test("Login").head
    for name in ("Login", other.id):
        desk.test(f"by {name}", steps=({"type": "subtest", "test": name},))
    with pytest.raises(InvalidDefinition, match="Logout"):
        desk.test("wrong", steps=({"type": "subtest", "test": "Logout"},))


def test_names_may_be_doubled_unless_they_must_not(desk: Desk) -> None:
    """A push then means the oldest, every time."""
    first = desk.test()
    desk.stack.clock.sleep(1)
    second = desk.test()
    assert first.head.id != second.head.id
    with pytest.raises(AlreadyThere):
        desk.test(unique=True)
    document = {"project": "orders", "tests": [{"name": "Health", "steps": [STEP, STEP]}]}
    for _ in range(2):
        desk.ask(Push(key=desk.key, document=document))
    heads = desk.ask(ListTests(key=desk.key, project="orders"), TestList).tests
    assert {h.id: h.step_count for h in heads} == {first.head.id: 2, second.head.id: 1}


def test_suites_of_one_moment_have_numbers_of_their_own(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Chance may draw the same number twice."""
    test, drawn = desk.test("a").head.id, count()
    monkeypatch.setattr("gonogo.domain.ids.secrets.randbits", lambda _: next(drawn) // 3)
    first, second = (desk.suite(test, name=name) for name in ("one", "two"))
    assert first.id != second.id


def test_a_put_of_an_old_version_is_a_conflict(desk: Desk) -> None:
    """Nobody's change is lost."""
    made = desk.test()
    newer = replace(made, head=replace(made.head, name="Newer"))
    after = desk.ask(PutTest(key=desk.key, project="orders", test=newer), TestView).test
    assert (after.head.version, after.head.name) == (2, "Newer")
    with pytest.raises(Conflict, match="meanwhile"):
        desk.ask(PutTest(key=desk.key, project="orders", test=made))


def test_a_push_keeps_what_a_vendor_stored_with_a_test(desk: Desk) -> None:
    """It has no words for it, and no business with it."""
    desk.test(kept={"color": "red"})
    document = {"project": "orders", "tests": [{"name": "Health", "steps": [STEP, STEP]}]}
    desk.ask(Push(key=desk.key, document=document))
    read = desk.ask(ReadTest(key=desk.key, test="Health", project="orders"), TestView).test
    assert (read.kept, read.head.step_count) == ({"color": "red"}, 2)


def test_a_test_runs_in_its_own_environment_else_in_a_shared_one(desk: Desk) -> None:
    """And if there is neither, it gets an empty one."""
    assert [each.name for each in desk.test("a").own] == ["Test Settings"]
    shared = desk.environment()
    assert desk.test("b").head.default_environment == shared.id
    own = Environment(id=EnvironmentId(""), name="mine", variables={"n": "1"}, kept={"x": 1})
    made = desk.test("c", own=(own,))
    assert made.own[0].id == made.head.default_environment
    assert (made.own[0].test, made.own[0].kept) == (made.head.id, {"x": 1})
    with pytest.raises(Invalid, match="nowhere") as refused:
        desk.test("d", default_environment=EnvironmentId("nowhere"))
    assert refused.value.field == "environment"


def test_a_deleted_test_is_in_no_suite(desk: Desk) -> None:
    """In none of its phases; the suite can still be started."""
    gone, stays = desk.test("a").head.id, desk.test("b").head.id
    suite = desk.suite(gone, stays, setup=(gone,), teardown=(gone, stays))
    desk.ask(DeleteTest(key=desk.key, test=gone))
    after = desk.ask(ReadSuite(key=desk.key, suite=suite.id), SuiteView).suite
    assert (after.tests, after.setup, after.teardown) == ((stays,), (), (stays,))
    assert after.version == suite.version + 1


# ---- environments --------------------------------------------------------------------------------


def test_shared_environments_are_made_changed_and_listed_in_order(desk: Desk) -> None:
    """A put with an id replaces; what a vendor keeps stays."""
    first = desk.environment("staging", variables={"host": "a"}, kept={"color": 1})
    desk.environment("live", parent=first.id)
    desk.environment("staging", id=first.id, variables={"host": "b"}, retry_on_failure=True)
    listed = desk.ask(ListEnvironments(key=desk.key, project="orders"), EnvironmentList)
    assert [each.name for each in listed.environments] == ["staging", "live"]
    assert listed.environments[0].variables == {"host": "b"}
    assert listed.environments[0].retry_on_failure
    assert listed.environments[1].parent == first.id


def test_environments_cannot_stand_in_a_circle(desk: Desk) -> None:
    """Neither above themselves nor under what is not there."""
    first = desk.environment("a")
    second = desk.environment("b", parent=first.id)
    with pytest.raises(Invalid, match="above itself"):
        desk.environment("a", id=first.id, parent=second.id)
    with pytest.raises(Invalid, match="no shared environment"):
        desk.environment("c", parent=EnvironmentId("nowhere"))
    with pytest.raises(NotFound):
        desk.environment("d", id=EnvironmentId("nowhere"))


def test_an_environment_is_checked_as_a_push_checks_it(desk: Desk) -> None:
    """Bad variable names and addresses are told at their fields."""
    with pytest.raises(InvalidDefinition) as refused:
        desk.environment(variables={"a b": "1"}, webhooks=("nowhere",))
    told = " ".join(refused.value.problems)
    assert "environment: variables" in told
    assert "webhooks[0]" in told


def test_a_tests_own_environment_is_put_and_removed(desk: Desk) -> None:
    """The one it runs in by itself stays."""
    test = desk.test()
    mine = desk.environment("mine", test=test.head.id)
    listed = desk.ask(
        ListEnvironments(key=desk.key, project="orders", test=test.head.id), EnvironmentList
    )
    assert [each.name for each in listed.environments] == ["Test Settings", "mine"]
    wanted = DeleteEnvironment(
        key=desk.key, project="orders", environment="Test Settings", test=test.head.id
    )
    with pytest.raises(Conflict, match="Health"):
        desk.ask(wanted)
    desk.ask(replace(wanted, environment=mine.id))
    read = desk.ask(ReadTest(key=desk.key, test=test.head.id), TestView).test
    assert [each.name for each in read.own] == ["Test Settings"]


def test_what_is_needed_cannot_be_removed(desk: Desk) -> None:
    """The conflict names who needs it: an environment, a suite, a test, or one of a test."""
    base = desk.environment("base")
    wanted = DeleteEnvironment(key=desk.key, project="orders", environment="base")

    def refused() -> str:
        with pytest.raises(Conflict) as conflict:
            desk.ask(wanted)
        return conflict.value.message

    test = desk.test("Health").head  # runs in the first shared one
    assert "test 'Health'" in refused()
    suite = desk.suite(test.id, environment=base.id)
    assert "suite 'smoke'" in refused()
    child = desk.environment("child", parent=base.id)
    assert "environment 'child'" in refused()
    desk.ask(replace(wanted, environment=child.id))
    desk.ask(DeleteSuite(key=desk.key, suite=suite.id))
    desk.ask(DeleteTest(key=desk.key, test=test.id))
    own = Environment(id=EnvironmentId(""), name="mine", parent=base.id)
    owner = desk.test("Owner", own=(own,)).head.id
    assert "mine of the test Owner" in refused()
    desk.ask(DeleteTest(key=desk.key, test=owner))
    assert desk.ask(wanted, Deleted).id == base.id


# ---- suites --------------------------------------------------------------------------------------


def test_a_suite_is_made_changed_and_removed(desk: Desk) -> None:
    """Found by id, number or name; its trigger starts it."""
    tests = [desk.test(name).head.id for name in "abc"]
    made = desk.suite(*tests, setup=(tests[0],), sequential=True, kept={"n": 1.5})
    assert made.tests == tuple(tests)
    for name, project in ((made.id, ""), ("smoke", "orders")):
        command = ReadSuite(key=desk.key, suite=name, project=project)
        assert desk.ask(command, SuiteView).suite == made
    changed = replace(made, tests=(tests[2], tests[2]), name="deep")
    after = desk.ask(PutSuite(key=desk.key, project="orders", suite=changed), SuiteView).suite
    assert (after.tests, after.version, after.trigger) == ((tests[2],), 2, made.trigger)
    with pytest.raises(Conflict):
        desk.ask(PutSuite(key=desk.key, project="orders", suite=made))
    desk.ask(DeleteSuite(key=desk.key, suite="deep", project="orders"))
    assert desk.ask(ListSuites(key=desk.key, project="orders"), SuiteList).suites == ()


def test_a_suite_names_only_what_is_there(desk: Desk) -> None:
    """The error says which member, and what would be accepted."""
    test = desk.test().head.id
    with pytest.raises(Invalid) as refused:
        desk.suite(test, setup=(TestId("nothing"),))
    assert refused.value.field == "setup[0]"
    with pytest.raises(Invalid, match="shared environment"):
        desk.suite(test, environment=EnvironmentId("nowhere"))


# ---- tenants -------------------------------------------------------------------------------------


def test_anothers_things_are_not_there(desk: Desk) -> None:
    """The same answer as for what never was, for every command; and nothing changes."""
    test, environment = desk.test(), desk.environment()
    suite = desk.suite(test.head.id)
    key, before = desk.stranger, everything(desk)
    attempts = [
        ReadProject(key=key, project="orders"),
        PutProject(key=key, project=desk.project),
        DeleteProject(key=key, project=desk.project.id),
        ListTests(key=key, project="orders"),
        ReadTest(key=key, test=test.head.id),
        ReadTest(key=key, test=str(test.head.number)),
        ReadTest(key=key, test=test.head.id, project=desk.project.id),
        ReadTest(key=key, test=test.head.id, project="invoices"),
        PutTest(key=key, project="orders", test=test),
        PutTest(key=key, project="invoices", test=test),
        DeleteTest(key=key, test=test.head.id),
        ListEnvironments(key=key, project="orders"),
        PutEnvironment(key=key, project="invoices", environment=environment),
        DeleteEnvironment(key=key, project="invoices", environment=environment.id),
        ListSuites(key=key, project="orders"),
        ReadSuite(key=key, suite=suite.id),
        PutSuite(key=key, project="invoices", suite=suite),
        DeleteSuite(key=key, suite=suite.id),
    ]
    for command in attempts:
        with pytest.raises(NotFound):
            desk.ask(command)
    assert everything(desk) == before


def everything(desk: Desk) -> list[object]:
    """All that the first tenant owns."""
    key, project = desk.key, "orders"
    listed: list[Any] = [
        desk.ask(kind(key=key, project=project))
        for kind in (ReadProject, ListTests, ListEnvironments, ListSuites)
    ]
    tests: list[object] = [desk.ask(ReadTest(key=key, test=head.id)) for head in listed[1].tests]
    return [*listed, *tests]


@pytest.mark.parametrize(
    ("role", "error"), [("trigger", Forbidden), ("read", Forbidden), (None, Unauthorized)]
)
def test_writing_needs_a_key_that_may_write(
    desk: Desk, role: Role | None, error: type[GonogoError]
) -> None:
    """And reading one that may read."""
    key = desk.issue(role, desk.project.id) if role else "nonsense"
    with pytest.raises(error):
        desk.test(key=key)
    if role != "read":
        with pytest.raises(error):
            desk.ask(ListTests(key=key, project="orders"))
