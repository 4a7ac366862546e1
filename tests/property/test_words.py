"""Words of definitions and results: one for each, and back again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gonogo.engine.comparators import comparators
from gonogo.engine.sources import sources
from gonogo.formats.runscope.words import (
    COMPARISONS,
    SOURCES,
    definition_comparison,
    definition_source,
    result_comparison,
    result_source,
)


@pytest.mark.parametrize("name", sources.names)
def test_a_source_goes_to_its_result_word_and_back(name: str) -> None:
    assert definition_source(result_source(name)) == name
    assert definition_source(name) == name


@pytest.mark.parametrize("name", comparators.names)
def test_a_comparison_goes_to_its_result_word_and_back(name: str) -> None:
    assert definition_comparison(result_comparison(name)) == name
    assert definition_comparison(name) == name


def test_no_two_share_a_word_and_every_word_is_of_something_there() -> None:
    """A result's word that is another's definition word would come back as the wrong one."""
    for table, names in ((SOURCES, sources.names), (COMPARISONS, comparators.names)):
        assert set(table) <= set(names)
        assert len(set(table.values())) == len(table)
        assert not set(table.values()) & set(names)


@given(st.text())
def test_what_is_no_word_stays_as_it_is(word: str) -> None:
    known = {*SOURCES, *SOURCES.values(), *COMPARISONS, *COMPARISONS.values()}
    if word not in known:
        assert definition_source(result_source(word)) == word
        assert definition_comparison(result_comparison(word)) == word
