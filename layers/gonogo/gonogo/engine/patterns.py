"""Regular expressions in bounded time: RE2 reads them, and what it refuses is said, not tried."""

from __future__ import annotations

import re
import time
from functools import lru_cache
from typing import Any

from gonogo.domain.reasons import shorten
from gonogo.engine.expressions import Absent

MAX_PATTERN = 1_000
MAX_TEXT = 16 * 1024 * 1024
"""Characters that a replacement may make."""
MAX_GROUPED = 512 * 1024
"""Characters of a match whose groups are told: about 50 ms for the worst patterns."""
REPLACE_SECONDS = 0.8
"""Of computing, for all the matches of one replacement."""
_PARTS = re.compile(
    r"\\Q.*?(?:\\E|$)|\\.|\[\^?\]?(?:\[:\^?\w+:\]|\\.|[^\]\\])*\]|(?P<group>\((?!\?)|\(\?P?<\w+>)",
    re.DOTALL,
)
"""Of a pattern in RE2's syntax: what may hold a bracket that is none, and where groups begin."""
_ESCAPE = re.compile(rb"\\([0-9\\])")


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
    text = encodable(text)
    whole = compile_pattern(pattern)
    if isinstance(whole, Absent):
        return whole
    grouped = None if "(" not in pattern else compile_pattern(_first_only(pattern), groups=True)
    if isinstance(grouped, Absent):  # it was read without groups, so it can be read with them
        return grouped
    nowhere = Absent(f"the pattern {shorten(pattern)} is nowhere in {place}")
    if grouped is None or not grouped.groups:
        found = whole.search(text)
        return nowhere if found is None else found[0]
    if len(text) > MAX_GROUPED:
        # Telling groups costs ten times as much as telling where the match is: that comes first.
        found = whole.search(text)
        if found is not None and found.end() - found.start() > MAX_GROUPED:
            long = f"the match has {found.end() - found.start()} characters"
            return Absent(f"{long}; a group is told of up to {MAX_GROUPED}", fault=True)
        if found is None:
            return nowhere
    found = grouped.search(text)
    if found is not None and found[1] is None:
        return Absent(f"the pattern {shorten(pattern)} is in {place}, and its group is not")
    return nowhere if found is None else found[1]


def _first_only(pattern: str) -> str:
    r"""The pattern with its first group alone: each group more is dear, and nobody asks for it.

    >>> _first_only(r"(a)(b)[(](?P<n>c)"), _first_only(r"\((?i:a)(b)(c)")
    ('(a)(?:b)[(](?:c)', '\\((?i:a)(b)(?:c)')
    """
    seen = 0

    def plain(found: re.Match[str]) -> str:
        nonlocal seen
        if not found["group"]:
            return found[0]
        seen += 1
        return found[0] if seen == 1 else "(?:"

    return _PARTS.sub(plain, pattern)


def substitute(pattern: str, new: str, text: str) -> object:
    r"""The text with every match replaced; in the new text `\1` is the first group. Or an `Absent`.

    >>> substitute("(a)b", r"\1c", "abab"), substitute("x*", "-", "é")
    ('acac', '-é-')
    """
    # Literal text and, at every second place, a group's number or a backslash.
    pieces: list[bytes | int] = list(_ESCAPE.split(encodable(new).encode()))
    pieces[1::2] = [int(p) if p != b"\\" else p for p in pieces[1::2]]
    most = max((piece for piece in pieces if isinstance(piece, int)), default=0)
    compiled = compile_pattern(pattern, groups=most > 0)
    if isinstance(compiled, Absent):
        return compiled
    if most > compiled.groups:
        return Absent("the new text names a group that the pattern does not have", fault=True)
    return _replaced(compiled, pieces, encodable(text).encode())


def _replaced(compiled: Any, pieces: list[bytes | int], data: bytes) -> object:
    """By bytes, which is four times as quick as by characters."""
    parts: list[bytes] = []
    last = size = 0
    # Every match is looked for in linear time; all of them together are not.
    until = time.thread_time() + REPLACE_SECONDS
    for found in compiled.finditer(data):
        start, end = found.span()
        if start < len(data) and data[start] & 0xC0 == 0x80:
            continue  # nothing was found, in the middle of a character
        put = b"".join((found[p] or b"") if isinstance(p, int) else p for p in pieces)
        parts += (data[last:start], put)
        size += start - last + len(put)
        last = end
        if size > MAX_TEXT:
            return Absent(f"the text would have more than {MAX_TEXT} bytes", fault=True)
        if time.thread_time() > until:
            return Absent(f"replacing took more than {REPLACE_SECONDS:g} s", fault=True)
    return (b"".join(parts) + data[last:]).decode("utf-8", "replace")


def bounded_replace(text: str, old: str, new: str) -> object:
    """The text with `new` for `old`, unless it would grow beyond all use.

    >>> bounded_replace("aba", "a", "c")
    'cbc'
    """
    grown = len(text) + text.count(old) * (len(new) - len(old))
    if grown > MAX_TEXT:
        return Absent(f"the text would have more than {MAX_TEXT} characters", fault=True)
    return text.replace(old, new)
