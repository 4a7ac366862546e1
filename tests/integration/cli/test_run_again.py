"""`gonogo run` with tests that are run again, and with an end at the first failure."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.integration.cli.processes import Gonogo


def put(folder: Path, api: str, *paths: str, wanted: int = 2) -> Path:
    """A test for each path that wants a number."""
    asserted = {"source": "response_json", "property": "id", "comparison": "equal_number"}
    tests = [
        {"name": path, "steps": [{"url": f"{api}{path}", "assertions": [asserted]}]}
        for path in paths
    ]
    asserted["value"] = wanted  # type: ignore[assignment]
    file = folder / "tests.json"
    file.write_text(json.dumps({"tests": tests}))
    return file


def test_a_test_that_passes_when_run_again_is_flaky_and_go(
    gonogo: Gonogo, tmp_path: Path, api: str
) -> None:
    file = put(tmp_path, api, "/count/flaky")
    done = gonogo("run", file, "--retry", "3", "--report", "json=r.json")
    assert done.returncode == 0, done.stdout
    assert "flaky: passed on attempt 2" in done.stdout
    assert "1 test: 1 passed (1 flaky)" in done.stdout
    assert json.loads((tmp_path / "r.json").read_text())["runs"][0]["attempts"] == 2


def test_a_test_that_never_passes_is_run_as_often_as_allowed(
    gonogo: Gonogo, tmp_path: Path, api: str
) -> None:
    done = gonogo("run", put(tmp_path, api, "/count/never", wanted=-1), "--retry", "2", "--json")
    document = json.loads(done.stdout)
    assert (done.returncode, document["tests"][0]["attempts"]) == (1, 3)
    assert document["tests"][0]["failures"][0]["actual"] == "3"


@pytest.mark.parametrize("count", [1, 60])
def test_fail_fast_is_no_go_and_starts_nothing_more(
    gonogo: Gonogo, tmp_path: Path, api: str, count: int
) -> None:
    file = put(tmp_path, api, "/items/1", *(f"/items/{n}" for n in range(2, count + 2)))
    given = ("--fail-fast", "--parallel", "1", "--report", "junit=r.xml")
    done = gonogo("run", file, *given)
    assert done.returncode == 1
    assert f"{count + 1} tests: 0 passed, 1 failed, {count} not finished" in done.stdout
    assert done.stdout.splitlines()[-2:] == [
        "Stopped at the first test that did not pass (--fail-fast).",
        "no-go",
    ]
    assert (tmp_path / "r.xml").read_text().count("<error ") == count
