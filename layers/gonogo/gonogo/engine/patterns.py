"""Regular expressions in bounded time: RE2 reads them, and what it refuses is said, not tried."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from gonogo.engine.expressions import Absent

MAX_PATTERN = 1_000
MAX_TEXT = 16 * 1024 * 1024
"""Characters that a replacement may make."""


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


def substitute(pattern: str, new: str, text: str) -> object:
    r"""The text with every match replaced, `\1` being the first group; or an `Absent`.

    >>> substitute("(a)b", r"\1c", "abab")
    'acac'
    """
    import re2

    compiled = compile_pattern(pattern, groups=True)
    if isinstance(compiled, Absent):
        return compiled
    if (len(text) + 1) * len(new) > 4 * MAX_TEXT:
        return Absent("the text and what is put into it are too long", fault=True)
    try:
        found: str = compiled.sub(encodable(new), encodable(text))
    except (re2.error, IndexError, ValueError):
        return Absent("the new text names a group that the pattern does not have", fault=True)
    return found


def bounded_replace(text: str, old: str, new: str) -> object:
    """The text with `new` for `old`, unless it would grow beyond all use.

    >>> bounded_replace("aba", "a", "c")
    'cbc'
    """
    grown = len(text) + text.count(old) * (len(new) - len(old))
    if grown > MAX_TEXT:
        return Absent(f"the text would have more than {MAX_TEXT} characters", fault=True)
    return text.replace(old, new)
