"""Runscope's schedules through the front door."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.integration.test_schedules import bells, ring
from tests.runscope_client import STEP, Runscope, runscope_client


@pytest.fixture
def api() -> Iterator[Runscope]:
    """A bucket and a token for it."""
    with runscope_client() as client:
        yield client


@pytest.fixture
def place(api: Runscope) -> str:
    """The path of a test's schedules."""
    return f"{api.tests}/{api.make_test('Login', STEP)['id']}/schedules"


@pytest.mark.parametrize("interval", ["1m", "5m", "15m", "30m", "1h", "6h", "1d", "1.0h"])
def test_an_interval_is_read_as_it_was_written(api: Runscope, place: str, interval: str) -> None:
    """The vendor answers `1.0h` to who wrote `1h`; here both stay what they are."""
    made = api.post(place, {"interval": interval, "note": "nightly"})
    assert (made["interval"], made["note"], made["version"]) == (interval, "nightly", "1.0")
    assert isinstance(made["exported_at"], int)
    assert api.get(f"{place}/{made['id']}") == made
    assert api.get(place) == [made]


def test_a_schedule_names_its_environment(api: Runscope, place: str) -> None:
    """And keeps it through a change of something else."""
    test = api.get(place.removesuffix("/schedules"))
    environment = test["default_environment_id"]
    made = api.post(place, {"interval": "1h", "environment_id": environment, "mine": 1})
    assert (made["environment_id"], made["note"], made["mine"]) == (environment, None, 1)
    path = f"{place}/{made['id']}"
    changed = api.put(path, {"interval": "6h", "note": "less"})
    assert changed == {**made, "interval": "6h", "note": "less"}
    assert api.put(path, changed) == changed


def test_a_test_s_export_has_its_schedules(api: Runscope, place: str) -> None:
    """As its own address shows them."""
    made = api.post(place, {"interval": "1h"})
    assert api.get(place.removesuffix("/schedules"))["schedules"] == [made]


def test_a_schedule_s_first_run_is_at_once_and_told_as_the_vendor_does(
    api: Runscope, place: str
) -> None:
    """Seconds after it is saved; the environment's addresses get the vendor's body."""
    test = api.get(place.removesuffix("/schedules"))
    [settings] = test["environments"]
    path = f"{place.removesuffix('/schedules')}/environments/{settings['id']}"
    api.put(path, {**settings, "webhooks": ["http://hooks.example/run"]})
    api.post(place, {"interval": "1d"})
    [bell] = bells(api.stack)
    assert api.clock.now() < bell["StartDate"].timestamp() < api.clock.now() + 10
    ring(api.stack, api.clock.now())
    api.stack.execute()
    api.stack.report()
    [result] = api.get(place.replace("/schedules", "/results"))
    assert (result["source"], result["result"]) == ("scheduled", "pass")
    assert json.loads(api.http.requests[-1].body)["test_run_id"] == result["test_run_id"]


def test_a_deleted_schedule_is_gone(api: Runscope, place: str) -> None:
    """It starts nothing any more."""
    path = f"{place}/{api.post(place, {'interval': '1h'})['id']}"
    api.delete(path)
    for method in ("GET", "PUT", "DELETE"):
        assert api.refused(method, path, {"interval": "1h"})["status"] == 404
    assert api.get(place) == []


@pytest.mark.parametrize("interval", [None, "", "2h", "1.5h", "every day", "0m"])
def test_only_seven_intervals_are_accepted(api: Runscope, place: str, interval: str | None) -> None:
    """The refusal lists them."""
    error = api.refused("POST", place, {"interval": interval})
    assert error["status"] == 400
    assert "interval" in error["message"]
    assert "15m" in error["message"]
    assert api.get(place) == []


def test_a_test_has_ten_schedules_at_most(api: Runscope, place: str) -> None:
    """The eleventh is refused."""
    for _ in range(10):
        api.post(place, {"interval": "1d"})
    assert api.refused("POST", place, {"interval": "1d"})["status"] == 409


def test_a_schedule_of_another_test_is_not_there(api: Runscope, place: str) -> None:
    """Though it is in the same bucket."""
    made = api.post(place, {"interval": "1h"})
    other = f"{api.tests}/{api.make_test('Other', STEP)['id']}/schedules"
    for method in ("GET", "PUT", "DELETE"):
        error = api.refused(method, f"{other}/{made['id']}", {"interval": "1h"})
        assert error["status"] == 404
    assert api.get(place) == [made]
