"""What every catalog must do: definitions by project, and all that a start needs in one answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gonogo.domain.commands import StoredTest
from gonogo.domain.ids import EnvironmentId, ProjectId, SuiteId, TestId, TriggerId, uuid_of
from gonogo.domain.project import Launch, Startable, Suite, TargetKind, Trigger
from gonogo.errors import AlreadyThere, Conflict, NotFound
from gonogo.ports import LOCK_SECONDS, Catalog
from tests.builders import NUMBER, PROJECT, a_head, a_project, an_environment
from tests.fakes import FakeClock

OTHER = ProjectId("zzzzzzzzzzzz")
STAGING = EnvironmentId("env-staging")
RICH = an_environment(
    "rich",
    test=a_head().id,
    parent="env-base",
    variables={"host": "x.test", "empty": ""},
    headers=(("A", "1"), ("A", "2")),
    auth={"type": "basic", "user": "u"},
    script="set()",
    pre_request_scripts=("a", "b"),
    post_response_scripts=("c",),
    locations=("us1", "eu1"),
    preserve_cookies=True,
    stop_on_failure=True,
    retry_on_failure=True,
    verify_tls=False,
    webhooks=("https://hook.test/",),
)


def a_stored(name: str = "Login", place: int = 0, **fields: object) -> StoredTest:
    """A test whose trigger is its own."""
    trigger = TriggerId(f"trigger-{place}")
    head = a_head(name, NUMBER + place, trigger=trigger, step_count=1, **fields)
    return StoredTest(head=head, steps=({"type": "request", "url": "https://x.test/"},))


def a_suite(*tests: StoredTest, **fields: object) -> Suite:
    """A suite of these tests."""
    return Suite(
        id=SuiteId("suite-1"),
        name="smoke",
        tests=tuple(test.head.id for test in tests),
        trigger=TriggerId("trigger-suite"),
        **fields,  # type: ignore[arg-type]
    )


def startable(test: StoredTest) -> Startable:
    """What a launch holds of a test."""
    return Startable(test=test.head, own=test.own)


def test_a_project_is_found_by_id_name_and_trigger(catalog: Catalog) -> None:
    """All three are written at once."""
    project = a_project()
    catalog.add_project(project)
    assert catalog.project(project.id) == project
    assert catalog.find_project("orders") == project
    assert catalog.trigger(project.trigger) == Trigger(
        id=project.trigger, kind="project", project=project.id, target=project.id
    )


def test_a_name_is_taken_once(catalog: Catalog) -> None:
    """The second project leaves nothing behind."""
    catalog.add_project(a_project())
    with pytest.raises(AlreadyThere):
        catalog.add_project(a_project(id=OTHER, trigger=TriggerId("t")))
    assert catalog.project(OTHER) is None
    assert catalog.trigger(TriggerId("t")) is None


def test_projects_are_listed_by_name(catalog: Catalog) -> None:
    """Whatever the order they came in."""
    for name in ("b", "a", "c"):
        catalog.add_project(a_project(id=ProjectId(name * 12), name=name, trigger=TriggerId(name)))
    assert [project.name for project in catalog.projects()] == ["a", "b", "c"]


@pytest.mark.parametrize("name", ["", "x" * 5000, "ä" * 700, "\ud800", "TRIGGER#1"])
def test_impossible_names_are_just_unknown(catalog: Catalog, name: str) -> None:
    """They come from URLs: a database would refuse the call."""
    assert catalog.find_project(name) is None
    assert catalog.project(ProjectId(name)) is None
    assert catalog.trigger(TriggerId(name)) is None
    assert catalog.test_heads(ProjectId(name)) == ()
    with pytest.raises(NotFound):
        catalog.launch(Trigger(id=TriggerId("t"), kind="suite", project=PROJECT, target=name))


def test_a_test_reads_back_equal(catalog: Catalog) -> None:
    """Head, steps and own environments, by UUID and by number."""
    test = replace(
        a_stored(description="d", tags=("x", "y"), default_environment="env-rich"),
        own=(RICH, an_environment("plain")),
        steps=({"type": "request", "nested": {"list": [1, 2.5, None, True]}}, {}),
    )
    catalog.put_test(PROJECT, test)
    assert catalog.test(PROJECT, test.head.id) == test
    assert catalog.test(PROJECT, TestId(str(test.head.number))) == test
    assert catalog.test_head(PROJECT, test.head.id) == test.head


def test_a_test_of_another_project_is_unknown(catalog: Catalog) -> None:
    """The project is the tenant check."""
    test = a_stored()
    catalog.put_test(PROJECT, test)
    assert catalog.test(OTHER, test.head.id) is None
    assert catalog.test_head(OTHER, test.head.id) is None
    assert catalog.test_heads(OTHER) == ()


def test_heads_are_listed_by_name(catalog: Catalog) -> None:
    """Without what else the project holds."""
    tests = [a_stored(name, place) for place, name in enumerate(("b", "c", "a"))]
    for test in tests:
        catalog.put_test(PROJECT, test)
    catalog.put_suite(PROJECT, a_suite(*tests))
    assert catalog.test_heads(PROJECT) == (tests[2].head, tests[0].head, tests[1].head)


def test_the_next_version_replaces_a_test(catalog: Catalog) -> None:
    """Its steps too."""
    catalog.put_test(PROJECT, a_stored())
    newer = replace(a_stored(version=2, description="newer"), steps=({"type": "pause"},))
    catalog.put_test(PROJECT, newer)
    assert catalog.test(PROJECT, newer.head.id) == newer


@pytest.mark.parametrize("version", [1, 3])
def test_the_slower_of_two_writers_is_refused(catalog: Catalog, version: int) -> None:
    """A writer that did not see the stored version changes nothing."""
    catalog.put_test(PROJECT, a_stored())
    with pytest.raises(Conflict):
        catalog.put_test(PROJECT, a_stored("late", version=version))
    assert catalog.test(PROJECT, a_stored().head.id) == a_stored()


def test_a_new_test_starts_with_version_one(catalog: Catalog) -> None:
    """There is nothing that version 2 could follow."""
    with pytest.raises(Conflict):
        catalog.put_test(PROJECT, a_stored(version=2))


def test_a_trigger_is_never_turned_around(catalog: Catalog) -> None:
    """An id that starts one test cannot be made to start another."""
    catalog.put_test(PROJECT, a_stored())
    thief = a_stored("thief", 1)
    with pytest.raises(Conflict):
        catalog.put_test(
            OTHER, replace(thief, head=replace(thief.head, trigger=a_stored().head.trigger))
        )
    with pytest.raises(Conflict):
        catalog.put_suite(OTHER, replace(a_suite(), trigger=a_stored().head.trigger))
    assert catalog.test(OTHER, thief.head.id) is None


def test_shared_environments_are_replaced_whole(catalog: Catalog) -> None:
    """None at first."""
    assert catalog.shared_environments(PROJECT) == ()
    catalog.put_shared_environments(PROJECT, (RICH, an_environment()))
    catalog.put_shared_environments(PROJECT, (an_environment(), RICH))
    assert catalog.shared_environments(PROJECT) == (an_environment(), RICH)


def test_suites_are_replaced_and_listed_by_name(catalog: Catalog) -> None:
    """Their triggers point at them."""
    smoke = a_suite(a_stored(), environment=STAGING, version=2)
    all_of_it = Suite(id=SuiteId("s2"), name="all", tests=(), trigger=TriggerId("t2"))
    catalog.put_suite(PROJECT, a_suite())
    catalog.put_suite(PROJECT, smoke)
    catalog.put_suite(PROJECT, all_of_it)
    assert catalog.suites(PROJECT) == (all_of_it, smoke)
    found = catalog.trigger(smoke.trigger)
    assert found == Trigger(id=smoke.trigger, kind="suite", project=PROJECT, target=smoke.id)


def test_launching_a_test_gives_all_that_a_start_needs(catalog: Catalog) -> None:
    """Its own environments and the shared ones."""
    test = replace(a_stored(), own=(RICH,))
    catalog.add_project(a_project())
    catalog.put_test(PROJECT, test)
    catalog.put_shared_environments(PROJECT, (an_environment(),))
    trigger = catalog.trigger(test.head.trigger)
    assert trigger is not None
    assert catalog.launch(trigger) == Launch(
        project=a_project(),
        target="test Login",
        tests=(startable(test),),
        shared=(an_environment(),),
    )


def test_launching_a_project_starts_every_test(catalog: Catalog) -> None:
    """By name, however many there are."""
    catalog.add_project(a_project())
    tests = [a_stored(f"test {place:03}", place) for place in range(120)]
    for test in tests:
        catalog.put_test(PROJECT, test)
    trigger = catalog.trigger(a_project().trigger)
    assert trigger is not None
    launch = catalog.launch(trigger)
    assert launch.target == "project orders"
    assert launch.tests == tuple(map(startable, tests))


def test_launching_a_suite_keeps_its_order(catalog: Catalog) -> None:
    """A test named twice is started twice; the suite's environment goes with it."""
    first, second = a_stored("a"), a_stored("b", 1)
    suite = replace(a_suite(second, first, second), environment=STAGING)
    catalog.add_project(a_project())
    catalog.put_test(PROJECT, first)
    catalog.put_test(PROJECT, second)
    catalog.put_suite(PROJECT, suite)
    launch = catalog.launch(
        Trigger(id=suite.trigger, kind="suite", project=PROJECT, target=suite.id)
    )
    assert (launch.target, launch.environment) == ("suite smoke", STAGING)
    assert launch.tests == (startable(second), startable(first), startable(second))


