"""Filters between a source and a comparison: chained, typed, and never an exception."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gonogo.domain.result import AssertionResult
from gonogo.domain.test import Extraction, Filters
from gonogo.engine.expressions import Absent
from gonogo.engine.filters import filters
from gonogo.engine.filters._contract import NOTHING_GIVEN
from gonogo.engine.values import kind
from tests.builders import NOW
from tests.engine_runs import a_step, an_assertion, run, run_one
from tests.fakes import FakeHttp, a_reply

REPLY = a_reply(
    {"tags": " a, b ,c ", "n": "17", "list": [{"id": 1}, {"id": 2}], "at": NOW + 90_000}
)


def filtered(path: str, *chain: tuple[str, tuple[str, ...]], **wanted: Any) -> AssertionResult:
    assertion = an_assertion(
        "response_json",
        wanted.get("comparison", "equal"),
        wanted.get("value"),
        property=path,
        filters=chain,
    )
    return run_one(a_step(assertions=(assertion,)), http=FakeHttp(REPLY)).assertions[0]


@pytest.mark.parametrize(
    ("path", "chain", "value"),
    [
        ("tags", (("split", (",",)), ("nth", ("1",)), ("trim", ())), "b"),
        ("tags", (("split", (",",)), ("count", ())), 3),
        ("n", (("to_number", ()),), 17),
        ("list", (("jsonpath", ("$[*].id",)), ("last", ())), 2),
        ("at", (("days_until", ()),), 1),
        ("tags", (("replace", (",", "")), ("upper", ()), ("regex", ("[A-Z]",))), "A"),
    ],
)
def test_chain_is_passed_in_its_order(path: str, chain: Filters, value: object) -> None:
    result = filtered(path, *chain, value=value)
    assert result.passed, result.error


@pytest.mark.parametrize(
    ("path", "chain", "error"),
    [
        (
            "list",
            (("trim", ()),),
            'filter trim on list [{"id":1},{"id":2}]: it takes text, not list',
        ),
        ("tags", (("nth", ("0",)),), 'filter nth on text " a, b ,c ": it takes list, not text'),
        (
            "tags",
            (("split", ()),),
            'filter split on text " a, b ,c ": it takes separator, not 0 arguments',
        ),
        ("gone", (("trim", ()),), '"gone" is not a key of the document'),
        ("tags", (("to_number", ()),), 'filter to_number on text " a, b ,c ": it is no number'),
    ],
)
def test_filter_that_cannot_go_on_says_why(path: str, chain: Filters, error: str) -> None:
    result = filtered(path, *chain, comparison="not_empty")
    assert result.error == f"nothing to compare: {error}"


def test_a_wrong_type_is_not_taken_for_something_missing() -> None:
    """`does_not_exist` behind a filter means the value, not the filter."""
    assert filtered("gone", ("trim", ()), comparison="does_not_exist").passed
    assert not filtered("list", ("trim", ()), comparison="does_not_exist").passed


def test_variable_passes_its_filters_and_arguments_their_variables() -> None:
    taken = Extraction(
        name="id",
        source="response_json",
        property="tags",
        filters=(("split", ("{{by}}",)), ("count", ())),
    )
    result = run(a_step(variables=(taken,)), http=FakeHttp(REPLY), variables={"by": ","})
    assert result.variables["id"] == "3"


def test_unknown_filter_leaves_the_run_unjudged() -> None:
    step = a_step(assertions=(an_assertion("response_status", "equal", 1, filters=(("no", ()),)),))
    result = run_one(step, http=FakeHttp(REPLY))
    assert result.status == "errored"
    assert result.problem is not None
    assert "There is no filter 'no'." in result.problem.message


def test_a_chain_cannot_grow_a_text_without_end() -> None:
    chain = (("replace", ("a", "a" * 8_000)),) * 6
    error = filtered("tags", *chain, comparison="not_empty").error or ""
    assert "the text would have more than" in error


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)


@pytest.mark.parametrize("name", filters.names)
@settings(max_examples=30)
@given(value=json_values, arguments=st.lists(st.text(max_size=8), min_size=2, max_size=2))
def test_no_value_and_no_argument_raises(name: str, value: Any, arguments: list[str]) -> None:
    """Whatever a server sends and a user writes, it answers, or raises what a chain expects."""
    known = filters[name]
    if known.takes and kind(value) not in known.takes:
        return
    means = (NOTHING_GIVEN,) if known.needs else ()
    try:
        found = known.apply(value, *means, *arguments[: len(known.parameters)])
    except (RecursionError, MemoryError, ValueError):
        return
    assert isinstance(found, Absent) or kind(found)
