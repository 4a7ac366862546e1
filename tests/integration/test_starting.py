"""What a start takes along, and on which terms: commands to the real use cases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gonogo.domain.commands import StartByTrigger
from gonogo.domain.terms import Overrides, Policy, Selection, Terms
from gonogo.errors import Invalid, NotFound, RateLimited
from tests.builders import PROJECT, a_project
from tests.started import LOGIN, OFF, PAY, SUITE, URL, Shop, a_shop, names


@pytest.fixture
def shop() -> Iterator[Shop]:
    """A project on AWS in memory."""
    with a_shop() as shop:
        yield shop


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ((), ["Login", "Pay", "Slow"]),
        ((("smoke",),), ["Login", "Slow"]),
        ((("smoke", "!slow"),), ["Login"]),
        ((("smoke", "!slow"), ("money",)), ["Login", "Pay"]),
        ((("!smoke",),), ["Pay"]),
        ((("none",),), []),
    ],
)
def test_a_tag_query_takes_what_fits_one_of_its_lists(
    shop: Shop, tags: tuple[tuple[str, ...], ...], expected: list[str]
) -> None:
    """All tags of a list must fit, `!` negates, and what is disabled stays out."""
    assert names(shop.start(selection=Selection(tags=tags))) == expected


def test_named_tests_are_started_enabled_or_not(shop: Shop) -> None:
    """By id, number or name; and nothing else is."""
    selection = Selection(tests=(OFF.name, str(PAY.number), LOGIN.id))
    assert names(shop.start(selection=selection)) == ["Login", "Pay", "Off"]


def test_a_test_that_is_not_there_is_named(shop: Shop) -> None:
    """Starting the others would be a go that nobody earned; a suite knows only its own."""
    with pytest.raises(NotFound, match="The project orders has no test 'Nope'"):
        shop.start(selection=Selection(tests=("Login", "Nope")))
    with pytest.raises(NotFound, match="The suite money has no test 'Login'"):
        shop.start(kind="suite", target="money", selection=Selection(tests=("Login",)))


def test_nothing_that_fits_is_a_batch_of_nothing(shop: Shop) -> None:
    """It can be read and is no-go, unless its terms allow it."""
    none = Selection(tags=(("none",),))
    batch = shop.start(selection=none).batch
    assert (batch.total, batch.over, batch.verdict) == (0, True, "no-go")
    assert batch.target == "project orders · none"
    stored = shop.stack.parts.runs.batch(batch.id)
    assert stored == batch


def test_a_batch_tells_what_it_started(shop: Shop) -> None:
    """Kind and id, by whatever it was named."""
    for target in ("money", SUITE.id, SUITE.id.upper()):
        batch = shop.start(kind="suite", target=target).batch
        assert (batch.kind, batch.target_id) == ("suite", SUITE.id)
    batch = shop.start(kind="test", target=str(OFF.number)).batch
    assert (batch.kind, batch.target_id, batch.target) == ("test", OFF.id, "test Off")


def test_a_preview_tells_the_runs_and_starts_none(shop: Shop) -> None:
    """The same tests, in the same order, refused as the start would be; and nothing is counted."""
    asked = {"tags": [["smoke"]], "policy": {"non_blocking": ["slow"]}}
    status, told, _ = shop.call("POST", "/v1/projects/orders/preview", asked)
    assert (status, told["total"], told["target"]) == (200, 2, "project orders · smoke")
    assert [run["test"]["name"] for run in told["runs"]] == ["Login", "Slow"]
    assert [run["blocking"] for run in told["runs"]] == [True, False]
    assert shop.stack.messages() == []
    started = shop.call("POST", "/v1/projects/orders/start", asked)[1]
    assert [run["test"]["id"] for run in started["runs"]] == [
        run["test"]["id"] for run in told["runs"]
    ]
    missing = shop.call("POST", "/v1/projects/orders/preview", {"tests": ["Nope"]})
    assert (missing[0], "'Nope'" in missing[1]["detail"]) == (404, True)
    foreign = f"Bearer {shop.foreign_key()}"
    assert shop.call("POST", "/v1/projects/orders/preview", authorization=foreign)[0] == 404


def test_without_a_project_it_is_the_one_that_has_the_target(shop: Shop) -> None:
    """Vendors whose paths name none rely on it."""
    assert shop.start(project="").batch.project == PROJECT
    other = a_project(
        id="other0000000", name="other", trigger="00000000-0000-4000-8000-0000000000cc"
    )
    shop.stack.parts.catalog.add_project(other)
    assert shop.start(project="", kind="test", target="Pay").batch.project == PROJECT
    with pytest.raises(Invalid, match="opens 2 projects"):
        shop.start(project="")
    with pytest.raises(NotFound, match="There is no suite 'gone'"):
        shop.start(project="", kind="suite", target="gone")


def test_terms_are_kept_and_every_run_has_its_overrides(shop: Shop) -> None:
    """Also when a trigger's address is what starts."""
    terms = Terms(facts={"commit": "f00d"}, overrides=Overrides(headers=(("X-Build", "7"),)))
    trigger = StartByTrigger(trigger=PAY.trigger, kinds=("test",), terms=terms)
    for started in (shop.start(terms=terms), shop.ask(trigger)):
        batch = shop.stack.parts.runs.batch(started.batch.id)
        assert batch is not None
        assert batch.terms == terms
        runs = shop.stack.parts.runs.runs_of(batch)
        assert [run.overrides for run in runs] == [terms.overrides] * len(runs)


