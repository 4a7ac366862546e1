"""`response_header_values`: every value of a header."""

from __future__ import annotations

from gonogo.engine.answer import Answer
from gonogo.engine.expressions import Absent, Expressions
from gonogo.engine.sources._contract import Source


def read(answer: Answer, property: str | None, expressions: Expressions | None = None) -> object:
    """A list, one item for each line of that name, in their order.

    >>> from gonogo.engine.answer import an_answer
    >>> read(an_answer(headers=(("Via", "a"), ("via", "b, c"))), "Via")
    ['a', 'b, c']
    >>> read(an_answer(), "Via").why
    'the answer has no header "Via"'
    """
    name = (property or "").strip()
    values = answer.response.header_values(name)
    return list(values) if values else Absent(f'the answer has no header "{name}"')


SOURCE = Source(read, "required", "header name")
