"""Which tests `gonogo run` runs, and in which environment."""

from __future__ import annotations

import pickle

import pytest

from gonogo.cli.running.job import Job
from gonogo.cli.running.select import Wish, select
from gonogo.errors import Invalid
from gonogo.services.define import Document, from_plain

STEPS = [{"url": "http://a.test"}]
DOCUMENT = from_plain(
    {
        "project": "shop",
        "environments": [
            {"name": "base", "variables": {"host": "a", "port": "1"}},
            {"name": "prod", "parent": "base", "variables": {"host": "b"}},
        ],
        "tests": [
            {"name": "Login", "tags": ["smoke", "auth"], "steps": STEPS},
            {"name": "Order", "tags": ["smoke"], "environment": "prod", "steps": STEPS},
            {
                "name": "Own",
                "environments": [{"name": "mine", "variables": {"host": "c"}}],
                "steps": STEPS,
            },
        ],
        "suites": [
            {"name": "daily", "tests": ["Own"], "tags": ["auth"]},
            {"name": "live", "tests": ["Login"], "environment": "prod"},
        ],
    },
    "test",
)


def chosen(**wish: object) -> list[tuple[str, str]]:
    """Names and environments of what is selected."""
    jobs = select(DOCUMENT, Wish(**wish))  # type: ignore[arg-type]
    return [(job.test.name, job.environment.name if job.environment else "") for job in jobs]


def only(**wish: object) -> Job:
    """The one job that is selected."""
    (job,) = select(DOCUMENT, Wish(**wish))  # type: ignore[arg-type]
    return job


def test_everything_runs_each_in_its_default_environment() -> None:
    assert chosen() == [("Login", "base"), ("Order", "prod"), ("Own", "mine")]


@pytest.mark.parametrize(
    ("wish", "names"),
    [
        ({"tags": ("smoke",)}, ["Login", "Order"]),
        ({"tags": ("auth", "smoke")}, ["Login", "Order"]),
        ({"tags": ("!auth",)}, ["Order", "Own"]),
        ({"tags": ("smoke", "!auth")}, ["Order"]),
        ({"tests": ("Own", "Login")}, ["Login", "Own"]),
        ({"suites": ("daily",)}, ["Own", "Login"]),
        ({"suites": ("daily",), "tags": ("smoke",)}, ["Login"]),
    ],
)
def test_values_of_one_filter_add_up_and_filters_narrow(
    wish: dict[str, tuple[str, ...]], names: list[str]
) -> None:
    assert [name for name, _ in chosen(**wish)] == names


def test_environment_is_the_asked_one_then_the_suites() -> None:
    assert chosen(suites=("live",)) == [("Login", "prod")]
    assert chosen(suites=("live",), environment="base") == [("Login", "base")]


def test_variables_come_from_parent_environment_and_option() -> None:
    job = only(tests=("Order",), variables={"port": "2"})
    assert job.variables == {"host": "b", "port": "2"}


def test_a_test_runs_once_a_row_and_repetition() -> None:
    rows = ({"id": "1"}, {"id": "2"})
    jobs = select(DOCUMENT, Wish(tests=("Login",), rows=rows, repeat=2))
    assert [job.title for job in jobs] == [
        "Login [id=1] #1", "Login [id=1] #2", "Login [id=2] #1", "Login [id=2] #2",
    ]  # fmt: skip
    assert [job.variables["id"] for job in jobs] == ["1", "1", "2", "2"]


def test_a_row_wins_over_a_file_and_an_option_over_both() -> None:
    job = only(
        tests=("Login",),
        file_variables={"host": "file", "port": "file", "x": "file"},
        rows=({"port": "row", "x": "row"},),
        variables={"x": "option"},
    )
    assert job.variables == {"host": "file", "port": "row", "x": "option"}


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"tests": ("Logout",)}, "--test"),
        ({"suites": ("weekly",)}, "--suite"),
        ({"environment": "nowhere"}, "--env"),
        ({"tags": ("none",)}, "--test, --tag, --suite"),
    ],
)
def test_what_selects_nothing_is_an_error(wish: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as caught:
        chosen(**wish)
    assert caught.value.field == field
    assert caught.value.accepted


def test_no_test_at_all_is_an_error() -> None:
    with pytest.raises(Invalid, match="nothing was run"):
        select(Document(), Wish())


def test_step_ids_would_be_the_same_at_every_run() -> None:
    assert only(tests=("Own",)).test.id == only(tests=("Own",)).test.id


def test_test_that_runs_others_has_them_at_hand() -> None:
    """With the variables of the command line, which count for every test."""
    caller = {"name": "Caller", "steps": [{"type": "subtest", "test": "Own"}]}
    own = {
        "name": "Own",
        "environments": [{"name": "mine", "variables": {"host": "c", "port": "1"}}],
        "steps": STEPS,
    }
    document = from_plain({"tests": [caller, own]}, "test")
    jobs = select(document, Wish(variables={"port": "2"}))
    assert jobs[1].others is None
    assert pickle.dumps(jobs[0])  # it goes to another process
    others = jobs[0].others
    assert others is not None
    found = others.find("Own", "")
    assert found is not None
    assert (found.test, found.environment) == (jobs[1].test, jobs[1].environment)
    assert found.variables == {"host": "c", "port": "2"}
    assert others.find("Nope", "") is None
    with pytest.raises(Invalid, match="no environment 'nope'"):
        others.find("Own", "nope")


PHASED = from_plain(
    {
        "tests": [
            {"name": name, "tags": ["quick"] if name == "B" else [], "steps": STEPS}
            for name in ("A", "B", "In", "Out")
        ],
        "suites": [
            {"name": "s", "tests": ["A", "B"], "setup": ["In"], "teardown": ["Out", "In"]},
            {"name": "turns", "tests": ["B"], "sequential": True},
        ],
    },
    "test",
)


def phases(**wish: object) -> list[tuple[str, str]]:
    """Names and phases of what is selected."""
    jobs = select(PHASED, Wish(**wish))  # type: ignore[arg-type]
    return [(job.test.name, job.place.phase if job.place else "") for job in jobs]


def test_a_suite_brings_its_phases_along() -> None:
    main = [("A", "main"), ("B", "main")]
    around = [("In", "setup")], [("Out", "teardown"), ("In", "teardown")]
    assert phases(suites=("s",)) == [*around[0], *main, *around[1]]
    assert phases(suites=("s",), tags=("quick",)) == [*around[0], main[1], *around[1]]
    assert phases(suites=("s", "turns"))[-1] == ("B", "main")
    assert phases() == [(name, "") for name in ("A", "B", "In", "Out")]


def test_where_nothing_is_tested_nothing_is_prepared() -> None:
    with pytest.raises(Invalid, match="nothing was run"):
        phases(suites=("s",), tags=("slow",))


def test_a_copy_of_a_test_goes_with_the_same_copies_of_the_others() -> None:
    jobs = select(PHASED, Wish(suites=("s",), rows=({"u": "ann"}, {"u": "bob"})))
    assert {(job.row["u"], job.place and job.place.row) for job in jobs} == {("ann", 0), ("bob", 1)}
