"""`response_time`: how long the answer took."""

from __future__ import annotations

from gonogo.engine.answer import Answer
from gonogo.engine.expressions import Expressions
from gonogo.engine.sources._contract import Source


def read(answer: Answer, property: str | None, expressions: Expressions | None = None) -> object:
    """Whole milliseconds from the start of the request to the last byte, redirects included.

    >>> from gonogo.engine.answer import an_answer
    >>> read(an_answer(total=12.6), None)
    13
    """
    return round(answer.response.timings.total)


SOURCE = Source(read)
