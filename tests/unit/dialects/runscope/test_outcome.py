"""Runscope's completion webhook, field by field."""

from __future__ import annotations

from typing import Any, cast

import pytest

from gonogo.dialects._contract import Links
from gonogo.dialects.runscope import DIALECT
from gonogo.domain.commands import RunView
from tests.results import a_bad_view, a_good_result, a_result, a_step, a_view

VENDOR = Links(
    public="https://g.example.com",
    dialect="https://g.example.com/runscope",
    named={"api": "https://api.runscope.com", "www": "https://www.runscope.com"},
)


def body(view: RunView) -> dict[str, Any]:
    """What is posted."""
    return dict(DIALECT.encode_outcome(view, VENDOR))


def test_every_key_of_the_contract_is_there() -> None:
    """No envelope, and nothing missing."""
    assert set(body(a_view(a_good_result()))) == {
        "variables", "initial_variables", "test_id", "test_name", "test_run_id", "test_url",
        "test_run_url", "trigger_url", "team_id", "team_name", "bucket_key", "bucket_name",
        "environment_uuid", "environment_name", "result", "started_at", "finished_at", "agent",
        "agent_expired", "region", "region_name", "requests",
    }  # fmt: skip


def test_addresses_have_the_configured_bases() -> None:
    """Clients match them against the vendor's."""
    found, view = body(a_view(a_good_result())), a_view(a_good_result())
    assert view.test is not None
    assert found["trigger_url"] == f"https://api.runscope.com/radar/{view.test.trigger}/trigger"
    run = view.run
    page = f"https://www.runscope.com/radar/{run.project}/{run.test}"
    assert found["test_url"] == page
    assert found["test_run_url"] == f"{page}/results/{run.id}"


def test_only_real_steps_are_told() -> None:
    """No initial script and no second entry for a condition, unlike in the result."""
    condition = a_step(0, type="condition", method=None, url=None, steps=(a_step(1),))
    requests = body(a_view(a_result(condition)))["requests"]
    assert [entry["step_type"] for entry in requests] == ["condition", "request"]


def test_counts_and_times_are_integers_for_every_step() -> None:
    """A receiver adds them up without looking."""
    for entry in body(a_bad_view())["requests"]:
        assert isinstance(entry["response_time_ms"], int)
        assert isinstance(entry["response_size_bytes"], int)
        for part in ("assertions", "variables", "scripts"):
            counts = cast("dict[str, int]", entry[part])
            assert counts["total"] == counts["pass"] + counts["fail"]


def test_a_status_code_is_text() -> None:
    """As in the vendor's newer payloads."""
    assert [entry["response_status_code"] for entry in body(a_bad_view())["requests"]] == [
        "200", "500", None, None,
    ]  # fmt: skip


@pytest.mark.parametrize("status", ["failed", "errored", "canceled"])
def test_what_did_not_pass_failed(status: str) -> None:
    """There are two words only."""
    assert body(a_view(None, status=status, finished_at=3.0))["result"] == "fail"


def test_a_region_has_a_name_in_two_parts() -> None:
    """Receivers split it; an agent's run has none."""
    assert body(a_view(None, location="us1"))["region_name"] == "US East - Northern Virginia"
    assert body(a_view(None, location="moon"))["region_name"] == "Region - moon"
    agent = body(a_view(None, location="0b4f4f10-8f4e-4b0f-9d5c-3a1d6c1f7a90"))
    assert (agent["region"], agent["region_name"]) == (None, "None - None")


def test_variables_are_first_and_last_state() -> None:
    """Initial ones apart from what the steps extracted."""
    found = body(a_view(a_good_result()))
    assert "token" in found["variables"]
    assert "token" not in found["initial_variables"]
