"""Terms of a start come back from their item as they went in."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gonogo.aws.terms import overrides_of, packed_overrides, packed_terms, terms_of
from gonogo.domain.terms import Overrides, Policy, StartCookie, Terms
from tests.property.whole import whole

texts = st.text(max_size=20)
pairs = st.lists(st.tuples(texts, texts), max_size=3).map(tuple)
cookies = whole(
    StartCookie,
    name=texts,
    value=texts,
    domain=texts,
    path=texts,
    secure=st.booleans(),
    expires_at=st.none() | st.floats(0, 4e9),
)
overrides = whole(
    Overrides,
    base_url=texts,
    hosts=pairs,
    parameters=pairs,
    headers=pairs,
    cookies=st.lists(cookies, max_size=2).map(tuple),
)
policies = whole(
    Policy,
    allow_errored=st.booleans(),
    allow_refused=st.booleans(),
    allow_empty=st.booleans(),
    min_pass_ratio=st.floats(0.01, 1),
    non_blocking=st.lists(texts, max_size=2).map(tuple),
)
terms = whole(
    Terms,
    facts=st.dictionaries(texts, texts, max_size=3),
    overrides=overrides,
    policy=policies,
    group=texts,
    supersede=st.booleans(),
    once=st.booleans(),
    notify=st.booleans(),
    kept=st.dictionaries(texts, st.none() | texts | st.integers() | st.lists(texts), max_size=3),
)


@given(terms)
def test_terms_read_back_equal(given_terms: Terms) -> None:
    """Whatever a caller said."""
    assert terms_of(packed_terms(given_terms)) == given_terms


@given(overrides)
def test_overrides_read_back_equal(replaced: Overrides) -> None:
    """Whatever a run is given."""
    assert overrides_of(packed_overrides(replaced)) == replaced


def test_plain_terms_take_no_room() -> None:
    """A start that says nothing stores nothing."""
    assert packed_terms(Terms()) is None
    assert packed_overrides(Overrides()) is None
