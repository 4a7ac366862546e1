"""What a definition document may say, and what becomes of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from gonogo.domain.environment import Environment
from gonogo.domain.ids import EnvironmentId
from gonogo.domain.test import Assertion, Extraction
from gonogo.engine.comparators import comparators
from gonogo.engine.sources import sources
from gonogo.engine.steps import step_types
from gonogo.engine.steps.request import RequestStep
from gonogo.errors import InvalidDefinition
from gonogo.services.define import (
    Document,
    TestDefinition,
    default_environment,
    from_plain,
    members,
    read,
    steps_from_plain,
    steps_to_plain,
    to_plain,
)
from gonogo.services.define.checks import Known

WHOLE = """
version: 1
project: orders
x-shared: &json {Accept: application/json}
environments:
  - name: base
    variables: {text: hello, whole: 3, written: 1.10, zip: 01234, yes: true, off: off, nothing: }
    headers: {Accept: [text/plain, text/html], X-Version: 1.10}
    auth: {type: basic, username: ada, password: 12}
  - name: local
    parent: base
    locations: [home]
    preserve_cookies: true
    stop_on_failure: yes
    verify_tls: false
    webhooks: ["https://hooks.test/{{text}}"]
tests:
  - name: Orders
    description: Orders come back.
    tags: [quick]
    environment: mine
    environments: [{name: mine, parent: local}]
    steps:
      - method: POST
        url: "{{base_url}}/orders"
        note: Create
        headers: *json
        params: {page: [1, 2]}
        json: {item: book, price: 1.10, when: 2026-01-01, at: 12:30, no: no}
        timeout: 5
        follow_redirects: false
        variables: [{name: id, source: response_json, property: id}]
        assertions:
          - {source: response_status, value: 201}
          - {source: response_json, property: id, comparison: is_equal, value: 1}
          - {source: response_json, property: gone, comparison: is_null}
      - step_type: request
        url: https://a.test
        args: {a: b}
        skipped: true
suites:
  - {name: all, tests: [Orders], tags: [quick], environment: local}
