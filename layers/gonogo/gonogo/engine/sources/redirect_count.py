"""`redirect_count`: how many redirects were followed."""

from __future__ import annotations

from gonogo.engine.answer import Answer
from gonogo.engine.expressions import Expressions
from gonogo.engine.sources._contract import Source


def read(answer: Answer, property: str | None, expressions: Expressions | None = None) -> object:
    """A number, 0 without any.

    >>> from gonogo.engine.answer import an_answer
    >>> read(an_answer(), None)
    0
    """
    return len(answer.response.redirects)


SOURCE = Source(read)
