"""`response_url`: the URL that answered."""

from __future__ import annotations

from gonogo.engine.answer import Answer
from gonogo.engine.expressions import Expressions
from gonogo.engine.sources._contract import Source


def read(answer: Answer, property: str | None, expressions: Expressions | None = None) -> object:
    """That of the request, or the last one that redirects led to.

    >>> from gonogo.engine.answer import an_answer
    >>> read(an_answer(), None)
    'http://api.test/'
    """
    return answer.response.url


SOURCE = Source(read)