def test_the_base_url_is_the_projects_unless_somebody_sets_it(shop: Shop) -> None:
    """An override comes before an environment, what a caller sets before both."""
    assert shop.start().runs[0].variables == {"base_url": URL}
    terms = Terms(overrides=Overrides(base_url="https://pr.test"))
    assert shop.start(terms=terms).runs[0].variables == {"base_url": "https://pr.test"}


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        (Terms(facts={str(n): "" for n in range(51)}), "build"),
        (Terms(policy=Policy(min_pass_ratio=0.0)), "policy.min_pass_ratio"),
        (Terms(policy=Policy(min_pass_ratio=1.1)), "policy.min_pass_ratio"),
        (Terms(supersede=True), "group"),
        (Terms(group="g" * 256), "group"),
        (Terms(kept={"body": "x" * 70_000}), "overrides"),
    ],
)
def test_terms_that_cannot_be_kept_are_refused(shop: Shop, terms: Terms, field: str) -> None:
    """With the field, before anything is stored."""
    with pytest.raises(Invalid) as refused:
        shop.start(terms=terms)
    assert refused.value.field == field
    assert refused.value.accepted
    assert shop.stack.messages() == []


def test_runs_of_tags_that_do_not_block_are_set_aside(shop: Shop) -> None:
    """By the tags of their tests; the verdict is that of the others."""
    terms = Terms(policy=Policy(non_blocking=("slow", "money")), notify=False)
    started = shop.start(terms=terms)
    assert [run.blocking for run in started.runs] == [True, False, False]
    assert not any(run.notify for run in started.runs)
    for run, status in zip(started.runs, ("passed", "failed", "errored"), strict=True):
        shop.end(run, status)
    batch = shop.stack.parts.runs.batch(started.batch.id)
    assert batch is not None
    assert batch.verdict == "go"
    assert batch.tally.blocking.over == 1


def test_a_dialects_windows_count_for_the_project(shop: Shop) -> None:
    """Whichever key starts; and what one counts, another does not."""
    for _ in range(2):
        shop.start(windows=(("bug0", 2, 60),))
    with pytest.raises(RateLimited, match="2 calls in 60 seconds"):
        shop.start(windows=(("bug0", 2, 60),))
    shop.start(windows=(("other", 2, 60),))
