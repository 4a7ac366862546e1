"""`request_method`: the method of the request, or of the call that an inbound step took."""

from __future__ import annotations

from gonogo.engine.answer import Answer
from gonogo.engine.expressions import Absent, Expressions
from gonogo.engine.sources._contract import Source


def read(answer: Answer, property: str | None, expressions: Expressions | None = None) -> object:
    """In capitals.

    >>> from gonogo.engine.answer import an_answer
    >>> read(an_answer(method="POST"), None), read(an_answer(), None).why
    ('POST', 'there was no request')
    """
    return answer.method or Absent("there was no request")


SOURCE = Source(read)
