"""`response_text`: the whole body as text."""

from __future__ import annotations

from gonogo.engine.answer import Answer
from gonogo.engine.expressions import Expressions
from gonogo.engine.sources._contract import Source


def read(answer: Answer, property: str | None, expressions: Expressions | None = None) -> object:
    """The body in the charset that the answer declares, else UTF-8.

    >>> from gonogo.engine.answer import an_answer
    >>> read(an_answer(b"hello"), None)
    'hello'
    """
    unreadable = answer.unreadable()
    if unreadable:
        return unreadable
    return answer.text


SOURCE = Source(read)
