"""`response_size`: how large the body is."""

from __future__ import annotations

from gonogo.engine.answer import Answer
from gonogo.engine.expressions import Absent, Expressions
from gonogo.engine.sources._contract import Source


def read(answer: Answer, property: str | None, expressions: Expressions | None = None) -> object:
    """Bytes of the body after decompression.

    >>> from gonogo.engine.answer import an_answer
    >>> read(an_answer(b"12345"), None)
    5
    """
    if answer.response.truncated:
        return Absent("the body was cut off at its size limit, its size is not known", fault=True)
    return len(answer.response.body)


SOURCE = Source(read)
