"""JSONPath, JMESPath and JSON Schema: what they find, and that no bomb outlives its second."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from gonogo.engine.expressions import Absent, Expressions, InProcess
from gonogo.engine.worker import WorkerProcess

STORE = b'{"books": [{"t": "a", "p": 5}, {"t": "b.c", "p": 12}], "x y": {"d": [1, 2, 3]}}'


@pytest.fixture(scope="module", params=["in process", "worker"])
def expressions(request: pytest.FixtureRequest) -> Iterator[Expressions]:
    found: Expressions = InProcess() if request.param == "in process" else WorkerProcess()
    yield found
    found.close()


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("jsonpath", "$.books[-1].t", "b.c"),
        ("jsonpath", "$['x y'].d[1:]", [2, 3]),
        ("jsonpath", "$.books[?@.p < 10].t", ["a"]),
        ("jsonpath", "$.books[?match(@.t, 'b.c')].p", [12]),
        ("jsonpath", "$.books[?search(@.t, '[.]')].p", [12]),
        ("jsonpath", "$..none", []),
        ("jmespath", "books[?p > `10`].t | [0]", "b.c"),
        ("jmespath", "length(books)", 2),
        ("json_schema", '{"properties": {"books": {"minItems": 2}}}', True),
        ("json_schema", '{"patternProperties": {"^x": {"required": ["d"]}}}', True),
        (
            "json_schema",
            '{"patternProperties": {"^b|^x": {}}, "additionalProperties": false}',
            True,
        ),
        ("json_schema", '{"required": ["a"]}', ["'a' is a required property"]),
    ],
)
def test_both_ways_find_the_same(
    expressions: Expressions, language: str, text: str, expected: object
) -> None:
    found = expressions.evaluate(language, STORE, text)
    assert found == expected


@pytest.mark.parametrize(
    ("language", "text", "why"),
    [
        ("jsonpath", "$.none", "nothing is at $.none"),
        ("jsonpath", "books", "the JSONPath failed"),
        ("jsonpath", "$[?count(@..a..b) > 1]..c", "too costly"),
        ("jsonpath", "$[?@[?@.a]]", "too costly"),
        ("jsonpath", "$" + ".a" * 600, "too costly"),
        ("jmespath", "a[", "the JMESPath failed"),
        ("jmespath", "abs('a')", "the JMESPath failed"),
        ("json_schema", "{", "the schema cannot be read"),
        ("json_schema", '{"$ref": "http://127.0.0.1:1/x"}', "refers to what is not in it"),
        ("json_schema", '{"type": 5}', "the schema is not valid"),
    ],
)
def test_bad_expression_is_an_answer(
    expressions: Expressions, language: str, text: str, why: str
) -> None:
    found = expressions.evaluate(language, STORE, text)
    assert isinstance(found, Absent)
    assert why in found.why


@pytest.mark.parametrize("word", ["$ref", "$dynamicRef"])
def test_nothing_outside_a_schema_is_read_for_it(
    expressions: Expressions, tmp_path: Path, word: str
) -> None:
    """The library would open any URL, files too: past the address policy, on any host."""
    outside = tmp_path / "outside.json"
    outside.write_text("{}")
    found = expressions.evaluate("json_schema", STORE, json.dumps({word: outside.as_uri()}))
    assert isinstance(found, Absent)
    assert found.why == f"the schema refers to what is not in it ({outside.as_uri()})"


@pytest.mark.parametrize(
    ("value", "factor", "holds"),
    [(b"19.99", 0.01, True), (b"0.3", 0.1, True), (b"19.995", 0.01, False), (b"7", 2, False)],
)
def test_multiples_are_counted_in_decimals(
    expressions: Expressions, value: bytes, factor: float, holds: bool
) -> None:
    """In binary fractions 19.99 is no multiple of 0.01."""
    found = expressions.evaluate("json_schema", value, json.dumps({"multipleOf": factor}))
    assert (found is True) == holds


def test_pattern_that_re2_refuses_is_said(expressions: Expressions) -> None:
    found = expressions.evaluate("json_schema", b'"a"', '{"pattern": "(?=a)"}')
    assert found == Absent(
        "the schema cannot be used: the pattern is not one of RE2: invalid perl operator: (?=",
        fault=True,
    )


DEEP = b"[" * 200_000 + b"]" * 200_000
WIDE = json.dumps([[{"a": list(range(30))}] * 30] * 60).encode()
NESTED = b'{"a":' * 99 + b"1" + b"}" * 99
XML = b"<a>" + b"<b/>" * 5_000 + b"</a>"
LAUGHS = b'<!DOCTYPE l [<!ENTITY a "lol"><!ENTITY b "%s">]><l>&b;</l>' % (b"&a;" * 100)
LOOP = '{"$ref": "#"}'
ALL_OF = json.dumps({"$defs": {"a": {"allOf": [{"$ref": "#/$defs/a"}] * 2}}, "$ref": "#/$defs/a"})
BOMBS = [
    ("xpath", XML, "count(/a/*[count(../*[count(../*) > 0]) > 0])"),
    ("jsonpath", WIDE, "$..*..*..*"),
    ("jsonpath", WIDE, "$..*..*"),
    ("jsonpath", WIDE, "$[?count(@..*) > count(@..*)]..*"),
    ("jsonpath", WIDE, "$[?count($..*) > 0][?count($..*) > 0]..*"),
    ("jsonpath", WIDE, "$[*,*,*,*][*,*,*,*][*,*,*,*]"),
    ("jsonpath", WIDE, "$[?@[?@[?@.a]]]"),
    ("jsonpath", WIDE, "$[?search(@, '(a+)+$') || count($..*) > 1]" + "[?count($..*)>1]" * 20),
    ("jsonpath", NESTED, "$..*..*..a"),
    ("jsonpath", DEEP, "$..*"),
    ("jsonpath", b"9" * 400_000, "$"),
    ("jsonpath", STORE, "$" + "[" * 900),
    ("jsonpath", STORE, "$[?" + "(" * 900),
    ("jsonpath", STORE, "$[?" + "!" * 900 + "@.a]"),
    ("jmespath", STORE, "(" * 990),
    ("jmespath", STORE, "!" * 990 + "a"),
    ("jmespath", DEEP, "a"),
    ("jmespath", WIDE, "[@,@,@,@]" + "|[@,@,@,@]" * 12),
    ("jmespath", STORE, "[@,@]" + "|[@,@]" * 60),
    ("json_schema", STORE, LOOP),
    ("json_schema", STORE, ALL_OF),
    ("json_schema", DEEP, "{}"),
    ("json_schema", STORE, DEEP.decode()),
    ("json_schema", b'"' + b"a" * 50_000 + b'!"', '{"pattern": "^(a(?=a))+$"}'),
    ("json_schema", STORE, '{"$ref": "file:///etc/hostname"}'),
    ("json_schema", STORE, json.dumps({"anyOf": [{"$dynamicRef": "#"}] * 3})),
    ("xpath", XML, "//b//b//b"),
    ("xpath", LAUGHS, "/l/x"),
    ("xpath", b"<a>" * 5_000, "/a"),
    ("xpath", XML, "/a/b[following-sibling::b[following-sibling::b[last()]]]"),
    ("xpath", b"<a/>", "(" * 990),
]


@pytest.mark.parametrize("number", range(len(BOMBS)))
def test_bomb_ends_as_an_expression_error(number: int) -> None:
    """A2: each ends in about a second and is told as the expression's or document's fault."""
    language, document, text = BOMBS[number]
    worker = WORKERS.setdefault("one", WorkerProcess())
    worker.evaluate(language, b"<a/>" if language == "xpath" else b"1", "", "")  # it is running
    texts = (None, text) if language == "xpath" else (text,)
    began = time.monotonic()
    found = worker.evaluate(language, document, *texts)
    took = time.monotonic() - began
    assert isinstance(found, Absent), str(found)[:200]
    assert found.fault or language == "xpath", found.why
    assert took < 2, f"{took} s"


WORKERS: dict[str, WorkerProcess] = {}


def teardown_module() -> None:
    """End the worker that the bombs shared."""
    for worker in WORKERS.values():
        worker.close()


@pytest.mark.parametrize(
    "schema",
    [
        *("7", "null", "[]", '"x"', '{"$schema": 5}'),
        *('{"$schema": "http://json-schema.org/draft-03/schema#", "type": "odd"}',),
        *('{"$schema": "http://json-schema.org/draft-04/schema#", "$ref": 5}',),
        *('{"$schema": "http://json-schema.org/draft-04/schema#", "$ref": null}',),
    ],
)
def test_odd_schema_is_an_answer(expressions: Expressions, schema: str) -> None:
    """The library trips over these; a run must not."""
    found = expressions.evaluate("json_schema", b"1", schema)
    assert isinstance(found, Absent)
    assert found.fault
    assert found.why.startswith(("the schema cannot be read", "the schema is not valid"))
