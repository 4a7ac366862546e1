"""What is stored reads back equal: results, environments, wire values, whatever they hold."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from gonogo.aws import result_document
from gonogo.aws.definitions import environments_document, environments_of
from gonogo.aws.documents import pack, unpack
from gonogo.aws.values import from_wire, to_wire
from gonogo.domain.environment import Environment
from gonogo.domain.http import Timings
from gonogo.domain.result import (
    AssertionResult,
    Attempt,
    ExtractionResult,
    Problem,
    Received,
    RunResult,
    ScriptResult,
    Sent,
    StepResult,
)
from tests.property.whole import whole

text = st.text(max_size=8)
maybe = st.none() | text
headers = st.lists(st.tuples(text, text), max_size=3).map(tuple)
variables = st.dictionaries(text, text, max_size=3)
sizes = st.integers(0, 10**7)
# Times are kept to the millisecond, durations to the microsecond.
moments = st.integers(0, 2 * 10**12).map(lambda n: n / 1000)
milliseconds = st.integers(0, 10**8).map(lambda n: n / 1000)
seconds = st.integers(0, 10**9).map(lambda n: n / 1_000_000)


def tuples(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """A few of them."""
    return st.lists(values, max_size=2).map(tuple)


problems = st.none() | whole(Problem, code=text, message=text)
filters = tuples(st.tuples(text, tuples(text)))
assertions = whole(
    AssertionResult,
    passed=st.booleans(),
    source=text,
    comparison=text,
    property=maybe,
    expected=maybe,
    actual=text,
    error=maybe,
    filters=filters,
)
extractions = whole(
    ExtractionResult,
    passed=st.booleans(),
    name=text,
    source=text,
    property=maybe,
    value=text,
    error=maybe,
    filters=filters,
)
scripts = whole(ScriptResult, passed=st.booleans(), output=text, error=maybe)
phases = st.none() | milliseconds
timings = whole(
    Timings, dns=phases, connect=phases, tls=phases, first_byte=phases, total=milliseconds
)
requests = whole(Sent, method=text, url=text, headers=headers, body=maybe)
responses = whole(
    Received,
    status=st.integers(0, 999),
    reason=text,
    headers=headers,
    body=maybe,
    body_sha256=maybe,
    size=sizes,
    wire_size=sizes,
    truncated=st.booleans(),
    redirects=tuples(text),
    timings=timings,
)
attempts = whole(
    Attempt,
    status=st.sampled_from(["passed", "failed", "errored", "skipped", "canceled"]),
    started_at=moments,
    duration=seconds,
    reasons=tuples(text),
)


def steps_with(nested: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Steps that hold these."""
    return whole(
        StepResult,
        id=text,
        type=text,
        status=st.sampled_from(["passed", "failed", "errored", "skipped"]),
        note=text,
        method=maybe,
        url=maybe,
        started_at=moments,
        duration=seconds,
        request=st.none() | requests,
        response=st.none() | responses,
        assertions=tuples(assertions),
        variables=tuples(extractions),
        scripts=tuples(scripts),
        problem=problems,
        remark=text,
        attempts=tuples(attempts),
        steps=nested,
    )


steps = st.recursive(steps_with(st.just(())), lambda inner: steps_with(tuples(inner)), max_leaves=4)
results = whole(
    RunResult,
    status=st.sampled_from(["passed", "failed", "errored", "canceled"]),
    started_at=moments,
    finished_at=moments,
    steps=tuples(steps),
    initial_variables=variables,
    variables=variables,
    scripts=tuples(scripts),
    problem=problems,
)
environments = whole(
    Environment,
    id=text,
    name=text,
    test=st.none() | st.text(min_size=1, max_size=8),
    parent=st.none() | st.text(min_size=1, max_size=8),
    variables=variables,
    headers=headers,
    auth=variables,
    script=text,
    pre_request_scripts=tuples(text),
    post_response_scripts=tuples(text),
    locations=tuples(text),
    preserve_cookies=st.booleans(),
    stop_on_failure=st.booleans(),
    retry_on_failure=st.booleans(),
    verify_tls=st.booleans(),
    parent_scripts=st.just(()),  # made when a run begins, and never stored
    authorities=text,
    webhooks=tuples(text),
    kept=variables,
)
numbers = st.integers(-(2**53), 2**53) | st.floats(-1e15, 1e15)
wire_values = st.recursive(
    st.none() | st.booleans() | numbers | text | st.binary(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=200)
@given(result=results)
def test_a_result_reads_back_equal(result: RunResult) -> None:
    """Through its document and its packed form."""
    packed = pack(result_document.encode(result))
    assert result_document.decode(unpack(packed)) == result


@settings(max_examples=100)
@given(several=tuples(environments))
def test_environments_read_back_equal(several: tuple[Environment, ...]) -> None:
    """Flags too, whose absence means their default."""
    assert environments_of(environments_document(several)) == several


@given(value=wire_values)
def test_wire_values_read_back_equal(value: Any) -> None:
    """Numbers keep their value and every digit of it."""
    assert from_wire(to_wire(value)) == value


@given(document=st.lists(st.text(st.characters(exclude_categories=[]), max_size=8)))
def test_documents_keep_any_text(document: list[str]) -> None:
    """Also a lone surrogate that some server sent."""
    assert unpack(pack(document)) == document
