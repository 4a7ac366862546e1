"""`jmespath`: what JMESPath makes of a value."""

from __future__ import annotations

from gonogo.engine.filters._contract import Filter, Given
from gonogo.engine.values import as_text


def apply(value: object, given: Given, expression: str) -> object:
    """What the expression gives; its null is nothing found. Text is read as JSON.

    >>> from gonogo.engine.filters._contract import NOTHING_GIVEN
    >>> apply([{"a": 1}, {"a": 2}], NOTHING_GIVEN, "max_by(@, &a).a")
    2
    """
    document = value if isinstance(value, str) else as_text(value)
    return given.expressions.evaluate("jmespath", document.encode("utf-8", "replace"), expression)


FILTER = Filter(apply, parameters=("expression",), needs=True)
