"""Entity tags, merges and pages of native resources."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gonogo.dialects._contract import Request
from gonogo.dialects.native._listing import cursor_of, page
from gonogo.dialects.native._resource import etag, merged
from gonogo.errors import Invalid

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3)
    ),
    max_leaves=5,
)
CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""A busy machine is no reason to fail."""
MEMBERS = st.dictionaries(st.sampled_from("abcd"), JSON, max_size=3)


@pytest.mark.parametrize(
    ("target", "patch", "result"),
    [
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        ({"a": "b"}, {"a": None}, {}),
        ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
        (["a", "b"], ["c", "d"], ["c", "d"]),
        ({"a": "b"}, ["c"], ["c"]),
        ({"a": "foo"}, None, None),
        ({"a": "foo"}, "bar", "bar"),
        ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
        ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ],
)
def test_a_merge_is_that_of_the_standard(target: object, patch: object, result: object) -> None:
    """The examples of RFC 7396, appendix A."""
    assert merged(target, patch) == result


@CALM
@given(JSON, JSON)
def test_a_merge_done_twice_is_done_once(target: object, patch: object) -> None:
    """A client that lost the answer may send it again."""
    once = merged(target, patch)
    assert merged(once, patch) == once


@CALM
@given(MEMBERS, MEMBERS)
def test_a_tag_is_of_what_the_document_says(first: dict[str, Any], second: dict[str, Any]) -> None:
    """Not of the order of its members; `1` and `true` are not the same."""
    assert etag(first) == etag(dict(reversed(first.items())))
    assert (etag(first) == etag(second)) == (repr(_sorted(first)) == repr(_sorted(second)))


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _sorted(value[name]) for name in sorted(value)}
    return [_sorted(item) for item in value] if isinstance(value, list) else value


def pages(names: list[str], limit: int) -> list[str]:
    """All of them, page by page."""
    things = sorted((name, index) for index, name in enumerate(names))
    found: list[str] = []
    query: tuple[tuple[str, str], ...] = (("limit", str(limit)),)
    while True:
        request = Request(method="GET", path="/", query=query)
        shown, after = page(request, things, lambda thing: thing)
        found += [name for name, _ in shown]
        if after is None:
            return found
        query = (("limit", str(limit)), ("cursor", after))


@CALM
@given(st.lists(st.text(max_size=3), max_size=8), st.integers(1, 5))
def test_pages_hold_everything_once(names: list[str], limit: int) -> None:
    """Whatever things are called, doubled names included."""
    assert pages(names, limit) == sorted(names)


@CALM
@given(st.text(max_size=30))
def test_a_cursor_that_was_never_given_is_refused_or_read(cursor: str) -> None:
    """Never an error of ours; one that is read is the one that would be given."""
    request = Request(method="GET", path="/", query=(("cursor", cursor),))
    try:
        page(request, [("a", 1)], lambda thing: thing)
    except Invalid as refused:
        assert refused.field == "cursor"


@pytest.mark.parametrize("place", [("a", 1), (7,), ("é\n", 0)])
def test_a_cursor_of_another_list_breaks_nothing(place: tuple[str | int, ...]) -> None:
    """Places of other kinds cannot be compared: the page is refused."""
    request = Request(method="GET", path="/", query=(("cursor", cursor_of(place)),))
    for things in ([("a", 1)], [(0,)]):
        try:
            page(request, things, lambda thing: thing)
        except Invalid as refused:
            assert refused.field == "cursor"
