"""What is said of a document that cannot be taken: file, line, field, and what would be."""

from __future__ import annotations

import pytest

from gonogo.errors import InvalidDefinition
from gonogo.services.define import from_plain, read


def said(text: str) -> list[str]:
    """The complaints about a document."""
    with pytest.raises(InvalidDefinition) as refused:
        read(text, "api.yaml")
    return list(refused.value.problems)


def said_of_step(fields: str) -> list[str]:
    """The complaints about a step, which stands in line 4."""
    return said(f"tests:\n  - name: T\n    steps:\n      - {{url: 'http://a', {fields}}}\n")


STEP = "api.yaml:4: tests[0].steps[0]"


def test_message_names_file_line_field_and_what_is_accepted() -> None:
    (message,) = said(
        """
project: orders
tests:
  - name: Health
    steps:
      - url: https://a.test
      - url: https://a.test
        assertions:
          - source: response_status
            comparison: equals
            value: 200
"""
    )
    assert message.startswith(
        "api.yaml:10: tests[0].steps[1].assertions[0].comparison:"
        ' "equals" is not accepted; accepted: contains, does_not_contain, '
    )
    assert message.endswith('(did you mean "equal"?)')


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ("methd: GET", '.methd: "methd" is not accepted; accepted: always, assertions, auth, '),
        ("type: pause-ish", '.type: "pause-ish" is not accepted; accepted: '),
        ("step_type: nothing", '.step_type: "nothing" is not accepted; accepted: '),
        ("type: [1]", ".type: [1] is not accepted; accepted: "),
        ("type: request, step_type: request", '.step_type: say either "type" or "step_type"'),
        ("params: {}, args: {}", '.args: say either "params" or "args"'),
        ("note: 3", '.note: must be a text; write it in quotes: "3"'),
        ("skipped: perhaps", ".skipped: must be true or false"),
        ("timeout: soon", ".timeout: must be a number"),
        ("timeout: 0", ".timeout: must be more than 0 and at most 120 seconds"),
        ("timeout: 121", ".timeout: must be more than 0 and at most 120 seconds"),
        ("method: G E T", ".method: must be a word such as GET"),
        ("headers: [a]", ".headers: must be a mapping (key: value)"),
        ("headers: {A: {b: c}}", ".headers.A: must be a text, a number, true or false, or a list"),
        ("assertions: {}", ".assertions: must be a list"),
        ("assertions: [x]", ".assertions[0]: must be a mapping (key: value)"),
        ("assertions: [{value: 1}]", ".assertions[0].source: is missing"),
        ("body: a, json: {b: 1}", '.json: there is "body" already; a request has one'),
        ("scripts: x", ".scripts: must be a list"),
        ("id: a b", ".id: must be 1 to 64 letters, digits and dashes"),
        ("auth: {a: b}", ".auth.type: is missing; accepted: "),
        ("auth: {type: bearer}", '.auth.token: is missing; "bearer" needs it'),
        ("auth: {type: bearr}", '.auth.type: "bearr" is not accepted; accepted: '),
    ],
)
def test_wrong_step_is_told_at_its_field(fields: str, message: str) -> None:
    (problem,) = said_of_step(fields)
    assert problem.startswith(STEP + message)


@pytest.mark.parametrize(
    ("assertion", "message"),
    [
        ("comparison: equal", '.value: is missing; "equal" compares with it'),
        ("comparison: is_null, value: 1", '.value: "is_null" takes none'),
        ("value: [1]", ".value: must be a text, a number, true, false or null"),
        ("value: 1, property: x", '.property: "response_text" takes none'),
        ("value: 1, propety: x", '.propety: "propety" is not accepted; accepted: comparison, '),
    ],
)
def test_wrong_assertion_is_told_at_its_field(assertion: str, message: str) -> None:
    (problem,) = said_of_step(f"assertions: [{{source: response_text, {assertion}}}]")
    assert problem.startswith(f"{STEP}.assertions[0]{message}")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("runscope_token", "names that begin with runscope_ are reserved"),
        ("a b", "must be 1 to 128 characters without spaces, braces or parentheses"),
        ("f(x)", "must be 1 to 128 characters without spaces, braces or parentheses"),
        ("''", "must be 1 to 128 characters without spaces, braces or parentheses"),
    ],
)
def test_variable_needs_a_name_that_can_be_used(name: str, message: str) -> None:
    (problem,) = said_of_step(f"variables: [{{name: {name}, source: response_text}}]")
    assert problem == f"{STEP}.variables[0].name: {message}"
    (problem,) = said(f"environments: [{{name: e, variables: {{{name}: 1}}}}]")
    assert problem.endswith(message)


