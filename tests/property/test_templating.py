"""Rules of substitution and comparison that hold for every input."""

from __future__ import annotations

import json
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gonogo.engine.comparators import comparators
from gonogo.engine.expressions import Absent
from gonogo.engine.json_path import find
from gonogo.engine.scope import Scope
from tests.fakes import FakeClock

TEXT = st.text(alphabet=st.sampled_from("{}(),x.a1 \n\"'$é"), max_size=40)
NAMES = st.text(alphabet="abcxyz_-.0123456789", min_size=1, max_size=10)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner)
)


def a_scope(**variables: str) -> Scope:
    return Scope(variables, {}, FakeClock(), Random(1))  # noqa: S311


@given(TEXT.filter(lambda text: "{{" not in text or "}}" not in text))
def test_text_without_placeholders_is_left_alone(text: str) -> None:
    assert a_scope(x="!").render(text, "Here") == text


@given(st.text().filter(lambda text: "{{" not in text and not text.endswith("{")), NAMES, st.text())
def test_value_is_put_in_as_it_is(before: str, name: str, value: str) -> None:
    """Whatever the value holds, braces too, it is not looked into."""
    scope = a_scope()
    scope.set(name, value)
    assert scope.render(f"{before}{{{{ {name} }}}}{before}", "Here") == f"{before}{value}{before}"


@given(JSON, SCALARS)
def test_equal_and_not_equal_are_complements(actual: object, expected: object) -> None:
    assert holds("equal", actual, expected) != holds("not_equal", actual, expected)


@given(JSON, SCALARS)
def test_contains_and_does_not_contain_are_complements(actual: object, expected: object) -> None:
    assert holds("contains", actual, expected) != holds("does_not_contain", actual, expected)


@given(JSON)
def test_empty_and_not_empty_are_complements(actual: object) -> None:
    assert holds("empty", actual, None) != holds("not_empty", actual, None)


NUMBERS = st.integers() | st.floats(allow_nan=False)


@given(NUMBERS, NUMBERS)
def test_numbers_stand_in_one_order(left: float, right: float) -> None:
    assert holds("is_less_than", left, right) != holds("is_greater_than_or_equal", left, right)
    assert holds("is_greater_than", left, right) != holds("is_less_than_or_equal", left, right)
    ways = ("is_less_than", "equal_number", "is_greater_than")
    assert sum(holds(way, left, right) for way in ways) == 1


@pytest.mark.parametrize("comparison", comparators.names)
@given(actual=JSON, expected=SCALARS)
def test_every_comparison_answers_whatever_it_is_asked(
    comparison: str, actual: object, expected: object
) -> None:
    complaint = comparators[comparison].complaint(actual, expected)  # type: ignore[arg-type]
    assert complaint is None or complaint


@given(JSON, st.text(alphabet=st.sampled_from(".[]$\"'\\-ab012 l"), max_size=12))
def test_every_path_finds_a_value_of_the_document_or_says_why(document: object, path: str) -> None:
    found = find(document, path)
    if isinstance(found, Absent):
        assert found.why
    elif not isinstance(found, int):  # A length stands in no document.
        assert json.dumps(found) in json.dumps(document)


def holds(comparison: str, actual: object, expected: object) -> bool:
    return comparators[comparison].complaint(actual, expected) is None  # type: ignore[arg-type]
