"""Runscope's buckets through the front door."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.runscope_client import Runscope, runscope_client


@pytest.fixture
def api() -> Iterator[Runscope]:
    """A bucket and a token for it."""
    with runscope_client() as client:
        yield client


def test_a_bucket_is_made_by_query_parameters(api: Runscope) -> None:
    """All real clients do, with an empty body or `null`; the answer is a 201."""
    made = api.post("/buckets?name=web%20shop&team_uuid=t-1", key=api.admin)
    assert (made["name"], made["team"]["id"]) == ("web shop", "t-1")
    assert api.get(f"/buckets/{made['key']}", key=api.admin)["team"]["id"] == "t-1"
    assert api.get("/teams/t-1", key=api.admin)["uuid"] == "t-1"


def test_a_bucket_is_made_by_a_body_too(api: Runscope) -> None:
    """As the vendor's OpenAPI has it."""
    body = {"name": "web", "team_id": "t-2", "verify_ssl": False}
    made = api.post("/buckets", body, key=api.admin)
    assert (made["name"], made["team"]["id"], made["verify_ssl"]) == ("web", "t-2", False)


def test_a_bucket_has_every_key_that_a_strict_client_reads(api: Runscope) -> None:
    """`created_at` is a float, `is_private` is there, the key has twelve characters."""
    [bucket] = api.get("/buckets")
    assert re.fullmatch("[0-9a-z]{12}", bucket["key"])
    assert isinstance(bucket["created_at"], float)
    assert (bucket["is_private"], bucket["verify_ssl"], bucket["default"]) == (False, True, False)
    assert bucket["auth_token"] is None
    assert set(bucket["team"]) == {"id", "name"}
    assert bucket["messages_url"].endswith("/stream")


def test_a_bucket_s_addresses_are_those_that_clients_compare() -> None:
    """A deployment that stands in for the vendor names the vendor's bases."""
    bases = "runscope.api=https://api.runscope.com runscope.www=https://www.runscope.com"
    with runscope_client(dialect_bases=bases) as api:
        bucket = api.get(f"/buckets/{api.bucket}")
        assert bucket["tests_url"] == f"https://api.runscope.com/buckets/{api.bucket}/tests"
        test = api.make_test()
        uuid = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
        pattern = rf"https://api\.runscope\.com/radar/{uuid}/trigger"
        assert re.fullmatch(pattern, test["trigger_url"])
        assert api.run(at_our_base(test))["url"].startswith("https://www.runscope.com/radar/")


def at_our_base(test: dict[str, str]) -> dict[str, str]:
    """What a client does that reaches us by another name."""
    ours = test["trigger_url"].replace(
        "https://api.runscope.com", "https://gonogo.example/runscope"
    )
    return {"trigger_url": ours}


def test_buckets_are_those_of_the_token_newest_first(api: Runscope) -> None:
    """Another's are not listed; an administrator sees all."""
    second = api.post("/buckets?name=second", key=api.admin)["key"]
    assert [each["key"] for each in api.get("/buckets")] == [api.bucket]
    listed = api.get("/buckets", key=api.admin)
    assert [each["key"] for each in listed] == [second, api.bucket]


def test_a_bucket_s_trigger_starts_all_its_tests(api: Runscope) -> None:
    """Under both addresses that clients build."""
    api.make_test("One")
    trigger = api.get(f"/buckets/{api.bucket}")["trigger_url"]
    path = trigger.removeprefix("https://gonogo.example/runscope")
    assert api.post(path, key="")["runs_total"] == 1
    assert api.post(path.replace("/bucket/", "/"), key="")["runs_total"] == 1


def test_a_deleted_bucket_is_gone(api: Runscope) -> None:
    """With its tests; the answer has no body."""
    test = api.make_test()
    api.delete(f"/buckets/{api.bucket}")
    assert api.refused("GET", f"/buckets/{api.bucket}", key=api.admin)["status"] == 404
    assert api.refused("GET", f"{api.tests}/{test['id']}", key=api.admin)["status"] == 404


def test_only_an_administrator_makes_buckets(api: Runscope) -> None:
    """The message says what to do."""
    error = api.refused("POST", "/buckets?name=more")
    assert error["status"] == 403
    assert "admin" in error["message"]


@pytest.mark.parametrize("query", ["", "?name=", "?name=a/b"])
def test_a_bucket_needs_a_name(api: Runscope, query: str) -> None:
    """The field is named."""
    error = api.refused("POST", f"/buckets{query}", key=api.admin)
    assert error["status"] == 400
    assert "name" in error["message"]


def test_a_doubled_slash_and_a_version_are_the_same_address(api: Runscope) -> None:
    """Base and path are joined with a slash too many by real clients."""
    [bucket] = api.get("//buckets")
    assert api.get("/v1/buckets") == [bucket]
    assert api.get("/buckets/") == [bucket]
    assert api.get(f"//buckets/{api.bucket}/tests") == []
    assert api.get(f"/v1/buckets/{api.bucket}/radar") == []
