"""A result's document as an older or a newer writer left it."""

from __future__ import annotations

from gonogo.aws.result_document import decode, encode
from gonogo.domain.ids import StepId
from gonogo.domain.result import RunResult, StepResult
from tests.unit.aws.typical import a_result


def test_nothing_at_all_is_still_a_result() -> None:
    """An item may have lost anything: it reads as a run that could not be judged."""
    assert decode({}) == RunResult(status="errored", started_at=0, finished_at=0)
    assert decode({"steps": [{}]}).steps == (StepResult(id="", type="", status="passed"),)  # type: ignore[arg-type]


def test_missing_parts_do_not_stop_a_reader() -> None:
    """Whatever single name is gone."""
    whole = encode(a_result(2))
    for name in whole:
        decode({key: value for key, value in whole.items() if key != name})
    for name in whole["steps"][0]:
        step = {key: value for key, value in whole["steps"][0].items() if key != name}
        decode({**whole, "steps": [step]})


def test_unknown_names_are_passed_over() -> None:
    """A newer writer knows more."""
    whole = encode(a_result(1))
    newer = {**whole, "new": 1, "steps": [{**whole["steps"][0], "zz": {"deep": []}}]}
    assert decode(newer) == decode(whole)


def test_finer_times_are_rounded_to_what_is_kept() -> None:
    """Digits that no compression removes would be noise."""
    result = RunResult(status="passed", started_at=1.23456789, finished_at=2.3456789)
    assert decode(encode(result)) == RunResult(status="passed", started_at=1.235, finished_at=2.346)


def test_remarks_and_nested_steps_are_kept() -> None:
    """What a loop or a skipped step says of itself."""
    inner = StepResult(id=StepId("a.0"), type="row", status="skipped", remark="Not wanted.")
    step = StepResult(
        id=StepId("a"), type="foreach", status="passed", remark="2 rows.", steps=(inner,)
    )
    result = RunResult(status="passed", started_at=0, finished_at=0, steps=(step,))
    assert decode(encode(result)) == result
