"""`response_regex`: the part of the body's text that a pattern matches."""

from __future__ import annotations

from gonogo.engine.answer import Answer
from gonogo.engine.expressions import Absent, Expressions
from gonogo.engine.patterns import first_match
from gonogo.engine.sources._contract import Source


def read(answer: Answer, property: str | None, expressions: Expressions | None = None) -> object:
    """The first group, or the whole match of a pattern without groups; the syntax is RE2's.

    >>> from gonogo.engine.answer import an_answer
    >>> read(an_answer(b"order 17 of 20"), r"order (\\d+)")
    '17'
    >>> read(an_answer(b"hello"), "[0-9]+").why
    'the pattern [0-9]+ is nowhere in the body'
    """
    if not property:
        return Absent("a pattern is needed", fault=True)
    unreadable = answer.unreadable()
    if unreadable:
        return unreadable
    return first_match(property, answer.text, "the body")


SOURCE = Source(read, "required", "pattern (RE2)")
