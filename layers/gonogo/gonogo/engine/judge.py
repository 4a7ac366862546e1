"""Takes variables from an answer and asks it what a step asserts: yes, or no and why."""

from __future__ import annotations

from gonogo.domain.reasons import shorten
from gonogo.domain.result import AssertionResult, ExtractionResult
from gonogo.domain.test import Assertion, Extraction, Scalar
from gonogo.engine.answer import Answer
from gonogo.engine.chain import filtered
from gonogo.engine.comparators import canonical, comparators
from gonogo.engine.expressions import Absent
from gonogo.engine.sources import sources
from gonogo.engine.state import RunState
from gonogo.engine.values import as_text
from gonogo.errors import Invalid, Unjudged

MAX_KEPT = 8 * 1024
"""Characters of a value that a result keeps; variables themselves may be longer."""
MAX_VALUE = 1024 * 1024
"""Characters that a variable taken from an answer may have."""
_UNREADABLE = "its value is nested too deeply or holds too large a number"


def extract(
    extractions: tuple[Extraction, ...], answer: Answer, state: RunState
) -> tuple[ExtractionResult, ...]:
    """Set the variables that the answer holds; one that it lacks keeps its value."""
    return tuple([_extract(extraction, answer, state) for extraction in extractions])


def judge(
    assertions: tuple[Assertion, ...], answer: Answer, state: RunState
) -> tuple[AssertionResult, ...]:
    """What the answer says to every assertion; raises `Unjudged` if one cannot be asked."""
    return tuple([_judge(assertion, answer, state) for assertion in assertions])


def kept(text: str) -> str:
    """The text as results keep it: short enough, and without NUL, which stores refuse."""
    short = shorten(text, MAX_KEPT)
    return short.replace("\0", "") if "\0" in short else short


def _extract(extraction: Extraction, answer: Answer, state: RunState) -> ExtractionResult:
    spot = f"variable {extraction.name}"
    name = state.fill(extraction.name, spot)
    property = _property(extraction.property, state, spot)
    found = _read(extraction.source, property, answer, state, spot)
    if extraction.filters:
        found = filtered(found, extraction.filters, state, spot)
    text = ""
    if not isinstance(found, Absent):
        try:
            text = as_text(found)
        except (RecursionError, ValueError):
            found = Absent(_UNREADABLE, fault=True)
    if len(text) > MAX_VALUE:
        found = Absent(f"the value has {len(text)} characters; {MAX_VALUE} is the limit")
    absent = isinstance(found, Absent)
    if not absent:
        state.scope.set(name, text)
    return ExtractionResult(
        passed=not absent,
        name=name,
        source=extraction.source,
        property=property,
        value="" if absent else kept(text),
        error=f"nothing to take: {found.why}" if isinstance(found, Absent) else None,
        filters=extraction.filters,
    )


def _judge(assertion: Assertion, answer: Answer, state: RunState) -> AssertionResult:
    comparison = canonical(assertion.comparison)
    spot = f"assertion {assertion.source} {comparison}"
    try:
        comparator = comparators[comparison]
    except Invalid as error:
        raise _unknown(error, state, spot) from None
    value: Scalar = assertion.value
    if isinstance(value, str):
        value = state.fill(value, spot)
    property = _property(assertion.property, state, spot)
    found = _read(assertion.source, property, answer, state, spot)
    if assertion.filters:
        found = filtered(found, assertion.filters, state, spot)
    actual = ""
    error_text: str | None
    if isinstance(found, Absent) and comparator.takes_absent and not found.fault:
        error_text = comparator.complaint(found, value)
    elif isinstance(found, Absent):
        error_text = f"nothing to compare: {found.why}"
    else:
        try:
            if comparator.examine is None:
                error_text = comparator.complaint(found, value)
            else:
                error_text = comparator.examine(found, value, state.expressions)
            actual = kept(as_text(found))
        except (RecursionError, ValueError):
            error_text = f"nothing to compare: {_UNREADABLE}"
    return AssertionResult(
        passed=error_text is None,
        source=assertion.source,
        comparison=comparison,
        property=property,
        expected=kept(as_text(value)) if comparator.takes_value else None,
        actual=actual,
        error=None if error_text is None else kept(error_text),
        filters=assertion.filters,
    )


def _property(property: str | None, state: RunState, spot: str) -> str | None:
    return property if property is None else state.fill(property, spot)


def _read(source: str, property: str | None, answer: Answer, state: RunState, spot: str) -> object:
    try:
        found = sources[source]
    except Invalid as error:
        raise _unknown(error, state, spot) from None
    return found.read(answer, property, state.expressions)


def _unknown(error: Invalid, state: RunState, spot: str) -> Unjudged:
    return Unjudged(f"{state.place}, {spot}: {error.message} Known are {error.accepted}.")
