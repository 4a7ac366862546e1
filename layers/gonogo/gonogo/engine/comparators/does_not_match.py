"""`does_not_match`: a text in which a pattern is not found."""

from __future__ import annotations

from gonogo.domain.reasons import shorten
from gonogo.domain.test import Scalar
from gonogo.engine.comparators._contract import Comparator
from gonogo.engine.expressions import Absent
from gonogo.engine.patterns import compile_pattern, encodable
from gonogo.engine.values import as_text, kind, name, show


def complaint(actual: object, expected: Scalar) -> str | None:
    """None if the pattern, in RE2's syntax, is nowhere in the text.

    >>> complaint("abc", "^[0-9]+$")
    >>> complaint("123", "^[0-9]+$")
    'expected text that does not match ^[0-9]+$, got "123"\'
    """
    if kind(actual) not in ("text", "number"):
        return f"expected text, got {name(actual)}"
    pattern = as_text(expected)
    compiled = compile_pattern(pattern)
    if isinstance(compiled, Absent):
        return compiled.why
    if compiled.search(encodable(as_text(actual))) is None:
        return None
    return f"expected text that does not match {shorten(pattern)}, got {show(actual)}"


COMPARATOR = Comparator(complaint)
