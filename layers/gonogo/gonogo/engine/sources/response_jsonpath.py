"""`response_jsonpath`: values inside a JSON body, by standard JSONPath (RFC 9535)."""

from __future__ import annotations

from gonogo.engine.answer import Answer
from gonogo.engine.expressions import Absent, Expressions
from gonogo.engine.sources._contract import Source


def read(answer: Answer, property: str | None, expressions: Expressions) -> object:
    """The value of a path that names one place; else the list of what it selects.

    >>> from gonogo.engine.answer import an_answer
    >>> from gonogo.engine.expressions import InProcess
    >>> read(an_answer(b'{"a": [{"b": 1}, {"b": 2}]}'), "$.a[1].b", InProcess())
    2
    >>> read(an_answer(b'{"a": [{"b": 1}, {"b": 2}]}'), "$.a[?@.b > 0].b", InProcess())
    [1, 2]
    """
    if not property:
        return Absent("a JSONPath is needed", fault=True)
    too_large = answer.too_large()
    if too_large:
        return too_large
    return expressions.evaluate("jsonpath", answer.document, property.strip())


SOURCE = Source(read, "required", "JSONPath")