def test_launching_what_is_gone_is_an_error(catalog: Catalog) -> None:
    """Project, test, suite, or one test of a suite: less than asked for is never started."""
    test = uuid_of("test", 99)
    trigger = Trigger(id=TriggerId("t"), kind="test", project=PROJECT, target=test)
    with pytest.raises(NotFound):
        catalog.launch(trigger)
    catalog.add_project(a_project())
    catalog.put_suite(PROJECT, a_suite(a_stored()))
    gone = (
        replace(trigger, kind="test", target=test),
        replace(trigger, kind="suite", target="suite-9"),
        replace(trigger, kind="suite", target="suite-1"),
    )
    for each in gone:
        with pytest.raises(NotFound):
            catalog.launch(each)


def test_one_at_a_time_holds_a_project(catalog: Catalog) -> None:
    """The second gets nothing until the first let go; other projects are not held."""
    token = catalog.lock(PROJECT)
    assert token
    assert catalog.lock(PROJECT) is None
    assert catalog.lock(OTHER)
    catalog.unlock(PROJECT, token)
    assert catalog.lock(PROJECT)


def test_a_token_that_holds_no_more_lets_nobody_in(catalog: Catalog) -> None:
    """A slow holder cannot take the place of the next one away."""
    first = catalog.lock(PROJECT)
    assert first
    catalog.unlock(PROJECT, first)
    assert catalog.lock(PROJECT)
    catalog.unlock(PROJECT, first)
    assert catalog.lock(PROJECT) is None


