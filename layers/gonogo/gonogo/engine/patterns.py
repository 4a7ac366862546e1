"""Regular expressions in bounded time: RE2 reads them, and what it refuses is said, not tried."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from gonogo.engine.expressions import Absent

MAX_PATTERN = 1_000


@lru_cache(maxsize=256)
def compile_pattern(pattern: str, *, groups: bool = False) -> Any:
    r"""The compiled pattern, or an `Absent` with what is wrong with it.

    Without `groups` it only tells whether and where, which is up to twenty times as quick. `\d`,
    `\w` and `\b` know ASCII only, and `$` is the very end of the text.

    >>> compile_pattern("a+").search("baa")[0]
    'aa'
    >>> compile_pattern("(?=a)").why
    'the pattern is not one of RE2: invalid perl operator: (?='
    """
    # Loaded when a test first has a pattern.
    import re2

    if len(pattern) > MAX_PATTERN:
        why = f"the pattern has {len(pattern)} characters; {MAX_PATTERN} is the limit"
        return Absent(why, fault=True)
    options = re2.Options()
    options.log_errors = False
    options.never_capture = not groups
    try:
        return re2.compile(encodable(pattern), options)
    except re2.error as error:
        why = error.args[0].decode("utf-8", "replace") if error.args else "it cannot be read"
        return Absent(f"the pattern is not one of RE2: {why}", fault=True)


def encodable(text: str) -> str:
    """The text without halves of characters, which RE2 cannot be given."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def first_match(pattern: str, text: str, place: str) -> object:
    """The first match's first group, or all of it where there are no groups; or an `Absent`.

    >>> first_match("b(.)", "abc", "it"), first_match("b.", "abc", "it")
    ('c', 'bc')
    """
    compiled = compile_pattern(pattern, groups="(" in pattern)
    if isinstance(compiled, Absent):
        return compiled
    found = compiled.search(encodable(text))
    if found is None:
        return Absent(f"the pattern {pattern[:200]} is nowhere in {place}")
    group: str | None = found[1] if compiled.groups else found[0]
    return "" if group is None else group
