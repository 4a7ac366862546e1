"""`jsonpath`: what standard JSONPath (RFC 9535) selects."""

from __future__ import annotations

from gonogo.engine.filters._contract import Filter, Given
from gonogo.engine.values import as_text


def apply(value: object, given: Given, path: str) -> object:
    """The value of a path that names one place; else the list of what it selects.

    Text is read as JSON.

    >>> from gonogo.engine.filters._contract import NOTHING_GIVEN
    >>> apply([{"a": 1}, {"a": 2}], NOTHING_GIVEN, "$[1].a")
    2
    >>> apply('{"a": [1, 2]}', NOTHING_GIVEN, "$.a[*]")
    [1, 2]
    """
    document = value if isinstance(value, str) else as_text(value)
    return given.expressions.evaluate("jsonpath", document.encode("utf-8", "replace"), path)


FILTER = Filter(apply, parameters=("path",), needs=True)
