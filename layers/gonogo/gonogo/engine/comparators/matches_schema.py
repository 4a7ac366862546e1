"""`matches_schema`: as a JSON Schema says, which is given as JSON text."""

from __future__ import annotations

from gonogo.domain.test import Scalar
from gonogo.engine.comparators._contract import Comparator
from gonogo.engine.expressions import Absent, Expressions, InProcess
from gonogo.engine.values import as_text


def examine(actual: object, expected: Scalar, expressions: Expressions) -> str | None:
    """None if the schema accepts the value; drafts 3 to 2020-12, references inside it only.

    >>> examine({"id": 7}, '{"required": ["id"]}', InProcess())
    >>> examine({"id": "x"}, '{"properties": {"id": {"type": "number"}}}', InProcess())
    "expected what the schema accepts; at id: 'x' is not of type 'number'"
    """
    if not isinstance(expected, str):
        return "the schema to compare with must be JSON text"
    document = as_text(actual) if not isinstance(actual, str) else _quoted(actual)
    found = expressions.evaluate("json_schema", document.encode("utf-8", "replace"), expected)
    if isinstance(found, Absent):
        return found.why
    if isinstance(found, list):
        return f"expected what the schema accepts; {'; '.join(map(str, found))}"
    return None


def _quoted(text: str) -> str:
    return as_text([text])[1:-1]


def complaint(actual: object, expected: Scalar) -> str | None:
    """The same where there is nobody else to evaluate it."""
    return examine(actual, expected, InProcess())


COMPARATOR = Comparator(complaint, examine=examine)
