"""The JSON report: the verdict, the reasons, and the whole result."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gonogo.reports import ReportedRun, reports
from tests.results import a_bad_result, a_good_result, a_result, a_step, an_assertion


def document(*runs: ReportedRun) -> dict[str, Any]:
    """The report, parsed."""
    found: dict[str, Any] = json.loads(reports["json"].render(runs))
    return found


GOOD = ReportedRun(name="Login", result=a_good_result())
BAD = ReportedRun(name="Checkout", result=a_bad_result())


@pytest.mark.parametrize(
    ("runs", "verdict"), [((GOOD,), "go"), ((GOOD, BAD), "no-go"), ((), "no-go")]
)
def test_go_needs_a_run_and_every_run_passed(runs: tuple[ReportedRun, ...], verdict: str) -> None:
    """The same rule as a batch's."""
    assert document(*runs)["verdict"] == verdict


def test_it_holds_reasons_and_results() -> None:
    """Reasons first, for whoever reads no further."""
    found = document(GOOD, BAD)
    assert found["reasons"][0]["actual"] == "500"
    assert found["runs"][1]["result"]["steps"][1]["response"]["status"] == 500


def test_the_documented_fields_are_there() -> None:
    """The shape is an interface: a field that goes or changes needs another version."""
    found = document(ReportedRun(name="Row", result=a_good_result(), row={"id": "7"}))
    assert (found["version"], list(found)) == (1, ["version", "verdict", "reasons", "runs"])
    (run,) = found["runs"]
    assert (run["row"], run["attempts"]) == ({"id": "7"}, 1)
    page = (Path(__file__).parents[3] / "docs/reference/cli.md").read_text(encoding="utf-8")
    names = {*run, *run["result"], *run["result"]["steps"][0]}
    assert {name for name in names if f"`{name}`" not in page} == set()


def test_half_a_surrogate_does_not_break_it() -> None:
    """Text of a tested server may hold one."""
    odd = a_step(assertions=(an_assertion(actual="\ud800"),))
    assert document(ReportedRun(name="x", result=a_result(odd)))["verdict"] == "go"


def test_every_report_loads_and_says_its_type() -> None:
    """A new file in the folder needs no line elsewhere."""
    for name in reports.names:
        assert reports[name].content_type


def test_the_phase_of_a_run_is_told() -> None:
    """One test may stand in two phases, and is told apart where it clears up."""
    runs = (replace(GOOD, phase="setup"), replace(GOOD, phase="main"), GOOD)
    assert [run["phase"] for run in document(*runs)["runs"]] == ["setup", "main", None]
    assert [run.place for run in runs] == ["setup", "", ""]
