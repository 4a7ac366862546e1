"""What is told of tests that ended."""

from __future__ import annotations

import pytest

from gonogo.cli.app import COMMANDS, answer
from gonogo.cli.running import tell
from gonogo.cli.running.job import MOST_FAILURES, Ended, Failure, failures_of
from gonogo.cli.screen import clean
from gonogo.domain.ids import StepId
from gonogo.domain.result import AssertionResult, ExtractionResult, Problem, StepResult


def a_step(**fields: object) -> StepResult:
    """A failed request step."""
    given: dict[str, object] = {"id": StepId("s"), "type": "request", "status": "failed"}
    return StepResult(**{**given, "method": "GET", "url": "http://a.test/x", **fields})  # type: ignore[arg-type]


WRONG = AssertionResult(
    passed=False,
    source="response_json",
    property="data.id",
    comparison="equal_number",
    expected="7",
    actual="8",
    error="expected 7, got 8",
)


def lines(*failures: Failure, failed: int = 0) -> list[str]:
    """The lines of a test that failed so."""
    ended = Ended(index=0, status="failed", failures=failures, failed=failed or len(failures))
    return list(tell.failure_lines(ended))


def test_assertion_is_told_with_step_expected_and_actual() -> None:
    step = a_step(note="Get it", assertions=(WRONG,))
    assert lines(*failures_of(step, 2)) == [
        '    step 2 "Get it"  GET http://a.test/x',
        "      response_json data.id equal_number: expected 7, got 8",
    ]


def test_problem_and_variable_of_a_step_are_told_under_it() -> None:
    variable = ExtractionResult(passed=False, name="token", source="response_json", error="no key")
    step = a_step(problem=Problem(code="connect_failed", message="No."), variables=(variable,))
    assert lines(*failures_of(step, 1))[1:] == [
        "      connect_failed: No.",
        "      variable token from response_json: no key",
    ]


def test_nested_steps_are_told_under_their_own_request() -> None:
    nested = a_step(url="http://a.test/inner", assertions=(WRONG,))
    step = a_step(method=None, url=None, type="loop", steps=(nested,))
    assert [failure.request for failure in failures_of(step, 1)] == ["GET http://a.test/inner"]


def test_what_is_beyond_the_limit_is_counted() -> None:
    failure = Failure(kind="assertion", step=1, what="x")
    told = lines(*[failure] * MOST_FAILURES, failed=MOST_FAILURES + 5)
    assert told[-1] == "      … and 5 more"


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("a\x1b[31mb", "a\\x1b[31mb"),
        ("two\nlines", "two\\nlines"),
        ("naïve ✓", "naïve ✓"),
        ("x" * 400, "x" * 300 + "…"),
        ("a\u202eb", "a\\u202eb"),
    ],
)
def test_text_of_a_tested_server_cannot_steer_the_terminal(text: str, safe: str) -> None:
    assert clean(text) == safe


def test_verdict_is_go_only_if_all_ran_and_passed() -> None:
    tally = tell.Tally(2)
    assert tally.verdict == "no-go"
    tally.add(Ended(index=0, status="passed"))
    assert (tally.verdict, tally.open) == ("no-go", 1)
    tally.add(Ended(index=1, status="passed"))
    assert tally.verdict == "go"
    assert tell.Tally(0).verdict == "no-go"


@pytest.mark.parametrize("name", COMMANDS.names)
def test_every_command_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert answer([name, "--help"]) == 0
    assert capsys.readouterr().out.startswith(f"Usage: gonogo {name}")


@pytest.mark.parametrize("arguments", [["fly"], ["run"], ["run", "--parallel", "0", "."]])
def test_wrong_usage_is_an_error_and_not_a_verdict(arguments: list[str]) -> None:
    assert answer(arguments) == 2
