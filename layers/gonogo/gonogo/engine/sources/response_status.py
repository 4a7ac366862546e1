"""`response_status`: the status code."""

from __future__ import annotations

from gonogo.engine.answer import Answer
from gonogo.engine.expressions import Expressions
from gonogo.engine.sources._contract import Source


def read(answer: Answer, property: str | None, expressions: Expressions | None = None) -> object:
    """The code as a number.

    >>> from gonogo.engine.answer import an_answer
    >>> read(an_answer(status=404), None)
    404
    """
    return answer.response.status


SOURCE = Source(read)
