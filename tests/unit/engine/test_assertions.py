"""Assertions: what they compare, and what they say when they do not hold."""

from __future__ import annotations

import pytest

from gonogo.domain.result import AssertionResult
from gonogo.engine.comparators import ALIASES, comparators
from gonogo.engine.sources import sources
from tests.engine_runs import a_step, an_assertion, run_one
from tests.fakes import FakeHttp, a_reply

JSON = {"n": 5, "half": 0.5, "s": "abc", "none": None, "yes": True, "list": [1, "b"], "o": {"k": 1}}
ANSWER = a_reply(JSON, headers=(("X-Count", "12"), ("Set-Cookie", "a"), ("set-cookie", "b")))


def asked(source: str, comparison: str, value: object = None, **given: object) -> AssertionResult:
    reply = given.pop("reply", ANSWER)
    step = a_step(assertions=(an_assertion(source, comparison, value, **given),))
    return run_one(step, http=FakeHttp(reply)).assertions[0]  # type: ignore[arg-type]


def asked_json(path: str, comparison: str, value: object = None) -> AssertionResult:
    return asked("response_json", comparison, value, property=path)


@pytest.mark.parametrize(
    ("path", "comparison", "value"),
    [
        ("n", "equal", 5),
        ("n", "equal", "5"),
        ("yes", "equal", True),
        ("yes", "equal", "true"),
        ("none", "equal", None),
        ("list", "equal", '[1,"b"]'),
        ("n", "not_equal", "5.0"),
        ("n", "equal_number", "5.000"),
        ("half", "equal_number", "5e-1"),
        ("n", "is_equal", 5.0),
        ("none", "empty", None),
        ("list", "not_empty", None),
        ("s", "contains", "b"),
        ("list", "contains", '"b"'),
        ("s", "does_not_contain", "z"),
        ("n", "is_a_number", None),
        ("n", "is_less_than", 6),
        ("n", "is_less_than_or_equal", 5),
        ("n", "is_greater_than", "4.5"),
        ("n", "is_greater_than_or_equal", 5),
        ("o", "has_key", "k"),
        ("list", "has_value", 1),
        ("o", "has_value", "1"),
        ("none", "is_null", None),
        ("list.length", "equal", 2),
    ],
)
def test_it_holds(path: str, comparison: str, value: object) -> None:
    result = asked_json(path, comparison, value)
    assert (result.passed, result.error) == (True, None)


@pytest.mark.parametrize(
    ("path", "comparison", "value", "error"),
    [
        ("n", "equal", 6, "expected 6, got 5"),
        ("s", "equal", 200, 'expected 200, got text "abc"'),
        ("none", "equal", "null!", 'expected "null!", got null'),
        ("s", "not_equal", "abc", 'expected anything but "abc", got just that'),
        ("s", "is_less_than", 5, 'expected a number, got text "abc"'),
        ("yes", "is_greater_than", 0, "expected a number, got boolean true"),
        ("n", "is_less_than", "x", 'the value to compare with is no number: text "x"'),
        ("n", "is_greater_than", 5, "expected more than 5, got 5"),
        ("list", "empty", None, 'expected nothing ("" or null), got list [1,"b"]'),
        ("none", "not_empty", None, "expected something, got null"),
        ("list", "has_key", "k", 'expected an object, got list [1,"b"]'),
        ("o", "has_key", "z", 'expected an object with the key "z", got the keys "k"'),
        ("n", "has_value", 5, "expected a list or an object, got number 5"),
        ("s", "is_null", None, 'expected null, got text "abc"'),
    ],
)
def test_it_says_wrong_type_or_wrong_value(
    path: str, comparison: str, value: object, error: str
) -> None:
    result = asked_json(path, comparison, value)
    assert (result.passed, result.error) == (False, error)


@pytest.mark.parametrize(
    "comparison", [name for name in comparators if not comparators[name].takes_absent]
)
def test_nothing_found_fails_every_comparison(comparison: str) -> None:
    """A value that vanished, or a mistyped path, must not let a deployment go."""
    result = asked_json("gone.deeper", comparison, "x")
    assert not result.passed
    assert result.error == 'nothing to compare: "gone" is not a key of the document'
    assert result.actual == ""


@pytest.mark.parametrize("comparison", comparators.names)
def test_expected_is_told_only_where_a_value_is_taken(comparison: str) -> None:
    expected = "5" if comparators[comparison].takes_value else None
    assert asked_json("n", comparison, 5).expected == expected


def test_alias_is_told_in_the_present_word() -> None:
    assert {alias: asked_json("n", alias, 5).comparison for alias in ALIASES} == ALIASES
    assert set(ALIASES.values()) <= set(comparators.names)


@pytest.mark.parametrize(
    ("source", "property", "actual"),
    [
        ("response_status", None, "200"),
        ("response_headers", "x-count", "12"),
        ("response_headers", "Set-Cookie", "a, b"),
        ("response_json", "list[-1]", "b"),
        ("response_time", None, "12"),
        ("response_size", None, str(len(ANSWER.body))),
        ("response_text", None, ANSWER.body.decode()),
    ],
)
def test_source_reads_its_part_of_the_answer(
    source: str, property: str | None, actual: str
) -> None:
    assert asked(source, "not_empty", property=property).actual == actual


