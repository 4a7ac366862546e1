"""No address of Runscope's REST API tells a stranger anything, whatever the stranger sends."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from gonogo.dialects import dialects
from tests.runscope_client import STEP, Runscope, runscope_client

ROUTES = [
    (method, route.path)
    for route in dialects["runscope"].routes
    for method in route.methods
    if "<bucket>" in route.path
]
"""Whatever names a bucket; triggers and inbound addresses are secrets by themselves."""


@pytest.fixture(scope="module")
def api() -> Iterator[Runscope]:
    """A bucket with one of everything, and a token of another bucket."""
    with runscope_client() as client:
        yield client


@pytest.fixture(scope="module")
def theirs(api: Runscope) -> dict[str, str]:
    """The ids of what is in the bucket."""
    test = api.make_test("Login", STEP)
    run = api.run(test)
    place = test["trigger_url"].removeprefix("https://gonogo.example/runscope")
    return {
        "bucket": api.bucket,
        "test": test["id"],
        "step": test["steps"][0]["id"],
        "environment": test["default_environment_id"],
        "schedule": api.post(f"{api.tests}/{test['id']}/schedules", {"interval": "1d"})["id"],
        "run": run["test_run_id"],
        "runs": api.post(place, key="")["runs_id"],
        "message": "1",
    }


@pytest.fixture(scope="module")
def stranger(api: Runscope, theirs: dict[str, str]) -> str:
    """The token of another bucket."""
    other = api.post("/buckets?name=other", key=api.admin)["key"]
    return api.token("write", other)


def filled(path: str, ids: dict[str, str]) -> str:
    """The address with ids in it."""
    return re.sub(r"<(\w+)>", lambda found: ids[found[1]], path)


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_a_stranger_finds_nothing(
    api: Runscope, theirs: dict[str, str], stranger: str, method: str, path: str
) -> None:
    """404, with no word of what is there; a bad token is told that it is one."""
    address = filled(path, theirs)
    for body in (None, {}, {"name": "x"}, [], "x"):
        error = api.refused(method, address, body, key=stranger)
        assert error["status"] == 404
        assert not any(word in error["message"] for word in ("Login", "shop"))
        assert api.refused(method, address, body, key="")["status"] == 403


@pytest.mark.parametrize(("method", "path"), [(m, p) for m, p in ROUTES if p.count("<") > 1])
def test_what_is_in_one_bucket_is_not_in_another(
    api: Runscope, theirs: dict[str, str], stranger: str, method: str, path: str
) -> None:
    """Though the token opens the bucket in the address."""
    [own] = [each["key"] for each in api.get("/buckets", key=stranger)]
    address = filled(path, {**theirs, "bucket": own})
    body = {"name": "x", "interval": "1d", **STEP}
    expected = 501 if "message" in path else 404
    assert api.refused(method, address, body, key=stranger)["status"] == expected
