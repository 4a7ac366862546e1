"""The quick reader of definitions answers as the models do, or not at all."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from gonogo.domain.environment import Environment
from gonogo.domain.test import Assertion, Extraction
from gonogo.engine.comparators import comparators
from gonogo.engine.sources import sources
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


texts = st.sampled_from(
    ["", "a", "two words", " a", "a ", "x" * 101, "a\tb", "{{a}}", "runscope_x", "http://a", "1"]
)
scalars = st.one_of(
    texts, st.integers(-2, 300), st.booleans(), st.none(), st.floats(-2, 2), st.just(written(1.1))
)
oddities = st.one_of(scalars, st.lists(scalars, max_size=2), st.dictionaries(texts, scalars))


def record(required: dict[str, Any], optional: dict[str, Any]) -> st.SearchStrategy[Any]:
    """A mapping that is mostly in order; now and then a field holds something odd."""

    def bent(shape: Any) -> Any:
        return st.one_of(*[shape] * 30, oddities)

    return st.fixed_dictionaries(
        {name: bent(shape) for name, shape in required.items()},
        optional={name: bent(shape) for name, shape in optional.items()},
    )


named = st.one_of(texts, st.sampled_from(["Login", "Order"]))
by_name = st.dictionaries(texts, scalars, max_size=2)
values_by_name = st.dictionaries(
    texts, st.one_of(scalars, st.lists(scalars, max_size=2)), max_size=2
)
auth = st.one_of(
    st.just({}),
    st.fixed_dictionaries(
        {"type": st.sampled_from(["basic", "bearer", "none", "odd"])},
        optional={"username": texts, "password": texts, "token": texts},
    ),
)
source = {"source": st.sampled_from([*sources.names, "odd"])}
assertions = record(
    source,
    {
        "comparison": st.sampled_from([*comparators.names, "is_equal", "odd"]),
        "property": texts,
        "value": scalars,
    },
)
extractions = record({**source, "name": texts}, {"property": texts})
steps = record(
    {"url": st.sampled_from(["http://a", "{{a}}/b", "no url"])},
    {
        "id": texts, "type": st.sampled_from(["request", "odd"]), "note": texts,
        "skipped": st.booleans(), "method": texts, "headers": values_by_name,
        "params": values_by_name, "args": values_by_name, "body": texts, "json": oddities,
        "form": values_by_name, "auth": auth, "variables": st.lists(extractions, max_size=2),
        "assertions": st.lists(assertions, max_size=2), "timeout": scalars,
        "follow_redirects": st.booleans(), "scripts": st.just(["x"]), "odd": texts,
    },
)  # fmt: skip
environments = record(
    {"name": named},
    {
        "id": texts, "parent": named, "variables": by_name, "headers": values_by_name,
        "auth": auth, "locations": st.lists(texts, max_size=2), "preserve_cookies": st.booleans(),
        "stop_on_failure": st.booleans(), "verify_tls": st.booleans(), "test": texts,
        "webhooks": st.lists(texts, max_size=2), "script": texts,
    },
)  # fmt: skip
tests = record(
    {"name": named, "steps": st.lists(steps, max_size=3)},
    {
        "description": texts, "tags": st.lists(texts, max_size=2), "environment": named,
        "environments": st.lists(environments, max_size=2),
    },
)  # fmt: skip
suites = record(
    {"name": named},
    {"tests": st.lists(named), "tags": st.lists(named), "environment": named},
)
documents = record(
    {},
    {
        "version": st.sampled_from([1, 2]), "project": named,
        "environments": st.lists(environments, max_size=2), "tests": st.lists(tests, max_size=2),
        "suites": st.lists(suites, max_size=1),
    },
)  # fmt: skip


def by_models(raw: object) -> Document | None:
    """What the models read; None where they refuse it."""
    try:
        said = values(document_model().model_validate(raw))
    except ValidationError:
        return None
    said.pop("version", None)
    return Document(**said)


@given(documents)
def test_what_is_read_quickly_is_what_the_models_read(raw: Any) -> None:
    """Types count too: 1, 1.0 and true are different values."""
    found = quick.document(raw)
    if found is not None:
        assert repr(found) == repr(by_models(raw))


def test_an_ordinary_document_needs_no_models() -> None:
    raw = {
        "project": "shop",
        "environments": [{"name": "local", "variables": {"base": "http://a", "n": 3}}],
        "tests": [
            {
                "name": "Order",
                "tags": ["smoke"],
                "steps": [
                    {
                        "method": "POST",
                        "url": "{{base}}/orders",
                        "headers": {"Accept": ["a", "b"]},
                        "json": {"items": [1, 2.5, None]},
                        "auth": {"type": "bearer", "token": "{{token}}"},
                        "assertions": [
                            {"source": "response_status", "value": 201},
                            {
                                "source": "response_json",
                                "property": "id",
                                "comparison": "not_empty",
                            },
                        ],
                        "variables": [{"name": "id", "source": "response_json", "property": "id"}],
                    }
                ],
            }
        ],
        "suites": [{"name": "smoke", "tests": ["Order"], "environment": "local"}],
    }
    found = quick.document(raw)
    assert found is not None
    assert repr(found) == repr(by_models(raw))


@pytest.mark.parametrize("cls", RECORDS)
def test_every_field_with_a_rule_of_its_own_is_known_to_the_quick_reader(cls: type) -> None:
    """Red when a rule is added to the models alone: the quick reader would pass it over."""
    known = {name for owner, name in quick.BY_FIELD if issubclass(cls, owner)}
    assert rules.shapes(cls).keys() <= known
    spoken = {field.name for field in fields(cls)} - quick.UNSPOKEN
    assert not (rules.left_out(cls) - {"id"}) & spoken
