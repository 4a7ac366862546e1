"""The TAP report: what a harness counts, and that nothing from outside can steer it."""

from __future__ import annotations

import re

import yaml

from gonogo.reports import ReportedRun, reports
from tests.results import AN_ATTEMPT, a_bad_result, a_good_result, a_result, a_step

GOOD = ReportedRun(name="Login", result=a_good_result())
BAD = ReportedRun(name="Checkout", result=a_bad_result(), environment="staging")


def tap(*runs: ReportedRun) -> list[str]:
    """The report's lines."""
    return reports["tap"].render(runs).decode().splitlines()


def points(lines: list[str], indent: str = "") -> list[str]:
    """The test points of one level, without their names."""
    found = (re.match(rf"{indent}((?:not )?ok \d+)", line) for line in lines)
    return [match[1] for match in found if match]


def test_a_run_is_a_point_and_its_steps_a_subtest() -> None:
    """The plan of each level counts its points."""
    lines = tap(GOOD, BAD)
    assert lines[:3] == ["TAP version 14", "1..2", "# Subtest: Login"]
    assert points(lines) == ["ok 1", "not ok 2"]
    assert points(lines, "    ")[2:] == ["ok 1", "not ok 2", "not ok 3", "ok 4"]
    assert "    1..4" in lines
    assert lines[-1] == "  ..."


def test_a_skipped_step_is_marked_so() -> None:
    """`ok` alone would say that it was run."""
    assert any(line.startswith("    ok 4") and line.endswith("# SKIP") for line in tap(BAD))


def test_a_failed_point_says_why_in_yaml() -> None:
    """Expected and actual apart."""
    text = "\n".join(tap(BAD))
    (block,) = re.findall(r"\n  ---\n(.*?)\n  \.\.\.", text, re.DOTALL)
    told = yaml.safe_load(block)
    assert told["status"] == "failed"
    assert (told["reasons"][0]["expected"], told["reasons"][0]["actual"]) == ("200", "500")


def test_a_red_run_whose_steps_are_good_is_not_ok() -> None:
    """Whatever made it red."""
    assert points(tap(ReportedRun(name="x", result=a_result(a_step(), status="errored")))) == [
        "not ok 1"
    ]


def test_a_name_cannot_be_taken_for_a_directive_or_a_line() -> None:
    """`# TODO` would turn a failure into a known one."""
    evil = "x # TODO later\nok 2 - y\\"
    bad = a_result(a_step(status="failed", note=evil), status="failed")
    lines = tap(ReportedRun(name=evil, result=bad, row={"a": evil}))
    assert points(lines) == ["not ok 1"]
    assert not [line for line in lines if re.search(r"(?<!\\)# TODO", line) and "ok" in line[:12]]


def test_nothing_run_has_an_empty_plan() -> None:
    """Still a document."""
    assert tap() == ["TAP version 14", "1..0 # nothing was run"]


def test_every_attempt_is_told() -> None:
    """Of the run and of a step; a harness reads them out of the YAML."""
    step = a_step(attempts=(AN_ATTEMPT,))
    lines = tap(ReportedRun(name="x", result=a_result(step), earlier=(AN_ATTEMPT, AN_ATTEMPT)))
    blocks = re.findall(r" ---\n(.*?)\n *\.\.\.", "\n".join(lines), re.DOTALL)
    of_step, of_run = (yaml.safe_load(block) for block in blocks)
    earlier = {
        "status": "failed",
        "duration_ms": 250.0,
        "reasons": ["response_status: it was 500."],
    }
    assert of_step == {"earlier": [earlier]}
    assert of_run["earlier"] == [earlier, earlier]
    assert (of_run["attempts"], of_run["flaky"]) == (3, True)
