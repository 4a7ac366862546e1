"""The quick reader of definitions answers as the models do, or not at all."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import fields
from itertools import islice, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from gonogo.domain.environment import Environment
from gonogo.domain.test import Assertion, Extraction
from gonogo.engine.steps.request import RequestStep
from gonogo.services.define import quick, rules
from gonogo.services.define.document import Document, SuiteDefinition, TestDefinition
from gonogo.services.define.models import document_model, values
from gonogo.services.define.written import Written

RECORDS = (
    Document,
    TestDefinition,
    SuiteDefinition,
    Environment,
    Assertion,
    Extraction,
    RequestStep,
)


def written(number: float) -> Written:
    """A number that was written in its own way."""
    value = Written(number)
    value.text = f"{number}0"
    return value


ODD: tuple[Any, ...] = (
    None, True, False, 0, 1, -3, 1.5, written(1.1), "", "a", " a", "a ", "x" * 101, "x" * 256,
    "a\tb", "a\nb", "{{a}}", "runscope_x", "Runscope_x", "http://a", "http://a\n", "ftp://a", "1",
    "a b", [], ["a"], [1, "b"], [[1]], {}, {"a": "b"}, {"a": 1}, {"a": written(2.5)},
    {"a": [1, "b"]}, {"a": None}, {"": "x"}, {"a b": "x"}, {"type": "bearer"},
    {"type": "bearer", "token": "t"},
    {"auth_type": "basic", "username": "u", "password": "p"}, {"type": "none"}, {1: "x"},
)  # fmt: skip
"""What may stand anywhere: some of it is right in some places."""
KEYS = (
    "id", "type", "step_type", "note", "skipped", "method", "url", "headers", "params", "args",
    "body", "json", "form", "auth", "variables", "assertions", "timeout", "follow_redirects",
    "scripts", "before_scripts", "name", "description", "tags", "environment", "environments",
    "steps", "tests", "suites", "project", "version", "parent", "locations", "webhooks", "script",
    "verify_tls", "preserve_cookies", "stop_on_failure", "retry_on_failure", "test", "source",
    "comparison", "property", "value", "x",
)  # fmt: skip


def good() -> dict[str, Any]:
    """A document in order that says something of everything."""
    assertions: list[Any] = [
        {"source": "response_status", "value": 200},
        {"source": "response_json", "property": "id", "comparison": "not_empty"},
        {"source": "response_headers", "property": "A", "comparison": "equal", "value": "b"},
    ]
    first = {
        "url": "{{base}}/a",
        "headers": {"Accept": "text/plain"},
        "assertions": assertions,
        "variables": [{"name": "id", "source": "response_json", "property": "id"}],
    }
    second = {"type": "request", "method": "POST", "url": "http://a.test", "json": {"a": [1]}}
    own = {"name": "own", "parent": "base", "variables": {"base": "http://a", "n": 3}}
    return {
        "version": 1,
        "project": "shop",
        "environments": [{"name": "base", "headers": {"A": "b"}, "webhooks": ["http://a"]}],
        "tests": [
            {"name": "Order", "tags": ["a"], "environments": [own], "steps": [first, second]}
        ],
        "suites": [{"name": "smoke", "tests": ["Order"], "environment": "base"}],
    }


def places(value: Any) -> Iterator[Any]:
    """Every mapping and list inside, itself too."""
    if isinstance(value, dict | list):
        yield value
        for inner in value.values() if isinstance(value, dict) else value:
            yield from places(inner)


@st.composite
def documents(draw: st.DrawFn) -> Any:
    """The good document with a few things in it replaced, added or taken away."""
    document = good()
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.sampled_from(list(places(document))))
        odd = copy.deepcopy(draw(st.sampled_from(ODD)))
        if isinstance(place, dict):
            key = draw(st.sampled_from([*KEYS, *place]))
            if draw(st.integers(0, 4)):
                place[key] = odd
            else:
                place.pop(key, None)
        elif place and draw(st.booleans()):
            place[0] = odd
        else:
            place.append(odd)
    return document


def by_models(raw: object) -> Document | None:
    """What the models read; None where they refuse it."""
    try:
        said = values(document_model().model_validate(raw))
    except ValidationError:
        return None
    said.pop("version", None)
    return Document(**said)


@settings(max_examples=400)
@given(documents())
def test_what_is_read_quickly_is_what_the_models_read(raw: Any) -> None:
    """Types count too: 1, 1.0 and true are different values."""
    found = quick.document(raw)
    if found is not None:
        assert repr(found) == repr(by_models(raw))


@pytest.mark.parametrize("key", KEYS)
def test_one_odd_thing_is_read_as_the_models_read_it(key: str) -> None:
    """Each of them under this name, everywhere: chance takes long to bring the two together."""
    mappings = [at for at, place in enumerate(places(good())) if isinstance(place, dict)]
    for at, odd in product(mappings, ODD):
        raw = good()
        next(islice(places(raw), at, None))[key] = copy.deepcopy(odd)
        found = quick.document(raw)
        if found is not None:
            assert repr(found) == repr(by_models(raw))


def test_a_document_in_order_needs_no_models() -> None:
    found = quick.document(good())
    assert found is not None
    assert repr(found) == repr(by_models(good()))


@pytest.mark.parametrize("cls", RECORDS)
def test_every_field_with_a_rule_of_its_own_is_known_to_the_quick_reader(cls: type) -> None:
    """Red when a rule is added to the models alone: the quick reader would pass it over."""
    known = {name for owner, name in quick.BY_FIELD if issubclass(cls, owner)}
    assert rules.shapes(cls).keys() <= known
    spoken = {field.name for field in fields(cls)} - quick.UNSPOKEN
    assert not (rules.left_out(cls) - {"id"}) & spoken