@pytest.mark.parametrize(
    ("suite", "message"),
    [
        ("tests: [n], setup: [T]", 'suites[0].setup[0]: "T" is not accepted; accepted: n'),
        ("tests: [n], teardown: [n, T]", 'suites[0].teardown[1]: "T" is not accepted; accepted: n'),
        ("setup: [n]", 'suites[0]: names no tests; it needs "tests" or "tags"'),
    ],
)
def test_phases_of_a_suite_name_tests(suite: str, message: str) -> None:
    """And a suite has tests between them."""
    (problem,) = said(
        f"tests: [{{name: n, steps: [{{url: 'http://a'}}]}}]\nsuites: [{{name: s, {suite}}}]"
    )
    assert problem.endswith(message)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- a", "must be a mapping (key: value)"),
        ("version: 2", "version: must be 1, not 2"),
        ("proyect: a", 'proyect: "proyect" is not accepted; accepted: environments, lists, '),
        ("project: 3", 'project: must be a text; write it in quotes: "3"'),
        ("tests: [{name: T, steps: []}]", "tests[0].steps: must have at least one"),
        ("tests: [{steps: [{url: 'http://a'}]}]", "tests[0].name: is missing"),
        ("tests: [{name: T}]", "tests[0].steps: is missing"),
        ("tests: [T]", "tests[0]: must be a mapping (key: value)"),
        ("environments: [{name: e, test: x}]", 'environments[0].test: "test" is not accepted; '),
        ("environments: [{name: ' e'}]", "environments[0].name: must be a text of 1 to 100 chara"),
        ("environments: [{name: e, webhooks: [x]}]", "environments[0].webhooks[0]: must be a URL "),
        ("environments: [{name: e, parent: f}]", 'environments[0].parent: "f" is not accepted; '),
        ("environments: [{name: e, parent: e}]", "environments[0].parent: an environment cannot "),
        ("environments: [{name: e}, {name: e}]", "environments[1].name: stands twice; each must "),
        ("suites: [{name: s}]", 'suites[0]: names no tests; it needs "tests" or "tags"'),
        ("suites: [{name: s, tests: [T]}]", 'suites[0].tests[0]: "T" is not accepted; accepted: n'),
        ("suites: [{name: s, tags: [x]}]", 'suites[0].tags[0]: "x" is not accepted; accepted: n'),
    ],
)
def test_wrong_document_is_told_at_its_field(text: str, message: str) -> None:
    (problem,) = said(text)
    assert problem.startswith(f"api.yaml:1: {message}") or problem.startswith(
        f"api.yaml: {message}"
    )


def test_cycle_of_parents_is_told_wherever_it_passes() -> None:
    problems = said(
        "environments:\n"
        "  - {name: a, parent: b}\n"
        "  - {name: b, parent: a}\n"
        "  - {name: c, parent: a}\n"
    )
    assert [problem.split(":")[1] for problem in problems] == ["2", "3"]


def test_own_environments_and_step_ids_are_unique_in_their_test() -> None:
    problems = said(
        """
tests:
  - name: T
    environments: [{name: e}, {name: e}]
    steps: [{id: a, url: "http://a"}, {id: a, url: "http://a"}]
  - name: T
    environment: e
    steps: [{id: a, url: "http://a"}]
"""
    )
    assert problems == [
        "api.yaml:4: tests[0].environments[1].name: stands twice; each must be different",
        "api.yaml:5: tests[0].steps[1].id: stands twice; each must be different",
        "api.yaml:6: tests[1].name: stands twice; each must be different",
        'api.yaml:7: tests[1].environment: "e" is not accepted; accepted: nothing',
    ]


def test_test_has_at_most_a_hundred_steps() -> None:
    steps = [{"url": "http://a"}] * 101
    with pytest.raises(InvalidDefinition, match=r"tests\[0\].steps: has too many"):
        from_plain({"tests": [{"name": "T", "steps": steps}]}, "document")


def test_all_problems_are_told_at_once_in_the_order_of_lines() -> None:
    problems = said("suites: 1\ntests: 2\nenvironments: 3\nproject: 4\nproject: 5\n")
    assert [problem.split(":")[1] for problem in problems] == ["1", "2", "3", "4", "5"]


def test_at_most_fifty_problems_are_told() -> None:
    problems = said("tests:\n" + "  - {}\n" * 100)
    assert len(problems) == 51
    assert problems[-1] == "… and 150 more problems"


def test_parsed_json_has_no_lines() -> None:
    with pytest.raises(InvalidDefinition) as refused:
        from_plain({"tests": [{"name": "T", "steps": [{"url": 1}]}]}, "document")
    assert refused.value.problems == (
        'document: tests[0].steps[0].url: must be a text; write it in quotes: "1"',
    )


@pytest.mark.parametrize("field", ["name", "note", "url", "body", "json", "header", "value"])
def test_half_a_character_is_refused(field: str) -> None:
    half = "\ud800"
    step = {
        "url": f"http://a{half if field == 'url' else ''}",
        "note": half if field == "note" else "",
        "body": half if field == "body" else None,
        "json": [{"a": half}] if field == "json" else None,
        "headers": {"A": half} if field == "header" else {},
        "assertions": [{"source": "response_text", "value": half if field == "value" else ""}],
    }
    with pytest.raises(InvalidDefinition, match="nicode"):
        from_plain({"tests": [{"name": half if field == "name" else "T", "steps": [step]}]}, "x")


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_numbers_that_json_does_not_know_are_refused(number: float) -> None:
    with pytest.raises(InvalidDefinition, match="is not a number that JSON knows"):
        from_plain({"x-a": [number]}, "document")


def test_json_nested_too_deeply_is_refused() -> None:
    deep: object = 1
    for _ in range(5000):
        deep = [deep]
    with pytest.raises(InvalidDefinition, match="more than 64 levels"):
        from_plain({"x-a": deep}, "document")


def test_authorities_are_certificates() -> None:
    """A mistake in them shows when they are defined, not when a run needs them."""
    (message,) = said("environments: [{name: E, authorities: nonsense}]\ntests: []\n")
    assert message.startswith("api.yaml:1: environments[0].authorities: ")
    assert "-----BEGIN CERTIFICATE-----" in message
