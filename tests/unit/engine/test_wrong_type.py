"""Every comparison tells a wrong type from a wrong value: over the registry, not over a list."""

from __future__ import annotations

import json

import pytest

from gonogo.domain.test import Scalar
from gonogo.engine.comparators import comparators
from gonogo.engine.values import as_text, kind
from tests.engine_runs import a_step, an_assertion, run_one
from tests.fakes import FakeHttp, a_reply

LOOK_ALIKES = [
    (5, "5"),
    (0.5, "0.5"),
    (True, "true"),
    (None, "null"),
    ([1], "[1]"),
    ({"k": 1}, '{"k":1}'),
]
"""A value, and the text that is written like it."""
WANTED: list[Scalar] = ["zz", "5", 7, '{"type": "null", "minimum": 3}', "^zz$", ".", "true", None]
OF_THE_DEFINITION = ("to compare with", "not one of RE2", "the schema cannot be read")
"""What is wrong is what was written, whatever was found."""
SAME_TEXT = "just that"
"""Where a comparison of texts says that both are the same, their types are beside the point."""


def complaint(comparison: str, found: object, wanted: Scalar) -> str | None:
    """What is said of a value in an answer."""
    assertion = an_assertion("response_json", comparison, wanted, property="v")
    step = a_step(assertions=(assertion,))
    result = run_one(step, http=FakeHttp(a_reply({"v": found}))).assertions[0]
    assert result.passed == (result.error is None)
    return result.error


@pytest.mark.parametrize("comparison", comparators.names)
def test_a_value_and_its_look_alike_are_told_apart(comparison: str) -> None:
    """`"5"` where 5 was wanted is the commonest mistake of all; a message must show which it is."""
    for value, text in LOOK_ALIKES:
        assert as_text(value) == text
        for wanted in WANTED:
            told, told_of_text = (
                complaint(comparison, value, wanted),
                complaint(comparison, text, wanted),
            )
            if told is None or told_of_text is None or told.endswith(SAME_TEXT):
                continue
            if not any(part in told for part in OF_THE_DEFINITION):
                assert told != told_of_text, (value, wanted)


@pytest.mark.parametrize("comparison", comparators.names)
def test_every_comparison_can_say_no_and_says_what_was_there(comparison: str) -> None:
    """Quoted, or by its type; never a bare no."""
    said = 0
    for value in [*(v for pair in LOOK_ALIKES for v in pair), "", [], {}]:
        for wanted in WANTED:
            told = complaint(comparison, value, wanted)
            if told is None:
                continue
            said += 1
            shown = (
                json.dumps(value, separators=(",", ":")) if not isinstance(value, str) else value
            )
            where = (
                shown,
                repr(value),
                kind(value),
                SAME_TEXT,
                "the keys",
                "no keys",
                *OF_THE_DEFINITION,
            )
            assert any(part in told for part in where), told
    assert said or comparison == "exists"


def test_only_what_is_missing_is_not_there() -> None:
    """`exists` says no to nothing that is there, null included."""
    assert complaint("exists", None, None) is None
