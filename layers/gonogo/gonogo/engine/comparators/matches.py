"""`matches`: a text in which a pattern is found."""

from __future__ import annotations

from gonogo.domain.reasons import shorten
from gonogo.domain.test import Scalar
from gonogo.engine.comparators._contract import Comparator
from gonogo.engine.expressions import Absent
from gonogo.engine.patterns import compile_pattern, encodable
from gonogo.engine.values import as_text, kind, name, show


def complaint(actual: object, expected: Scalar) -> str | None:
    """None if the pattern, in RE2's syntax, is somewhere in the text; `^` and `$` are its ends.

    >>> complaint("2026-11-21", "^[0-9]{4}-[0-9]{2}")
    >>> complaint("abc", "^[0-9]+$")
    'expected text that matches ^[0-9]+$, got "abc"'
    >>> complaint([1], "1")
    'expected text, got list [1]'
    >>> complaint("a", "(?=a)")
    'the pattern is not one of RE2: invalid perl operator: (?=\'
    """
    if kind(actual) not in ("text", "number"):
        return f"expected text, got {name(actual)}"
    pattern = as_text(expected)
    compiled = compile_pattern(pattern)
    if isinstance(compiled, Absent):
        return compiled.why
    if compiled.search(encodable(as_text(actual))) is not None:
        return None
    return f"expected text that matches {shorten(pattern)}, got {show(actual)}"


COMPARATOR = Comparator(complaint)
