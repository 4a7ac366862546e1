"""What sources find in an answer, through the engine."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gonogo.domain.http import Timings
from tests.engine_runs import a_step, an_assertion, run_one
from tests.fakes import FakeHttp, a_reply

COOKIES = (
    ("Set-Cookie", "a=1; Path=/; Max-Age=60"),
    ("Set-Cookie", 'b="x y"; Secure; SameSite=Lax'),
    ("Set-Cookie", "a=2"),
)
REPLY = replace(
    a_reply({"a": [{"b": 1}, {"b": 2}], "errors": [{"message": "no"}]}, headers=COOKIES),
    redirects=("http://api.test/1", "http://api.test/2"),
    url="http://api.test/end",
    timings=Timings(dns=1.5, connect=2.25, first_byte=9.0, total=20.0),
    certificate_days=12.9,
)


@pytest.mark.parametrize(
    ("source", "property", "expected"),
    [
        ("response_jsonpath", "$.a[-1].b", 2),
        ("response_jsonpath", "$..b", "[1,2]"),
        ("response_jmespath", "sum(a[].b)", 3),
        ("response_regex", '"b": ?(2)', "2"),
        ("response_cookie", "a", "2"),
        ("response_cookie", "b", "x y"),
        ("response_cookie", "b[samesite]", "Lax"),
        ("response_cookie", "b[Secure]", True),
        ("response_header_values", "set-cookie", None),
        ("redirect_count", None, 2),
        ("response_url", None, "http://api.test/end"),
        ("response_timing", "connect", 2.25),
        ("certificate_days_left", None, 12),
        ("graphql_errors", None, '["no"]'),
    ],
)
def test_source_finds_it(source: str, property: str | None, expected: object) -> None:
    comparison = "not_empty" if expected is None else "equal"
    assertion = an_assertion(source, comparison, expected, property=property)
    result = run_one(a_step(assertions=(assertion,)), http=FakeHttp(REPLY)).assertions[0]
    assert result.passed, result.error


@pytest.mark.parametrize(
    ("source", "property", "why"),
    [
        ("response_jsonpath", "$.none", "nothing is at $.none"),
        ("response_jsonpath", "a[", "the JSONPath failed"),
        ("response_jmespath", "a[", "the JMESPath failed"),
        ("response_regex", "(?=a)", "not one of RE2"),
        ("response_regex", "zzz", "is nowhere in the body"),
        ("response_cookie", "c", 'sets no cookie "c"'),
        ("response_timing", "tls", 'there was no phase "tls"'),
        ("response_html", "//table", "nothing is at //table"),
    ],
)
def test_source_says_why_there_is_nothing(source: str, property: str, why: str) -> None:
    assertion = an_assertion(source, "not_empty", property=property)
    result = run_one(a_step(assertions=(assertion,)), http=FakeHttp(REPLY)).assertions[0]
    assert not result.passed
    assert why in str(result.error)
