"""Which tests `gonogo run` runs, and in which environment."""

from __future__ import annotations

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
