"""Which runs a start means."""

from __future__ import annotations

import pytest

from gonogo.domain.commands import VariableSet
from gonogo.domain.environment import Environment, effective
from gonogo.domain.ids import EnvironmentId
from gonogo.domain.project import Launch, Startable
from gonogo.errors import Invalid
from gonogo.services.plan import PlannedRun, Wish, plan_runs
from tests.builders import NUMBER, a_head, a_project, an_environment

KNOWN = frozenset({"us1", "eu1"})


def planned(
    launch: Launch, wish: Wish | None = None, *, refused: int = 0
) -> tuple[PlannedRun, ...]:
    """The planned runs, after checking how many were refused."""
    wish = wish or Wish(sets=(VariableSet(),), locations=(), webhooks=())
    runs, count = plan_runs(launch, wish, KNOWN, "us1")
    assert count == refused
    return runs


def a_launch(*environments: Environment, own: tuple[Environment, ...] = ()) -> Launch:
    """One test whose default is the first environment."""
    first = (own + environments)[0].id if own + environments else None
    head = a_head(default_environment=first)
    return Launch(
        project=a_project(),
        target="test Login",
        tests=(Startable(test=head, own=own),),
        shared=environments,
    )


def test_a_test_without_environment_runs_in_the_default_location() -> None:
    """Nothing configured is one run."""
    (run,) = planned(a_launch())
    assert (run.environment, run.location, run.variables) == (None, "us1", {})


def test_one_run_per_location_of_the_environment() -> None:
    """The environment's locations multiply."""
    runs = planned(a_launch(an_environment(locations=("us1", "eu1"))))
    assert [run.location for run in runs] == ["us1", "eu1"]


def test_asked_locations_replace_those_of_the_environment() -> None:
    """The caller's choice wins."""
    wish = Wish(sets=(VariableSet(),), locations=("eu1",), webhooks=())
    runs = planned(a_launch(an_environment(locations=("us1",))), wish)
    assert [run.location for run in runs] == ["eu1"]


def test_a_set_may_have_locations_and_webhooks_of_its_own() -> None:
    """Its locations are in place of the others', its webhooks beside them."""
    own = VariableSet(locations=("us1",), webhooks=("https://own.example",))
    wish = Wish(sets=(own, VariableSet()), locations=("eu1",), webhooks=("https://all.example",))
    first, second = planned(a_launch(an_environment()), wish)
    assert (first.location, second.location) == ("us1", "eu1")
    assert first.webhooks == ("https://all.example", "https://own.example")
    assert second.webhooks == ("https://all.example",)


def test_an_unknown_location_is_counted_and_not_run() -> None:
    """The rest of the start goes on."""
    wish = Wish(sets=(VariableSet(),), locations=("us1", "mars1"), webhooks=())
    runs = planned(a_launch(an_environment()), wish, refused=1)
    assert [run.location for run in runs] == ["us1"]


def test_the_callers_variables_win_over_the_environments() -> None:
    """The evaluation order of the contract."""
    environment = an_environment(variables={"host": "a", "user": "u"})
    wish = Wish(sets=(VariableSet(variables={"host": "b"}),), locations=(), webhooks=())
    (run,) = planned(a_launch(environment), wish)
    assert run.variables == {"host": "b", "user": "u"}


def test_every_variable_set_is_a_run_of_its_own() -> None:
    """Their order is kept."""
    sets = tuple(VariableSet(variables={"n": str(n)}) for n in range(3))
    runs = planned(a_launch(), Wish(sets=sets, locations=(), webhooks=()))
    assert [run.variables["n"] for run in runs] == ["0", "1", "2"]


@pytest.mark.parametrize("by", ["id", "name"])
def test_an_environment_is_chosen_by_id_or_name(by: str) -> None:
    """Clients send ids, people names."""
    other = an_environment("production")
    wish = Wish(sets=(VariableSet(environment=getattr(other, by)),), locations=(), webhooks=())
    (run,) = planned(a_launch(an_environment(), other), wish)
    assert run.environment and run.environment.name == "production"


def test_an_unknown_environment_is_refused_with_those_that_there_are() -> None:
    """The caller learns what would be accepted."""
    wish = Wish(sets=(VariableSet(environment="nope"),), locations=(), webhooks=())
    with pytest.raises(Invalid) as caught:
        planned(a_launch(an_environment("staging")), wish)
    assert caught.value.field == "environment"
    assert "staging" in (caught.value.accepted or "")


def test_an_own_environment_is_refused_where_only_shared_ones_may_be() -> None:
    """Several tests cannot run in one test's environment."""
    own = an_environment("own")
    wish = Wish(
        sets=(VariableSet(environment=own.id),), locations=(), webhooks=(), shared_only=True
    )
    with pytest.raises(Invalid):
        planned(a_launch(own=(own,)), wish)


def test_an_own_environment_inherits_from_its_shared_parent() -> None:
    """Variables and webhooks of the parent come in."""
    parent = an_environment("base", variables={"host": "a"}, webhooks=("http://p/",))
    own = an_environment("own", parent=parent.id, webhooks=("http://o/",))
    launch = a_launch(parent, own=(own,))
    (run,) = planned(launch)
    assert run.variables == {"host": "a"}
    assert run.webhooks == ("http://p/", "http://o/")


def test_environments_that_inherit_in_a_circle_end() -> None:
    """A cycle is followed once."""
    one = an_environment("one", parent=EnvironmentId("env-two"), variables={"a": "1"})
    two = an_environment("two", parent=EnvironmentId("env-one"), variables={"b": "2"})
    assert effective((one, two), one).variables == {"a": "1", "b": "2"}


def test_the_suites_environment_comes_before_the_tests_default() -> None:
    """A suite may say where its tests run."""
    staging, production = an_environment("staging"), an_environment("production")
    head = a_head(number=NUMBER, default_environment=staging.id)
    launch = Launch(
        project=a_project(),
        target="suite smoke",
        tests=(Startable(test=head),),
        shared=(staging, production),
        environment=production.id,
    )
    (run,) = planned(launch)
    assert run.environment and run.environment.name == "production"