"""


def step(**fields: Any) -> RequestStep:
    """The step that a minimal test with these fields has."""
    raw = {"tests": [{"name": "T", "steps": [{"url": "http://a.test", **fields}]}]}
    (built,) = from_plain(raw, "document").tests[0].steps
    assert isinstance(built, RequestStep)
    return built


def test_environments_are_read_whole() -> None:
    base, local = read(WHOLE, "a.yaml").environments
    assert base == Environment(
        id=EnvironmentId("base"),
        name="base",
        variables={
            "text": "hello",
            "whole": "3",
            "written": "1.10",
            "zip": "01234",
            "yes": "true",
            "off": "off",
            "nothing": "",
        },
        headers=(("Accept", "text/plain"), ("Accept", "text/html"), ("X-Version", "1.10")),
        auth={"type": "basic", "username": "ada", "password": "12"},
    )
    assert local == Environment(
        id=EnvironmentId("local"),
        name="local",
        parent=EnvironmentId("base"),
        locations=("home",),
        preserve_cookies=True,
        stop_on_failure=True,
        verify_tls=False,
        webhooks=("https://hooks.test/{{text}}",),
    )


def test_steps_are_read_whole() -> None:
    first, second = read(WHOLE, "a.yaml").tests[0].steps
    assert first == RequestStep(
        method="POST",
        url="{{base_url}}/orders",
        note="Create",
        headers={"Accept": "application/json"},
        params={"page": (1, 2)},
        json={"item": "book", "price": 1.1, "when": "2026-01-01", "at": "12:30", "no": "no"},
        timeout=5.0,
        follow_redirects=False,
        variables=(Extraction(name="id", source="response_json", property="id"),),
        assertions=(
            Assertion(source="response_status", comparison="equal", value=201),
            Assertion(source="response_json", property="id", comparison="equal_number", value=1),
            Assertion(source="response_json", property="gone", comparison="is_null"),
        ),
    )
    assert second == RequestStep(url="https://a.test", params={"a": "b"}, skipped=True)


def test_tests_and_suites_are_read_whole() -> None:
    document = read(WHOLE, "a.yaml")
    (test,), (suite,) = document.tests, document.suites
    assert document.project == "orders"
    assert (test.name, test.description, test.tags) == ("Orders", "Orders come back.", ("quick",))
    assert (test.environment, [e.parent for e in test.environments]) == ("mine", ["local"])
    assert (suite.name, suite.tests, suite.tags) == ("all", ("Orders",), ("quick",))
    assert suite.environment == "local"


def test_plain_form_reads_back_as_the_same_document() -> None:
    document = read(WHOLE, "a.yaml")
    assert from_plain(to_plain(document), "document") == document


def test_plain_form_leaves_defaults_out() -> None:
    document = from_plain({"tests": [{"name": "T", "steps": [{"url": "http://a"}]}]}, "x")
    assert to_plain(document) == {
        "tests": [{"name": "T", "steps": [{"type": "request", "url": "http://a"}]}]
    }


def test_stored_steps_read_back_as_the_same_steps() -> None:
    steps = read(WHOLE, "a.yaml").tests[0].steps
    assert steps_from_plain(steps_to_plain(steps)) == steps


@pytest.mark.parametrize("value", [1, 1.5, True, False, None, "", "1", 0, "{{x}}"])
def test_assertion_value_keeps_its_type(value: object) -> None:
    raw = {"source": "response_text", "comparison": "equal", "value": value}
    kept = step(assertions=[raw]).assertions[0].value
    assert (kept, type(kept)) == (value, type(value))
    stored = steps_from_plain(steps_to_plain([step(assertions=[raw])]))[0]
    assert type(stored.assertions[0].value) is type(value)  # type: ignore[attr-defined]


@pytest.mark.parametrize("source", sources.names)
@pytest.mark.parametrize("comparison", comparators.names)
def test_every_source_and_comparison_is_accepted(source: str, comparison: str) -> None:
    raw: dict[str, object] = {"source": source, "comparison": comparison}
    if comparators[comparison].takes_value:
        raw["value"] = 1
    if sources[source].property == "required":
        raw["property"] = "x"
    assert step(assertions=[raw]).assertions[0].comparison == comparison


@pytest.mark.parametrize("kind", step_types.names)
def test_every_step_type_may_be_named(kind: str) -> None:
    with pytest.raises(InvalidDefinition) as refused:
        from_plain({"tests": [{"name": "T", "steps": [{"type": kind, "x": 1}]}]}, "x")
    assert not [said for said in refused.value.problems if ".type:" in said]


def test_empty_property_and_value_are_none_at_all() -> None:
    raw = {"source": "response_status", "property": "", "comparison": "empty", "value": ""}
    assert step(assertions=[raw]).assertions[0].source == "response_status"


def test_unknown_names_may_be_left_to_the_server() -> None:
    raw = {"suites": [{"name": "all", "tests": ["Elsewhere"], "environment": "there"}]}
    assert from_plain(raw, "x", Known(anything=True)).suites[0].tests == ("Elsewhere",)
    known = Known(tests=frozenset({"Elsewhere"}), environments=frozenset({"there"}))
    assert from_plain(raw, "x", known).suites[0].environment == "there"


def test_default_environment_is_named_then_own_then_shared() -> None:
    mine, shared = (Environment(id=EnvironmentId(n), name=n) for n in ("mine", "shared"))
    test = TestDefinition(name="T", steps=(), environments=(mine,), environment="shared")
    assert default_environment(test, (shared,)) == "shared"
    assert default_environment(replace(test, environment=None), (shared,)) == "mine"
    bare = replace(test, environment=None, environments=())
    assert default_environment(bare, (shared,)) == "shared"
    assert default_environment(bare, ()) is None


def test_suite_has_its_tests_and_then_the_tagged_ones_by_name_each_once() -> None:
    (suite,) = read(WHOLE, "a.yaml").suites
    tags = {"Quick": ("quick",), "Slow": ("slow",), "Orders": ("quick",), "Again": ("quick",)}
    assert members(suite, tags) == ("Orders", "Again", "Quick")


def test_empty_document_defines_nothing() -> None:
    assert read("{}", "a.yaml") == Document()