def test_a_holder_that_died_is_forgotten(catalog: Catalog, clock: FakeClock) -> None:
    """Its place is free after the longest life of a function."""
    assert catalog.lock(PROJECT)
    clock.advance(LOCK_SECONDS + 1)
    assert catalog.lock(PROJECT)


def test_everything_of_a_suite_is_kept(catalog: Catalog) -> None:
    """Phases and what only a vendor's client knows."""
    first, second = a_stored("a").head.id, a_stored("b", 1).head.id
    suite = a_suite(
        a_stored("c", 2),
        setup=(first,),
        teardown=(second, first),
        sequential=True,
        created_at=1.5,
        kept={"agent": None, "deep": [{"x": 1.5}]},
    )
    catalog.put_suite(PROJECT, suite)
    assert catalog.suites(PROJECT) == (suite,)


def test_two_writers_of_a_suite_do_not_overwrite_each_other(catalog: Catalog) -> None:
    """The slower one is told; so is one that creates what is there."""
    catalog.put_suite(PROJECT, a_suite())
    catalog.put_suite(PROJECT, a_suite(version=2, sequential=True))
    for late in (a_suite(), a_suite(version=2), a_suite(version=4)):
        with pytest.raises(Conflict):
            catalog.put_suite(PROJECT, late)
    assert catalog.suites(PROJECT)[0].sequential


