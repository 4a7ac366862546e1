"""Two ways to read a document agree, and what is written out reads back: whatever it holds."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from gonogo.errors import InvalidDefinition
from gonogo.services.define import Document, from_plain, quick, to_plain
from gonogo.services.define.checks import Known
from gonogo.services.define.models import document_model, values
from gonogo.services.define.text import load

GOOD: Any = {
    "version": 1,
    "project": "orders",
    "environments": [
        {"name": "base", "variables": {"a": "1"}, "headers": {"A": "b"}},
        {
            "name": "local",
            "parent": "base",
            "auth": {"type": "basic", "username": "u", "password": "p"},
            "locations": ["us1"],
            "verify_tls": False,
            "webhooks": ["https://hooks.test/x"],
        },
    ],
    "tests": [
        {
            "name": "Orders",
            "description": "d",
            "tags": ["quick"],
            "environment": "mine",
            "environments": [{"name": "mine", "parent": "base"}],
            "steps": [
                {
                    "id": "one",
                    "type": "request",
                    "note": "n",
                    "skipped": False,
                    "method": "POST",
                    "url": "http://a.test",
                    "headers": {"A": "b"},
                    "params": {"a": [1, True, None]},
                    "json": {"a": [1.5, None, {"b": "c"}]},
                    "auth": {"type": "bearer", "token": "t"},
                    "timeout": 5,
                    "variables": [{"name": "id", "source": "response_json", "property": "id"}],
                    "assertions": [
                        {
                            "source": "response_status",
                            "comparison": "equal",
                            "value": 200,
                            "filters": ["trim", {"replace": ["a", 1]}, {"nth": -1}],
                        },
                        {"source": "response_json", "property": "a", "comparison": "is_null"},
                    ],
                },
                {"type": "pause", "duration": 1, "always": True},
                {
                    "type": "condition",
                    "left_value": "{{a}}",
                    "comparison": "equal",
                    "right_value": 1,
                    "steps": [
                        {
                            "type": "foreach",
                            "values": [1, {"a": "b"}],
                            "variable": "each",
                            "steps": [{"use": "login", "params": {"user": "ann"}}],
                        }
                    ],
                },
                {
                    "type": "loop",
                    "left_value": "{{a}}",
                    "comparison": "not_empty",
                    "times": 3,
                    "steps": [{"type": "unsupported", "kind": "browser", "content": {"a": [1]}}],
                },
            ],
        }
    ],
    "lists": [
        {
            "name": "login",
            "params": ["user"],
            "defaults": {"role": "reader"},
            "steps": [{"url": "http://a.test", "retry": {"times": 2, "interval": 0.5}}],
        }
    ],
    "suites": [
        {"name": "all", "tests": ["Orders"], "tags": ["quick"], "environment": "local"},
        {"name": "phased", "tests": ["Orders"], "setup": ["Orders"], "sequential": True},
    ],
}


def places(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every value below the root."""
    keys = node if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
    for key in keys:
        yield (*path, key)
        yield from places(node[key], (*path, key))


PLACES = list(places(GOOD))
anything = st.one_of(
    st.sampled_from(
        [None, True, False, 0, 1, -1, 1.5, 200, "", " ", "a", "a b", "yes", "1", "x" * 300, "\n"]
    ),
    st.sampled_from(["request", "bearer", "is_equal", "empty", "equal", "response_xml", "base"]),
    st.sampled_from(["runscope_x", "Runscope_x", "{{a}}", "http://a", "ftp://a", "GET", "G T"]),
    st.sampled_from([[], {}, [[]], [None], [1, "a"], {"a": {}}, {"a": [1]}, {"name": "x"}]),
    st.sampled_from([load(f"- {text}").value[0] for text in ("1.10", "0.5", "2026-01-01")]),  # type: ignore[index]
    st.text(max_size=5),
)
keys = st.sampled_from(
    [
        *("type", "step_type", "args", "params", "scripts", "script", "test", "id", "value"),
        *("form", "property", "parent", "body", "x-a", "retry_on_failure", "unheard_of"),
    ]
)


@st.composite
def documents(draw: st.DrawFn) -> Any:
    """The good document with up to three things replaced, removed or added."""
    document = copy.deepcopy(GOOD)
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(PLACES))
        node = document
        try:
            for part in path[:-1]:
                node = node[part]
            change = draw(st.sampled_from(["replace", "remove", "add"]))
            if change == "replace":
                node[path[-1]] = copy.deepcopy(draw(anything))
            elif change == "remove":
                del node[path[-1]]
            elif isinstance(node, dict):
                node[draw(keys)] = copy.deepcopy(draw(anything))
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change took the place away
    return document


def by_models(raw: Any) -> Document | None:
    """What the models make of it; None if they refuse it."""
    try:
        said = values(document_model().model_validate(raw))
    except ValidationError:
        return None
    said.pop("version", None)
    return Document(**said)


def same(one: Document, other: Document) -> bool:
    """Equal, and of the same types: `True == 1` is not enough."""
    return repr(one) == repr(other)


def test_quick_way_takes_the_good_document() -> None:
    document = quick.document(GOOD)
    assert document is not None
    assert same(document, by_models(GOOD) or Document())


@settings(max_examples=500, deadline=None)
@given(documents())
def test_quick_way_takes_nothing_that_the_models_refuse_or_read_otherwise(raw: Any) -> None:
    document = quick.document(raw)
    if document is not None:
        assert same(document, by_models(raw) or Document())


@settings(max_examples=300, deadline=None)
@given(documents())
def test_what_is_taken_reads_back_as_the_same_document(raw: Any) -> None:
    try:
        document = from_plain(raw, "document", Known(anything=True))
    except InvalidDefinition as refused:
        assert all(problem.startswith("document: ") for problem in refused.problems)
    else:
        again = from_plain(to_plain(document), "document", Known(anything=True))
        assert same(again, document)


@pytest.mark.parametrize("path", PLACES, ids=lambda path: ".".join(map(str, path)))
def test_every_removal_is_read_the_same_both_ways(path: tuple[Any, ...]) -> None:
    raw = copy.deepcopy(GOOD)
    node = raw
    for part in path[:-1]:
        node = node[part]
    del node[path[-1]]
    document = quick.document(raw)
    assert document is None or same(document, by_models(raw) or Document())
