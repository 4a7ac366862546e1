"""`response_version`: the version of HTTP that the answer names."""

from __future__ import annotations

from gonogo.engine.answer import Answer
from gonogo.engine.expressions import Expressions
from gonogo.engine.sources._contract import Source


def read(answer: Answer, property: str | None, expressions: Expressions | None = None) -> object:
    """`HTTP/1.1` or `HTTP/1.0`.

    >>> from gonogo.engine.answer import an_answer
    >>> read(an_answer(), None)
    'HTTP/1.1'
    """
    return answer.response.http_version


SOURCE = Source(read)
