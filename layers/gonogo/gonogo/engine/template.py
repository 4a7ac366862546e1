"""Text with `{{placeholders}}`, taken apart once: which parts stand, which are looked up."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

MAX_DEPTH = 8
"""Placeholders inside arguments of placeholders; deeper braces are plain text."""
_MAX_CACHED = 2_000
"""Longer texts are bodies: taken apart each time, lest a cache of them fill the memory."""

# In a row of braces the innermost two open: `{"id":{{{id}}}}` is JSON around `{{id}}`.
_MARK = re.compile(r"\{\{(?!\{)|\}\}")
_NAME = re.compile(r"[\w.$@-]+(?: [\w.$@-]+)*")
_CALL = re.compile(r"\s*([\w.$@-]+)\(")


@dataclass(frozen=True, slots=True)
class Name:
    """`{{name}}`."""

    name: str


@dataclass(frozen=True, slots=True)
class Call:
    """`{{name(arguments)}}`; the arguments are not split yet: only the callee knows how many."""

    name: str
    arguments: Template


Part = str | Name | Call
Template = tuple[Part, ...]


def parse(text: str) -> Template:
    """The parts of a text; braces that form no placeholder stay as they are.

    >>> parse("a {{b}} c")
    ('a ', Name(name='b'), ' c')
    >>> parse("{{md5({{x}}!)}}")
    (Call(name='md5', arguments=(Name(name='x'), '!')),)
    >>> parse('{{"no": 1}}')
    ('{{"no": 1}}',)
    """
    return _parse_cached(text) if len(text) <= _MAX_CACHED else _parse(text)


def split(arguments: Template, most: int) -> tuple[Template, ...]:
    """Arguments at their commas, at most so many; commas inside values are not seen.

    >>> split(("a, b,c",), 2)
    (('a',), ('b,c',))
    """
    groups: list[list[Part]] = [[]]
    for part in arguments:
        if not isinstance(part, str):
            groups[-1].append(part)
            continue
        first, *others = part.split(",", most - len(groups)) if len(groups) < most else (part,)
        groups[-1].append(first)
        groups.extend([other] for other in others)
    trimmed = tuple(_trim(group) for group in groups)
    return () if trimmed == ((),) else trimmed


def _trim(group: list[Part]) -> Template:
    """Without the blanks that were written around an argument."""
    parts = list(group)
    if parts and isinstance(parts[0], str):
        parts[0] = parts[0].lstrip()
    if parts and isinstance(parts[-1], str):
        parts[-1] = parts[-1].rstrip()
    return tuple(part for part in parts if part != "")


def _parse(text: str) -> Template:
    # One pass with a stack: the time grows with the text and nothing else.
    frames: list[list[Part]] = [[]]
    position = 0
    for mark in _MARK.finditer(text):
        before = text[position : mark.start()]
        position = mark.end()
        if mark.group() == "{{" and len(frames) <= MAX_DEPTH:
            frames[-1].append(before)
            frames.append([])
        elif mark.group() == "}}" and len(frames) > 1:
            frames[-1].append(before)
            inner = _joined(frames.pop())
            placeholder = _placeholder(inner)
            frames[-1].extend(("{{", *inner, "}}") if placeholder is None else (placeholder,))
        else:
            frames[-1].append(before + mark.group())
    frames[-1].append(text[position:])
    while len(frames) > 1:
        unclosed = frames.pop()
        frames[-1].extend(("{{", *unclosed))
    return _joined(frames[0])


_parse_cached = lru_cache(maxsize=2048)(_parse)


def _placeholder(inner: Template) -> Name | Call | None:
    if not inner or not isinstance(inner[0], str):
        return None
    if len(inner) == 1 and _NAME.fullmatch(inner[0].strip()):
        return Name(inner[0].strip())
    call = _CALL.match(inner[0])
    last = inner[-1]
    if call is None or not isinstance(last, str) or not last.rstrip().endswith(")"):
        return None
    if len(inner) == 1:
        return Call(call.group(1), _joined([last.rstrip()[call.end() : -1]]))
    first = inner[0][call.end() :]
    return Call(call.group(1), _joined([first, *inner[1:-1], last.rstrip()[:-1]]))


def _joined(parts: list[Part]) -> Template:
    """Neighbouring texts made one, empty ones dropped."""
    joined: list[Part] = []
    texts: list[str] = []
    for part in parts:
        if isinstance(part, str):
            texts.append(part)
            continue
        if any(texts):
            joined.append("".join(texts))
        texts = []
        joined.append(part)
    if any(texts):
        joined.append("".join(texts))
    return tuple(joined)