def test_all_headers_are_asked_without_regard_to_case() -> None:
    assert asked("response_headers", "has_key", "x-COUNT").passed


def test_xml_is_asked_by_xpath() -> None:
    reply = a_reply(b"<o><item id='7'>seven</item></o>")
    assert asked("response_xml", "equal", 7, property="/o/item/@id", reply=reply).passed
    assert asked("response_xml", "equal", 1, property="count(/o/item)", reply=reply).passed


def test_variables_are_replaced_in_value_and_property() -> None:
    assertion = an_assertion("response_json", "equal", "{{want}}", property="{{path}}")
    step = a_step(assertions=(assertion,))
    variables = {"want": "5", "path": "n"}
    result = run_one(step, http=FakeHttp(ANSWER), variables=variables).assertions[0]
    assert (result.passed, result.expected, result.property) == (True, "5", "n")


@pytest.mark.parametrize("source", sources.names)
@pytest.mark.parametrize(
    "body",
    [
        b"[" * 200_000,
        b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
        b'{"a":' + b"9" * 100_000 + b"}",
        b'{"a":NaN}',
        b"\xff\xfe\x00",
        b"<a>" * 50_000,
        b"\x00\x01" * 100,
    ],
)
def test_hostile_body_fails_an_assertion_and_never_the_run(source: str, body: bytes) -> None:
    result = asked(source, "equal", "x", property="a", reply=a_reply(body))
    assert not result.passed
    assert result.error


@pytest.mark.parametrize("source", ["response_text", "response_json", "response_size"])
def test_cut_off_body_holds_nothing(source: str) -> None:
    """What it lacks might be in the part that was not read."""
    reply = a_reply(b'{"a": 1}', truncated=True)
    result = asked(source, "does_not_contain", "error", reply=reply)
    assert result.error is not None
    assert "cut off" in result.error


@pytest.mark.parametrize(
    "source", ["response_text", "response_json", "response_regex", "response_xml", "response_html"]
)
@pytest.mark.parametrize("coding", ["br", "ZSTD", "compress"])
def test_body_in_a_coding_that_is_not_read_holds_nothing(source: str, coding: str) -> None:
    """Packed bytes lack every word, so that an answer full of errors would do."""
    reply = a_reply(b"\x0b\x02\x80", headers=(("Content-Encoding", coding),))
    result = asked(source, "does_not_contain", "error", property="e", reply=reply)
    assert result.error is not None
    assert f"the body is encoded as {coding.lower()}, which is not read here" in result.error


@pytest.mark.parametrize("coding", ["identity", "utf-8", "none"])
def test_coding_that_says_nothing_does_not_count(coding: str) -> None:
    """Servers write such words by mistake, and browsers read on."""
    reply = a_reply(b"go", headers=(("Content-Encoding", coding),))
    assert asked("response_text", "equal", "go", reply=reply).passed


def test_a_number_that_json_does_not_have_is_named() -> None:
    result = asked("response_json", "exists", property="a", reply=a_reply(b'{"a": NaN}'))
    assert result.error == "nothing to compare: the body is not JSON (NaN is no value of JSON)"


@pytest.mark.parametrize("comparison", ["not_equal", "does_not_contain", "exists", "is_null"])
def test_what_jmespath_does_not_find_is_nothing(comparison: str) -> None:
    """It says null for a mistyped path, which would let every one of these hold."""
    result = asked(
        "response_jmespath", comparison, "x", property="typo", reply=a_reply(b'{"a": 1}')
    )
    assert result.error is not None
    assert result.error.endswith("nothing is at typo, or null")


def test_what_jmespath_does_not_find_does_not_exist() -> None:
    reply = a_reply(b'{"a": 1}')
    assert asked("response_jmespath", "does_not_exist", property="typo", reply=reply).passed


def test_long_values_are_kept_short_and_clean() -> None:
    reply = a_reply(b"a\0b" * 1_000_000)
    result = asked("response_text", "equal", "x" * 100_000, reply=reply)
    assert len(result.actual) < 10_000
    assert "\0" not in result.actual
    assert len(result.expected or "") < 10_000
    assert len(result.error or "") < 1_000


def test_what_is_not_there_can_be_what_is_wanted() -> None:
    """Only of a document that can be read: a broken one never lets a deployment go."""
    assert asked_json("gone", "does_not_exist").passed
    assert not asked_json("n", "does_not_exist").passed
    assert asked_json("none", "exists").passed
    assert not asked_json("gone", "exists").passed
    assert not asked_json("[[[", "does_not_exist").passed


def test_a_schema_is_asked_where_expressions_are() -> None:
    result = asked_json("list", "matches_schema", '{"items": {"type": "number"}}')
    assert result.error == "expected what the schema accepts; at 1: 'b' is not of type 'number'"