def test_a_test_keeps_what_a_client_stored_and_whether_it_is_enabled(catalog: Catalog) -> None:
    """Steps, environments and the test itself may each hold more than gonogo reads."""
    own = (replace(RICH, kept={"emails": {"notify_all": False}}),)
    test = replace(a_stored(enabled=False), own=own, kept={"steps": {"s1": {"args": {}}}})
    catalog.put_test(PROJECT, test)
    assert catalog.test(PROJECT, test.head.id) == test


def test_a_project_is_changed_and_renamed(catalog: Catalog) -> None:
    """It is found by its new name alone."""
    before = a_project()
    catalog.add_project(before)
    after = replace(before, name="carts", url="https://x.test", version=2, kept={"type": "web"})
    catalog.change_project(after, before)
    assert catalog.project(before.id) == catalog.find_project("carts") == after
    assert catalog.find_project("orders") is None
    assert catalog.projects() == (after,)


def test_a_project_is_not_renamed_over_another(catalog: Catalog) -> None:
    """Nor changed by a writer who read an older state."""
    before = a_project()
    catalog.add_project(before)
    catalog.add_project(a_project(id=OTHER, name="carts", trigger=TriggerId("t")))
    with pytest.raises(AlreadyThere):
        catalog.change_project(replace(before, name="carts", version=2), before)
    catalog.change_project(replace(before, url="https://x.test", version=2), before)
    with pytest.raises(Conflict):
        catalog.change_project(replace(before, url="https://y.test", version=2), before)
    found = catalog.project(PROJECT)
    assert found is not None
    assert (found.name, found.url) == ("orders", "https://x.test")


def test_a_deleted_test_leaves_nothing_that_starts_it(catalog: Catalog) -> None:
    """Deleting it again is no error."""
    test = a_stored()
    catalog.put_test(PROJECT, test)
    for _ in range(2):
        catalog.delete_test(PROJECT, test.head)
    assert catalog.test(PROJECT, test.head.id) is None
    assert catalog.trigger(test.head.trigger) is None


def test_a_deleted_suite_leaves_its_tests(catalog: Catalog) -> None:
    """Only the list and its trigger go."""
    test, suite = a_stored(), a_suite(a_stored())
    catalog.put_test(PROJECT, test)
    catalog.put_suite(PROJECT, suite)
    catalog.delete_suite(PROJECT, suite)
    assert catalog.suites(PROJECT) == ()
    assert catalog.trigger(suite.trigger) is None
    assert catalog.test(PROJECT, test.head.id) == test


def test_a_deleted_project_takes_all_that_it_owns_along(catalog: Catalog) -> None:
    """Another project's things stay."""
    project, other = a_project(), a_project(id=OTHER, name="z", trigger=TriggerId("t"))
    for each in (project, other):
        catalog.add_project(each)
    test, kept = a_stored(), a_stored("kept", 1)
    catalog.put_test(PROJECT, test)
    catalog.put_test(OTHER, kept)
    catalog.put_suite(PROJECT, a_suite(test))
    catalog.put_shared_environments(PROJECT, (RICH,))
    catalog.delete_project(project)
    assert catalog.projects() == (other,)
    assert catalog.project(PROJECT) is None
    assert catalog.find_project("orders") is None
    assert catalog.test_heads(PROJECT) == ()
    assert catalog.shared_environments(PROJECT) == ()
    for gone in (project.trigger, test.head.trigger, a_suite().trigger):
        assert catalog.trigger(gone) is None
    assert catalog.test_heads(OTHER) == (kept.head,)


def test_disabled_tests_are_left_out_unless_asked_for(catalog: Catalog) -> None:
    """Project and suite pass over them; a test's own trigger starts it."""
    on, off = a_stored("on"), a_stored("off", 1, enabled=False)
    catalog.add_project(a_project())
    for each in (on, off):
        catalog.put_test(PROJECT, each)
    suite = a_suite(on, off)
    catalog.put_suite(PROJECT, suite)

    def started(kind: TargetKind, target: str) -> tuple[Startable, ...]:
        trigger = Trigger(id=TriggerId("any"), kind=kind, project=PROJECT, target=target)
        return catalog.launch(trigger).tests

    assert started("project", PROJECT) == (startable(on),)
    assert started("suite", suite.id) == (startable(on),)
    assert started("test", off.head.id) == (startable(off),)
